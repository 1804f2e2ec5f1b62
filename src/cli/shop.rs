//! `shop test`: tries the shop with calls that change nothing, and explains the answers.

use std::io::{self, Write};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::arguments::ShopTest;
use super::table::{Cell, Colour, Table};
use super::{Context, Failure, Outcome};
use crate::config::{Config, secret_of_file};
use crate::i18n::{arguments, t};
use crate::machine::{Clock as _, Machine};
use crate::order::Untrusted;
use crate::order_view::words;
use crate::report::{Exit, OutputStyle, usage};
use crate::shop::{
    Check, Client, Finding, Goods, ProbeReport, Secret, Settings, Supplier, SupplierSettings,
    Verdict,
};
use crate::wrapping::wrapped;

/// Accounts and a product of nobody's configuration.
const ACCOUNTS: [&str; 2] = ["12345", "23456"];
const PRODUCT: &str = "1 diamond";

/// What is tried, and how it is told.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// One JSON object.
    pub json: bool,
    /// With `--full`: what the orders are about.
    pub goods: Option<Goods>,
    /// The abilities of the output.
    pub style: OutputStyle,
}

/// Tries the live url, or the one that was typed.
pub(super) async fn run(typed: ShopTest, context: &mut Context<'_>) -> Outcome {
    let (settings, goods) = if let (Some(url), Some(file)) = (&typed.url, &typed.secret_file) {
        let secret = Secret::parse(&secret_of_file(&context.stdio.directory.join(file))?)?;
        (SupplierSettings::Http(Settings::new(url.clone(), secret)), goods(None))
    } else {
        let config = context.config()?;
        config.refuse_sample()?;
        (config.shop()?.live.clone(), goods(Some(&config)))
    };
    let at = Machine.now();
    let client = match Supplier::new(settings)? {
        Supplier::Http(client) => client,
        Supplier::Command(_) | Supplier::Salebot(_) if typed.show => {
            return Err(usage("shop.no_server", arguments!()).into());
        }
        Supplier::Command(program) => {
            let finding = program.probe(at).await;
            let is_tried = typed.full && finding.verdict == Verdict::Right;
            let checks = if is_tried { program.try_fully(&goods, at).await } else { Vec::new() };
            let name = Untrusted::new(program.name()).to_string();
            return tell(("command", &name), &finding, &checks, &typed, context);
        }
        Supplier::Salebot(project) if !typed.full => {
            let finding = project.probe().await;
            return tell(("url", project.url()), &finding, &[], &typed, context);
        }
        Supplier::Codes(_) | Supplier::Salebot(_) => {
            return Err(usage("shop.no_server", arguments!()).into());
        }
    };
    if typed.show {
        writeln!(context.stdout(), "{}", client.curl(at)).map_err(Failure::Output)?;
        return Ok(Exit::Done);
    }
    let options = Options {
        json: typed.json,
        goods: typed.full.then_some(goods),
        style: context.stdio.output_style(),
    };
    Ok(test(&client, at, &options, &mut context.stdout()).await)
}

/// Reports what came of a call as [`test`] does, and of the checks after it.
fn tell(
    (kind, name): (&str, &str),
    finding: &Finding,
    checks: &[Check],
    typed: &ShopTest,
    context: &mut Context<'_>,
) -> Outcome {
    let is_good = finding.verdict == Verdict::Right && !checks.iter().any(is_wrong);
    let mut object = json!({"ok": is_good, "run": finding});
    object[kind] = json!(name);
    if typed.full {
        object["checks"] = checks.iter().map(checked).collect();
    }
    let remedy = finding.remedy.iter().map(|remedy| format!("\n  {remedy}"));
    let remedy: String = remedy.collect();
    let text = format!("{name}\n\n{} {}{remedy}", mark(finding.verdict), finding.what);
    let style = context.stdio.output_style();
    let mut text = wrapped(&text, style.columns).trim_end().to_owned();
    if !checks.is_empty() {
        text = text + "\n\n" + &table(checks).render(style);
    }
    context.answer(typed.json, &object, text.trim_end())?;
    Ok(if is_good { Exit::Done } else { Exit::Failed })
}

