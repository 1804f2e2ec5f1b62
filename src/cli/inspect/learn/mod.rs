//! `inspect --learn`: what the configuration could say, by what the owner did by hand.
//!
//! - [`Lessons::of`] reads the messages twice: first for wordings of the order message that no rule
//!   knows (`wording`), then, with those, for what became of each order (`sale`).
//! - `buttons`, `products`, `accounts`, `replies`: a lesson each, with how often what was seen.
//! - `lines` writes them down: valid TOML, and everything that stays uncertain as comments.

mod accounts;
mod buttons;
mod lines;
mod products;
mod replies;
mod sale;
mod wording;

use std::path::Path;

use super::sorting::sort;
use crate::language::Language;
use crate::order::reading::Rules;
use crate::sources::tribute_chat::Settings;
use crate::telegram::Message;

use accounts::Accounts;
use buttons::Buttons;
use lines::Lines;
use products::Products;
use replies::Replies;
use sale::Sale;
use wording::Wordings;

/// What was learned.
pub(super) struct Lessons {
    messages: usize,
    orders: usize,
    answered: usize,
    wordings: Wordings,
    buttons: Buttons,
    accounts: Accounts,
    products: Products,
    replies: Replies,
}

impl Lessons {
    /// Of messages that stand in the chat one after the other, oldest first; `examples` are the
    /// configuration's own.
    pub(super) fn of(messages: &[Message], settings: &Settings, examples: &[String]) -> Self {
        let wordings = Wordings::of(&sort(messages, settings), &settings.rules);
        let rules = Rules {
            profiles: wordings.with(&settings.rules.profiles),
            ..settings.rules.clone()
        };
        let settings = Settings {
            rules,
            ..settings.clone()
        };
        let seen = sort(messages, &settings);
        let sales = Sale::all(&seen);
        Self {
            messages: messages.len(),
            orders: sales.len(),
            answered: sales.iter().filter(|sale| sale.reply.is_some()).count(),
            wordings,
            buttons: Buttons::of(&seen, &sales, &settings.send_buttons),
            accounts: Accounts::of(&sales, &settings.rules.account, examples),
            products: Products::of(&sales, &settings.rules.catalogue),
            replies: Replies::of(&sales),
        }
    }

    /// Lines for the configuration in `file`.
    pub(super) fn render(&self, file: &Path, language: Language) -> String {
        let mut lines = Lines::new(language);
        let file = file.display();
        let (messages, orders, answered) = (self.messages, self.orders, self.answered);
        lines.comment(
            format!("Learned from the last {messages} messages: {orders} orders, {answered} of them answered."),
            format!("Выучено по последним сообщениям ({messages}): заказов {orders}, с ответом {answered}."),
        );
        lines.comment(
            format!("Nothing was written anywhere. Check the lines, and put them into your configuration, {file}: each in its section, in place of the key of the same name; [[…]] are to be added."),
            format!("Никуда ничего не записано. Проверьте строки и перенесите в свои настройки, {file}: каждую в её раздел, вместо такого же ключа; [[…]] — добавьте."),
        );
        self.buttons.write(&mut lines);
        self.wordings.write(&mut lines);
        self.accounts.write(&mut lines);
        self.products.write(&mut lines);
        self.replies.write(&mut lines);
        lines.finish()
    }
}
