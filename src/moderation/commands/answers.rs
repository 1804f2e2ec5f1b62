//! What is answered to a moderator, in words.

use std::time::Duration;

use super::{choices, lacks_account};
use crate::i18n::t;
use crate::moderation::Formatter;
use crate::moderation::fulfilment::{delivery_suffix, refund_place};
use crate::moderation::markup::{Markup, rich};
use crate::order::life::{Reason, State};
use crate::order::purchase::Problem;
use crate::order::{AccountId, Record, Untrusted};
use crate::report::{CodedError, UserError as _};
use crate::rich_text::RichText;

/// A list in the chat has so many lines.
const LISTED_MAX: usize = 15;
/// More of a person's name says nothing more.
const NAME_CHARACTERS_MAX: usize = 32;

/// What came of what a moderator said about an order.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the texts say the rest")]
pub enum Verdict {
    Scheduled {
        account: AccountId,
        /// Whether the order names others.
        is_new: bool,
        after: Duration,
    },
    AlreadyScheduled {
        account: AccountId,
        by: Untrusted,
    },
    AccountTaken {
        account: AccountId,
    },
    Stopped {
        account: AccountId,
    },
    /// Something was said that nobody understands.
    StoppedToBeSure {
        account: AccountId,
    },
    NothingToStop,
    TooLate {
        account: AccountId,
    },
    Retried,
    Approved,
    Declined,
    /// It was about what the order's message said before.
    Changed,
    /// Today's configuration finds this wrong; `None`: the price.
    StillStuck {
        problem: Option<Problem>,
    },
    Given,
    Closed,
    Refunding,
    AlreadyRefunded,
    /// There is no second time.
    PartlyRefunded,
    /// Another amount was asked for before, and the provider has not answered.
    RefundUnderWay,
    CantRefund,
    CantRefundPart,
    BadAmount,
    /// The provider would not take it.
    RefundRefused {
        why: CodedError,
    },
    Looking,
    Claimed,
    Pressing {
        label: Untrusted,
    },
    Story,
    WhichDone,
    AlreadyGiven {
        account: Option<AccountId>,
    },
    Wait,
    PriceFirst,
    Settled,
    NotNow,
    Unreadable,
}

impl Verdict {
    /// Whether it changed what becomes of the order.
    pub fn is_decision(&self) -> bool {
        matches!(
            self,
            Self::AccountTaken { .. }
                | Self::Retried
                | Self::Approved
                | Self::Declined
                | Self::Given
                | Self::Closed
                | Self::Refunding
                | Self::Pressing { .. }
        )
    }

    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Scheduled { is_new: false, .. } => "scheduled",
            Self::Scheduled { is_new: true, .. } => "scheduled-new",
            Self::AlreadyScheduled { .. } => "already-scheduled",
            Self::AccountTaken { .. } => "account-taken",
            Self::Stopped { .. } => "stopped",
            Self::StoppedToBeSure { .. } => "stopped-to-be-sure",
            Self::NothingToStop => "nothing-to-stop",
            Self::TooLate { .. } => "too-late",
            Self::Retried => "retried",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::Changed => "changed",
            Self::StillStuck { .. } => "still-stuck",
            Self::Given => "given",
            Self::Closed => "closed",
            Self::Refunding => "refunding",
            Self::AlreadyRefunded => "already-refunded",
            Self::PartlyRefunded => "partly-refunded",
            Self::RefundUnderWay => "refund-under-way",
            Self::CantRefund => "cant-refund",
            Self::CantRefundPart => "cant-refund-part",
            Self::BadAmount => "bad-amount",
            Self::RefundRefused { .. } => "refund-refused",
            Self::Looking => "looking",
            Self::Claimed => "claimed",
            Self::Pressing { .. } => "pressing",
            Self::Story => "story",
            Self::WhichDone => "which-done",
            Self::AlreadyGiven { account: Some(_) } => "already-given-to",
            Self::AlreadyGiven { account: None } => "already-given",
            Self::Wait => "wait",
            Self::PriceFirst => "price-first",
            Self::Settled => "settled",
            Self::NotNow => "not-now",
            Self::Unreadable => "unreadable",
        }
    }

    fn account(&self) -> Option<&AccountId> {
        match self {
            Self::Scheduled { account, .. }
            | Self::AlreadyScheduled { account, .. }
            | Self::StoppedToBeSure { account }
            | Self::TooLate { account }
            | Self::AccountTaken { account }
            | Self::Stopped { account } => Some(account),
            Self::AlreadyGiven { account } => account.as_ref(),
            _ => None,
        }
    }
}

