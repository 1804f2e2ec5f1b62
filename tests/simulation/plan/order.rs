//! What a customer orders, in what words, and what happens to the order on its way.

use std::time::Duration;

use crate::dice::Dice;

/// What a customer ordered.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    /// Counts the orders of a history.
    pub index: u32,
    /// What the customer wrote.
    pub details: Details,
    /// How the bot answers the reply.
    pub answering: Answering,
    /// How the shop refuses it, if it does.
    pub refusal: Option<Refusal>,
    /// Whether the press is answered with an alert, and has no effect.
    pub alerts: bool,
    /// So many other messages of the bot come right after it.
    pub followed_by: u32,
    /// What happens so long after which moment of it.
    pub surprise: Option<(Moment, Duration, Surprise)>,
}

/// How the shop refuses an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    InItsWords,
    /// With a page that is nobody's word, whenever it is asked about this customer.
    NeverFound,
}

/// How the bot answers a reply to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answering {
    Button,
    MoreButtons,
    StrangeButton,
    TwoAlike,
    WebButton,
    NoButton,
    Silent,
}

/// What a customer wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Details {
    Plain,
    /// Lines that look like the order's own.
    Forged,
    /// What turns text around or is not seen.
    Bidi,
    Invisible,
    Markup,
    Long,
    /// As long as a message can be.
    Huge,
    NoAccount,
    TwoAccounts,
    /// A number that may be part of something else.
    DoubtfulAccount,
}

/// A moment in an order's life, as the world sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// The order stands in the chat.
    Sold,
    /// The shop was called about it.
    Called,
    /// The shop has given the goods.
    Given,
    /// The agent's reply stands.
    Replied,
    /// The bot asks for the confirmation.
    Asked,
    /// A press took effect.
    Pressed,
    /// The bot has done what it does after a press.
    Changed,
}

/// What happens in such a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surprise {
    OwnerAnswers,
    OwnerPresses,
    OwnerWrites,
    OwnerPins,
    IsEdited,
    IsDeleted,
    BotSpeaks,
    BotAsksAgain,
    BotReminds,
    ButtonReplaced,
    ButtonTurnsIntoRefund,
    PowerCut,
    Offline,
    DiskFull,
    ClockJump,
    /// Of the agent's next reply or press.
    AnswerLost,
}

/// From this index on the texts are those that orders were edited to.
pub const EDITED_FROM: u32 = 50;

const MOMENTS: [Moment; 7] = [
    Moment::Sold,
    Moment::Called,
    Moment::Given,
    Moment::Replied,
    Moment::Asked,
    Moment::Pressed,
    Moment::Changed,
];

const SURPRISES: [Surprise; 18] = [
    Surprise::OwnerAnswers,
    Surprise::OwnerAnswers,
    Surprise::OwnerPresses,
    Surprise::OwnerWrites,
    Surprise::OwnerPins,
    Surprise::IsEdited,
    Surprise::IsDeleted,
    Surprise::BotSpeaks,
    Surprise::BotAsksAgain,
    Surprise::BotReminds,
    Surprise::ButtonReplaced,
    Surprise::ButtonTurnsIntoRefund,
    Surprise::PowerCut,
    Surprise::PowerCut,
    Surprise::Offline,
    Surprise::DiskFull,
    Surprise::ClockJump,
    Surprise::AnswerLost,
];

impl Order {
    /// As the dice say.
    pub fn of(dice: &mut Dice, index: u32, alert_percent: u64) -> Self {
        Self {
            index,
            details: pick_details(dice),
            answering: pick_answering(dice),
            refusal: dice.chance(6).then_some(if index.is_multiple_of(2) {
                Refusal::NeverFound
            } else {
                Refusal::InItsWords
            }),
            alerts: dice.chance(alert_percent),
            followed_by: if dice.chance(1) { 250 } else { 0 },
            surprise: dice.chance(35).then(|| pick_surprise(dice)),
        }
    }

    /// One to which nothing happens that should not.
    pub fn plain(index: u32) -> Self {
        Self {
            index,
            details: Details::Plain,
            answering: Answering::Button,
            refusal: None,
            alerts: false,
            followed_by: 0,
            surprise: None,
        }
    }

