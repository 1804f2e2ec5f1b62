//! What the bot sold, and what it asked the seller to confirm.

use tokio::time::Instant;
use tribute_agent::order::Untrusted;
use tribute_agent::rich_text::clean;

use super::{BOT, SELLER, Sight};
use crate::plan::order::{Order, Refusal};

/// A paid order.
pub struct Sale {
    pub message: i32,
    pub order: Order,
    /// The account that the text names, if it names just one.
    pub account: Option<String>,
    /// How the shop refuses it, if it does.
    pub refusal: Option<Refusal>,
    /// When the owner first answered it by hand.
    pub by_hand_at: Option<Instant>,
    /// What the customer was to be told in each of the shop's answers.
    pub customer_messages: Vec<Option<Untrusted>>,
    /// In how many of them the shop named another account.
    pub named_another: usize,
    /// The agent's replies that stand in the chat.
    pub replies: Vec<i32>,
    /// How often a press of the agent took effect.
    pub presses: u32,
    /// How often the owner pressed.
    pub presses_by_hand: u32,
    /// A reply of the agent's on its way, or of unknown outcome: since when, under which id.
    pub sending: Option<(Instant, i64)>,
    /// A press of the agent's of unknown outcome: since when.
    pub pressing: Option<Instant>,
    /// The account that its text names since it was edited.
    pub edited_account: Option<String>,
    /// Whether its message is gone.
    pub is_deleted: bool,
    /// When its fulfilment was last confirmed to the bot, by whomever: a moderator may have it pressed once more.
    pub confirmed_at: Option<Instant>,
    /// What the bot said about it afterwards.
    pub words: Vec<Words>,
}

/// What the bot said about an order that was confirmed.
pub struct Words {
    /// When.
    pub at: Instant,
    /// What, with a number to know it by.
    pub text: String,
    /// Whether it wants an answer: then it is no acknowledgement.
    pub asks: bool,
}

/// A message with a button under it.
pub struct Confirmation {
    /// Which sale it confirms.
    pub sale: i32,
    /// Whether the one button is there that may be pressed.
    pub may_be_pressed: bool,
    /// Whether it answers the agent, not the owner.
    pub is_agents: bool,
    /// Whether it was pressed, by whomever.
    pub is_pressed: bool,
    /// How often the agent's press took effect.
    pub presses: u32,
}

impl Sale {
    /// A sale that was just made.
    pub fn new(message: i32, order: Order, account: Option<String>) -> Self {
        Self {
            message,
            order,
            account,
            refusal: order.refusal,
            by_hand_at: None,
            customer_messages: Vec::new(),
            named_another: 0,
            replies: Vec::new(),
            presses: 0,
            presses_by_hand: 0,
            sending: None,
            pressing: None,
            edited_account: None,
            is_deleted: false,
            confirmed_at: None,
            words: Vec::new(),
        }
    }

    /// Whether its text names this account, or did.
    pub fn names(&self, account: &str) -> bool {
        [&self.account, &self.edited_account]
            .into_iter()
            .any(|named| named.as_deref() == Some(account))
    }

    /// Whether the agent's process was shown that the owner answered: what was read in the same
    /// moment may have been read before.
    pub fn is_known_answered(&self, sight: &Sight) -> bool {
        let at = self.by_hand_at.zip(sight.page_at);
        at.is_some_and(|(answered_at, page_at)| answered_at < page_at)
    }

    /// Whether a reply leaves out what the customer was to be told, whichever of the shop's answers
    /// the agent had heard.
    pub fn leaves_out(&self, reply: &str) -> bool {
        let is_left_out = |words: &Option<Untrusted>| {
            let words = words.as_ref().map(Untrusted::as_str);
            words.is_some_and(|words| !reply.contains(&clean(words)))
        };
        !self.customer_messages.is_empty() && self.customer_messages.iter().all(is_left_out)
    }

    /// Whether the shop named another account, whichever of its answers the agent had heard.
    pub fn is_given_to_another(&self) -> bool {
        self.named_another > 0 && self.named_another == self.customer_messages.len()
    }

    /// What is wrong with activating it now for an account that its text named, or a moderator, by what
    /// the agent was last shown of it.
    pub fn look_before_activation(&self, named: Option<&str>, sight: &Sight) -> Option<String> {
        match sight.looked.get(&self.message) {
            None => Some("activated without a look at the order".to_owned()),
            Some((_, None)) => Some("activated a deleted order".to_owned()),
            Some((_, Some(seen))) => {
                let still = named.is_none_or(|account| seen.text.as_str().contains(account));
                (!still).then(|| "activated an edited order".to_owned())
            }
        }
    }
}

/// The shop's own number of what it gave for an order.
pub fn payment_of(order_id: &str) -> String {
    format!("A-{order_id}")
}

/// The message id in an `order_id`.
pub fn sale_number(order_id: &str) -> Option<i32> {
    let prefix = format!("{SELLER}-{BOT}-");
    order_id.strip_prefix(&prefix)?.parse().ok()
}
