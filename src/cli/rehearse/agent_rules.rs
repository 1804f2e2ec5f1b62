//! The part of a configuration that a rehearsal takes over.

use crate::cli::sandbox::SandboxError;
use crate::config::{Config, ConfigError, ReplyTemplate, Tribute, default_template};
use crate::i18n;
use crate::sources::tribute_chat::message::Rules;
use telegram_sandbox::tribute::texts::BotTexts;

/// The rules of a rehearsal's agent.
#[derive(Clone, Debug)]
pub(super) struct AgentRules {
    pub(super) reading: Rules,
    /// The buttons that may be pressed; the bot shows the first.
    pub(super) send_buttons: Vec<String>,
    pub(super) reply: ReplyTemplate,
}

impl AgentRules {
    /// The rules of a configuration.
    pub(super) fn of(config: &Config) -> Result<Self, ConfigError> {
        Ok(Self {
            reading: config.rules()?.clone(),
            send_buttons: config.tribute.send_buttons.clone(),
            reply: config.reply.clone(),
        })
    }

    /// Rules for orders of which nothing is known: every product passes, an account is a number.
    pub(super) fn for_anything() -> Result<Self, SandboxError> {
        let language = i18n::language();
        let reply = ReplyTemplate::new(default_template(language)).map_err(|fault| {
            SandboxError::failed("rehearse.broken").with("problem", fault.to_string())
        })?;
        let mut send_buttons = Tribute::default().send_buttons;
        let shown = BotTexts::new(language.into()).send_label;
        send_buttons.sort_by_key(|label| *label != shown);
        Ok(Self {
            reading: Rules::sample(),
            send_buttons,
            reply,
        })
    }
}
