//! An order as the bot remembers it.

use crate::sandbox::event::By;
use crate::sandbox::orders::PlannedOrder;
use crate::sandbox::world::MessageKey;

use super::mode::Modes;

/// An order as the bot remembers it.
#[derive(Clone, Debug)]
pub(super) struct Deal {
    /// Its number in the ledger, from 1.
    pub(super) number: u32,
    pub(super) planned: PlannedOrder,
    /// How the bot behaves about it.
    pub(super) modes: Modes,
    /// The order message, once it is sent.
    pub(super) order: Option<MessageKey>,
    /// The seller's reply, the newest one.
    pub(super) reply: Option<(MessageKey, By)>,
    /// The messages that asked to confirm, as the seller's account numbers them.
    pub(super) confirmations: Vec<Confirmation>,
    /// Whether a press took effect.
    pub(super) pressed: bool,
}

/// A message that asks to confirm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Confirmation {
    pub(super) key: MessageKey,
    pub(super) message_id: i32,
}

/// What a message in the bot's chat is to the bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The order message of the deal at this position.
    Order(usize),
    /// A message that asks to confirm the deal at this position.
    Confirmation(usize),
}

/// All deals, by every name that others have for them.
#[derive(Debug, Default)]
pub(super) struct Deals {
    deals: Vec<Deal>,
}

impl Deals {
    /// Takes in an order; returns its position.
    pub(super) fn add(&mut self, number: u32, planned: PlannedOrder, modes: Modes) -> usize {
        self.deals.push(Deal {
            number,
            planned,
            modes,
            order: None,
            reply: None,
            confirmations: Vec::new(),
            pressed: false,
        });
        self.deals.len() - 1
    }

    pub(super) fn get(&self, position: usize) -> Option<&Deal> {
        self.deals.get(position)
    }

    pub(super) fn get_mut(&mut self, position: usize) -> Option<&mut Deal> {
        self.deals.get_mut(position)
    }

    /// The deal with this number in the ledger.
    pub(super) fn position_of(&self, number: u32) -> Option<usize> {
        self.deals.iter().position(|deal| deal.number == number)
    }

    pub(super) fn positions(&self) -> std::ops::Range<usize> {
        0..self.deals.len()
    }

    /// What this message is to the bot; `None`: nothing.
    pub(super) fn role_of(&self, key: MessageKey) -> Option<Role> {
        self.find(|deal, position| {
            if deal.order == Some(key) {
                return Some(Role::Order(position));
            }
            let asked = deal.confirmations.iter().any(|asked| asked.key == key);
            asked.then_some(Role::Confirmation(position))
        })
    }

    /// The deal that was to be confirmed by the message with this id of the seller's account.
    pub(super) fn confirmed_by(&self, message_id: i32) -> Option<usize> {
        self.find(|deal, position| {
            let mut asked = deal.confirmations.iter();
            asked
                .any(|asked| asked.message_id == message_id)
                .then_some(position)
        })
    }

    /// The deals with a confirmation, the newest confirmation first.
    pub(super) fn newest_confirmed(&self, wanted: impl Fn(&Deal) -> bool) -> Option<usize> {
        let newest = |position: &usize| {
            let deal = &self.deals[*position];
            deal.confirmations.last().map(|asked| asked.message_id)
        };
        self.positions()
            .filter(|position| wanted(&self.deals[*position]) && newest(position).is_some())
            .max_by_key(newest)
    }

    fn find<T>(&self, matches: impl Fn(&Deal, usize) -> Option<T>) -> Option<T> {
        self.deals
            .iter()
            .zip(0..)
            .find_map(|(deal, position)| matches(deal, position))
    }
}
