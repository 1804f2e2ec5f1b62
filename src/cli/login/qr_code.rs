//! A QR code in a terminal: two modules in a character, one above the other.

use qrcodegen::{QrCode, QrCodeEcc};

/// The light margin that scanners need, in modules.
const MARGIN: i32 = 2;
/// Light on dark, whatever colours the terminal has.
const COLOURS: &str = "\u{1b}[97;40m";
/// Two dark modules. No blank: those get lost where lines are made to fit.
const DARK: &str = "\u{1b}[30m█\u{1b}[97m";
const COLOURS_END: &str = "\u{1b}[0m";

/// The code, drawn; `None` when there is no room for it in so many columns and rows.
pub(super) fn draw(text: &str, (columns, rows): (u16, u16)) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Low).ok()?;
    let side = code.size() + 2 * MARGIN;
    let fits = side <= i32::from(columns) && (side + 1) / 2 < i32::from(rows);
    if !fits {
        return None;
    }
    let range = -MARGIN..code.size() + MARGIN;
    let is_light = |x: i32, y: i32| !code.get_module(x, y);
    let line = |y: i32| {
        let modules = range.clone().map(|x| match (is_light(x, y), is_light(x, y + 1)) {
            (true, true) => "█",
            (true, false) => "▀",
            (false, true) => "▄",
            (false, false) => DARK,
        });
        format!("{COLOURS}{}{COLOURS_END}", modules.collect::<String>())
    };
    let lines: Vec<String> = range.clone().step_by(2).map(line).collect();
    Some(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "tg://login?token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    /// What a scanner sees: dark modules, without the margin.
    fn seen(drawn: &str) -> Vec<Vec<bool>> {
        let rows = drawn.lines().flat_map(|line| {
            let inner = line.trim_start_matches(COLOURS).trim_end_matches(COLOURS_END);
            let inner = inner.replace(DARK, "·");
            let upper = inner.chars().map(|c| matches!(c, '▄' | '·')).collect();
            let lower = inner.chars().map(|c| matches!(c, '▀' | '·')).collect();
            [upper, lower]
        });
        rows.collect()
    }

    #[test]
    fn what_is_drawn_is_the_code() {
        let seen = seen(&draw(LINK, (80, 24)).unwrap());
        let code = QrCode::encode_text(LINK, QrCodeEcc::Low).unwrap();
        for y in 0..code.size() {
            for x in 0..code.size() {
                let (column, row) = (x + MARGIN, y + MARGIN);
                let dark = seen[usize::try_from(row).unwrap()][usize::try_from(column).unwrap()];
                assert_eq!(dark, code.get_module(x, y), "{x}, {y}");
            }
        }
        let margin = seen[0].iter().chain(&seen[1]);
        assert!(margin.copied().all(|dark| !dark));
    }

    #[test]
    fn where_there_is_no_room_nothing_is_drawn() {
        for size in [(30, 50), (80, 10)] {
            assert_eq!(draw(LINK, size), None);
        }
    }
}
