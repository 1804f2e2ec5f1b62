//! The documented sample, section by section: what a new file is made of.

use crate::config::SAMPLE;
use crate::i18n::{self, t};

/// The sections that a new file has as comments: those to be filled, and those left to the defaults.
const COMMENTED_OUT: [&str; 6] =
    ["telegram", "shop", "account_id", "product", "moderators", "reply"];

/// A new file in the thread's language: the sample under another heading, with the sections commented out
/// that have to be filled.
pub(super) fn blank() -> String {
    let heading = commented_out(&t!("init-file-heading"));
    // The first paragraph tells what to do with the sample.
    let rest = paragraphs().skip(1).map(|(section, text)| {
        if COMMENTED_OUT.contains(&section) { commented_out(text) } else { text.to_owned() }
    });
    let text = format!("{heading}\n\n{}", rest.collect::<String>());
    let language = format!("\nlanguage = \"{}\"\n", i18n::language().code());
    text.replacen("\n# language = \"ru\"\n", &language, 1)
}

/// A section of the sample, with the comments before its header.
pub(super) fn section(name: &str) -> String {
    let paragraphs = paragraphs().filter(|(section, _)| *section == name);
    let text: String = paragraphs.map(|(_, text)| text).collect();
    text.trim_end().to_owned()
}

/// The same for a file that is to have it: its header is no comment.
pub(super) fn opened(name: &str) -> String {
    section(name).replacen(&commented_header(name), &format!("[{name}]"), 1)
}

fn commented_header(name: &str) -> String {
    format!("# [{name}]")
}

/// The line that shows how a key is written that the sample leaves out: `# proxy = "…"`.
pub(super) fn example(name: &str, key: &str) -> Option<&'static str> {
    let (start, own_header) = (format!("# {key} = "), commented_header(name));
    let paragraphs = paragraphs().filter(|(section, _)| *section == name);
    let lines = paragraphs.flat_map(|(_, text)| text.lines());
    let is_its = |line: &&str| !line.starts_with("# [") || *line == own_header;
    let mut lines = lines.take_while(is_its);
    lines.find(|line| line.starts_with(&start))
}

/// The text as comments; what is a comment already stays.
pub(super) fn commented_out(text: &str) -> String {
    let is_key = |line: &str| !line.starts_with('#') && !line.trim().is_empty();
    let lines = text.split_inclusive('\n');
    lines.flat_map(|line| [if is_key(line) { "# " } else { "" }, line]).collect()
}

/// The sample's paragraphs, each with the section that it belongs to: `""` before the first.
fn paragraphs() -> impl Iterator<Item = (&'static str, &'static str)> {
    SAMPLE.split_inclusive("\n\n").scan("", |section, paragraph| {
        *section = paragraph.lines().find_map(header).unwrap_or(*section);
        Some((*section, paragraph))
    })
}

/// The section that a header opens, one that is commented out, too: `shop` of `# [shop.test]`.
fn header(line: &'static str) -> Option<&'static str> {
    let name = line.strip_prefix("# ").unwrap_or(line).strip_prefix('[')?;
    name.trim_start_matches('[').split(['.', ']']).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_taken_apart_and_nothing_is_lost() {
        let mut names: Vec<&str> = paragraphs().map(|(section, _)| section).collect();
        names.dedup();
        for name in
            ["", "telegram", "tribute", "shop", "account_id", "product", "reply", "moderators"]
        {
            assert_eq!(names.iter().filter(|known| **known == name).count(), 1, "{name}");
        }
        let whole: String = paragraphs().map(|(_, text)| text).collect();
        assert_eq!(whole, SAMPLE);
        assert!(section("shop").contains("# [shop.test]"));
        assert!(!section("account_id").contains("[[product]]"));
    }

    #[test]
    fn what_is_commented_out_is_all_comments() {
        let text = commented_out(&section("reply"));
        assert!(text.lines().all(|line| line.starts_with('#')), "{text}");
        assert_eq!(
            example("telegram", "proxy").unwrap(),
            "# proxy = \"socks5://user:password@host:1080\""
        );
        for (section, key) in [("telegram", "api_id"), ("shop", "url"), ("shop", "secret")] {
            assert_eq!(example(section, key), None);
        }
    }

    #[test]
    fn what_the_sample_leaves_out_as_a_whole_can_be_opened() {
        for (name, key) in [("server", "token"), ("tribute_api", "key"), ("tbank", "terminal_key")]
        {
            let opened = opened(name);
            assert!(opened.contains(&format!("\n[{name}]\n")), "{opened}");
            assert_eq!(opened.lines().count(), section(name).lines().count());
            assert!(example(name, key).unwrap().starts_with(&format!("# {key} = \"")));
        }
    }
}
