//! The table of results: figures, anchors, ratios and goals.

use std::io::{self, Write};

const HEAD: [&str; 6] = ["what", "figure", "anchor", "ratio", "goal", ""];

/// The limit of a line.
#[derive(Clone, Copy, Debug)]
pub(super) enum Goal {
    /// The figure, as printed with its unit.
    Figure(f64),
    /// The figure as a share of the anchor.
    Ratio(f64),
    /// No limit; the line is for information.
    None,
}

/// One line of the table. Figure and anchor have the same unit.
#[derive(Debug)]
pub(super) struct Line<'a> {
    pub(super) what: String,
    pub(super) figure: f64,
    pub(super) unit: &'a str,
    /// The name and the figure of the anchor.
    pub(super) anchor: Option<(&'a str, f64)>,
    pub(super) goal: Goal,
}

/// All lines, and the parts that could not be measured.
#[derive(Debug, Default)]
pub(super) struct Table {
    lines: Vec<[String; 6]>,
    missing: Vec<String>,
}

impl Table {
    pub(super) fn push(&mut self, line: &Line<'_>) {
        let ratio = line.anchor.map(|(_, anchor)| line.figure / anchor);
        let (goal, holds) = match line.goal {
            Goal::Figure(most) => (format!("<= {most} {}", line.unit), Some(line.figure <= most)),
            Goal::Ratio(most) => (format!("ratio <= {most}"), ratio.map(|ratio| ratio <= most)),
            Goal::None => (String::new(), None),
        };
        self.lines.push([
            line.what.clone(),
            amount(line.figure, line.unit),
            line.anchor
                .map(|(name, anchor)| format!("{name}: {}", amount(anchor, line.unit)))
                .unwrap_or_default(),
            ratio.map(|ratio| format!("{ratio:.2}")).unwrap_or_default(),
            goal,
            match holds {
                Some(true) => "holds",
                Some(false) => "missed",
                None => "",
            }
            .to_owned(),
        ]);
    }

    /// Notes that a part could not be measured, and the reason.
    pub(super) fn missing(&mut self, part: &str, error: &anyhow::Error) {
        self.missing.push(format!("{part} was not measured: {error:#}"));
    }

    /// Whether all requested parts were measured.
    pub(super) fn is_complete(&self) -> bool {
        self.missing.is_empty()
    }

    pub(super) fn print(&self, out: &mut impl Write) -> io::Result<()> {
        let head = HEAD.map(str::to_owned);
        let mut widths = [0; HEAD.len()];
        for line in std::iter::once(&head).chain(&self.lines) {
            for (width, cell) in widths.iter_mut().zip(line) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let rule = widths.map(|width| "-".repeat(width));
        for line in [&head, &rule].into_iter().chain(&self.lines) {
            let cells: Vec<_> = line
                .iter()
                .zip(widths)
                .map(|(cell, width)| format!("{cell:width$}"))
                .collect();
            writeln!(out, "{}", cells.join("  ").trim_end())?;
        }
        for missing in &self.missing {
            writeln!(out, "\n{missing}")?;
        }
        Ok(())
    }
}

/// Three digits that count are enough for figures that differ by more from run to run.
fn amount(figure: f64, unit: &str) -> String {
    let decimals = match figure {
        figure if figure >= 100.0 => 0,
        figure if figure >= 10.0 => 1,
        figure if figure >= 1.0 => 2,
        _ => 3,
    };
    format!("{figure:.decimals$} {unit}")
}

#[cfg(test)]
mod tests {
    use super::{Goal, Line, Table};

    #[test]
    fn a_line_says_whether_its_goal_holds() {
        let mut table = Table::default();
        let mut line = Line {
            what: "one".to_owned(),
            figure: 1.5,
            unit: "ms",
            anchor: Some(("other", 3.0)),
            goal: Goal::Ratio(0.5),
        };
        table.push(&line);
        line.goal = Goal::Figure(1.0);
        table.push(&line);
        table.missing("two", &anyhow::anyhow!("no such bench"));

        let mut out = Vec::new();
        table.print(&mut out).unwrap();
        let printed = String::from_utf8(out).unwrap();
        assert_eq!(
            printed,
            "what  figure   anchor          ratio  goal\n\
             ----  -------  --------------  -----  ------------  ------\n\
             one   1.50 ms  other: 3.00 ms  0.50   ratio <= 0.5  holds\n\
             one   1.50 ms  other: 3.00 ms  0.50   <= 1 ms       missed\n\
             \ntwo was not measured: no such bench\n"
        );
        assert!(!table.is_complete());
    }
}
