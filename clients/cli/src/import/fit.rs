//! Fits texts of records into the members of an event, and notes each text that changed.
//!
//! A log has no limits, an event has. A text that is too long is cut; its end becomes `…`. A character that events
//! refuse becomes U+FFFD. A text that its member cannot hold at all, such as an address that is no address, goes into
//! the metadata. So no event is lost for one text, and each change is visible.

use std::fmt::Display;

use event_model::{Metadata, MetadataKey, MetadataValue, limits};

use super::ids;

/// Metadata keys of the notes. A mapping may use the others.
pub(super) const NOTE_KEYS: usize = 3;

const ELLIPSIS: char = '…';

/// The changes of one event.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Members whose text was cut, or has replaced characters.
    altered: Vec<String>,
    /// Members with the texts that they cannot hold.
    unusable: Vec<String>,
    /// Number of targets of the record, if an event cannot have as many.
    targets: Option<usize>,
}

impl Notes {
    /// Returns `text` as a value of at most `bytes`, or `None` if the member cannot hold it.
    pub(super) fn text<T: TryFrom<String>>(&mut self, member: &str, text: &str, bytes: usize) -> Option<T> {
        self.fit(member, text, |text| cut(text, bytes))
    }

    /// Returns `text` as an id of at most `bytes`. Ids that differ after the limit stay different.
    pub(super) fn id<T: TryFrom<String>>(&mut self, member: &str, text: &str, bytes: usize) -> Option<T> {
        self.fit(member, text, |text| ids::shorten(text, bytes))
    }

    /// Returns `text` as a value, or `None` if the member cannot hold it as it is.
    pub(super) fn exact<T: TryFrom<String>>(&mut self, member: &str, text: &str) -> Option<T> {
        let value = T::try_from(text.to_owned()).ok();
        if value.is_none() {
            self.unusable(member, text);
        }
        value
    }

    fn fit<T: TryFrom<String>>(
        &mut self,
        member: &str,
        text: &str,
        shorten: impl Fn(&str) -> String,
    ) -> Option<T> {
        if let Ok(value) = T::try_from(text.to_owned()) {
            return Some(value);
        }
        match T::try_from(shorten(&replace_refused(text))) {
            Ok(value) => {
                self.altered.push(member.to_owned());
                Some(value)
            }
            Err(_) => {
                self.unusable(member, text);
                None
            }
        }
    }

    /// Notes a text that its member cannot hold.
    pub(super) fn unusable(&mut self, member: &str, text: impl Display) {
        self.unusable.push(format!("{member}={text}"));
    }

    /// Notes that the record has more targets than an event can have.
    pub(super) fn targets(&mut self, count: usize) {
        self.targets = Some(count);
    }

    /// Returns `true` if the event differs from its record.
    pub(super) fn is_empty(&self) -> bool {
        self.altered.is_empty() && self.unusable.is_empty() && self.targets.is_none()
    }

    /// Adds the notes to the metadata of the event.
    pub(super) fn write(self, metadata: &mut Metadata) {
        let notes = [
            ("import.altered", self.altered.join(", ")),
            ("import.unusable", self.unusable.join("; ")),
            ("import.targets", self.targets.map(|count| count.to_string()).unwrap_or_default()),
        ];
        for (key, text) in notes {
            if text.is_empty() {
                continue;
            }
            let text = cut(&replace_refused(&text), limits::METADATA_VALUE_BYTES);
            let key = MetadataKey::try_from(key.to_owned()).expect("note keys are valid");
            let value = MetadataValue::try_from(text).expect("notes start with the name of a member");
            metadata.insert(key, value);
        }
    }
}

/// Returns the longest start of `text` that has at most `bytes` and whole characters.
pub(super) fn start(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

fn cut(text: &str, bytes: usize) -> String {
    if text.len() <= bytes {
        return text.to_owned();
    }
    format!("{}{ELLIPSIS}", start(text, bytes.saturating_sub(ELLIPSIS.len_utf8())))
}

/// Replaces the characters that no text of an event may have, such as control characters.
fn replace_refused(text: &str) -> String {
    let is_refused = |c: char| !c.is_ascii_graphic() && MetadataValue::try_from(format!("a{c}")).is_err();
    text.chars().map(|c| if is_refused(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use event_model::{Email, Name, UserId};

    use super::*;

    fn notes(notes: Notes) -> Vec<(String, String)> {
        let mut metadata = Metadata::new();
        notes.write(&mut metadata);
        metadata.into_iter().map(|(key, value)| (key.into(), value.into())).collect()
    }

    #[test]
    fn text_within_limits_is_unchanged() {
        let mut changes = Notes::default();
        let name: Option<Name> = changes.text("actor.name", "Ada – 愛", limits::NAME_BYTES);
        assert_eq!(name.expect("fits").as_str(), "Ada – 愛");
        assert!(changes.is_empty() && notes(changes).is_empty());
    }

    #[test]
    fn text_too_long_is_cut_at_character() {
        let mut changes = Notes::default();
        let name: Name = changes.text("actor.name", &"愛".repeat(100), limits::NAME_BYTES).expect("cut");
        assert_eq!(name.as_str(), format!("{}…", "愛".repeat(84)));
        let id: UserId = changes.id("actor.id", &"é".repeat(100), limits::USER_ID_BYTES).expect("shortened");
        assert!(id.as_str().len() <= limits::USER_ID_BYTES);
        assert_eq!(notes(changes), [("import.altered".to_owned(), "actor.name, actor.id".to_owned())]);
    }

    #[test]
    fn text_refused_characters_are_replaced() {
        let mut changes = Notes::default();
        let name: Name = changes.text("actor.name", "a\tb\u{202e}c", limits::NAME_BYTES).expect("replaced");
        assert_eq!(name.as_str(), "a\u{fffd}b\u{fffd}c");
        assert!(!changes.is_empty());
    }

    #[test]
    fn text_unusable_is_kept_in_metadata() {
        let mut changes = Notes::default();
        let email: Option<Email> = changes.exact("actor.email", "system\n");
        assert!(email.is_none());
        changes.unusable("client.ip", "x".repeat(1000));
        let notes = notes(changes);
        assert_eq!(notes.len(), 1);
        assert!(notes[0].1.starts_with("actor.email=system\u{fffd}; client.ip=xx"), "{notes:?}");
        assert!(notes[0].1.len() <= limits::METADATA_VALUE_BYTES);
    }
}
