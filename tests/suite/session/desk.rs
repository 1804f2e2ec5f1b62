//! A seller's folder before there is a session: configuration, and what is to be brought in.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Stdio as Pipe;

use rusqlite::Connection;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt as _;
use tribute_agent::cli::{self, Stdio};
use tribute_agent::report::Exit;
use tribute_agent::telegram::string_session::{AuthKey, StringSession};

use crate::agent::program;
use crate::cli::Sink;
use crate::restore::home::{Ended, ended};

/// What Telethon 1.45 makes, as far as it matters here.
const TELETHON: &str = "
    CREATE TABLE version (version integer primary key);
    INSERT INTO version VALUES (8);
    CREATE TABLE sessions (
        dc_id integer primary key, server_address text, port integer,
        auth_key blob, takeout_id integer, tmp_auth_key blob
    );";

/// What nobody may ever read in what a command says: the key of [`login`], in hex and in base64.
const KEY_SHOWN: [&str; 3] = ["0707070707", "BwcHBwcH", "cHBwcHBw"];

/// The folder.
pub struct Desk(TempDir);

/// A login at this address, with a key of sevens.
pub fn login(address: &str) -> StringSession {
    StringSession::new(2, address.parse().unwrap(), AuthKey::new([7; 256])).unwrap()
}

/// Makes an SQLite file.
pub fn database(path: &Path, sql: &str) {
    let database = Connection::open(path).unwrap();
    database.execute_batch(sql).unwrap();
    database.close().unwrap();
}

/// Makes the file in which Telethon keeps this login.
pub fn telethon_file(path: &Path, login: &StringSession) {
    database(path, TELETHON);
    let database = Connection::open(path).unwrap();
    let row = (
        login.data_centre,
        login.address.ip().to_string(),
        login.address.port(),
        login.auth_key.expose(),
    );
    let sql = "INSERT INTO sessions VALUES (?1, ?2, ?3, ?4, NULL, NULL)";
    database.execute(sql, row).unwrap();
    database.close().unwrap();
}

/// No command may tell the key, but for stdout, which is for it.
pub fn is_kept(text: &str) {
    for shown in KEY_SHOWN {
        assert!(!text.contains(shown), "the key is told: {text}");
    }
}

/// Runs a command in this process, as at a terminal at which somebody types this.
pub async fn at_a_terminal(folder: &Path, words: &[&str], typed: &str) -> (Exit, String, String) {
    let (stdout, stderr) = (Sink::default(), Sink::default());
    let mut stdio = Stdio {
        stdin: Box::new(Cursor::new(typed.to_owned().into_bytes())),
        stdout: Box::new(stdout.clone()),
        stderr: Box::new(stderr.clone()),
        stdin_is_terminal: true,
        stdout_is_terminal: true,
        stderr_is_terminal: true,
        directory: folder.to_owned(),
        environment: |name| (name == "NO_COLOR").then(|| "1".to_owned()),
    };
    let words = std::iter::once("tribute-agent").chain(words.iter().copied());
    let exit = cli::run(words.map(Into::into).collect(), &mut stdio).await;
    (exit, stdout.text(), stderr.text())
}

impl Desk {
    pub fn new(language: &str) -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        let config = format!(
            "language = \"{language}\"\n[telegram]\napi_id = 12345\n\
             api_hash = \"0123456789abcdef0123456789abcdee\"\nsession = \"main.session\"\n\
             [account_id]\npattern = '\\b\\d{{5}}\\b'\n"
        );
        fs::write(desk.path("config.toml"), config).unwrap();
        desk
    }

    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Everything that lies here.
    pub fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths.map(|path| (path.clone(), fs::read(path).unwrap())).collect()
    }

    /// `session import`, from a file or with options.
    pub async fn import(&self, arguments: &[&str]) -> Ended {
        self.session("import", arguments).await
    }

    /// `session export`.
    pub async fn export(&self, arguments: &[&str]) -> Ended {
        self.session("export", arguments).await
    }

    async fn session(&self, command: &str, arguments: &[&str]) -> Ended {
        let words = [&[command], arguments].concat();
        let mut program = program(&self.path("config.toml"), "session", &words);
        program.current_dir(self.folder());
        ended(program).await
    }

    /// `session import` with something piped in.
    pub async fn import_piped(&self, input: &[u8], arguments: &[&str]) -> Ended {
        let words = [&["import"], arguments].concat();
        let mut child = program(&self.path("config.toml"), "session", &words)
            .stdin(Pipe::piped())
            .stdout(Pipe::piped())
            .stderr(Pipe::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(input).await.unwrap();
        drop(stdin);
        let output = child.wait_with_output().await.unwrap();
        Ended {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The session that came of it holds this login, and nobody else may read it.
    pub async fn holds(&self, login: &StringSession) {
        let exported = self.export(&[]).await;
        assert_eq!(exported.code, Some(0), "{}", exported.stderr);
        assert_eq!(exported.stdout.trim_end(), login.encode());
        is_private(&self.path("main.session"));
    }
}

pub fn is_private(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", path.display());
    }
}
