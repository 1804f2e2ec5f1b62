//! Pictures of growth: lines over a plane whose axes are both logarithmic.

use std::fmt::Write as _;

use crate::report::grouped;

/// A picture: lines for the figures of every program that has them.
pub struct Picture {
    pub file: &'static str,
    pub title: &'static str,
    /// What it grows with.
    pub x_title: &'static str,
    /// Each with what is added to the program's name.
    pub figures: &'static [(&'static str, &'static str)],
}

pub const PICTURES: [Picture; 3] = [
    Picture {
        file: "performance-cpu.svg",
        title: "CPU an order, ms",
        x_title: "orders at once",
        figures: &[("at_once_cpu", "")],
    },
    Picture {
        file: "performance-rate.svg",
        title: "Orders a second",
        x_title: "orders at once",
        figures: &[("at_once_rate", "")],
    },
    Picture {
        file: "performance-journal.svg",
        title: "A journal that grows",
        x_title: "closed orders",
        figures: &[
            ("journal_start", ": start, ms"),
            ("journal_pressed", ": order → press, ms"),
            ("list_ms", ": orders list, ms"),
        ],
    },
];

const COLOURS: [&str; 4] = ["#1f6feb", "#2da44e", "#bf8700", "#8250df"];
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 360.0;
/// Left, top, right and bottom of the plane.
const PLANE: (f64, f64, f64, f64) = (60.0, 40.0, 470.0, 310.0);

/// A scale from values to places.
struct Axis {
    from: f64,
    to: f64,
    begin: f64,
    end: f64,
}

impl Axis {
    /// Whole powers of ten around the values; 0 stands where 1 does.
    fn new(values: impl Iterator<Item = f64>, begin: f64, end: f64) -> Self {
        let logarithms: Vec<f64> = values.map(logarithm).collect();
        let from = logarithms.iter().copied().fold(f64::MAX, f64::min).floor();
        let to = logarithms.iter().copied().fold(f64::MIN, f64::max).ceil();
        Self { from, to: to.max(from + 1.0), begin, end }
    }

    fn place(&self, value: f64) -> f64 {
        let share = (logarithm(value) - self.from) / (self.to - self.from);
        self.begin + share * (self.end - self.begin)
    }

    fn powers(&self) -> Vec<f64> {
        let count = self.to - self.from;
        (0..=20_i32)
            .map(f64::from)
            .filter(|step| *step <= count)
            .map(|step| 10_f64.powf(self.from + step))
            .collect()
    }
}

fn logarithm(value: f64) -> f64 {
    if value == 0.0 { 0.0 } else { value.log10() }
}

/// Draws the lines, each with its name.
pub fn chart(title: &str, x_title: &str, lines: &[(String, Vec<(f64, f64)>)]) -> String {
    let (left, top, right, bottom) = PLANE;
    let points = || lines.iter().flat_map(|(_, points)| points);
    let x = Axis::new(points().map(|point| point.0), left, right);
    let y = Axis::new(points().map(|point| point.1), bottom, top);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"white\"/>\n\
         <text x=\"{left}\" y=\"22\" font-size=\"15\">{title}</text>\n\
         <text x=\"{right}\" y=\"{}\" text-anchor=\"end\">{x_title}</text>\n",
        bottom + 38.0
    );
    for power in x.powers() {
        let at = x.place(power);
        grid(&mut svg, (at, top, at, bottom), (at, bottom + 18.0, "middle"), power);
    }
    for power in y.powers() {
        let at = y.place(power);
        grid(&mut svg, (left, at, right, at), (left - 6.0, at + 4.0, "end"), power);
    }
    for (number, (name, points)) in lines.iter().enumerate() {
        let colour = COLOURS[number % COLOURS.len()];
        let places: Vec<(f64, f64)> =
            points.iter().map(|point| (x.place(point.0), y.place(point.1))).collect();
        let path: Vec<String> = places.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let path = path.join(" ");
        let _ = writeln!(
            svg,
            "<polyline points=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>"
        );
        for (x, y) in &places {
            let _ =
                writeln!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{colour}\"/>");
        }
        let at = top + 12.0 + 18.0 * f64::from(u32::try_from(number).unwrap_or_default());
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{at}\" fill=\"{colour}\">{name}</text>",
            right + 10.0
        );
    }
    svg + "</svg>\n"
}

fn grid(svg: &mut String, line: (f64, f64, f64, f64), label: (f64, f64, &str), value: f64) {
    let ((x1, y1, x2, y2), (x, y, anchor)) = (line, label);
    let _ = writeln!(svg, "<path d=\"M{x1:.1},{y1:.1}L{x2:.1},{y2:.1}\" stroke=\"#d0d7de\"/>");
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole powers of ten"
    )]
    let text = if value < 1.0 { value.to_string() } else { grouped(value.round() as u32) };
    let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{text}</text>");
}
