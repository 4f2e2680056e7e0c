//! Texts of events and of other machines, made safe for a terminal.

use std::borrow::Cow;

/// Returns `text` with each character that could control the terminal, reorder the text around it, or hide, written as
/// its escape, such as `\u{202e}`. Without this, an event could look like another one.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let escape = |c: char| if is_unsafe(c) { c.escape_unicode().to_string() } else { c.to_string() };
    Cow::Owned(text.chars().map(escape).collect())
}

/// As [`plain`], but keeps line breaks: for texts of several lines.
pub(crate) fn plain_lines(text: &str) -> String {
    text.split('\n').map(plain).collect::<Vec<_>>().join("\n")
}

fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{200b}'
                | '\u{200e}' | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_escapes_control_and_bidi() {
        assert_eq!(plain("a\u{1b}[2Jb"), "a\\u{1b}[2Jb");
        assert_eq!(plain("a\u{202e}b\n"), "a\\u{202e}b\\u{a}");
        assert_eq!(plain("\u{9b}31m"), "\\u{9b}31m");
        assert_eq!(plain_lines("a\n\tb"), "a\n\\u{9}b");
    }

    #[test]
    fn plain_keeps_letters_of_all_scripts() {
        // The family needs zero-width joiners.
        for text in ["Zoë Müller", "林 美玲", "שלום", "👩\u{200d}👧"] {
            assert_eq!(plain(text), text);
        }
    }
}
