//! The tables, for the terminal and for `docs/performance.md`.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use crate::stage::Peer;
use crate::{Record, svg};

/// What is measured of every program: the figure, and its name in the table.
const FIGURES: [(&str, &str); 26] = [
    ("called", "order → shop called, ms"),
    ("replied", "order → reply, ms"),
    ("bot", "reply → confirmation (the bot's), ms"),
    ("pressed", "order → press, ms"),
    ("busy_called", "busy disk: order → shop called, ms"),
    ("busy_replied", "busy disk: order → reply, ms"),
    ("busy_pressed", "busy disk: order → press, ms"),
    ("cpu", "CPU an order, ms"),
    ("instructions", "instructions an order, millions"),
    ("switches", "context switches an order"),
    ("packets", "packets sent an order"),
    ("fsync", "fsync an order"),
    ("pwrite64", "pwrite64 an order"),
    ("fcntl", "fcntl an order"),
    ("pages", "pages written an order"),
    ("start", "start → first order at the shop, ms"),
    ("resident", "resident idle, MB"),
    ("anonymous", "of it anonymous, MB"),
    ("resident_after", "resident after 1,000 orders, MB"),
    ("anonymous_after", "of it anonymous, MB"),
    ("resident_after_at_once", "resident after 1,000 orders at once, MB"),
    ("anonymous_after_at_once", "of it anonymous, MB"),
    ("wakeups", "idle: wake-ups a minute"),
    ("idle_cpu", "idle: CPU a minute, ms"),
    ("idle_bytes", "idle: bytes on the wire a minute"),
    ("binary", "binary, MB"),
];
/// What grows with orders that are sold at once, of every program.
const AT_ONCE: [(&str, &str); 2] =
    [("at_once_cpu", "CPU an order, ms"), ("at_once_rate", "orders a second")];
/// What may grow with the closed orders in the journal.
const JOURNALS: [(&str, &str); 8] = [
    ("journal_start", "start → shop called, ms"),
    ("journal_pressed", "order → press, ms"),
    ("journal_cpu", "CPU an order, ms"),
    ("journal_resident", "resident, MB"),
    ("list_ms", "`orders list --limit 50`, ms"),
    ("list_mb", "its memory, MB"),
    ("export_ms", "`orders export --csv`, ms"),
    ("export_mb", "its memory, MB"),
];
/// What may grow with the agents on one machine.
const AGENTS: [(&str, &str); 6] = [
    ("agents_start", "start → shop called, ms"),
    ("agents_pressed", "order → press, the others idle, ms"),
    ("agents_pressed_together", "order → press, all at the same time, ms"),
    ("agents_cpu", "CPU an order, all at the same time, ms"),
    ("agents_resident", "resident, MB"),
    ("agents_share", "its share of what is resident (PSS), MB"),
];
/// What may grow with the chats of the account.
const CHATS: [(&str, &str); 4] = [
    ("first_start", "the first start → at work, ms"),
    ("start", "any later start → first order at the shop, ms"),
    ("pressed", "order → press, ms"),
    ("cpu", "CPU an order, ms"),
];
const DOCUMENT: &str = "docs/performance.md";
const BEGIN: &str = "<!-- Written by the bench: -->\n";
const END: &str = "<!-- End of what the bench wrote. -->";

/// The middle value; that of two, between them. Not a number where there are none.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        count if count % 2 == 1 => sorted[count / 2],
        count => f64::midpoint(sorted[count / 2 - 1], sorted[count / 2]),
    }
}

fn values(records: &[Record], figure: &str, size: u32, peer: Peer) -> Vec<f64> {
    let fits = |it: &&Record| it.figure == figure && it.size == size && it.peer == peer;
    records.iter().filter(fits).map(|record| record.value).collect()
}

/// The median, and the half of the spread.
fn cell(values: &[f64]) -> String {
    let middle = median(values);
    let spread = values.iter().copied().fold(f64::MIN, f64::max)
        - values.iter().copied().fold(f64::MAX, f64::min);
    match values.len() {
        0 => String::new(),
        1 => plain(middle),
        _ if middle == 0.0 => plain(middle),
        _ => format!("{} ±{:.0} %", plain(middle), spread / middle * 50.0),
    }
}

