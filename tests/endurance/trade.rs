//! What is sold in a lane: orders of many kinds, to a bot that is of one nature.

use telegram_sandbox::Language;
use telegram_sandbox::SeededRng;
use telegram_sandbox::orders::OwnerReply;
use telegram_sandbox::orders::PlannedOrder;
use telegram_sandbox::orders::generator::OrderGenerator;
use telegram_sandbox::shop::ShopResponse;

/// What a bot is like. What the agent learns of one order it uses for the next, so no bot is of two
/// natures at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// Its answers link, and change once they are pressed.
    Changing,
    /// They link to nothing, and change.
    Unlinked,
    /// They stay as they are; it writes another one.
    Writing,
    /// They stay as they are.
    Unmoved,
    /// It shows a keyboard.
    Keyboard,
    /// It shows a keyboard, and its answers link to nothing.
    UnlinkedKeyboard,
}

/// How the bot treats an order, and why the order may end with the moderators for it.
struct Way {
    modes: &'static str,
    reason: Option<&'static str>,
}

const fn good(modes: &'static str) -> Way {
    Way { modes, reason: None }
}

const fn bad(modes: &'static str, reason: &'static str) -> Way {
    Way { modes, reason: Some(reason) }
}

const CHANGING: [Way; 11] = [
    good("edits"),
    good("late"),
    good("deletes"),
    good("edits,extra"),
    good("edits,press_timeout"),
    good("edits,notice_later"),
    bad("edits,slow", "no_confirmation"),
    bad("press_lost", "press_unknown"),
    bad("alert", "press_refused"),
    bad("foreign", "unknown_button"),
    bad("silent", "no_confirmation"),
];
const UNLINKED: [Way; 5] = [
    good("unlinked,edits"),
    good("unlinked,deletes"),
    good("unlinked,edits,extra"),
    good("unlinked,deletes,press_timeout"),
    good("unlinked,late"),
];
const WRITING: [Way; 4] = [
    good("writes"),
    good("writes,extra"),
    good("writes,press_timeout"),
    bad("writes,slow", "no_confirmation"),
];
const UNMOVED: [Way; 2] = [good("nothing"), good("nothing,extra")];
const KEYBOARD: [Way; 4] = [
    good("keyboard"),
    good("keyboard,extra"),
    good("keyboard,nothing"),
    bad("keyboard,slow", "no_confirmation"),
];
const UNLINKED_KEYBOARD: [Way; 2] = [good("keyboard,unlinked"), good("keyboard,unlinked,extra")];

/// How likely, of a hundred, an order is treated in a way that is none of the good ones.
const BAD_WAY_PERCENT: usize = 8;
const NAMELESS_PERCENT: usize = 10;
const REFUSED_PERCENT: usize = 5;
const SHOP_TROUBLE_PERCENT: usize = 20;
const BY_HAND_PERCENT: usize = 6;

/// An order that is sold, and what may come of it.
#[derive(Clone, Debug)]
pub struct Ware {
    pub planned: PlannedOrder,
    /// The account that the goods are for; `None`: nobody can know.
    pub account: Option<String>,
    /// Of the euro.
    pub price_cents: u64,
    /// Why it may end with the moderators.
    pub reasons: Vec<&'static str>,
    /// Whether the bot answers whoever replies.
    pub bot_answers: bool,
}

impl Ware {
    /// How it is treated, for whoever has to find out why.
    pub fn tell(&self) -> String {
        let PlannedOrder { bot, shop, owner, .. } = &self.planned;
        format!("bot {bot:?}, shop {:?}, owner {owner:?}", shop.first())
    }
}

impl Nature {
    pub const ALL: [Self; 6] = [
        Self::Changing,
        Self::Unlinked,
        Self::Writing,
        Self::Unmoved,
        Self::Keyboard,
        Self::UnlinkedKeyboard,
    ];

