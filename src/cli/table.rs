//! Tables for people: as wide as the terminal; where it is narrow, a card for each row. Texts may be
//! anybody's: what could steer a terminal is shown instead.

use comfy_table::{Cell as TableCell, Color, ContentArrangement, presets};

use crate::report::{OutputStyle, for_terminal};
use crate::wrapping::wrapped;

/// Narrower terminals get cards.
const COLUMNS_MIN: usize = 60;

/// The colour of a cell's text, by its number in the palette.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Colour {
    Grey = 7,
    Red = 9,
    Green = 10,
    Yellow = 11,
}

#[derive(Clone, Debug)]
pub(super) struct Cell {
    text: String,
    colour: Option<Colour>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    header: Option<Vec<String>>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    pub(super) fn new(header: impl IntoIterator<Item = String>) -> Self {
        Self { header: Some(header.into_iter().collect()), rows: Vec::new() }
    }

    pub(super) fn push<C: Into<Cell>>(&mut self, cells: impl IntoIterator<Item = C>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// The table without its last line's end.
    pub(super) fn render(&self, style: OutputStyle) -> String {
        match style.columns {
            Some(columns) if columns < COLUMNS_MIN => self.cards(columns, style.colours),
            columns => self.grid(columns, style.colours),
        }
    }

    fn grid(&self, columns: Option<usize>, colours: bool) -> String {
        let mut table = comfy_table::Table::new();
        // Whether it is a terminal was asked before.
        table.force_no_tty();
        if colours {
            table.enforce_styling();
        }
        if let Some(width) = columns.and_then(|columns| u16::try_from(columns).ok()) {
            table.set_width(width).set_content_arrangement(ContentArrangement::Dynamic);
        }
        match &self.header {
            Some(header) => table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_header(header),
            None => table.load_style(presets::NOTHING),
        };
        for row in &self.rows {
            table.add_row(row.iter().map(|cell| {
                let shown = TableCell::new(for_terminal(&cell.text));
                match cell.colour {
                    Some(colour) if colours => shown.fg(Color::AnsiValue(colour as u8)),
                    _ => shown,
                }
            }));
        }
        table.trim_fmt()
    }

    /// A line for each cell that is not empty, after its column's name.
    fn cards(&self, columns: usize, colours: bool) -> String {
        let names = self.header.as_deref().unwrap_or_default();
        let cards = self.rows.iter().map(|row| {
            let cells = row.iter().enumerate().filter(|(_, it)| !it.text.is_empty());
            let lines = cells.map(|(place, cell)| {
                let name = names.get(place).map_or_else(String::new, |name| format!("{name}: "));
                let text = wrapped(&(name + &for_terminal(&cell.text)), Some(columns));
                // Last, as colours have no width.
                match cell.colour {
                    Some(colour) if colours => {
                        format!("\u{1b}[38;5;{}m{text}\u{1b}[39m", colour as u8)
                    }
                    _ => text,
                }
            });
            lines.collect::<Vec<_>>().join("\n")
        });
        cards.collect::<Vec<_>>().join("\n\n")
    }
}

impl Cell {
    pub(super) fn coloured(text: impl Into<String>, colour: Colour) -> Self {
        Self { text: text.into(), colour: Some(colour) }
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self { text: text.into(), colour: None }
    }
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr as _;

    use super::*;

    fn table() -> Table {
        let mut table = Table::new(["№", "Товар", "Состояние"].map(str::to_owned));
        let state = "ждёт магазин уже очень долго, и никто не знает почему, а покупатель всё пишет";
        table.push([
            Cell::from("1"),
            Cell::from("a \u{1b}[31malmaz"),
            Cell::coloured(state, Colour::Red),
        ]);
        table.push(["2", "", "ok"]);
        table
    }

    fn rendered(columns: Option<usize>, colours: bool) -> String {
        table().render(OutputStyle { colours, columns })
    }

    #[test]
    fn it_fits_whatever_terminal_there_is() {
        for columns in [30, 40, 59, 60, 80, 200] {
            let table = rendered(Some(columns), false);
            for line in table.lines() {
                assert!(line.width() <= columns, "{columns}: {line}");
            }
            assert!(table.contains("⟨001B⟩[31malmaz"), "{table}");
            assert!(!table.contains('\u{1b}'), "{table}");
            assert_eq!(table.contains("№: 1\nТовар: a"), columns < 60, "{table}");
        }
    }

    #[test]
    fn an_empty_cell_has_no_line_on_a_card() {
        let cards = rendered(Some(40), false);
        assert!(cards.ends_with("\n\n№: 2\nСостояние: ok"), "{cards}");
    }

    #[test]
    fn a_pipe_gets_whole_lines() {
        let table = rendered(None, false);
        assert!(table.contains("никто не знает почему, а покупатель"));
        assert!(table.lines().all(|line| line == line.trim_end()), "{table}");
    }

    #[test]
    fn colours_are_for_those_who_take_them() {
        for columns in [40, 120] {
            let table = rendered(Some(columns), true);
            assert!(table.contains("\u{1b}[38;5;9m"), "{table:?}");
        }
        assert!(!rendered(None, false).contains('\u{1b}'));
    }
}
