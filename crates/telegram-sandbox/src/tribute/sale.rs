//! An order as the bot remembers it.

use std::collections::BTreeMap;

use crate::event::By;
use crate::orders::PlannedOrder;
use crate::world::MessageKey;

use super::mode::Modes;

/// An order as the bot remembers it.
#[derive(Clone, Debug)]
pub(super) struct Sale {
    /// Its number in the ledger, from 1.
    pub(super) number: u32,
    pub(super) planned: PlannedOrder,
    /// The bot's behaviour about it.
    pub(super) modes: Modes,
    /// The order message, once it is sent.
    pub(super) order: Option<MessageKey>,
    /// The seller's reply, the newest one.
    pub(super) reply: Option<(MessageKey, By)>,
    /// The messages that asked to confirm, as the seller's account numbers them.
    pub(super) confirmations: Vec<Confirmation>,
    /// True once a press took effect.
    pub(super) pressed: bool,
}

/// A message that asks to confirm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Confirmation {
    pub(super) key: MessageKey,
    pub(super) message_id: i32,
}

/// The role of a message in the bot's chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The order message of the sale at this position.
    Order(usize),
    /// A message that asks to confirm the sale at this position.
    Confirmation(usize),
}

/// All sales, by every name that others have for them.
#[derive(Debug, Default)]
pub(super) struct Sales {
    all: Vec<Sale>,
    by_number: BTreeMap<u32, usize>,
    roles: BTreeMap<MessageKey, Role>,
    /// By the ids that the seller's account has for the messages that asked to confirm.
    confirmed_by: BTreeMap<i32, usize>,
}

impl Sales {
    /// Takes in an order; returns its position.
    pub(super) fn add(&mut self, number: u32, planned: PlannedOrder, modes: Modes) -> usize {
        let position = self.all.len();
        self.by_number.insert(number, position);
        self.all.push(Sale {
            number,
            planned,
            modes,
            order: None,
            reply: None,
            confirmations: Vec::new(),
            pressed: false,
        });
        position
    }

    pub(super) fn get(&self, position: usize) -> Option<&Sale> {
        self.all.get(position)
    }

    pub(super) fn get_mut(&mut self, position: usize) -> Option<&mut Sale> {
        self.all.get_mut(position)
    }

    pub(super) fn positions(&self) -> std::ops::Range<usize> {
        0..self.all.len()
    }

    /// The order message stands in the chat.
    pub(super) fn sent(&mut self, position: usize, order: MessageKey) {
        if let Some(sale) = self.all.get_mut(position) {
            sale.order = Some(order);
            self.roles.insert(order, Role::Order(position));
        }
    }

    /// A message that asks to confirm stands in the chat.
    pub(super) fn asked(&mut self, position: usize, confirmation: Confirmation) {
        if let Some(sale) = self.all.get_mut(position) {
            sale.confirmations.push(confirmation);
            self.roles
                .insert(confirmation.key, Role::Confirmation(position));
            self.confirmed_by.insert(confirmation.message_id, position);
        }
    }

    /// The sale with this number in the ledger.
    pub(super) fn position_of(&self, number: u32) -> Option<usize> {
        self.by_number.get(&number).copied()
    }

    /// Returns the role of this message, if it has one.
    pub(super) fn role_of(&self, key: MessageKey) -> Option<Role> {
        self.roles.get(&key).copied()
    }

    /// The sale that was to be confirmed by the message with this id of the seller's account.
    pub(super) fn confirmed_by(&self, message_id: i32) -> Option<&Sale> {
        self.get(*self.confirmed_by.get(&message_id)?)
    }

    /// Of the sales that are wanted, the one that was asked to be confirmed last.
    pub(super) fn newest_confirmed(&self, wanted: impl Fn(&Sale) -> bool) -> Option<usize> {
        self.confirmed_by
            .values()
            .rev()
            .copied()
            .find(|position| self.get(*position).is_some_and(&wanted))
    }
}
