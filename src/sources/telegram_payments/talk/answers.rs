//! What buyers are answered; pure.

use serde::{Deserialize, Serialize};

use super::Showcase;
use super::products::Tapped;
use super::said::Said;
use crate::i18n::t;
use crate::order::account::Found;
use crate::order::catalogue::Entry;
use crate::order::{AccountId, Money, Untrusted};
use crate::telegram::bot::InlineButton;

/// A message to a buyer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Message {
    pub text: String,
    pub buttons: Vec<Vec<InlineButton>>,
}

/// What comes of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reply {
    /// The account that counts from now on, if another one was named.
    pub account: Option<AccountId>,
    pub message: Message,
}

/// What comes of a tap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reaction<'a> {
    /// An invoice.
    Invoice(&'a Entry, Money),
    Say(Message),
    /// It is on no button of ours.
    Nothing,
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self { text, buttons: Vec::new() }
    }
}

impl Showcase {
    /// What somebody is answered who has named this account before, in this thread's language.
    pub(super) fn reply_to(&self, text: &Untrusted, account: Option<&AccountId>) -> Reply {
        let say = |message: Message| Reply { account: None, message };
        let named = match Said::read(text) {
            Said::Terms => return say(self.terms()),
            Said::Support => return say(self.support()),
            Said::Unknown | Said::Nothing => return say(self.not_understood(account)),
            Said::Buy(None) => return say(self.offer_to(account, 0)),
            Said::Buy(Some(named)) | Said::Words(named) => named,
        };
        let is_link = matches!(Said::read(text), Said::Buy(_));
        let Some(pattern) = &self.account else {
            // Nobody asks for an account here.
            return say(if is_link { self.offer_to(None, 0) } else { self.not_understood(None) });
        };
        let found = pattern.matches_whole(named).map_or_else(|| pattern.find(named), Found::One);
        match found {
            Found::One(account) => {
                let message = self.offer_to(Some(&account), 0);
                Reply { account: Some(account), message }
            }
            Found::Several(_) | Found::Doubtful(_) => say(self.ask_for_account("unclear")),
            Found::Nothing if is_link && !self.is_open() => say(self.offer_to(None, 0)),
            // What is offered for another account than they mean may be bought for it.
            Found::Nothing if is_link => say(self.ask_for_account("none")),
            Found::Nothing => say(self.not_understood(account)),
        }
    }

    /// What somebody is answered who taps a button.
    pub(super) fn react_to(&self, data: &[u8], account: Option<&AccountId>) -> Reaction<'_> {
        let is_known = self.account.is_none() || account.is_some();
        match self.tapped(data) {
            Tapped::Unknown => Reaction::Nothing,
            Tapped::Product(..) | Tapped::Page(_) if !is_known => {
                Reaction::Say(self.ask_for_account("first"))
            }
            Tapped::Product(entry, price) => Reaction::Invoice(entry, price),
            Tapped::Page(from) => Reaction::Say(self.offer_to(account, from)),
            Tapped::Gone => {
                let Message { text, buttons } = self.offer_to(account, 0);
                let text = format!("{}\n\n{text}", t!("buyers-offer-changed"));
                Reaction::Say(Message { text, buttons })
            }
        }
    }

    /// What is for sale; where an account is needed and not known, which one it is.
    fn offer_to(&self, account: Option<&AccountId>, from: usize) -> Message {
        if !self.is_open() {
            return t!("buyers-nothing-on-sale").into();
        }
        let text = match (&self.account, account) {
            (None, _) => t!("buyers-offer"),
            (Some(_), None) => return self.ask_for_account("first"),
            (Some(_), Some(account)) => t!("buyers-offer-for", account = account.to_string()),
        };
        Message { text, buttons: self.buttons(from) }
    }

    fn ask_for_account(&self, why: &str) -> Message {
        let example = self.example.as_deref().unwrap_or("none");
        t!("buyers-account", why, example).into()
    }

    fn not_understood(&self, account: Option<&AccountId>) -> Message {
        if self.account.is_some() && account.is_none() && self.is_open() {
            return self.ask_for_account("none");
        }
        t!("buyers-not-understood", by_account = self.account.is_some()).into()
    }

    fn terms(&self) -> Message {
        self.terms.clone().unwrap_or_else(|| t!("buyers-terms")).into()
    }

    fn support(&self) -> Message {
        self.support.clone().unwrap_or_else(|| t!("buyers-support")).into()
    }
}
