//! The report of a dry run: each order once nothing more would become of it, with what would be done for it and
//! what of that rests on assumptions; and what the moderators would read.

use std::io::Write;

use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::super::parse::table;
use super::super::{Failure, json_line, moment};
use crate::dry_run::PlannedAction;
use crate::i18n::t;
use crate::journal::Journal;
use crate::order::life::Stage;
use crate::order::{Record, Untrusted};
use crate::order_view::json::order_json;
use crate::order_view::words;
use crate::wrapping::wrapped;

/// More of a reply is not shown.
const REPLY_CHARACTERS_MAX: usize = 120;

#[derive(Clone, Debug)]
pub(super) struct Form {
    /// One JSON object a line, instead of blocks for people.
    pub(super) json: bool,
    pub(super) shop: String,
    /// The terminal's width; `None`: lines may be of any length.
    pub(super) columns: Option<usize>,
}

impl Form {
    /// Writes one thing, and at once.
    fn write(
        &self,
        out: &mut (dyn Write + Send),
        object: impl FnOnce() -> Value,
        block: impl FnOnce() -> String,
    ) -> Result<(), Failure> {
        let text =
            if self.json { json_line::of(&object()) } else { wrapped(&block(), self.columns) };
        writeln!(out, "{text}")?;
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
    actions: Vec<PlannedAction>,
    stages: Vec<Stage>,
}

/// Where an order stood when it was shown.
type Standing = (Stage, Option<&'static str>);

impl Reporter {
    /// One that has shown nothing yet: orders that are at rest already are no news.
    pub(super) fn new(journal: Journal, form: Form) -> Result<Self, Failure> {
        let open = journal.open_orders()?;
        let followed = open.iter().map(|it| (it.number, is_at_rest(it).then(|| standing(it))));
        let followed = followed.collect();
        let last_number = journal.progress()?.last_number;
        let (actions, stages) = (Vec::new(), Vec::new());
        Ok(Self { journal, form, followed, last_number, actions, stages })
    }

    pub(super) async fn follow(
        mut self,
        mut actions: mpsc::Receiver<PlannedAction>,
        out: &mut (dyn Write + Send),
    ) -> Result<(), Failure> {
        while let Some(action) = actions.recv().await {
            match action {
                PlannedAction::Idle => self.show(is_at_rest, out)?,
                action => self.actions.push(action),
            }
        }
        // What was cut short.
        self.show(|_| true, out)?;
        if self.form.json {
            return Ok(());
        }
        let count = |stage| self.stages.iter().filter(|it| **it == stage).count();
        let sum = t!(
            "dry-run-sum",
            completed = count(Stage::Completed),
            escalated = count(Stage::Escalated),
            closed = count(Stage::Closed),
        );
        self.form.write(out, || Value::Null, || sum)
    }

    fn show(
        &mut self,
        is_worth_it: impl Fn(&Record) -> bool,
        out: &mut (dyn Write + Send),
    ) -> Result<(), Failure> {
        let last_number = self.journal.progress()?.last_number;
        let new = self.last_number + 1..=last_number;
        self.followed.extend(new.map(|number| (number, None)));
        self.last_number = last_number;
        for (number, mut shown) in std::mem::take(&mut self.followed) {
            let Some(record) = self.journal.order(number)? else {
                continue;
            };
            let standing = standing(&record);
            if is_worth_it(&record) && shown != Some(standing) {
                shown = Some(standing);
                self.stages.push(standing.0);
                let is_its = |action: &mut PlannedAction| is_about(action, &record);
                let actions: Vec<_> = self.actions.extract_if(.., is_its).collect();
                let block = || order_block(&record, &actions, &self.form.shop);
                self.form.write(out, || order_object(&record, &actions), block)?;
            }
            if record.life.state.is_open() {
                self.followed.push((number, shown));
            }
        }
        let is_for_them = |action: &mut PlannedAction| matches!(action, PlannedAction::Notify(_));
        for action in self.actions.extract_if(.., is_for_them) {
            if let PlannedAction::Notify(text) = &action {
                let object = || json!({ "event": "moderators", "dry_run": true, "text": text });
                let block = || format!("{}\n{}\n", t!("dry-run-moderators"), quoted(text));
                self.form.write(out, object, block)?;
            }
        }
        Ok(())
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

/// Of several actions of a kind, the newest counts.
fn order_object(record: &Record, actions: &[PlannedAction]) -> Value {
    let mut object = order_json(record);
    object["event"] = "order".into();
    object["dry_run"] = true.into();
    for key in ["call", "reply", "press"] {
        object[key] = Value::Null;
    }
    for action in actions {
        match action {
            PlannedAction::Activate(call) => {
                let body: Value = serde_json::from_str(&call.body).unwrap_or_default();
                object["call"] = json!({ "webhook_id": call.webhook_id, "body": body });
            }
            PlannedAction::Reply { text, .. } => object["reply"] = json!(text),
            PlannedAction::Press { label, .. } => object["press"] = label.as_str().into(),
            PlannedAction::Notify(_) | PlannedAction::Idle => {}
        }
    }
    object
}

/// What the order states, and what would be done for it: a line each. `--json` has all of it.
fn order_block(record: &Record, actions: &[PlannedAction], shop: &str) -> String {
    let form = &record.form;
    let heading = [
        format!("№{}", record.number),
        moment::day_and_time(record.ordered_at),
        words::product(form),
        form.price.map(words::price).unwrap_or_default(),
    ];
    let heading = heading.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    let stated = table::fields(form).into_iter().filter_map(|(name, value)| match name {
        "details" if form.account.is_some() => None,
        "account" | "details" | "problem" => {
            Some(format!("{}: {}", t!("order-field", field = name), value?))
        }
        _ => None,
    });
    let stated = stated.collect::<Vec<_>>().join(" · ");
    let planned = actions.iter().filter_map(|action| match action {
        PlannedAction::Activate(_) => {
            Some(t!("dry-run-call", url = Untrusted::new(shop).to_string()))
        }
        PlannedAction::Reply { text, .. } => {
            let text = Untrusted::new(text.as_str()).excerpt(REPLY_CHARACTERS_MAX);
            Some(t!("dry-run-reply", text))
        }
        PlannedAction::Press { label, .. } => Some(t!("dry-run-press", label = label.to_string())),
        PlannedAction::Notify(_) | PlannedAction::Idle => None,
    });
    let result = t!("dry-run-result", state = words::state(&record.life));
    let lines = [stated].into_iter().chain(planned).chain([result]);
    let lines = [heading.join(" · ")].into_iter().chain(lines.map(|line| format!("  {line}")));
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// Somebody else's words, line by line behind a bar.
fn quoted(text: &str) -> String {
    let lines = text.lines().map(|line| format!("  │ {}", Untrusted::new(line)));
    lines.collect::<Vec<_>>().join("\n")
}
