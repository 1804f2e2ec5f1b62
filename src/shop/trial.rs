//! `shop test --full`: an order's whole life at the shop, and what must be refused, with orders that are no
//! real ones (`livemode` is false).

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tokio::time::{Instant, timeout};

use super::answer::Answer;
use super::body::{body, rfc3339};
use super::{Call, Client, Keyring, Program, Verb, Verdict};
use crate::order::catalogue::Item;
use crate::order::life::{Receipt, ShopAnswer};

/// Older than any shop may take.
const OLD: SignedDuration = SignedDuration::from_mins(10);
/// Long enough for a call to arrive, too short for most answers.
const BROKEN_OFF_AFTER: Duration = Duration::from_millis(50);
/// What is no call.
const GARBAGE: &str = "\u{42F} { \"type\": ";
/// Nobody's, whatever accounts look like.
const NOBODY: &str = "tribute-agent-nobody";

/// What the orders of a trial are about.
#[derive(Clone, Debug)]
pub struct Goods {
    /// An account that the shop knows.
    pub account: String,
    /// Another one, which it may know or not.
    pub other_account: String,
    /// The product's name.
    pub product: String,
    /// The shop's own name for it.
    pub item: Option<Item>,
}

/// What came of one check.
#[derive(Clone, Debug)]
pub struct Check {
    /// Stable, for machines.
    pub name: &'static str,
    /// How good it is.
    pub verdict: Verdict,
    /// The answer that it is not right for.
    pub answer: Option<ShopAnswer>,
    /// The fields of the answer that could not be taken.
    pub left_out: Vec<&'static str>,
}

/// Who is tried.
#[derive(Clone, Copy)]
enum Tried<'c> {
    Server(&'c Client),
    Program(&'c Program),
}

struct Trial<'c> {
    tried: Tried<'c>,
    goods: &'c Goods,
    begun: Timestamp,
    at: Timestamp,
    slowest: Duration,
}

impl Client {
    /// Makes all the calls, the first one signed for `at`.
    pub async fn try_fully(&self, goods: &Goods, at: Timestamp) -> Vec<Check> {
        let mut trial = Trial::new(Tried::Server(self), goods, at);
        let mut checks = vec![trial.wrong_signature(self).await, trial.old_timestamp(self).await];
        trial.go_through(&mut checks).await;
        checks
    }
}

impl Program {
    /// Makes all the calls that a program can be tried with.
    pub async fn try_fully(&self, goods: &Goods, at: Timestamp) -> Vec<Check> {
        let mut trial = Trial::new(Tried::Program(self), goods, at);
        let mut checks = vec![trial.garbage().await];
        trial.go_through(&mut checks).await;
        checks
    }
}

impl Tried<'_> {
    /// What is answered; where nothing is that could be read, what that means.
    async fn ask(self, call: &Call, at: Timestamp) -> Result<Answer, ShopAnswer> {
        match self {
            Self::Server(client) => {
                let answer = client.send(&client.keys, call, at).await;
                answer.and_then(|it| client.check_signature(it, call, at)).map_err(ShopAnswer::from)
            }
            Self::Program(program) => {
                let ended = program.run(call).await.map_err(ShopAnswer::from)?;
                if ended.is_success() {
                    Ok(ended.answer)
                } else {
                    Err(ended.meaning(Verb::Activate, at))
                }
            }
        }
    }

    fn meaning_of(self, answer: Result<Answer, ShopAnswer>, at: Timestamp) -> ShopAnswer {
        match (self, answer) {
            (Self::Server(_), Ok(answer)) => answer.meaning(at),
            (Self::Program(_), Ok(answer)) => answer.meaning_of_program(Verb::Activate, at),
            (_, Err(meaning)) => meaning,
        }
    }

    fn timeout(self) -> Duration {
        match self {
            Self::Server(client) => client.timeout,
            Self::Program(program) => program.timeout(),
        }
    }
}

impl<'c> Trial<'c> {
    fn new(tried: Tried<'c>, goods: &'c Goods, at: Timestamp) -> Self {
        Self { tried, goods, begun: at, at, slowest: Duration::ZERO }
    }

    /// Makes the calls that are the same for all.
    async fn go_through(&mut self, checks: &mut Vec<Check>) {
        checks.push(self.unknown_type().await);
        checks.extend(self.order_and_repeat().await);
        checks.push(self.two_at_once().await);
        checks.push(self.broken_off().await);
        checks.push(self.other_account().await);
        checks.push(self.unknown_account().await);
        checks.push(self.refund().await);
        checks.push(self.speed());
    }