/// A moderator's name in the middle of a line.
pub(in crate::moderation) fn person(name: &Untrusted) -> Markup {
    Markup::outside_short(name, NAME_CHARACTERS_MAX)
}

/// What an order waits for, in a list.
pub(in crate::moderation) fn waits_for(record: &Record) -> String {
    let reason = record.life.reason_name().unwrap_or_default();
    let reason = t!("order-reason", reason = reason);
    let wanted = match &record.life.state {
        _ if lacks_account(record) => "number",
        State::Escalated { reason: Reason::ShopRefused { .. } } => "refused",
        _ => "other",
    };
    t!("moderation-waits-for", wanted = wanted, reason = reason)
}

impl Formatter {
    /// What came of what `by` said about an order, which is `record` now.
    pub fn verdict(&self, record: &Record, by: &Untrusted, verdict: &Verdict) -> RichText {
        self.message(|| {
            if *verdict == Verdict::Story {
                return self.story(record);
            }
            let answer = self.outcome(record, by, verdict);
            let asks = matches!(
                verdict,
                Verdict::NotNow
                    | Verdict::Unreadable
                    | Verdict::StillStuck { .. }
                    | Verdict::StoppedToBeSure { .. }
                    | Verdict::Declined
            );
            Markup::lines(
                [Some(answer), asks.then(|| choices(record)).flatten()].into_iter().flatten(),
            )
        })
    }

    /// The same in a line, without what can be said then.
    fn outcome(&self, record: &Record, by: &Untrusted, verdict: &Verdict) -> Markup {
        let other = match verdict {
            Verdict::AlreadyScheduled { by, .. } => person(by),
            Verdict::Pressing { label } => Markup::name(label),
            Verdict::StillStuck { problem } => Markup::plain(t!(
                "order-reason",
                reason = problem.map_or("price_mismatch", Problem::name)
            )),
            Verdict::RefundRefused { why } => Markup::plain(why.what()),
            Verdict::Settled => self.settled_by(record),
            _ => Markup::default(),
        };
        let seconds = match verdict {
            Verdict::Scheduled { after, .. } => after.as_secs(),
            _ => 0,
        };
        let product = record.form.product.as_ref();
        let suffix = delivery_suffix(record);
        let given_to = record.life.account.as_ref().filter(|_| record.life.goods_given());
        let (name, account) = match (verdict, given_to) {
            (Verdict::Settled, Some(account)) => ("settled-for", Some(account)),
            (Verdict::Given, _) if suffix == "-alone" => ("given-alone", None),
            (Verdict::Given, _) if suffix == "-told" => ("given-told", None),
            (Verdict::WhichDone, _) if suffix == "-alone" => ("which-done-alone", None),
            (Verdict::WhichDone, _) if suffix == "-told" => ("which-done-told", None),
            _ => (verdict.name(), verdict.account()),
        };
        rich!(
            "moderation-verdict",
            verdict = name,
            number = record.number,
            product = product.map(|it| Markup::outside_short(it, 64)).unwrap_or_default(),
            account = Markup::account_if_known(account),
            seconds = u32::try_from(seconds).unwrap_or_default(),
            person = person(by),
            place = refund_place(record),
            other = other
        )
    }

    /// The same at the command line.
    pub(super) fn plain_outcome(
        &self,
        record: &Record,
        by: &Untrusted,
        verdict: &Verdict,
    ) -> String {
        self.message(|| self.outcome(record, by, verdict)).text
    }

    /// What was asked at the command line, and taken too late.
    pub(super) fn too_old(&self, number: u32) -> String {
        self.message(|| rich!("moderation-too-old", number = number)).text
    }

