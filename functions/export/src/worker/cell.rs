//! Cells that no spreadsheet runs.

use std::borrow::Cow;

/// Tells whether a spreadsheet may take a cell that begins with `c` for a formula.
///
/// The full-width forms too: spreadsheets set up for East Asian languages read them as the plain ones.
fn begins_formula(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
}

/// Returns `text` as a cell holds it: with a `'` before it where it would begin a formula.
///
/// This comes before quoting, which spreadsheets take off again before they look for formulas.
pub(crate) fn neutral(text: &str) -> Cow<'_, str> {
    if text.starts_with(begins_formula) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_beginnings_count() {
        assert_eq!(neutral("=1+1"), "'=1+1");
        assert_eq!(neutral("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(neutral("\tx"), "'\tx");
        assert_eq!(neutral("＝1"), "'＝1");
        assert_eq!(neutral("a=1"), "a=1");
        assert_eq!(neutral("'=1"), "'=1");
        assert_eq!(neutral(""), "");
    }

    proptest! {
        #[test]
        fn no_cell_begins_a_formula_and_nothing_else_changes(text in any::<String>()) {
            let cell = neutral(&text);
            prop_assert!(!cell.starts_with(begins_formula));
            let unchanged = *cell == *text;
            prop_assert!(unchanged || cell.strip_prefix('\'') == Some(text.as_str()));
        }
    }
}
