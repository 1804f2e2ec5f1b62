//! What must hold in the end, judged from outside: the shop's book, the bot's chat, the moderators'
//! chat, and `orders list` beside them.

use std::collections::BTreeMap;

use serde_json::Value;
use telegram_sandbox::event::{By, Kind};
use telegram_sandbox::ledger::OrderRecord;

use crate::agent::Scene;
use crate::lane::Lane;
use crate::tally::Tally;
use crate::trade::Ware;

/// The states in which nothing is owed any more.
const ENDS: [&str; 3] = ["completed", "escalated", "closed"];

/// Judges a lane that has come to rest.
pub async fn judge(lane: &mut Lane, tally: &Tally) {
    let listed = lane.scene.listed().await;
    let mut found = Vec::new();
    let case = Case { lane, listed: &listed, events: Events::of(&lane.scene) };
    case.everything(&mut found);
    lane.violations.extend(found);
    tally.settled(&lane.endings());
}

/// How often the agent has replied to this order.
pub fn replies_by_client(scene: &Scene, number: u32) -> usize {
    Events::of(scene).count(number, |kind| matches!(kind, Kind::Reply { by: By::Client, .. }))
}

/// All that happened, by the order that it was about.
struct Events(Vec<(Option<u32>, Kind)>);

impl Events {
    fn of(scene: &Scene) -> Self {
        let events = scene.events(|_| true);
        Self(events.into_iter().map(|event| (event.order, event.kind)).collect())
    }

    fn count(&self, number: u32, wanted: impl Fn(&Kind) -> bool) -> usize {
        let of_order = self.0.iter().filter(|(order, _)| *order == Some(number));
        of_order.filter(|(_, kind)| wanted(kind)).count()
    }
}

struct Case<'a> {
    lane: &'a Lane,
    listed: &'a [Value],
    events: Events,
}