    async fn wrong_signature(&mut self, client: &Client) -> Check {
        let forger = client.keys.forger();
        let answer = self.meaning_with(client, &forger, &self.activation(5, None), self.at).await;
        check("wrong_signature", refused_somehow(&answer), answer)
    }

    async fn old_timestamp(&mut self, client: &Client) -> Check {
        let call = self.activation(6, None);
        let answer = self.meaning_with(client, &client.keys, &call, self.at - OLD).await;
        check("old_timestamp", refused_somehow(&answer), answer)
    }

    /// What can't be read gives nothing; a program may fail on it.
    async fn garbage(&mut self) -> Check {
        let call = Call { body: GARBAGE.to_owned(), ..self.activation(7, None) };
        let answer = self.meaning(&call).await;
        let verdict = match refused(&answer, Verdict::Dangerous) {
            Verdict::Dangerous => Verdict::Dangerous,
            _ => Verdict::Right,
        };
        check("garbage", verdict, answer)
    }

    async fn unknown_type(&mut self) -> Check {
        let answer = self.meaning(&self.call(1, "order.tried", 1, json!({}))).await;
        check("unknown_type", refused(&answer, Verdict::Wrong), answer)
    }

    /// An order in Cyrillic with an emoji, and the same once more.
    async fn order_and_repeat(&mut self) -> [Check; 2] {
        let call = self.activation(1, None);
        let first = self.ask(&call).await;
        let left_out = first.as_ref().map(Answer::left_out).unwrap_or_default();
        let first = self.meaning_of(first);
        let verdict = match &first {
            ShopAnswer::Activated(receipt) if self.is_of(receipt) => Verdict::Right,
            ShopAnswer::Pending { .. } => Verdict::Unknown,
            _ => Verdict::Wrong,
        };
        let again = self.meaning(&call).await;
        let repeat = match (&first, &again) {
            (ShopAnswer::Activated(before), ShopAnswer::AlreadyActivated(now)) => {
                let is_same = before.payment_id == now.payment_id && self.is_of(now);
                if is_same { Verdict::Right } else { Verdict::Wrong }
            }
            (_, ShopAnswer::Activated(_)) if first.receipt().is_some() => Verdict::Dangerous,
            (_, ShopAnswer::Activated(_) | ShopAnswer::Pending { .. }) => Verdict::Unknown,
            _ => Verdict::Wrong,
        };
        [Check { left_out, ..check("order", verdict, first) }, check("repeat", repeat, again)]
    }

    async fn two_at_once(&mut self) -> Check {
        let call = self.activation(2, None);
        let (one, two) =
            tokio::join!(self.tried.ask(&call, self.at), self.tried.ask(&call, self.at));
        let [one, two] = [one, two].map(|answer| self.meaning_of(answer));
        let count = [&one, &two].into_iter().filter(|it| matches!(it, ShopAnswer::Activated(_)));
        let verdict = match (count.count(), one.receipt().or(two.receipt())) {
            (2, _) => Verdict::Dangerous,
            (1, _) | (_, Some(_)) => Verdict::Right,
            _ if matches!(two, ShopAnswer::Pending { .. }) => Verdict::Unknown,
            _ => Verdict::Wrong,
        };
        check("two_at_once", verdict, two)
    }

    /// What a time-out leaves behind: the call arrives, the answer does not. The next call has to end well.
    async fn broken_off(&mut self) -> Check {
        let call = self.activation(3, None);
        let _ = timeout(BROKEN_OFF_AFTER, self.tried.ask(&call, self.at)).await;
        let answer = self.meaning(&call).await;
        let verdict = match &answer {
            ShopAnswer::Activated(_) | ShopAnswer::AlreadyActivated(_) => Verdict::Right,
            ShopAnswer::Pending { .. } | ShopAnswer::Unavailable { .. } => Verdict::Unknown,
            _ => Verdict::Wrong,
        };
        check("broken_off", verdict, answer)
    }

    async fn other_account(&mut self) -> Check {
        let answer = self.meaning(&self.activation(1, Some(&self.goods.other_account))).await;
        let is_to_first = answer.receipt().is_some_and(|it| it.account.is_some() && self.is_of(it));
        let verdict = match refused(&answer, Verdict::Dangerous) {
            Verdict::Dangerous if is_to_first => Verdict::Wrong,
            verdict => verdict,
        };
        check("other_account", verdict, answer)
    }

    async fn unknown_account(&mut self) -> Check {
        let answer = self.meaning(&self.activation(4, Some(NOBODY))).await;
        check("unknown_account", refused(&answer, Verdict::Unknown), answer)
    }

