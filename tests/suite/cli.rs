//! The command line from the outside: what goes where, and how it ends.

use std::io::{self, Cursor, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use tribute_agent::cli::{self, Stdio};
use tribute_agent::report::Exit;

const RULES: &str = "[account_id]\npattern = '\\b\\d{5}\\b'\n[[product]]\nname = \"1 алмаз\"\nsku = \"diamond-1\"\n";

const ORDER: &str = "🆕 Custom Product Order\n\nCustomer: Иван\nProduct: 1 алмаз\nPrice: €5.00\nOrder Details:\n12345\n";

/// What a command wrote, and how it ended.
struct Run {
    exit: Exit,
    stdout: String,
    stderr: String,
}

/// A sink that can be read afterwards.
#[derive(Clone, Default)]
pub struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink {
    pub fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// A pipe whose reader is gone.
struct ClosedPipe;

impl Write for ClosedPipe {
    fn write(&mut self, _bytes: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(io::ErrorKind::BrokenPipe.into())
    }
}

fn russian(name: &str) -> Option<String> {
    (name == "LANG").then(|| "ru_RU.UTF-8".to_owned())
}

fn english(_name: &str) -> Option<String> {
    None
}

async fn run(
    folder: &Path,
    words: &[&str],
    input: &str,
    environment: fn(&str) -> Option<String>,
) -> Run {
    let (stdout, stderr) = (Sink::default(), Sink::default());
    let mut stdio = Stdio {
        stdin: Box::new(Cursor::new(input.to_owned().into_bytes())),
        stdout: Box::new(stdout.clone()),
        stderr: Box::new(stderr.clone()),
        stdin_is_terminal: false,
        stdout_is_terminal: false,
        stderr_is_terminal: false,
        directory: folder.to_owned(),
        environment,
    };
    let words = std::iter::once("tribute-agent").chain(words.iter().copied());
    let exit = cli::run(words.map(Into::into).collect(), &mut stdio).await;
    Run { exit, stdout: stdout.text(), stderr: stderr.text() }
}

fn folder_with(name: &str, text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), text).unwrap();
    folder
}

#[tokio::test]
async fn help_is_data_and_speaks_the_systems_language() {
    let folder = tempfile::tempdir().unwrap();
    for (environment, word) in [(russian as fn(&str) -> _, "Вызов:"), (english, "Usage:")] {
        let run = run(folder.path(), &["orders", "list", "--help"], "", environment).await;
        assert_eq!((run.exit, run.stderr.as_str()), (Exit::Done, ""));
        assert!(run.stdout.contains(word), "{}", run.stdout);
    }
}

#[tokio::test]
async fn help_speaks_the_configurations_language_first() {
    let folder = folder_with("mine.toml", "language = \"ru\"\n");
    let run = run(folder.path(), &["run", "--help", "--config", "mine.toml"], "", english).await;
    assert!(run.stdout.contains("Вызов:"), "{}", run.stdout);
}

#[tokio::test]
async fn wrong_usage_ends_with_2_and_says_where_to_look() {
    let folder = tempfile::tempdir().unwrap();
    for (words, code, remedy) in [
        (&["prase"][..], "usage.unknown_command", "`parse`"),
        (&["run", "--snice", "2h"], "usage.unknown_argument", "`--since`"),
        (&["run", "--since", "yesterday"], "usage.bad_value", "tribute-agent run --help"),
        (&["run", "--dry-run=1"], "usage.bad_value", "`--dry-run` takes no value"),
        (&["run", "--since"], "usage.missing_argument", "tribute-agent run --help"),
        (&["orders", "show"], "usage.missing_argument", "tribute-agent orders show --help"),
        (&["sandbox", "--faults", "nonsense"], "usage.bad_value", "tribute-agent sandbox --help"),
        (&["sandbox", "--bot", "nonsense"], "usage.bad_value", "tribute-agent sandbox --help"),
        (&["sandbox", "--interval", "5"], "usage.bad_value", "tribute-agent sandbox --help"),
        (&["rehearse", "--shop", "http://127.0.0.1/"], "usage.missing_argument", "rehearse --help"),
        (&["rehearse", "--orders", "0"], "usage.bad_value", "rehearse --help"),
    ] {
        let in_english = run(folder.path(), words, "", english).await;
        assert_eq!(in_english.exit, Exit::Usage, "{words:?}");
        assert!(in_english.stdout.is_empty());
        assert!(
            in_english.stderr.starts_with(&format!("error[{code}]: ")),
            "{}",
            in_english.stderr
        );
        assert!(in_english.stderr.contains(remedy), "{}", in_english.stderr);
        let in_russian = run(folder.path(), words, "", russian).await;
        assert!(
            in_russian.stderr.starts_with(&format!("ошибка[{code}]: ")),
            "{}",
            in_russian.stderr
        );
    }
}