impl Case<'_> {
    fn everything(&self, found: &mut Vec<String>) {
        let running = &self.lane.scene.running;
        let totals = running.totals();
        if totals.misused > 0 {
            found.push(format!("{} acts that nobody asked for", totals.misused));
        }
        if self.listed.len() != self.lane.sold.len() {
            let (listed, sold) = (self.listed.len(), self.lane.sold.len());
            found.push(format!("{listed} orders are listed, {sold} were sold"));
        }
        for order in running.orders() {
            let ware = &self.lane.sold[&order.number];
            let mut wrong = |what: String| {
                found.push(format!("order {}, {}: {what}", order.number, ware.tell()));
            };
            self.acts(&order, ware, &mut wrong);
            match self.line_of(&order) {
                None => wrong("is not in the journal".to_owned()),
                Some(line) => self.end(&order, ware, line, &mut wrong),
            }
        }
        self.money(found);
        self.told_once(found);
    }

    fn line_of(&self, order: &OrderRecord) -> Option<&Value> {
        let message = order.message_id?;
        let mut lines = self.listed.iter();
        lines.find(|line| line["message_id"] == message)
    }

    /// Nothing was done twice, nor for anybody else.
    fn acts(&self, order: &OrderRecord, ware: &Ware, wrong: &mut impl FnMut(String)) {
        if order.effects > 1 {
            wrong(format!("the goods were given {} times", order.effects));
        }
        if order.presses > 1 {
            wrong(format!("it was pressed {} times", order.presses));
        }
        let ours = self
            .events
            .count(order.number, |kind| matches!(kind, Kind::Reply { by: By::Client, .. }));
        if ours > 1 {
            wrong(format!("the agent replied {ours} times"));
        }
        if ware.planned.owner.is_some() && order.replies > 1 {
            wrong("it was answered by the owner and by the agent".to_owned());
        }
        if self.lane.by_hand.get(&order.number).is_some_and(|before| ours > *before) {
            wrong("the agent answered what the owner had answered".to_owned());
        }
        let others = self.events.count(order.number, |kind| match kind {
            Kind::Activation { account_id, .. } => *account_id != ware.account,
            _ => false,
        });
        if others > 0 {
            wrong("the shop was called for another account".to_owned());
        }
    }

    /// It has come to an end of which somebody knows, and the journal says the same.
    fn end(&self, order: &OrderRecord, ware: &Ware, line: &Value, wrong: &mut impl FnMut(String)) {
        let (state, reason) = (text(line, "state"), text(line, "reason"));
        if !ENDS.contains(&state) {
            wrong(format!("never came to an end: {line}"));
        }
        let is_given = order.effects > 0;
        let effects = self.lane.scene.running.shop().effects();
        let payment = effects.get(text(line, "id")).map(|effect| effect.payment_id.as_str());
        if line["activations"] == 1 && line["payment_id"].as_str() != payment {
            wrong(format!("the journal's payment is not the shop's: {line}"));
        }
        if state == "completed" && !(is_given && order.completed && line["activations"] == 1) {
            wrong(format!("the journal says completed, the world does not: {order:?}"));
        }
        if state == "escalated" && !ware.reasons.contains(&reason) {
            wrong(format!("was given up without need: {line}"));
        }
        let by_hand = ware.planned.owner.is_some() || self.lane.by_hand.contains_key(&order.number);
        if state == "closed" && !by_hand {
            wrong(format!("was closed by nobody: {line}"));
        }
        let was_told = self.card_of(line).is_some();
        if state == "escalated" && !was_told {
            wrong(format!("nobody was told: {line}"));
        }
        if state == "closed" && is_given && !was_told {
            wrong("was given and answered by hand, and nobody was told".to_owned());
        }
    }

    /// The newest text of the moderators' message about an order.
    fn card_of(&self, line: &Value) -> Option<String> {
        let heading = heading(&line["number"]);
        let chat = self.lane.scene.chat(self.lane.scene.running.supergroup());
        let texts = chat.into_iter().map(|view| view.message.body.text);
        texts.into_iter().find(|text| text.contains(&heading))
    }

    /// The bot's money is the journal's; what the shop gave is what the journal says it gave, but
    /// for orders whose answer nobody heard before the owner answered them.
    fn money(&self, found: &mut Vec<String>) {
        let cents = |line: &Value| {
            assert_eq!(line["price"]["currency"], "EUR", "{line}");
            line["price"]["amount"].as_u64().unwrap()
        };
        let sold: u64 = self.lane.sold.values().map(|ware| ware.price_cents).sum();
        let listed: u64 = self.listed.iter().map(cents).sum();
        if sold != listed {
            found.push(format!("{sold} cents were paid, {listed} are in the journal"));
        }
        let effects = self.lane.scene.running.shop().effects();
        let was_given = |line: &&Value| effects.contains_key(text(line, "id"));
        let given: u64 = self.listed.iter().filter(was_given).map(cents).sum();
        let heard = |line: &&Value| line["activations"] == 1 || text(line, "state") == "closed";
        let accounted = self.listed.iter().filter(was_given).filter(heard);
        let accounted: u64 = accounted.map(cents).sum();
        if given != accounted {
            found.push(format!(
                "goods for {given} cents were given, the journal knows of {accounted}"
            ));
        }
    }

    /// Nobody is told the same thing of an order twice, as long as Telegram knows a `random_id`.
    fn told_once(&self, found: &mut Vec<String>) {
        if self.lane.plan.is_forgetful() {
            return;
        }
        let mut told: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, kind) in &self.events.0 {
            if let Kind::Escalation { text, .. } = kind
                && text.contains(" №")
            {
                *told.entry(text).or_default() += 1;
            }
        }
        for (text, times) in told {
            let is_card = self.listed.iter().any(|line| text.contains(&heading(&line["number"])));
            if is_card && times > 1 {
                found.push(format!("moderators were told {times} times: {text}"));
            }
        }
    }
}

/// How a card about an order begins, after its mark.
fn heading(number: &Value) -> String {
    format!(" №{number} · ")
}

fn text<'a>(line: &'a Value, key: &str) -> &'a str {
    line[key].as_str().unwrap_or_default()
}