    /// Goods that come back, once, and stay back.
    async fn refund(&mut self) -> Check {
        let data = json!({
            "order_id": self.order_id(1),
            "account_id": self.goods.account,
            "product": self.product(),
            "refund": { "full": true },
            "refunded_at": rfc3339(self.at),
        });
        let refund = self.call(1, "order.refunded", 1, data);
        for status in ["revoked", "already_revoked"] {
            let answer = self.ask(&refund).await;
            let said = answer.as_ref().ok().and_then(|it| it.object()?.text("status"));
            if said.as_deref() != Some(status) {
                let answer = self.meaning_of(answer);
                // It may refuse what it can't decide, and not know of refunds at all.
                let verdict = match refused(&answer, Verdict::Wrong) {
                    Verdict::Right => Verdict::Unknown,
                    verdict => verdict,
                };
                return check("refund", verdict, answer);
            }
        }
        let again = self.meaning(&self.activation(1, None)).await;
        check("refund", refused(&again, Verdict::Wrong), again)
    }

    fn speed(&self) -> Check {
        let is_quick = self.slowest < self.tried.timeout() / 2;
        let verdict = if is_quick { Verdict::Right } else { Verdict::Wrong };
        Check { name: "speed", verdict, answer: None, left_out: Vec::new() }
    }

    /// Whether the goods went to the account that was asked for.
    fn is_of(&self, receipt: &Receipt) -> bool {
        receipt.account.as_ref().is_none_or(|account| account.as_str() == self.goods.account)
    }

    fn order_id(&self, number: u32) -> String {
        format!("test-full-{}-{number}", self.begun.as_millisecond())
    }

    fn product(&self) -> Value {
        let mut product = json!({ "name": self.goods.product });
        if let Some(item) = &self.goods.item {
            product["sku"] = json!(item.sku);
            product["quantity"] = json!(item.quantity);
        }
        product
    }

    fn activation(&self, number: u32, account: Option<&str>) -> Call {
        let data = json!({
            "order_id": self.order_id(number),
            "account_id": account.unwrap_or(&self.goods.account),
            "product": self.product(),
            "customer": { "name": "\u{42F} / Ann 💎" },
            "details": "\u{42F}: <&> / 1.0",
            "ordered_at": rfc3339(self.at),
        });
        self.call(number, "order.activate", if account.is_some() { 2 } else { 1 }, data)
    }

    fn call(&self, number: u32, kind: &str, revision: u32, data: Value) -> Call {
        let verb = kind.trim_start_matches("order.");
        let webhook_id = format!("{}:{verb}:{revision}", self.order_id(number));
        Call { webhook_id, body: body(kind, self.at, false, data) }
    }

    /// The answer to a call, signed a second later than the one before: every signature is a new one.
    async fn ask(&mut self, call: &Call) -> Result<Answer, ShopAnswer> {
        self.at += SignedDuration::from_secs(1);
        let begun = Instant::now();
        let answer = self.tried.ask(call, self.at).await;
        self.slowest = self.slowest.max(begun.elapsed());
        answer
    }

    async fn meaning(&mut self, call: &Call) -> ShopAnswer {
        let answer = self.ask(call).await;
        self.meaning_of(answer)
    }

    async fn meaning_with(
        &self,
        client: &Client,
        keys: &Keyring,
        call: &Call,
        at: Timestamp,
    ) -> ShopAnswer {
        self.meaning_of(client.send(keys, call, at).await.map_err(ShopAnswer::from))
    }

    fn meaning_of(&self, answer: Result<Answer, ShopAnswer>) -> ShopAnswer {
        self.tried.meaning_of(answer, self.at)
    }
}

/// How good it is that an answer is a refusal in the shop's own words, or how bad that it gives goods.
fn refused(answer: &ShopAnswer, given: Verdict) -> Verdict {
    match answer {
        ShopAnswer::Refused { .. } | ShopAnswer::Misconfigured { .. } | ShopAnswer::OutOfStock => {
            Verdict::Right
        }
        ShopAnswer::Activated(_) | ShopAnswer::AlreadyActivated(_) => given,
        ShopAnswer::Unavailable { .. } | ShopAnswer::Pending { .. } => Verdict::Unknown,
        ShopAnswer::Unclear { .. } | ShopAnswer::Intercepted { .. } => Verdict::Wrong,
    }
}

/// The same of a call that nobody should have made: a page says no as well.
fn refused_somehow(answer: &ShopAnswer) -> Verdict {
    match answer {
        ShopAnswer::Intercepted { status: 400..=499, .. } => Verdict::Right,
        answer => refused(answer, Verdict::Dangerous),
    }
}

fn check(name: &'static str, verdict: Verdict, answer: ShopAnswer) -> Check {
    let answer = (verdict != Verdict::Right).then_some(answer);
    Check { name, verdict, answer, left_out: Vec::new() }
}
