//! An order as the bot remembers it.

use std::collections::BTreeMap;

use crate::event::By;
use crate::orders::{OwnerReply, PlannedOrder};
use crate::world::MessageKey;

use super::mode::Modes;

/// An order as the bot remembers it.
pub(super) struct Sale {
    pub(super) number: u32,
    pub(super) planned: PlannedOrder,
    pub(super) modes: Modes,
    pub(super) order: Option<MessageKey>,
    /// The seller's reply, the newest one.
    pub(super) reply: Option<(MessageKey, By)>,
    /// The messages that asked to confirm, with the seller's account's numbers for them.
    pub(super) confirmations: Vec<(MessageKey, i32)>,
    /// True once a press took effect.
    pub(super) pressed: bool,
}

/// The role of a message in the bot's chat, with the number of its sale.
#[derive(Clone, Copy)]
pub(super) enum Role {
    Order(u32),
    /// It asks to confirm.
    Confirmation(u32),
}

impl Role {
    pub(super) fn order(self) -> u32 {
        match self {
            Self::Order(number) | Self::Confirmation(number) => number,
        }
    }
}

#[derive(Default)]
pub(super) struct Sales {
    by_number: BTreeMap<u32, Sale>,
    roles: BTreeMap<MessageKey, Role>,
}

impl Sales {
    /// Takes in an order, which the bot treats by `modes` unless it says otherwise itself.
    pub(super) fn add(&mut self, number: u32, planned: PlannedOrder, modes: Modes) {
        let sale = Sale {
            number,
            modes: planned.bot.unwrap_or(modes),
            planned,
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

    pub(super) fn owner_reply(&self, number: u32) -> Option<OwnerReply> {
        self.get(number)?.planned.owner
    }

    pub(super) fn answered_before_start(&self) -> Vec<u32> {
        let numbers = self.by_number.keys().copied();
        numbers.filter(|it| self.owner_reply(*it) == Some(OwnerReply::BeforeStart)).collect()
    }

    pub(super) fn sent(&mut self, number: u32, order: MessageKey) {
        if let Some(sale) = self.get_mut(number) {
            sale.order = Some(order);
            self.roles.insert(order, Role::Order(number));
        }
    }

    pub(super) fn asked(&mut self, number: u32, confirmation: MessageKey, message_id: i32) {
        if let Some(sale) = self.get_mut(number) {
            sale.confirmations.push((confirmation, message_id));
            self.roles.insert(confirmation, Role::Confirmation(number));
        }
    }

    pub(super) fn role_of(&self, key: MessageKey) -> Option<Role> {
        self.roles.get(&key).copied()
    }

    /// The sale that was to be confirmed by the message with this id of the seller's account.
    pub(super) fn confirmed_by(&self, message_id: i32) -> Option<&Sale> {
        let asked = |sale: &&Sale| sale.confirmations.iter().any(|(_, id)| *id == message_id);
        self.by_number.values().find(asked)
    }

    /// Of the sales that are wanted, the one that was asked to be confirmed last.
    pub(super) fn newest_confirmed(&self, wanted: impl Fn(&Sale) -> bool) -> Option<&Sale> {
        self.roles.values().rev().find_map(|role| match role {
            Role::Confirmation(number) => self.get(*number).filter(|sale| wanted(sale)),
            Role::Order(_) => None,
        })
    }
}
