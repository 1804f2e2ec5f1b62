//! An order as the bot remembers it.

use std::collections::BTreeMap;

use crate::event::By;
use crate::orders::PlannedOrder;
use crate::world::MessageKey;

use super::mode::Modes;

/// An order as the bot remembers it.
#[derive(Clone, Debug)]
pub(super) struct Sale {
    pub(super) number: u32,
    pub(super) planned: PlannedOrder,
    pub(super) modes: Modes,
    pub(super) order: Option<MessageKey>,
    /// The seller's reply, the newest one.
    pub(super) reply: Option<(MessageKey, By)>,
    /// The messages that asked to confirm, as the seller's account numbers them.
    pub(super) confirmations: Vec<Confirmation>,
    /// True once a press took effect.
    pub(super) pressed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Confirmation {
    pub(super) key: MessageKey,
    pub(super) message_id: i32,
}

/// The role of a message in the bot's chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The order message of the sale with this number.
    Order(u32),
    /// A message that asks to confirm the sale with this number.
    Confirmation(u32),
}

/// All sales, by every name that others have for them.
#[derive(Debug, Default)]
pub(super) struct Sales {
    pub(super) by_number: BTreeMap<u32, Sale>,
    roles: BTreeMap<MessageKey, Role>,
    /// By the ids that the seller's account has for the messages that asked to confirm.
    confirmed_by: BTreeMap<i32, u32>,
}

impl Sales {
    pub(super) fn add(&mut self, number: u32, planned: PlannedOrder, modes: Modes) {
        let sale = Sale {
            number,
            planned,
            modes,
            order: None,
            reply: None,
            confirmations: Vec::new(),
            pressed: false,
        };
        self.by_number.insert(number, sale);
    }

    pub(super) fn get(&self, number: u32) -> Option<&Sale> {
        self.by_number.get(&number)
    }

    pub(super) fn get_mut(&mut self, number: u32) -> Option<&mut Sale> {
        self.by_number.get_mut(&number)
    }

    pub(super) fn sent(&mut self, number: u32, order: MessageKey) {
        if let Some(sale) = self.get_mut(number) {
            sale.order = Some(order);
            self.roles.insert(order, Role::Order(number));
        }
    }

    pub(super) fn asked(&mut self, number: u32, confirmation: Confirmation) {
        if let Some(sale) = self.get_mut(number) {
            sale.confirmations.push(confirmation);
            let role = Role::Confirmation(number);
            self.roles.insert(confirmation.key, role);
            self.confirmed_by.insert(confirmation.message_id, number);
        }
    }

    pub(super) fn role_of(&self, key: MessageKey) -> Option<Role> {
        self.roles.get(&key).copied()
    }

    /// The sale that was to be confirmed by the message with this id of the seller's account.
    pub(super) fn confirmed_by(&self, message_id: i32) -> Option<&Sale> {
        self.get(*self.confirmed_by.get(&message_id)?)
    }

    /// Of the sales that are wanted, the one that was asked to be confirmed last.
    pub(super) fn newest_confirmed(&self, wanted: impl Fn(&Sale) -> bool) -> Option<u32> {
        self.confirmed_by
            .values()
            .rev()
            .find(|number| self.get(**number).is_some_and(&wanted))
            .copied()
    }
}