#[tokio::test]
async fn what_may_be_written_instead_is_told_in_the_readers_language() {
    let folder = tempfile::tempdir().unwrap();
    for (words, told) in [
        (
            &["run", "--since", "вчера"][..],
            "\"вчера\" не подходит для `--since <КОГДА>`: нужно all, промежуток времени (2h, 3d) или день (2026-11-01)",
        ),
        (
            &["rehearse", "--orders", "0"],
            "`--orders <ЧИСЛО|ФАЙЛ>`: нужно число от 1 до 100000 или файл",
        ),
        (&["sandbox", "--faults", "cats"], "<ИМЯ>`: нужно одно из cuts, blackhole, "),
        (&["sandbox", "--faults", "dup,cats"], "Может быть, `cuts`?"),
        (&["sandbox", "--bot", "edit"], "Может быть, `edits`?"),
        (&["sandbox", "--bot", "edits,nothing"], "edits и nothing несовместимы"),
        (&["sandbox", "--interval", "5"], "нужен промежуток времени: 2s, 200ms, 5m, 1h30m, 72h"),
        (&["inspect", "--last", "0"], "нужно целое число от 1 до 10000"),
        (&["sandbox", "--seed", "x"], "нужно целое число"),
        (&["run", "--log-format", "jsn"], "нужно одно из text, json.\n  → Может быть, `json`?"),
        (&["run", "--since"], "Не хватает значения: `--since <КОГДА>`."),
        (&["run", "--json"], "Не хватает `--dry-run`.\n"),
        (&["inspect", "--json", "--learn"], "`--json` и `--learn` нельзя указать вместе"),
        (&["run", "--since", "1h", "--since", "2h"], "` указан дважды"),
        (&["parse", "a", "b"], "Лишний аргумент: `b`."),
        (&["run", "--dry"], "Параметра `--dry` здесь нет.\n  → Может быть, `--dry-run`?"),
    ] {
        let run = run(folder.path(), words, "", russian).await;
        assert_eq!(run.exit, Exit::Usage, "{words:?}");
        assert!(run.stderr.contains(told), "{words:?}: {}", run.stderr);
    }
}

#[tokio::test]
async fn what_the_system_says_is_quoted_in_the_readers_language() {
    let folder = folder_with("mine.toml", "language = \"ru\"\n[account_id]\npattern = 'a'\n");
    for (words, told) in [
        (
            &["parse", "--config", "mine.toml", "absent"][..],
            "absent не читается: No such file or directory",
        ),
        (&["parse", "--config", "mine.toml", "."], "не читается: Is a directory"),
    ] {
        let run = run(folder.path(), words, "", english).await;
        assert!(run.stderr.contains(told), "{}", run.stderr);
    }
}

#[tokio::test]
async fn without_a_command_the_help_is_shown_and_that_is_wrong_usage() {
    let folder = tempfile::tempdir().unwrap();
    for words in [&[][..], &["orders"]] {
        let run = run(folder.path(), words, "", english).await;
        assert_eq!((run.exit, run.stdout.as_str()), (Exit::Usage, ""));
        assert!(!run.stderr.is_empty());
    }
}

#[tokio::test]
async fn parse_answers_on_stdout_and_names_its_configuration_on_stderr() {
    let folder = folder_with("rules.toml", RULES);
    for words in [
        &["parse", "--json", "--config", "rules.toml"][..],
        &["--config", "rules.toml", "parse", "-", "--json"],
    ] {
        let run = run(folder.path(), words, ORDER, english).await;
        assert_eq!(run.exit, Exit::Done, "{}", run.stderr);
        let answer: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(answer["account_id"], "12345");
        assert_eq!(answer["sku"], "diamond-1");
        assert!(run.stderr.contains("rules.toml"), "{}", run.stderr);
    }
    let absent =
        run(folder.path(), &["parse", "absent", "--config", "rules.toml"], "", english).await;
    assert_eq!(absent.exit, Exit::Usage);
    assert!(absent.stderr.contains("error[input.unreadable]"), "{}", absent.stderr);
}

/// What comes out of a pipe comes once: the language, the rules and the products are of one reading.
#[cfg(unix)]
#[tokio::test]
async fn a_configuration_from_a_pipe_is_read_once() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
    rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, mode).unwrap();
    let writing =
        std::thread::spawn(move || std::fs::write(pipe, format!("language = \"ru\"\n{RULES}")));
    let run = run(folder.path(), &["parse", "--json", "--config", "pipe"], ORDER, english).await;
    writing.join().unwrap().unwrap();
    assert_eq!(run.exit, Exit::Done, "{}", run.stderr);
    assert!(run.stdout.contains(r#""account_id":"12345""#), "{}", run.stdout);
    assert!(run.stdout.contains(r#""sku":"diamond-1""#), "{}", run.stdout);
    assert!(!run.stderr.contains("[config.") && run.stderr.contains("астройки"), "{}", run.stderr);
}

#[tokio::test]
async fn every_mistake_of_a_configuration_is_an_error_of_its_own() {
    let folder = folder_with(
        "config.local.toml",
        "language = \"ru\"\npase = 1\n[account_id]\npattern = '('\n",
    );
    let run = run(folder.path(), &["parse"], ORDER, english).await;
    assert_eq!((run.exit, run.stdout.as_str()), (Exit::Usage, ""));
    assert!(run.stderr.contains("ошибка[config.unknown_key]"), "{}", run.stderr);
    assert!(run.stderr.contains("ошибка[config.bad_pattern]"), "{}", run.stderr);
    assert!(!run.stderr.contains('\u{1b}'));
}

#[tokio::test]
async fn a_closed_pipe_is_success() {
    let folder = folder_with("config.toml", RULES);
    for words in [&["--help"][..], &["parse", "--json"]] {
        let mut stdio = Stdio {
            stdin: Box::new(Cursor::new(ORDER.as_bytes())),
            stdout: Box::new(ClosedPipe),
            stderr: Box::new(io::sink()),
            stdin_is_terminal: false,
            stdout_is_terminal: false,
            stderr_is_terminal: false,
            directory: folder.path().to_owned(),
            environment: english,
        };
        let words = std::iter::once("tribute-agent").chain(words.iter().copied());
        assert_eq!(cli::run(words.map(Into::into).collect(), &mut stdio).await, Exit::Done);
    }
}

#[tokio::test]
async fn shop_test_refuses_the_sample() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR"));
    let run = run(sample, &["shop", "test", "--config", "config.toml"], "", english).await;
    assert_eq!(run.exit, Exit::Usage);
    assert!(run.stderr.contains("config.sample") && run.stderr.contains("config.local.toml"));
}
