//! The part of a configuration that a rehearsal takes over.

use crate::cli::sandbox::SandboxError;
use crate::config::{Config, ConfigError, ReplyTemplate, Tribute};
use crate::language::Language;
use crate::sources::tribute_chat::message::Rules;
use telegram_sandbox::tribute::texts::BotTexts;

/// How the agent of a rehearsal is configured.
#[derive(Clone, Debug)]
pub(super) struct Rulebook {
    /// How messages are read.
    pub(super) rules: Rules,
    /// Which buttons may be pressed; the first is the one that the bot shows.
    pub(super) send_buttons: Vec<String>,
    /// What customers are told.
    pub(super) reply: ReplyTemplate,
    /// What moderators read.
    pub(super) language: Language,
}

impl Rulebook {
    /// What a configuration says, for moderators who read `language`.
    pub(super) fn of(config: &Config, language: Language) -> Result<Self, ConfigError> {
        Ok(Self {
            rules: config.rules()?.clone(),
            send_buttons: config.tribute.send_buttons.clone(),
            reply: config.reply.clone(),
            language,
        })
    }

    /// For orders of which nothing is known: every product passes, an account is a number.
    pub(super) fn for_anything(language: Language) -> Result<Self, SandboxError> {
        let template = language.pick(
            "Done: {{ product }}. Thank you!",
            "Готово: {{ product }}. Спасибо!",
        );
        let reply = ReplyTemplate::new(template)
            .map_err(|fault| SandboxError::Broken(fault.to_string()))?;
        // The bot shows the first of them.
        let mut send_buttons = Tribute::default().send_buttons;
        let known = BotTexts::new(language.into()).send_label;
        send_buttons.sort_by_key(|label| *label != known);
        Ok(Self {
            rules: Rules::sample(),
            send_buttons,
            reply,
            language,
        })
    }
}
