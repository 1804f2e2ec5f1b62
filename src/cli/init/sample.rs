//! The documented sample, section by section: what a new file is made of.

use super::text::Text;
use crate::config::SAMPLE;
use crate::i18n::t;

/// The sections that a new file has as comments: those to be filled, and those left to the defaults.
const COMMENTED_OUT: [&str; 6] =
    ["telegram", "shop", "account_id", "product", "moderators", "reply"];

/// A new file: the sample under another heading, with the sections commented out that have to be filled.
pub(super) fn blank() -> Text {
    let heading = commented_out(&t!("init-file-heading"));
    let sections = sections().into_iter().map(|(name, text)| match name {
        // Its first paragraph tells what to do with the sample.
        "" => {
            let rest = text.split_once("\n\n").map_or("", |(_, rest)| rest);
            format!("{heading}\n\n{rest}")
        }
        name if COMMENTED_OUT.contains(&name) => commented_out(&text),
        _ => text,
    });
    Text::new(&sections.collect::<String>())
}

/// A section of the sample, with the comments before its header.
pub(super) fn section(name: &str) -> String {
    let found = sections().into_iter().find(|(known, _)| *known == name);
    found.map_or_else(String::new, |(_, text)| text.trim_end().to_owned())
}

/// The line that shows how a key is written that the sample leaves out: `# proxy = "…"`.
pub(super) fn example(name: &str, key: &str) -> Option<String> {
    let (start, section) = (format!("# {key} = "), section(name));
    let mut lines = section.lines().take_while(|line| !line.starts_with("# ["));
    let found = lines.find(|line| line.starts_with(&start));
    found.map(str::to_owned)
}

/// The text as comments; what is a comment already stays.
pub(super) fn commented_out(text: &str) -> String {
    let is_key = |line: &str| !line.starts_with('#') && !line.trim().is_empty();
    let lines = text.split_inclusive('\n');
    let lines = lines.map(|line| format!("{}{line}", if is_key(line) { "# " } else { "" }));
    lines.collect()
}

/// The sample's paragraphs, gathered by the section that they belong to: `""` before the first.
fn sections() -> Vec<(&'static str, String)> {
    let mut sections = vec![("", String::new())];
    for paragraph in SAMPLE.split_inclusive("\n\n") {
        let name = paragraph.lines().find_map(header);
        match (name, sections.last_mut()) {
            (Some(name), Some((current, _))) if name != *current => {
                sections.push((name, paragraph.to_owned()));
            }
            (_, Some((_, text))) => text.push_str(paragraph),
            (_, None) => {}
        }
    }
    sections
}

/// The section that a header opens, one that is commented out, too: `shop` of `# [shop.test]`.
fn header(line: &'static str) -> Option<&'static str> {
    let name = line.trim_start_matches("# ").strip_prefix('[')?;
    let name = name.strip_suffix(']')?.trim_matches(['[', ']']);
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte == b'.' || byte == b'_';
    name.bytes().all(is_part).then(|| name.split('.').next())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_taken_apart_and_nothing_is_lost() {
        let sections = sections();
        let names: Vec<&str> = sections.iter().map(|(name, _)| *name).collect();
        for name in
            ["", "telegram", "tribute", "shop", "account_id", "product", "reply", "moderators"]
        {
            assert_eq!(names.iter().filter(|known| **known == name).count(), 1, "{name}");
        }
        let whole: String = sections.into_iter().map(|(_, text)| text).collect();
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
}