    fn ways(self) -> &'static [Way] {
        match self {
            Self::Changing => &CHANGING,
            Self::Unlinked => &UNLINKED,
            Self::Writing => &WRITING,
            Self::Unmoved => &UNMOVED,
            Self::Keyboard => &KEYBOARD,
            Self::UnlinkedKeyboard => &UNLINKED_KEYBOARD,
        }
    }

    /// So many orders at most are on their way at a time. Some have to wait for a life that is long
    /// enough; where answers link to nothing, or keyboards replace each other, all go one by one.
    pub fn under_way_max(self) -> usize {
        match self {
            Self::Changing | Self::Writing | Self::Unmoved => 12,
            Self::Unlinked | Self::Keyboard | Self::UnlinkedKeyboard => 4,
        }
    }

    /// Why any order may end with the moderators, however it was treated itself.
    fn reasons(self) -> &'static [&'static str] {
        // A press whose answer nobody heard, under a message that never changes, is a person's to
        // judge; so is a keyboard that another order's has replaced, and a button that came after
        // the owner had written to the bot, if it does not say what it answers.
        match self {
            Self::Changing | Self::Writing | Self::Unmoved => &["press_unknown"],
            Self::Unlinked => &["press_unknown", "no_confirmation"],
            Self::Keyboard => &["press_unknown", "keyboard_replaced"],
            Self::UnlinkedKeyboard => &["press_unknown", "keyboard_replaced", "no_confirmation"],
        }
    }
}

/// Makes so many orders.
pub fn make(nature: Nature, count: usize, dice: &mut SeededRng) -> Vec<Ware> {
    let recipe = OrderGenerator::demo(Language::English, dice.next_u64());
    let orders = recipe.generate(count).into_iter();
    orders.enumerate().map(|(index, order)| ware(nature, index, order, dice)).collect()
}

fn ware(nature: Nature, index: usize, mut planned: PlannedOrder, dice: &mut SeededRng) -> Ware {
    let wants_good = dice.below(100) >= BAD_WAY_PERCENT;
    let ways: Vec<&Way> =
        nature.ways().iter().filter(|way| way.reason.is_none() == wants_good).collect();
    // Some natures have no bad way.
    let way = dice.choose(&ways).copied().unwrap_or(&nature.ways()[0]);
    planned.bot = Some(way.modes.parse().unwrap());
    let mut reasons = nature.reasons().to_vec();
    reasons.extend(way.reason);
    let mut account = account_in(&planned.text);
    if dice.below(100) < NAMELESS_PERCENT {
        planned.text = nameless(&planned.text, &account, index);
        account = String::new();
        reasons.push("no_account_id");
    }
    planned.shop = shop_moves(dice, &mut reasons);
    let bot_answers = way.modes != "silent";
    if bot_answers && dice.below(100) < BY_HAND_PERCENT {
        let moments = [OwnerReply::AtOnce, OwnerReply::AfterActivation];
        planned.owner = dice.choose(&moments).copied();
    }
    Ware {
        account: (!account.is_empty()).then_some(account),
        price_cents: price_in(&planned.text),
        planned,
        reasons,
        bot_answers,
    }
}

fn shop_moves(dice: &mut SeededRng, reasons: &mut Vec<&'static str>) -> Vec<ShopResponse> {
    if dice.below(100) < REFUSED_PERCENT {
        reasons.push("shop_refused");
        // What is refused once would be given the next time: it must not be asked for again.
        return vec![ShopResponse::Refused("account_not_found".to_owned()); 64];
    }
    if dice.below(100) >= SHOP_TROUBLE_PERCENT {
        return Vec::new();
    }
    let troubles = [
        ShopResponse::Unavailable,
        ShopResponse::Pending,
        ShopResponse::TimeoutButDone,
        ShopResponse::Timeout,
        ShopResponse::RetryAfter(1),
        ShopResponse::ServerError,
        ShopResponse::Close,
        ShopResponse::Garbage,
    ];
    let trouble = dice.choose(&troubles).cloned().unwrap_or_default();
    if trouble == ShopResponse::Garbage {
        reasons.push("shop_unclear");
    }
    vec![trouble]
}

/// The one number of eight digits.
fn account_in(text: &str) -> String {
    let numbers = text.split(|character: char| !character.is_ascii_digit());
    let account = numbers.into_iter().find(|digits| digits.len() == 8);
    account.unwrap_or_default().to_owned()
}

/// `Price: €1,250.00` → 125000.
fn price_in(text: &str) -> u64 {
    let line = text.lines().find(|line| line.starts_with("Price:"));
    let digits: String = line.unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}

/// The same order for somebody whom only a nickname names, which no other order has.
fn nameless(text: &str, account: &str, index: usize) -> String {
    let letters = index.to_string().into_bytes();
    let letters = letters.iter().map(|digit| char::from(digit - b'0' + b'a'));
    text.replace(account, &format!("for_my_friend_{}", letters.collect::<String>()))
}
