//! `codes`: the codes that are goods, and what became of them.

mod file;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

use serde_json::json;

use super::arguments::Codes;
use super::home::Home;
use super::orders::{find, read};
use super::table::Table;
use super::{Context, Failure, Outcome, json_line};
use crate::config::{self, Config};
use crate::i18n::{arguments, t};
use crate::journal::{CodeStock, Journal, JournalError, KnownCode, Writer};
use crate::order::Code;
use crate::report::{self, Exit, usage};
use crate::telegram::lock::{LockError, SessionLock};
use crate::telegram::session::SessionError;
use file::{Line, Problem, Refused};

/// More lines are counted only: nobody corrects more at once.
const REFUSED_SHOWN: usize = 20;

pub(super) fn run(codes: Codes, context: &mut Context<'_>) -> Outcome {
    match codes {
        Codes::Import { file, dry_run, skip_known, json } => {
            import(file, &Import { dry_run, skip_known, json }, context)
        }
        Codes::Stock { json } => stock(json, context),
        Codes::Given { order, json } => given(&order, json, context),
    }
}

struct Import {
    dry_run: bool,
    skip_known: bool,
    json: bool,
}

/// What an import comes to.
#[derive(Default)]
struct Plan {
    taken: Vec<Line>,
    known: usize,
    refused: Vec<Refused>,
}

fn import(named: Option<PathBuf>, how: &Import, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    config.refuse_sample()?;
    let settings = settings(&config)?;
    let named = named.map(|file| context.stdio.directory.join(file));
    let file = named.or_else(|| settings.file.clone());
    let file = file.ok_or_else(|| usage("codes.no_file", arguments!()))?;
    let lines = file::read(&file, settings.length_max)?;
    if how.dry_run {
        let journal = read_if_any(&config)?;
        let plan = plan(lines, journal.as_ref(), &config, how.skip_known)?;
        return tell(&plan, how, context);
    }
    // Held as long as nobody else is at work: an agent may not begin in the middle.
    let (mut journal, _home) = journal_to_write(&config)?;
    let plan = plan(lines, Some(&journal), &config, how.skip_known)?;
    if plan.refused.is_empty() {
        let imports = journal.code_imports()? + 1;
        journal.write(|writer| take(writer, &plan, imports))?;
        journal.sync()?;
        // An agent that is not woken looks in its next turn.
        let _ = SessionLock::ring(&config.held_file()?);
    }
    tell(&plan, how, context)
}

/// What stands in the owner's file, for whoever only looks.
pub(super) struct Examined {
    /// The file's name.
    pub(super) file: String,
    /// How many codes are not in the stock yet.
    pub(super) fresh: usize,
    /// What is wrong, line by line.
    pub(super) refused: Vec<String>,
}

/// Looks through the file that `[shop] codes` names; `None`: there is none.
pub(super) fn examine(
    config: &Config,
    journal: Option<&Journal>,
) -> Result<Option<Examined>, Failure> {
    let settings = settings(config)?;
    let Some(file) = settings.file.filter(|file| file.exists()) else { return Ok(None) };
    let lines = file::read(&file, settings.length_max)?;
    let plan = plan(lines, journal, config, true)?;
    let told = |it: &Refused| t!("codes-line", line = it.line, problem = it.problem.to_string());
    Ok(Some(Examined {
        file: file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        fresh: plan.taken.len(),
        refused: plan.refused.iter().map(told).collect(),
    }))
}

/// All of them, or none. What somebody else has imported since it was looked for is not taken twice.
fn take(writer: &Writer<'_>, plan: &Plan, imports: i64) -> Result<(), JournalError> {
    plan.taken.iter().try_for_each(|line| writer.import_code(&line.sku, &line.code))?;
    writer.count_import(imports)
}

fn plan(
    lines: Vec<Result<Line, Refused>>,
    journal: Option<&Journal>,
    config: &Config,
    skip_known: bool,
) -> Result<Plan, JournalError> {
    let skus: BTreeSet<&str> = config.catalogue.entries().map(|entry| &*entry.item.sku).collect();
    let mut plan = Plan::default();
    let mut seen = HashMap::new();
    for line in lines {
        let line = match line {
            Ok(line) => line,
            Err(refused) => {
                plan.refused.push(refused);
                continue;
            }
        };
        let known = journal.map(|journal| journal.known_code(&line.code)).transpose()?.flatten();
        let problem = match (seen.get(&line.code), known) {
            (Some(first), _) => Some(Problem::Twice(*first)),
            // What stands there is a code, which is told nowhere.
            _ if !skus.contains(&*line.sku) && skus.contains(line.code.expose()) => {
                Some(Problem::Swapped)
            }
            _ if !skus.contains(&*line.sku) => Some(Problem::UnknownSku(line.sku.clone())),
            (_, Some(KnownCode::Given(number))) => Some(Problem::Given(number)),
            (_, Some(KnownCode::Free)) => Some(Problem::InStock),
            (_, Some(KnownCode::SetAside) | None) => None,
        };
        seen.insert(line.code.clone(), line.number);
        match problem {
            Some(Problem::Given(_) | Problem::InStock) if skip_known => plan.known += 1,
            Some(problem) => plan.refused.push(Refused { line: line.number, problem }),
            None => plan.taken.push(line),
        }
    }
    Ok(plan)
}

