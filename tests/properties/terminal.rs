//! What reaches a terminal.

use crate::cli::parse::{self, ParseOptions};
use crate::i18n::{Language, with_language};
use crate::order::untrusted::is_invisible;
use crate::report::Exit;
use crate::sources::tribute_chat::message::Rules;

/// Whether a terminal only shows the text, and ends its lines.
pub fn is_safe(text: &str) -> bool {
    text.split('\n').all(|line| !line.chars().any(is_invisible))
}

/// `parse` of any bytes answers or complains, with an answer for each line, and never sends what it
/// was given to the terminal.
pub fn parse(bytes: &[u8]) {
    for (lines, json) in [(false, false), (false, true), (true, false), (true, true)] {
        let options = ParseOptions { source: "stdin".as_ref(), lines, json };
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let exit = with_language(Language::Russian, || {
            parse::read(bytes, options, &Rules::sample(), &mut out, &mut err)
                .expect("nothing that is in memory fails")
        });
        let (out, err) = (said(out), said(err));
        assert!(is_safe(&out) && is_safe(&err), "{out:?} {err:?}");
        assert_eq!(exit == Exit::Done, err.is_empty(), "{out} {err}");
        if lines && json {
            let asked = bytes.split_inclusive(|byte| *byte == b'\n').count();
            assert_eq!(out.lines().count(), asked);
        }
    }
}

fn said(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("texts only")
}
