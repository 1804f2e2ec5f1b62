//! Tells a dry run: a block for each order once nothing more would become of it, and what the
//! moderators would read.

use std::io::Write;

use serde_json::json;
use tokio::sync::mpsc;

use super::super::orders::json::order_json;
use super::super::{Failure, json_line};
use super::block::Block;
use super::page::{Page, Style};
use crate::dry_run::Deed;
use crate::journal::Journal;
use crate::order::Record;
use crate::order::life::Stage;

/// Listens to the deeds, and looks into the copy of the journal for what became of the orders.
pub(super) struct Narrator {
    journal: Journal,
    style: Style,
    /// Orders that may yet come to something worth telling, with where they stood when last told.
    followed: Vec<(u32, Option<Told>)>,
    /// All orders up to this number are followed, or were told for good.
    last_number: u32,
    /// What is not told yet.
    deeds: Vec<Deed>,
    tally: Tally,
}

/// Where an order stood when it was told.
type Told = (Stage, Option<&'static str>);

/// How many orders ended how.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    completed: u32,
    escalated: u32,
    closed: u32,
}

impl Narrator {
    /// One that has told nothing yet: orders that are at rest already are no news.
    pub(super) fn new(journal: Journal, style: Style) -> Result<Self, Failure> {
        let open = journal.open_orders()?;
        let followed = open.iter().map(|record| {
            let at_rest = is_at_rest(record).then(|| stand(record));
            (record.number, at_rest)
        });
        Ok(Self {
            followed: followed.collect(),
            last_number: journal.progress()?.last_number,
            journal,
            style,
            deeds: Vec::new(),
            tally: Tally::default(),
        })
    }

    /// Tells until nobody does anything any more.
    pub(super) async fn tell(
        mut self,
        mut deeds: mpsc::Receiver<Deed>,
        out: &mut (dyn Write + Send),
    ) -> Result<(), Failure> {
        while let Some(deed) = deeds.recv().await {
            if deed == Deed::Rest {
                self.tell_orders(is_at_rest, out)?;
                self.tell_moderators(out)?;
            } else {
                self.deeds.push(deed);
            }
        }
        // What was cut short.
        self.tell_orders(|_| true, out)?;
        self.tell_moderators(out)?;
        self.sum_up(out)
    }

    fn tell_orders(
        &mut self,
        is_worth_it: impl Fn(&Record) -> bool,
        out: &mut (dyn Write + Send),
    ) -> Result<(), Failure> {
        self.find_new()?;
        for (number, told) in std::mem::take(&mut self.followed) {
            let Some(record) = self.journal.order(number)? else {
                continue;
            };
            let stand = stand(&record);
            let is_news = is_worth_it(&record) && told != Some(stand);
            if is_news {
                self.tell_order(&record, out)?;
            }
            if record.life.state.is_open() {
                let told = if is_news { Some(stand) } else { told };
                self.followed.push((number, told));
            }
        }
        Ok(())
    }

    fn find_new(&mut self) -> Result<(), Failure> {
        let last_number = self.journal.progress()?.last_number;
        let new = self.last_number + 1..=last_number;
        self.followed.extend(new.map(|number| (number, None)));
        self.last_number = last_number;
        Ok(())
    }

    fn tell_order(&mut self, record: &Record, out: &mut (dyn Write + Send)) -> Result<(), Failure> {
        let deeds = self.deeds.extract_if(.., |deed| is_about(deed, record));
        let block = Block::of(deeds);
        match record.life.state.stage() {
            Stage::Completed => self.tally.completed += 1,
            Stage::Escalated => self.tally.escalated += 1,
            Stage::Closed => self.tally.closed += 1,
            _ => {}
        }
        if self.style.json {
            let mut object = order_json(record);
            object["event"] = "order".into();
            object["dry_run"] = true.into();
            block.add_to(&mut object);
            writeln!(out, "{}", json_line::of(&object))?;
        } else {
            writeln!(out, "{}", block.render(record, &self.style))?;
        }
        Ok(out.flush()?)
    }

    fn tell_moderators(&mut self, out: &mut (dyn Write + Send)) -> Result<(), Failure> {
        let is_told = |deed: &mut Deed| matches!(deed, Deed::Tell(_));
        let language = self.style.language;
        for deed in self.deeds.extract_if(.., is_told) {
            let Deed::Tell(text) = deed else { continue };
            if self.style.json {
                let object = json!({ "event": "moderators", "dry_run": true, "text": text });
                writeln!(out, "{}", json_line::of(&object))?;
                continue;
            }
            let heading = language.pick("The moderators would read:", "Модераторы прочли бы:");
            let mut page = Page::new(&self.style);
            page.say(heading);
            page.quote("  ", &text);
            writeln!(out, "{}\n", page.text())?;
        }
        Ok(out.flush()?)
    }

    fn sum_up(&self, out: &mut (dyn Write + Send)) -> Result<(), Failure> {
        if self.style.json {
            return Ok(());
        }
        let Tally {
            completed,
            escalated,
            closed,
        } = self.tally;
        let sum = self.style.language.pick(
            format!(
                "Nothing was done. It would have been: {completed} completed, {escalated} for the \
                 moderators, {closed} closed."
            ),
            format!(
                "На деле ничего не сделано. Было бы: выполнено {completed}, модераторам {escalated}, \
                 закрыто {closed}."
            ),
        );
        let mut page = Page::new(&self.style);
        page.say(&sum);
        Ok(writeln!(out, "{}", page.text())?)
    }
}

/// Whether nothing more becomes of the order by itself.
fn is_at_rest(record: &Record) -> bool {
    let state = &record.life.state;
    !state.is_open() || state.stage() == Stage::Escalated
}

fn stand(record: &Record) -> Told {
    (record.life.state.stage(), record.life.reason_name())
}

fn is_about(deed: &Deed, record: &Record) -> bool {
    let confirmation = record.life.confirmation().map(|seen| seen.message);
    match deed {
        Deed::Activate(call) => {
            let its = call.webhook_id.strip_prefix(&record.id.to_string());
            its.is_some_and(|rest| rest.starts_with(':'))
        }
        Deed::Reply { order, .. } => Some(*order) == record.life.message(),
        Deed::Press { message, .. } => message.is_none_or(|it| confirmation == Some(it)),
        Deed::Tell(_) | Deed::Rest => false,
    }
}
