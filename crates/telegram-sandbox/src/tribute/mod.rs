//! The scripted Tribute bot: sends orders, asks to confirm what the seller replies, takes presses.
//!
//! - [`mode`]: the ways in which it can behave; [`texts`]: what it says.
//! - `sale`: what it remembers of an order.
//! - `replies`, `presses`: what it makes of what the seller's account does.
//!
//! It does nothing by itself: the script runner tells it what happened and carries out
//! what it puts off (`ScheduledAction`).

pub mod mode;
mod presses;
mod replies;
mod sale;
pub mod texts;

use std::sync::Arc;
use std::time::Duration;

use self::mode::Modes;
use self::sale::{Sale, Sales};
use self::texts::BotTexts;
use super::accounts::{SELLER, TRIBUTE};
use super::ledger::Ledger;
use super::orders::OwnerReply;
use super::orders::PlannedOrder;
use super::running::Options;
use super::world::{
    EntityKind, Forward, Markup, MessageKey, Peer, Post, Posted, ReplyTo, User, World,
};

/// The bot's delays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delays {
    /// From the seller's reply to the confirmation.
    pub confirmation: Duration,
    /// The same for a bot that is `slow`.
    pub slow: Duration,
    /// From the press to the edit, for a bot that edits `late`.
    pub late: Duration,
    /// From the press to the moderation's notice.
    pub notice: Duration,
    /// From the confirmation to the owner's own press, when the owner answers by hand.
    pub owner_press: Duration,
}

impl Default for Delays {
    fn default() -> Self {
        Self {
            confirmation: Duration::from_millis(20),
            slow: Duration::from_secs(20),
            late: Duration::from_secs(30),
            notice: Duration::from_secs(2),
            owner_press: Duration::from_millis(200),
        }
    }
}

/// An action of the bot or the owner that is due later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScheduledAction {
    /// Sends the order with this number.
    Send(u32),
    /// Asks to confirm the reply to the order with this number.
    Confirm(u32),
    /// Takes the buttons off this confirmation.
    Edit(MessageKey),
    /// Tells what moderation made of the order with this number.
    Notice(u32),
    /// The owner presses the button by hand.
    OwnerPress(u32),
}

pub(super) struct Tribute {
    world: World,
    ledger: Arc<Ledger>,
    texts: BotTexts,
    modes: Modes,
    delays: Delays,
    sales: Sales,
    scheduled: Vec<(Duration, ScheduledAction)>,
}

impl Tribute {
    pub(super) fn new(world: &World, ledger: &Arc<Ledger>, options: &Options) -> Self {
        Self {
            world: world.clone(),
            ledger: Arc::clone(ledger),
            texts: options.texts.clone(),
            modes: options.modes,
            delays: options.delays,
            sales: Sales::default(),
            scheduled: Vec::new(),
        }
    }

    pub(super) fn plan(&mut self, number: u32, planned: PlannedOrder) {
        let modes = planned.bot.unwrap_or(self.modes);
        self.sales.add(number, planned, modes);
    }

    pub(super) fn answered_by_hand(&self, moment: OwnerReply) -> Vec<u32> {
        let sales = self.sales.by_number.values();
        let answered = sales.filter(|sale| sale.planned.owner == Some(moment));
        answered.map(|sale| sale.number).collect()
    }

    /// Returns the time at which the owner answers this order by hand, if ever.
    pub(super) fn owner_moment(&self, number: u32) -> Option<OwnerReply> {
        self.sales.get(number)?.planned.owner
    }

    pub(super) fn take_scheduled(&mut self) -> Vec<(Duration, ScheduledAction)> {
        std::mem::take(&mut self.scheduled)
    }

    pub(super) fn carry_out(&mut self, action: ScheduledAction) {
        match action {
            ScheduledAction::Send(number) => self.send_order(number),
            ScheduledAction::Confirm(number) => self.confirm(number),
            ScheduledAction::Edit(confirmation) => self.edit(confirmation, &self.texts.lines.sent),
            ScheduledAction::Notice(number) => self.notice(number),
            ScheduledAction::OwnerPress(number) => self.owner_presses(number),
        }
    }

    /// Sends an order, unless it stands in the chat already.
    fn send_order(&mut self, number: u32) {
        let Some(sale) = self.sales.get(number).filter(|sale| sale.order.is_none()) else {
            return;
        };
        self.introduce_customers(sale);
        let mut post = Post::new(TRIBUTE, Peer::User(SELLER), &sale.planned.text)
            .with_entities(sale.planned.entities.clone());
        post.forward =
            sale.planned.forwarded.then(|| Forward { from: TRIBUTE, date: self.world.now() });
        let Ok(posted) = self.world.post(post) else {
            tracing::warn!(number, "the order can't be sent");
            return;
        };
        if let Some(message_id) = posted.ids.for_user(SELLER) {
            self.ledger.order_sent(number, message_id);
        }
        self.sales.sent(number, posted.message);
        let moment = self.owner_moment(number);
        if matches!(moment, Some(OwnerReply::AtOnce | OwnerReply::BeforeStart)) {
            self.owner_replies(number);
        }
    }

    /// Telegram knows everybody who is named in a message.
    fn introduce_customers(&self, sale: &Sale) {
        for entity in &sale.planned.entities {
            if let EntityKind::TextMention(user) = entity.kind
                && self.world.user(user).is_none()
            {
                let units: Vec<u16> = sale.planned.text.encode_utf16().collect();
                let name = stretch(&units, entity.offset_utf16, entity.length_utf16);
                self.world.add_user(User::human(user.0, name));
            }
        }
    }

    pub(super) fn owner_replies(&mut self, number: u32) {
        let Some(order) = self.sales.get(number).and_then(|sale| sale.order) else {
            return;
        };
        let text = self.texts.owner_reply;
        let reply = Post::new(SELLER, Peer::User(TRIBUTE), text).replying_to(order);
        // What comes of it the world tells everybody, the bot too.
        if let Err(refusal) = self.world.post(reply) {
            tracing::warn!(%refusal, "the owner can't answer");
        }
    }

    /// Writes to the seller; a refusal is only noted.
    fn say(
        &self,
        text: &str,
        reply_to: Option<MessageKey>,
        markup: Option<Markup>,
    ) -> Option<Posted> {
        let mut post = Post::new(TRIBUTE, Peer::User(SELLER), text);
        post.reply_to = reply_to.map(ReplyTo::Message);
        post.body.markup = markup;
        let posted = self.world.post(post);
        posted.inspect_err(|refusal| tracing::warn!(%refusal, "the bot can't write")).ok()
    }

    fn scheduled(&mut self, delay: Duration, action: ScheduledAction) {
        self.scheduled.push((delay, action));
    }
}

/// A stretch of a text in UTF-16 code units; what is outside of it is left out.
fn stretch(units: &[u16], offset: i32, length: i32) -> String {
    let from = usize::try_from(offset).unwrap_or(0).min(units.len());
    let length = usize::try_from(length).unwrap_or(0);
    let to = from.saturating_add(length).min(units.len());
    String::from_utf16_lossy(&units[from..to])
}
