//! The report of a dry run: a block for each order once nothing more would become of it, and what the
//! moderators would read.

use std::io::Write;

use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::super::orders::json::order_json;
use super::super::{Failure, json_line};
use super::page::Page;
use super::plan::OrderPlan;
use crate::dry_run::PlannedAction;
use crate::i18n::t;
use crate::journal::Journal;
use crate::order::Record;
use crate::order::life::Stage;

#[derive(Clone, Debug)]
pub(super) struct Form {
    /// One JSON object a line, instead of blocks for people.
    pub(super) json: bool,
    /// Where the shop would be called.
    pub(super) shop_url: String,
    /// The terminal's width; `None`: lines may be of any length.
    pub(super) columns: Option<usize>,
}

impl Form {
    /// Writes one thing, and at once.
    fn write(
        &self,
        out: &mut (dyn Write + Send),
        object: impl FnOnce() -> Value,
        fill: impl FnOnce(&mut Page),
    ) -> Result<(), Failure> {
        if self.json {
            writeln!(out, "{}", json_line::of(&object()))?;
        } else {
            let mut page = Page::new(self.columns);
            fill(&mut page);
            writeln!(out, "{}", page.text())?;
        }
        Ok(out.flush()?)
    }
}

/// Collects planned actions, and looks into the copy of the journal for what became of the orders.
pub(super) struct Reporter {
    journal: Journal,
    form: Form,
    /// Orders that may yet come to something worth showing, with where they stood when last shown.
    followed: Vec<(u32, Option<Standing>)>,
    /// All orders up to this number are followed, or were shown for good.
    last_number: u32,
    /// Actions that are not shown yet.
    actions: Vec<PlannedAction>,
    tally: Tally,
}

/// Where an order stood when it was shown.
type Standing = (Stage, Option<&'static str>);

#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    completed: u32,
    escalated: u32,
    closed: u32,
}

impl Reporter {
    /// One that has shown nothing yet: orders that are at rest already are no news.
    pub(super) fn new(journal: Journal, form: Form) -> Result<Self, Failure> {
        let open = journal.open_orders()?;
        let followed = open.iter().map(|record| {
            let at_rest = is_at_rest(record).then(|| standing(record));
            (record.number, at_rest)
        });
        Ok(Self {
            followed: followed.collect(),
            last_number: journal.progress()?.last_number,
            journal,
            form,
            actions: Vec::new(),
            tally: Tally::default(),
        })
    }

    /// Reports until there are no more actions.
    pub(super) async fn follow(
        mut self,
        mut actions: mpsc::Receiver<PlannedAction>,
        out: &mut (dyn Write + Send),
    ) -> Result<(), Failure> {
        while let Some(action) = actions.recv().await {
            if action == PlannedAction::Idle {
                self.show_orders(is_at_rest, out)?;
                self.show_notifications(out)?;
            } else {
                self.actions.push(action);
            }
        }
        // What was cut short.
        self.show_orders(|_| true, out)?;
        self.show_notifications(out)?;
        self.sum_up(out)
    }

    fn show_orders(
        &mut self,
        is_worth_it: impl Fn(&Record) -> bool,
        out: &mut (dyn Write + Send),
    ) -> Result<(), Failure> {
        let last_number = self.journal.progress()?.last_number;
        let new = self.last_number + 1..=last_number;
        self.followed.extend(new.map(|number| (number, None)));
        self.last_number = last_number;
        for (number, shown) in std::mem::take(&mut self.followed) {
            let Some(record) = self.journal.order(number)? else {
                continue;
            };
            let standing = standing(&record);
            let is_news = is_worth_it(&record) && shown != Some(standing);
            if is_news {
                self.show_order(&record, out)?;
            }
            if record.life.state.is_open() {
                let shown = if is_news { Some(standing) } else { shown };
                self.followed.push((number, shown));
            }
        }
        Ok(())
    }

    fn show_order(&mut self, record: &Record, out: &mut (dyn Write + Send)) -> Result<(), Failure> {
        let actions = self.actions.extract_if(.., |action| is_about(action, record));
        let plan = OrderPlan::of(actions);
        match record.life.state.stage() {
            Stage::Completed => self.tally.completed += 1,
            Stage::Escalated => self.tally.escalated += 1,
            Stage::Closed => self.tally.closed += 1,
            _ => {}
        }
        let object = || {
            let mut object = order_json(record);
            object["event"] = "order".into();
            object["dry_run"] = true.into();
            plan.add_to(&mut object);
            object
        };
        let form = &self.form;
        form.write(out, object, |page| plan.show(record, &form.shop_url, page))
    }

    fn show_notifications(&mut self, out: &mut (dyn Write + Send)) -> Result<(), Failure> {
        let is_notification =
            |action: &mut PlannedAction| matches!(action, PlannedAction::Notify(_));
        for action in self.actions.extract_if(.., is_notification) {
            let PlannedAction::Notify(text) = action else {
                continue;
            };
            let object = || json!({ "event": "moderators", "dry_run": true, "text": text });
            self.form.write(out, object, |page| {
                page.say("", &t!("dry-run-moderators"));
                page.quote("  ", &text);
                page.say("", "");
            })?;
        }
        Ok(())
    }

    fn sum_up(&self, out: &mut (dyn Write + Send)) -> Result<(), Failure> {
        if self.form.json {
            return Ok(());
        }
        let Tally { completed, escalated, closed } = self.tally;
        let sum = t!("dry-run-sum", completed, escalated, closed);
        self.form.write(out, || Value::Null, |page| page.say("", &sum))
    }
}

/// Whether nothing more becomes of the order by itself.
fn is_at_rest(record: &Record) -> bool {
    let state = &record.life.state;
    !state.is_open() || state.stage() == Stage::Escalated
}

fn standing(record: &Record) -> Standing {
    (record.life.state.stage(), record.life.reason_name())
}

fn is_about(action: &PlannedAction, record: &Record) -> bool {
    let confirmation = record.life.confirmation().map(|seen| seen.message);
    match action {
        PlannedAction::Activate(call) => {
            let its = call.webhook_id.strip_prefix(&record.id.to_string());
            its.is_some_and(|rest| rest.starts_with(':'))
        }
        PlannedAction::Reply { order, .. } => Some(*order) == record.life.message(),
        PlannedAction::Press { message, .. } => {
            message.is_none_or(|message| confirmation == Some(message))
        }
        PlannedAction::Notify(_) | PlannedAction::Idle => false,
    }
}
