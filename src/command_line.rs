//! Commands as people type them: advice that can be pasted into a shell.

use std::path::Path;

/// `tribute-agent login --config shop.toml`; without a configuration, the one that is found.
pub(crate) fn typed(command: &str, config: Option<&Path>) -> String {
    match config {
        Some(file) => {
            let file = one_word(&file.display().to_string());
            format!("tribute-agent {command} --config {file}")
        }
        None => format!("tribute-agent {command}"),
    }
}

/// As a shell takes it for one word.
fn one_word(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+=:,@%".contains(c);
    if text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_name_stays_one_word() {
        for (name, word) in [
            ("магазин/shop-1.toml", "магазин/shop-1.toml"),
            ("my shop.toml", "'my shop.toml'"),
            ("it's", r"'it'\''s'"),
            ("$(rm)", "'$(rm)'"),
        ] {
            let typed = typed("run", Some(Path::new(name)));
            assert_eq!(typed, format!("tribute-agent run --config {word}"));
        }
        assert_eq!(typed("run", None), "tribute-agent run");
    }
}