fn tell(plan: &Plan, how: &Import, context: &mut Context<'_>) -> Outcome {
    let is_taken = plan.refused.is_empty();
    let mut by_sku = BTreeMap::<&str, usize>::new();
    plan.taken.iter().for_each(|line| *by_sku.entry(&line.sku).or_default() += 1);
    if how.json {
        let refused = plan.refused.iter().map(|Refused { line, problem }| {
            json!({ "line": line, "problem": problem.name(), "text": problem.to_string() })
        });
        let object = json!({
            "imported": is_taken && !how.dry_run,
            "codes": by_sku,
            "known": plan.known,
            "refused": refused.collect::<Vec<_>>(),
        });
        writeln!(context.stdout(), "{}", json_line::of(&object))?;
    } else if is_taken {
        for (sku, count) in &by_sku {
            writeln!(context.stdout(), "{sku}: {count}")?;
        }
    }
    if !is_taken {
        for Refused { line, problem } in plan.refused.iter().take(REFUSED_SHOWN) {
            context.say(|| t!("codes-line", line = *line, problem = problem.to_string()));
        }
        let (count, shown) = (plan.refused.len(), REFUSED_SHOWN);
        let is_more = if count > shown { "yes" } else { "no" };
        return Err(report::failed("codes.refused", arguments!(count, shown, is_more)).into());
    }
    let (count, known) = (plan.taken.len(), plan.known);
    let done = if how.dry_run { "dry-run" } else { "done" };
    context.say(|| t!("codes-imported", done, count, known));
    Ok(Exit::Done)
}

fn stock(as_json: bool, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    let journal = read_if_any(&config)?;
    let stock = journal.map(|journal| journal.code_stock()).transpose()?.unwrap_or_default();
    let stock = with_what_is_sold(stock, &config);
    if as_json {
        for row in &stock {
            let (sku, free, given, set_aside) = (&row.sku, row.free, row.given, row.set_aside);
            let line = json!({ "sku": sku, "free": free, "given": given, "set_aside": set_aside });
            writeln!(context.stdout(), "{}", json_line::of(&line))?;
        }
        return Ok(Exit::Done);
    }
    let mut table = Table::new(["sku", "free", "given"].map(|column| t!("codes-column", column)));
    for row in &stock {
        table.push([row.sku.clone(), row.free.to_string(), row.given.to_string()]);
    }
    let text = table.render(context.stdio.output_style());
    writeln!(context.stdout(), "{}", text.trim_end())?;
    if stock.iter().all(|row| row.free + row.given == 0) {
        context.say(|| t!("codes-none"));
    }
    let set_aside: u32 = stock.iter().map(|row| row.set_aside).sum();
    if set_aside > 0 {
        context.say(|| t!("codes-set-aside", count = set_aside));
    }
    Ok(Exit::Done)
}

/// The stock, and beside it what is sold and has no codes.
fn with_what_is_sold(mut stock: Vec<CodeStock>, config: &Config) -> Vec<CodeStock> {
    let skus: BTreeSet<&String> = config.catalogue.entries().map(|it| &it.item.sku).collect();
    for sku in skus {
        if stock.iter().all(|row| row.sku != *sku) {
            stock.push(CodeStock { sku: sku.clone(), free: 0, given: 0, set_aside: 0 });
        }
    }
    stock.sort_by(|one, other| one.sku.cmp(&other.sku));
    stock
}

/// The codes of one order, masked; the whole of them `orders show --codes` tells.
fn given(order: &str, as_json: bool, context: &mut Context<'_>) -> Outcome {
    let journal = read(&context.config()?)?;
    let number = find(&journal, order)?.number;
    let codes: Vec<String> = journal.codes_of(number)?.iter().map(Code::masked).collect();
    let text = if codes.is_empty() { t!("codes-given-none", number) } else { codes.join("\n") };
    context.answer(as_json, &json!({ "number": number, "codes": codes }), &text)
}

fn settings(config: &Config) -> Result<config::Codes, Failure> {
    let codes = config.shop()?.codes.clone();
    Ok(codes.ok_or_else(|| usage("codes.other_kind", arguments!()))?)
}

/// The journal, for reading, if one was made.
fn read_if_any(config: &Config) -> Result<Option<Journal>, Failure> {
    match Journal::open_to_read(&config.journal()?) {
        Err(JournalError::Missing(_)) => Ok(None),
        opened => Ok(opened.map(Some)?),
    }
}

/// The journal, for writing: beside the agent that is at work, or in its place.
fn journal_to_write(config: &Config) -> Result<(Journal, Option<Home>), Failure> {
    let path = config.journal()?;
    match Home::open(config, &config.held_file()?) {
        Ok(home) => {
            // Before the first login nobody knows whose journal it would be.
            let seller = home.seller().ok_or_else(|| usage("codes.not_logged_in", arguments!()))?;
            Ok((home.open_journal(&path, config, seller)?, Some(home)))
        }
        Err(SessionError::Locked(LockError::Held(..))) => Ok((Journal::open_beside(&path)?, None)),
        Err(error) => Err(error.into()),
    }
}