/// Three digits.
fn plain(value: f64) -> String {
    match value.abs() {
        0.0 => "0".to_owned(),
        ..10.0 => format!("{value:.2}"),
        ..100.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}

fn ratio(value: f64, to: f64) -> String {
    if to > 0.0 && value.is_finite() { format!("{}×", plain(value / to)) } else { String::new() }
}

/// All tables, as Markdown whose columns line up.
pub fn tables(records: &[Record]) -> String {
    let mut text = side_by_side(records, &FIGURES, 0);
    for (title, figures) in [
        ("orders at once", &AT_ONCE[..]),
        ("closed orders", &JOURNALS[..]),
        ("agents on one machine", &AGENTS[..]),
    ] {
        text += &growth(records, title, figures);
    }
    let chats: BTreeSet<u32> = sizes(records, "start").collect();
    for size in chats.into_iter().filter(|size| *size > 0) {
        let table = side_by_side(records, &CHATS, size);
        text += &["With ", &grouped(size), " private chats in the account:\n\n", &table].concat();
    }
    text
}

fn side_by_side(records: &[Record], figures: &[(&str, &str)], size: u32) -> String {
    let mut rows = Vec::new();
    for (figure, name) in figures {
        let of = |peer| values(records, figure, size, peer);
        let all = Peer::ALL.map(of);
        if all.iter().any(|values| !values.is_empty()) {
            let [agent, floor, telethon] = [&all[0], &all[1], &all[2]].map(|it| median(it));
            let mut row = vec![(*name).to_owned()];
            row.extend(all.iter().map(|values| cell(values)));
            row.extend([ratio(agent, floor), ratio(agent, telethon)]);
            rows.push(row);
        }
    }
    let titles = ["", "agent", "floor", "Telethon", "÷ floor", "÷ Telethon"];
    table(&titles.map(str::to_owned), &rows)
}

/// A row for each figure of each program that has it, a column for each size.
fn growth(records: &[Record], title: &str, figures: &[(&str, &str)]) -> String {
    let sizes: BTreeSet<u32> = sizes(records, figures[0].0).collect();
    let mut rows = Vec::new();
    for (figure, name) in figures {
        for peer in Peer::ALL {
            let of = |size: &u32| cell(&values(records, figure, *size, peer));
            let cells: Vec<String> = sizes.iter().map(of).collect();
            if cells.iter().any(|cell| !cell.is_empty()) {
                let name = format!("{}: {name}", peer.name());
                rows.push(std::iter::once(name).chain(cells).collect());
            }
        }
    }
    let titles = sizes.iter().map(|size| grouped(*size));
    table(&std::iter::once(title.to_owned()).chain(titles).collect::<Vec<_>>(), &rows)
}

fn sizes<'a>(records: &'a [Record], figure: &'a str) -> impl Iterator<Item = u32> + 'a {
    records.iter().filter(move |record| record.figure == figure).map(|record| record.size)
}

/// `10,000`
pub fn grouped(number: u32) -> String {
    match number {
        0..1000 => number.to_string(),
        _ => format!("{},{:03}", grouped(number / 1000), number % 1000),
    }
}

/// Empty without rows.
fn table(titles: &[String], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let lines = || std::iter::once(titles).chain(rows.iter().map(Vec::as_slice));
    let widths: Vec<usize> = (0..titles.len())
        .map(|at| lines().map(|line| line[at].chars().count()).max().unwrap_or_default())
        .collect();
    let mut text = String::new();
    for (number, line) in lines().enumerate() {
        let cells = line.iter().zip(&widths).enumerate().map(|(at, (cell, width))| match at {
            0 => format!("| {cell:<width$} |"),
            _ => format!(" {cell:>width$} |"),
        });
        text += &(cells.collect::<String>() + "\n");
        if number == 0 {
            let rules = widths.iter().enumerate().map(|(at, width)| match at {
                0 => format!("|{}|", "-".repeat(width + 2)),
                _ => format!("{}:|", "-".repeat(width + 1)),
            });
            text += &(rules.collect::<String>() + "\n");
        }
    }
    text + "\n"
}

/// Replaces what an earlier bench wrote into the document, and draws its pictures.
pub fn write_docs(records: &[Record], tables: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join(DOCUMENT);
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(BEGIN).expect("where the tables begin");
    let (_, after) = rest.split_once(END).expect("where the tables end");
    let machine = machine();
    let text = format!("{before}{BEGIN}\n{machine}\n\n{tables}{END}{after}");
    std::fs::write(&path, text).unwrap();
    for picture in svg::PICTURES {
        let lines: Vec<_> = Peer::ALL
            .iter()
            .flat_map(|peer| picture.figures.iter().map(move |figure| (*peer, *figure)))
            .map(|(peer, (figure, name))| {
                (peer.name().to_owned() + name, points(records, figure, peer))
            })
            .filter(|(_, points)| !points.is_empty())
            .collect();
        if !lines.is_empty() {
            let drawing = svg::chart(picture.title, picture.x_title, &lines);
            std::fs::write(root.join("docs").join(picture.file), drawing).unwrap();
        }
    }
}

fn points(records: &[Record], figure: &str, peer: Peer) -> Vec<(f64, f64)> {
    let sizes: BTreeSet<u32> = sizes(records, figure).collect();
    let point = |size| (f64::from(size), median(&values(records, figure, size, peer)));
    sizes.into_iter().map(point).filter(|point| point.1 > 0.0).collect()
}

/// The machine, the day and the commit.
fn machine() -> String {
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    let processor = read("/proc/cpuinfo");
    let processor = processor.lines().find_map(|line| line.strip_prefix("model name\t: "));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let git = Command::new("git").args(["rev-parse", "--short", "HEAD"]).output();
    let commit = git.map(|it| String::from_utf8_lossy(&it.stdout).trim().to_owned());
    let load = read("/proc/loadavg");
    format!(
        "{}, {cores} cores, Linux {}, load {}; {} at commit `{}`.",
        processor.unwrap_or("unknown processor"),
        read("/proc/sys/kernel/osrelease").trim(),
        load.split(' ').next().unwrap_or_default(),
        jiff::Timestamp::now().strftime("%Y-%m-%d"),
        commit.unwrap_or_default(),
    )
}
