//! What `doctor --json` says.

use std::path::Path;

use serde_json::Value;
use sha1::{Digest as _, Sha1};
use telegram_sandbox::world::Login;
use tokio::process::Command;
use tribute_agent::telegram::string_session::StringSession;

use crate::agent::{Scene, program};
use crate::restore::home::ended;

/// What came of it.
#[derive(Debug)]
pub struct Checkup {
    pub code: Option<i32>,
    pub report: Value,
    /// All that was written, to stdout and stderr.
    pub written: String,
}

/// `doctor --json` with this configuration.
pub async fn checkup(config: &Path, words: &[&str], environment: &[(&str, &str)]) -> Checkup {
    let words = [&["--json"], words].concat();
    let mut doctor = program(config, "doctor", &words);
    doctor
        .env("TRIBUTE_AGENT_TELEGRAM_DOORS", "127.0.0.1:9")
        .env("TRIBUTE_AGENT_LOG", "trace")
        .envs(environment.iter().copied());
    read(doctor).await
}

/// The same, of a command that asks for JSON.
pub async fn read(doctor: Command) -> Checkup {
    let ended = ended(doctor).await;
    let report = serde_json::from_str(&ended.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}\n{}", ended.stdout, ended.stderr));
    Checkup { code: ended.code, report, written: ended.stdout + &ended.stderr }
}

/// The same, of a seller in a sandbox; nothing secret may be told.
pub async fn of(scene: &Scene) -> Checkup {
    let checkup = checkup(&scene.config(), &[], &[]).await;
    tells_no_secret(scene, &checkup.written);
    checkup
}

/// Whatever was asked and found, no secret is in it.
pub fn tells_no_secret(scene: &Scene, text: &str) {
    let ready = scene.running.ready();
    let login = &ready.seller.string_session;
    let key = StringSession::decode(login).unwrap().auth_key;
    let key = key.expose()[..8].iter();
    let key = key.fold(String::new(), |shown, byte| format!("{shown}{byte:02x}"));
    for secret in [
        ready.api_hash.as_str(),
        ready.shop.secret.as_str(),
        ready.shop.secret.trim_start_matches("whsec_"),
        &login[..32],
        ready.bot.token.split_once(':').unwrap().1,
        key.as_str(),
        "hunter2",
        // The seller's name, in full.
        "Seller",
    ] {
        assert!(!text.contains(secret), "{secret} is told: {text}");
    }
}

/// Ends the seller's login, from another device.
pub fn end_login(scene: &Scene) {
    let login = &scene.running.ready().seller.string_session;
    let key = StringSession::decode(login).unwrap().auth_key;
    let id = Sha1::digest(key.expose())[12..].try_into().unwrap();
    let world = scene.running.world();
    world.set_login(&world.auth_key(2, id).unwrap(), Login::Revoked);
}

impl Checkup {
    /// What was found at a check.
    pub fn finding(&self, check: &str) -> &Value {
        let checks = self.report["checks"].as_array().unwrap();
        let mut found = checks.iter().filter(|finding| finding["check"] == check);
        let finding = found.next().unwrap_or_else(|| panic!("no {check}: {self:?}"));
        assert!(found.next().is_none(), "{check} twice: {self:?}");
        finding
    }

    pub fn verdict(&self, check: &str) -> &str {
        self.finding(check)["verdict"].as_str().unwrap()
    }

    /// It is found so.
    pub fn is(&self, check: &str, verdict: &str) {
        assert_eq!(self.verdict(check), verdict, "{check}: {:#}", self.report);
        let needs_remedy = ["warning", "failed"].contains(&verdict);
        assert!(!needs_remedy || self.finding(check)["remedy"].is_string(), "{check}");
    }

    /// It failed for this reason, and so did the whole.
    pub fn failed(&self, check: &str, code: &str) {
        self.is(check, "failed");
        assert_eq!(self.finding(check)["code"], code, "{:#}", self.report);
        assert_eq!((self.code, &self.report["ok"]), (Some(1), &Value::Bool(false)));
    }

    /// What was found, in words.
    pub fn says(&self, check: &str, words: &str) {
        let finding = self.finding(check).to_string();
        assert!(finding.contains(words), "{words}: {finding}");
    }
}