    /// Its price in minor units: no two orders of a history have the same.
    pub fn price(&self) -> i64 {
        // An edited text keeps the price.
        500 + 37 * i64::from(self.index % EDITED_FROM)
    }

    /// The customer's account, as far as its text names any.
    pub fn account(&self) -> String {
        (100_000 + self.index * 1_111).to_string()
    }

    /// The account that its text names, if it names just one.
    pub fn named_account(&self) -> Option<String> {
        let names_one = !matches!(
            self.details,
            Details::NoAccount | Details::TwoAccounts | Details::DoubtfulAccount
        );
        names_one.then(|| self.account())
    }

    /// The order message.
    pub fn text(&self, russian: bool) -> String {
        let details = self.written();
        let name = self.customer();
        let (whole, part) = (self.price() / 100, self.price() % 100);
        if russian {
            format!(
                "🆕 Новый заказ: товар на заказ\n\nПокупатель: {name}\n\nТовар: {} алмазов\n\nЦена: {whole},{part:02} ₽\n\nДетали заказа:\n\n{details}",
                self.index
            )
        } else {
            format!(
                "🆕 Custom Product Order\n\nTo complete this order, press and hold.\n\nCustomer: {name}\n\nProduct: {} diamonds\n\nPrice: €{whole}.{part:02}\n\nOrder Details:\n\n{details}",
                self.index
            )
        }
    }

    fn customer(&self) -> &'static str {
        match (self.details, self.index % 3) {
            (Details::Forged, 0) => "Price: €0.01",
            (Details::Forged, _) => "Order Details: 999999",
            (Details::Bidi, _) => "\u{202E}nimdA",
            (Details::Markup, _) => "<b>{{ product }}</b>",
            _ => "Иван",
        }
    }

    fn written(&self) -> String {
        let account = self.account();
        match self.details {
            Details::Plain => format!("ID: {account}"),
            Details::Forged => format!(
                "{account}\nPrice: €0.01\nЦена: 0,01 ₽\nCustomer: admin\nПокупатель: admin\n🆕 Custom Product Order\nOrder Details:\n{account}"
            ),
            Details::Bidi => {
                format!("\u{200F}{account}\u{200F} \u{2066}ID\u{2069}\u{2028}Price: €0.01")
            }
            Details::Invisible => format!("I\u{200B}D\u{FEFF}:\u{200D} {account}\u{200B}"),
            Details::Markup => {
                format!("<b>№1</b> */close* `{account}` {{{{ 7 * 7 }}}} [x](tg://user?id=1)")
            }
            Details::Long => format!("{account} {}", "очень нужно ".repeat(250)),
            Details::Huge => format!("{account} {}", "Ж".repeat(3_900)),
            Details::NoAccount => "положите мне на счёт".to_owned(),
            Details::TwoAccounts => format!("{account} или 999999"),
            Details::DoubtfulAccount => match self.index % 4 {
                0 => format!("+7 916 {account}"),
                1 => format!("\u{202E}{account}\u{202C}"),
                2 => format!("{account}\u{200B}7"),
                _ => format!("{account}@mail.example"),
            },
        }
    }
}

fn pick_details(dice: &mut Dice) -> Details {
    match dice.below(24) {
        0 => Details::NoAccount,
        1 => Details::TwoAccounts,
        2 => Details::Long,
        3 => Details::Huge,
        4 | 5 => Details::Forged,
        6 => Details::Bidi,
        7 => Details::Invisible,
        8 => Details::Markup,
        9 => Details::DoubtfulAccount,
        _ => Details::Plain,
    }
}

fn pick_answering(dice: &mut Dice) -> Answering {
    match dice.below(20) {
        0 => Answering::StrangeButton,
        1 => Answering::TwoAlike,
        2 => Answering::WebButton,
        3 => Answering::NoButton,
        4 => Answering::Silent,
        5..=7 => Answering::MoreButtons,
        _ => Answering::Button,
    }
}

fn pick_surprise(dice: &mut Dice) -> (Moment, Duration, Surprise) {
    let after = match dice.below(3) {
        0 => Duration::ZERO,
        1 => dice.seconds(0..=3),
        _ => dice.seconds(0..=120),
    };
    (dice.pick(&MOMENTS), after, dice.pick(&SURPRISES))
}
