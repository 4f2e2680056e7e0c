//! Tables for people: columns as wide as their texts, fitted into the terminal.

use console::{Alignment, Term, measure_text_width, pad_str};

use crate::text::plain;

/// Columns are separated by this.
const GAP: &str = "  ";

/// A column narrower than this tells nothing.
const MIN_WIDTH: usize = 8;

/// A table that is printed row by row. Columns only become wider, so that rows of a stream stay aligned.
#[derive(Debug)]
pub(crate) struct Table<const N: usize> {
    headings: [&'static str; N],
    widths: [usize; N],
    /// Columns of the terminal; `None` if the output is a file or a pipe, where nothing is cut.
    terminal: Option<usize>,
}

impl<const N: usize> Table<N> {
    /// Creates a table for stdout.
    pub(crate) fn new(headings: [&'static str; N]) -> Self {
        Self::with_terminal(headings, Term::stdout().size_checked().map(|(_, columns)| columns.into()))
    }

    fn with_terminal(headings: [&'static str; N], terminal: Option<usize>) -> Self {
        Self { headings, widths: headings.map(measure_text_width), terminal }
    }

    /// Makes room for these rows.
    pub(crate) fn fit(&mut self, rows: &[[String; N]]) {
        for row in rows {
            for (width, cell) in self.widths.iter_mut().zip(row) {
                *width = (*width).max(measure_text_width(&plain(cell)));
            }
        }
        let Some(terminal) = self.terminal else { return };
        let mut excess = (self.widths.iter().sum::<usize>() + GAP.len() * (N - 1)).saturating_sub(terminal);
        while excess > 0 {
            let Some(widest) = self.widths.iter_mut().max().filter(|width| **width > MIN_WIDTH) else {
                break;
            };
            *widest -= 1;
            excess -= 1;
        }
    }

    /// Returns the line of headings.
    pub(crate) fn heading(&self) -> String {
        self.line(&self.headings.map(str::to_owned))
    }

    /// Returns the line of a row. A cell that is too long ends with `…`.
    pub(crate) fn line(&self, row: &[String; N]) -> String {
        let cells = self.widths.iter().zip(row).map(|(width, cell)| {
            let cut = self.terminal.map(|_| "…");
            pad_str(&plain(cell), *width, Alignment::Left, cut).into_owned()
        });
        cells.collect::<Vec<_>>().join(GAP).trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(cells: &[[&str; 2]]) -> Vec<[String; 2]> {
        cells.iter().map(|row| row.map(str::to_owned)).collect()
    }

    #[test]
    fn table_aligns_wide_characters() {
        let rows = rows(&[["林 美玲", "a"], ["Ada Lovelace", "b"]]);
        let mut table = Table::with_terminal(["USER", "EVENT"], None);
        table.fit(&rows);
        assert_eq!(table.heading(), "USER          EVENT");
        assert_eq!(table.line(&rows[0]), "林 美玲       a");
        assert_eq!(table.line(&rows[1]), "Ada Lovelace  b");
    }

    #[test]
    fn table_fits_terminal() {
        let rows = rows(&[["u_1", &"long ".repeat(10)]]);
        let mut table = Table::with_terminal(["USER", "EVENT"], Some(30));
        table.fit(&rows);
        let line = table.line(&rows[0]);
        assert_eq!(measure_text_width(&line), 30, "{line}");
        assert!(line.ends_with('…'), "{line}");
    }

    #[test]
    fn table_cell_cannot_control_terminal() {
        let rows = rows(&[["\u{1b}[31m", "x"]]);
        let mut table = Table::with_terminal(["USER", "EVENT"], None);
        table.fit(&rows);
        assert_eq!(table.line(&rows[0]), "\\u{1b}[31m  x");
    }
}