    /// What has happened to an order, and how it stands.
    fn story(&self, record: &Record) -> Markup {
        let state = t!("order-state", state = record.life.state.stage().name());
        let reason = record.life.reason_name().map(|reason| t!("order-reason", reason = reason));
        let told = rich!(
            "moderation-story",
            number = record.number,
            state = state,
            reason = reason.unwrap_or_else(|| "none".to_owned()),
            ordered = self.date_and_time(record.ordered_at),
            updated = self.date_and_time(record.updated_at),
            calls = record.life.activation_attempts,
            by = record.decided_by.as_ref().map(person).unwrap_or_default(),
            decided = if record.decided_by.is_some() { "yes" } else { "no" }
        );
        Markup::lines([Some(told), choices(record)].into_iter().flatten())
    }

    /// Who settled an order, and when.
    fn settled_by(&self, record: &Record) -> Markup {
        let by = record.decided_by.as_ref().map(person);
        let at = match &record.life.state {
            State::Completed { at } | State::Closed { at, .. } | State::Refunded { at, .. } => *at,
            _ => record.updated_at,
        };
        let at = Markup::plain(self.time(at, record.updated_at));
        Markup::join(by.into_iter().chain([at]), ", ")
    }

    /// There is no order of this number.
    pub fn no_such_order(&self, number: u32) -> RichText {
        self.message(|| rich!("moderation-no-such-order", number = number))
    }

    /// What was answered is about several orders, or about none.
    pub fn which_order(&self) -> RichText {
        self.message(|| rich!("moderation-which-order"))
    }

    /// The open orders: those that wait for people first.
    pub fn open_orders<'a>(&self, orders: impl Iterator<Item = &'a Record>) -> RichText {
        let (waiting, working): (Vec<_>, Vec<_>) =
            orders.partition(|record| matches!(record.life.state, State::Escalated { .. }));
        self.message(|| {
            let line = |record: &&Record| {
                let reason = record.life.reason_name();
                let state = reason.map_or_else(
                    || t!("order-state", state = record.life.state.stage().name()),
                    |reason| t!("order-reason", reason = reason),
                );
                let ordered = self.time(record.ordered_at, record.updated_at);
                let product = record.form.product.as_ref();
                let product = product.map(|it| Markup::outside_short(it, 32));
                let parts = [Some(Markup::plain(format!("№{}", record.number))), product];
                let rest = [Markup::plain(state), Markup::plain(ordered)];
                Markup::join(parts.into_iter().flatten().chain(rest), " · ")
            };
            let head =
                rich!("moderation-open-orders", waiting = waiting.len(), working = working.len());
            let all: Vec<_> = waiting.iter().chain(&working).copied().collect();
            let more = all.len().saturating_sub(LISTED_MAX);
            let more = (more > 0).then(|| rich!("moderation-more-orders", count = more));
            let lines = all.iter().take(LISTED_MAX).map(line);
            Markup::lines([head].into_iter().chain(lines).chain(more))
        })
    }

    /// So many orders that waited for a reason are tried again.
    pub fn retried(&self, count: usize) -> RichText {
        self.message(|| rich!("moderation-retried", count = count))
    }

    /// What can be said here.
    pub fn help(&self) -> RichText {
        self.message(|| rich!("moderation-help"))
    }

    /// How it is going.
    pub fn status(&self, waiting: usize, working: usize, is_paused: bool) -> RichText {
        let paused = if is_paused { "yes" } else { "no" };
        self.message(|| {
            rich!("moderation-status", waiting = waiting, working = working, paused = paused)
        })
    }

    /// Nothing new is begun from now on, or it is again.
    pub fn paused(&self, is_paused: bool, by: &Untrusted) -> RichText {
        let paused = if is_paused { "yes" } else { "no" };
        self.message(|| rich!("moderation-paused", paused = paused, person = person(by)))
    }

    /// Who may not decide here, and why.
    pub fn not_heard(&self, who: Option<&Untrusted>) -> RichText {
        let known = if who.is_some() { "yes" } else { "no" };
        self.message(|| {
            let name = who.map(person).unwrap_or_default();
            rich!("moderation-not-heard", known = known, person = name)
        })
    }

    /// Whether what can't be taken back is meant.
    pub(super) fn is_it_meant(&self, number: u32) -> RichText {
        self.message(|| rich!("moderation-is-it-meant", number = number))
    }

    /// More was said while nobody listened than is read.
    pub fn unheard(&self) -> RichText {
        self.message(|| rich!("moderation-unheard"))
    }
}
