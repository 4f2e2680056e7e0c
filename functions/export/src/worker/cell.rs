//! Cells that no spreadsheet evaluates as formulas.
//!
//! A spreadsheet may split a file at commas, semicolons or tabs, even inside quotes: Excel splits at the
//! list separator of its locale. So each piece between such characters is treated as a cell. The rule:
//!
//! - Write `'` before a piece that begins a formula; leading white space, invisible characters and quotes are
//!   ignored when looking for one.
//! - Write `'` before a piece that begins with `'`.
//!
//! Removing one `'` from the start of each piece that begins with `'` returns the exact text.

use std::borrow::Cow;

/// The characters at which spreadsheets split rows into cells.
const SEPARATORS: [char; 3] = [',', ';', '\t'];
/// Marks a piece as text.
const MARK: char = '\'';

/// Returns `true` if a spreadsheet may take a cell that begins with `c` for a formula.
///
/// Includes the full-width forms: spreadsheets for East Asian languages read them as the plain forms.
fn begins_formula(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
}

/// Returns `true` if a spreadsheet may drop `c` from the start of a cell.
fn is_ignored(c: char) -> bool {
    c == '"'
        || c.is_whitespace() && !matches!(c, '\r' | '\n')
        || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}')
}

fn needs_mark(piece: &str) -> bool {
    piece.starts_with(MARK) || piece.trim_start_matches(is_ignored).starts_with(begins_formula)
}

/// Returns `text` as a cell holds it, before quoting.
pub(crate) fn neutral(text: &str) -> Cow<'_, str> {
    if !text.split(SEPARATORS).any(needs_mark) {
        return Cow::Borrowed(text);
    }
    let mut cell = String::with_capacity(text.len() + 4);
    for piece in text.split_inclusive(SEPARATORS) {
        if needs_mark(piece) {
            cell.push(MARK);
        }
        cell.push_str(piece);
    }
    Cow::Owned(cell)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Applies the rule of the documentation in reverse.
    fn original(cell: &str) -> String {
        let pieces = cell.split_inclusive(SEPARATORS);
        pieces.map(|piece| piece.strip_prefix(MARK).unwrap_or(piece)).collect()
    }

    #[test]
    fn neutral_formula_is_marked_in_each_piece() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("＝1", "'＝1"),
            (" =1+1", "' =1+1"),
            ("\u{a0}\u{feff}=1", "'\u{a0}\u{feff}=1"),
            ("\"=1+1", "'\"=1+1"),
            ("Eve;=1+1", "Eve;'=1+1"),
            ("Eve, -2+3", "Eve,' -2+3"),
            ("a\t@x", "a\t'@x"),
            ("'=1", "''=1"),
            ("'", "''"),
            ("a=1", "a=1"),
            ("O'Brien; 'x'", "O'Brien; 'x'"),
            ("Mozilla/5.0 (X11; Linux x86_64)", "Mozilla/5.0 (X11; Linux x86_64)"),
            ("", ""),
        ] {
            assert_eq!(neutral(text), cell);
            assert_eq!(original(cell), text);
        }
    }

    proptest! {
        #[test]
        fn neutral_any_text_begins_no_formula_and_reads_back(text in "[=+@a ',;\"\t\u{feff}-]{0,12}|.*") {
            let cell = neutral(&text);
            for piece in cell.split(SEPARATORS) {
                prop_assert!(!piece.trim_start_matches(is_ignored).starts_with(begins_formula));
            }
            prop_assert_eq!(original(&cell), text);
        }

        #[test]
        fn neutral_different_texts_stay_different(a in "[='a;]{0,4}", b in "[='a;]{0,4}") {
            prop_assert_eq!(a == b, neutral(&a) == neutral(&b));
        }
    }
}