/// The first things that the owner sells and gives as examples, as far as there are any.
fn goods(config: Option<&Config>) -> Goods {
    let examples = config.map(|config| config.examples.as_slice()).unwrap_or_default();
    let account = examples.first().map_or(ACCOUNTS[0], String::as_str);
    let other_account = examples.iter().map(String::as_str).chain(ACCOUNTS);
    let other_account = other_account.into_iter().find(|other| *other != account);
    let entry = config.and_then(|config| config.catalogue.entries().next());
    Goods {
        account: account.to_owned(),
        other_account: other_account.unwrap_or_default().to_owned(),
        product: entry.map_or(PRODUCT, |entry| &entry.name).to_owned(),
        item: entry.map(|entry| entry.item.clone()),
    }
}

/// Tries the shop, signed for `at`, and reports to `out`: a few lines for people, or one JSON
/// object. Done only if the right signature is taken and a wrong one refused, and nothing else is wrong.
pub async fn test(client: &Client, at: Timestamp, options: &Options, out: &mut impl Write) -> Exit {
    let report = client.probe(at).await;
    let checks = match &options.goods {
        Some(goods) if report.signed.verdict == Verdict::Right => client.try_fully(goods, at).await,
        _ => Vec::new(),
    };
    let is_good = report.is_good() && !checks.iter().any(is_wrong);
    let written = if options.json {
        writeln!(out, "{}", object(&report, is_good, options.goods.is_some(), &checks))
    } else {
        let mut text = wrapped(&lines(&report), options.style.columns);
        if !checks.is_empty() {
            text = text + "\n" + &table(&checks).render(options.style) + "\n";
        }
        out.write_all(text.as_bytes())
    };
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Exit::Failed,
        _ if is_good => Exit::Done,
        _ => Exit::Failed,
    }
}

fn object(report: &ProbeReport, is_good: bool, is_full: bool, checks: &[Check]) -> Value {
    let ProbeReport { url, signed, forged, .. } = report;
    let mut object = json!({"url": url, "ok": is_good, "signed": signed, "forged": forged});
    if is_full {
        object["checks"] = checks.iter().map(checked).collect();
    }
    object
}

fn is_wrong(check: &Check) -> bool {
    matches!(check.verdict, Verdict::Wrong | Verdict::Dangerous)
}

fn checked(check: &Check) -> Value {
    let Check { name, verdict, left_out, .. } = check;
    let (what, remedy) = (what(check), remedy(check));
    json!({"check": name, "verdict": verdict, "what": what, "left_out": left_out, "remedy": remedy})
}

fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Right => "✓",
        Verdict::Wrong => "✗",
        Verdict::Dangerous => "‼",
        Verdict::Unknown => "?",
    }
}

fn lines(report: &ProbeReport) -> String {
    let told = |title, finding: &Finding| {
        let status = finding.status.map_or_else(String::new, |status| format!(" → {status}"));
        let remedy = finding.remedy.as_ref().map_or_else(String::new, |it| format!("  {it}\n"));
        format!("\n{} {title}{status}\n  {}\n{remedy}", mark(finding.verdict), finding.what)
    };
    let signed = told(t!("shop-test-signed"), &report.signed);
    let forged = told(t!("shop-test-forged"), &report.forged);
    format!("{}\n{signed}{forged}", report.url)
}

/// A row for each check: what was tried, and what to do where it is not right.
fn table(checks: &[Check]) -> Table {
    let mut table = Table::default();
    for check in checks {
        let colour = match check.verdict {
            Verdict::Right => Colour::Green,
            Verdict::Unknown => Colour::Yellow,
            Verdict::Wrong | Verdict::Dangerous => Colour::Red,
        };
        let advice = [what(check), remedy(check)].into_iter().flatten().collect::<Vec<_>>();
        let title = format!("{} {}", mark(check.verdict), t!("shop-full", check = check.name));
        table.push([Cell::coloured(title, colour), Cell::from(advice.join("\n"))]);
    }
    table
}

/// What the shop said instead, or which fields of what it said could not be taken.
fn what(check: &Check) -> Option<String> {
    let fields = check.left_out.join(", ");
    let left_out = (!fields.is_empty()).then(|| t!("shop-full-left-out", fields));
    check.answer.as_ref().map(words::answered).or(left_out)
}

fn remedy(check: &Check) -> Option<String> {
    (check.verdict != Verdict::Right).then(|| t!("shop-full.remedy", check = check.name))
}
