//! The bot's and the owner's own actions, at once or later.

use crate::accounts::{SELLER, TRIBUTE};
use crate::event::By;
use crate::ledger::PressEffect;
use crate::orders::OwnerReply;
use crate::world::{
    Edit, EntityKind, Forward, Markup, MessageKey, Peer, Post, Posted, ReplyTo, User,
};

use super::mode::{AfterPress, Buttons};
use super::sale::Sale;
use super::texts::Button;
use super::{Action, Tribute, id_of};

impl Tribute {
    pub(super) fn carry_out(&mut self, action: &Action) {
        match *action {
            Action::SendNext => {
                if let Some(number) = self.unsent.pop_front() {
                    self.send_order(number);
                }
                if !self.unsent.is_empty() {
                    self.after(self.options.interval, Action::SendNext);
                }
            }
            Action::Confirm(number) => self.confirm(number),
            Action::Edit(confirmation) => self.edit(confirmation, &self.options.texts.lines.sent),
            Action::Notice(number) => self.notice(number),
            Action::OwnerPress(number) => self.owner_presses(number),
        }
    }

    /// Sends an order, unless it stands in the chat already.
    pub(super) fn send_order(&mut self, number: u32) {
        let Some(sale) = self.sales.get(number).filter(|sale| sale.order.is_none()) else {
            return;
        };
        self.introduce_customers(sale);
        let mut post = Post::new(TRIBUTE, Peer::User(SELLER), &sale.planned.text)
            .with_entities(sale.planned.entities.clone());
        post.body.form = sale.planned.form;
        post.forward =
            sale.planned.forwarded.then(|| Forward { from: TRIBUTE, date: self.world.now() });
        let Ok(posted) = self.world.post(post) else {
            tracing::warn!(number, "the order can't be sent");
            return;
        };
        self.ledger.order_sent(number, id_of(&posted.ids));
        self.sales.sent(number, posted.message);
        let owner_reply = self.sales.owner_reply(number);
        match owner_reply {
            Some(OwnerReply::AtOnce | OwnerReply::BeforeStart) => self.owner_replies(number),
            Some(OwnerReply::Pins) => {
                if let Err(refusal) = self.world.pin(SELLER, Peer::User(TRIBUTE), posted.message) {
                    tracing::warn!(%refusal, "the owner can't pin");
                }
            }
            Some(OwnerReply::AfterActivation) | None => {}
        }
    }

    /// Telegram knows everybody who is named in a message.
    fn introduce_customers(&self, sale: &Sale) {
        for entity in &sale.planned.entities {
            if let EntityKind::TextMention(user) = entity.kind
                && self.world.user(user).is_none()
            {
                let units = sale.planned.text.encode_utf16();
                let units = units.skip(usize::try_from(entity.offset_utf16).unwrap_or(0));
                let length = usize::try_from(entity.length_utf16).unwrap_or(0);
                let name = String::from_utf16_lossy(&units.take(length).collect::<Vec<_>>());
                self.world.add_user(User::human(user.0, name));
            }
        }
    }

    pub(super) fn owner_replies(&mut self, number: u32) {
        let Some(order) = self.sales.get(number).and_then(|sale| sale.order) else {
            return;
        };
        let text = self.options.texts.owner_reply;
        let reply = Post::new(SELLER, Peer::User(TRIBUTE), text).replying_to(order);
        // What comes of it the world tells everybody, the bot too.
        if let Err(refusal) = self.world.post(reply) {
            tracing::warn!(%refusal, "the owner can't answer");
        }
    }

    pub(super) fn owner_presses(&mut self, number: u32) {
        if let Some(sale) = self.sales.get(number).filter(|sale| !sale.pressed)
            && let Some((key, message_id)) = sale.confirmations.last().copied()
        {
            let label = self.options.texts.label(Button::Send, sale.modes.buttons);
            let effect = PressEffect::Effective;
            self.ledger.press(Some(number), message_id, label, effect, By::Owner);
            self.after_press(number, key);
        }
    }

    /// Asks to confirm the reply.
    fn confirm(&mut self, number: u32) {
        let Some(sale) = self.sales.get(number) else {
            return;
        };
        let (reply, modes) = (sale.reply, sale.modes);
        let text = match modes.buttons {
            Buttons::None => &self.options.texts.lines.received,
            _ => &self.options.texts.lines.confirm,
        };
        let reply_to = reply.filter(|_| modes.links(number));
        if modes.adverts {
            let link = self.options.texts.link(number);
            self.say(&self.options.texts.lines.advert, None, Some(link));
        }
        let markup = self.options.texts.markup(number, modes);
        let Some(posted) = self.say(text, reply_to.map(|(key, _)| key), markup) else {
            return;
        };
        let (key, message_id) = (posted.message, id_of(&posted.ids));
        if modes.buttons == Buttons::Refund {
            let markup = Some(Some(self.options.texts.refund_button(number)));
            self.world.edit_once_read(key, Edit { markup, ..Edit::default() });
        }
        self.sales.asked(number, key, message_id);
        self.ledger.confirmation(number, message_id);
        if reply.is_some_and(|(_, by)| by == By::Owner) && modes.buttons != Buttons::None {
            self.after(self.options.delays.owner_press, Action::OwnerPress(number));
        }
    }

    /// A press took effect: what the bot then does, by its mode.
    pub(super) fn after_press(&mut self, number: u32, confirmation: MessageKey) {
        let Some(sale) = self.sales.get_mut(number) else {
            return;
        };
        sale.pressed = true;
        let (modes, lines) = (sale.modes, self.options.texts.lines);
        match modes.after_press {
            AfterPress::Edits => self.edit(confirmation, &lines.sent),
            AfterPress::EditsLate => {
                self.after(self.options.delays.late, Action::Edit(confirmation));
            }
            AfterPress::Deletes => {
                if let Err(refusal) = self.world.delete(TRIBUTE, &[confirmation]) {
                    tracing::warn!(%refusal, "the bot can't delete its message");
                }
            }
            AfterPress::Writes => {
                let reply_to = modes.links(number).then_some(confirmation);
                self.say(&lines.sent, reply_to, modes.keyboard.then_some(Markup::HideKeyboard));
            }
            AfterPress::Nothing => {}
        }
        if modes.notice_later {
            self.after(self.options.delays.notice, Action::Notice(number));
        }
    }

    /// Has the confirmation read otherwise, without buttons.
    pub(super) fn edit(&self, confirmation: MessageKey, text: &str) {
        let edit = Edit { markup: Some(None), ..Edit::text(text) };
        if let Err(refusal) = self.world.edit(confirmation, edit) {
            tracing::warn!(%refusal, "the bot can't edit its message");
        }
    }

    /// Tells that moderation has refused the order.
    fn notice(&self, number: u32) {
        if let Some(sale) = self.sales.get(number) {
            let reply = sale.reply.filter(|_| sale.modes.links(number));
            self.say(&self.options.texts.lines.declined, reply.map(|(key, _)| key), None);
        }
    }

    /// Writes to the seller; a refusal is only noted.
    pub(super) fn say(
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
}
