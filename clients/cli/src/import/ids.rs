//! Ids of records that have none: a hash of the record and its occurrence number.

use std::collections::HashMap;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::record::Record;

/// Half of SHA-256 only distinguishes the records of one source.
type RecordHash = [u8; 16];

/// Counts equal records. Each of them is an event of its own: two failed sign-ins in one second write equal lines.
///
/// Takes about 50 bytes for each distinct record.
#[derive(Debug, Default)]
pub(super) struct Occurrences(HashMap<RecordHash, u32>);

impl Occurrences {
    /// Returns the id of a record of `source`. `year` is that of a record that does not write it.
    ///
    /// Depends on the content only, so a second import of the same records has the same ids. The time zone of the log
    /// is not part of it: an import with another one is a conflict, not a second set of events.
    pub(super) fn id(&mut self, source: &str, record: &Record, year: Option<i32>) -> String {
        let mut hash = Sha256::new();
        field(&mut hash, source);
        field(&mut hash, &year.map(|year| year.to_string()).unwrap_or_default());
        match record.value() {
            Some(value) => canonical(&mut hash, value),
            None => field(&mut hash, &record.text()),
        }
        let digest = hash.finalize();
        let hash: RecordHash = digest[..16].try_into().expect("SHA-256 has 32 bytes");
        let occurrence = self.0.entry(hash).or_default();
        *occurrence += 1;
        let id = hex::encode(hash);
        if *occurrence == 1 { id } else { format!("{id}-{occurrence}") }
    }
}

fn field(hash: &mut Sha256, text: &str) {
    hash.update((text.len() as u64).to_be_bytes());
    hash.update(text);
}

/// Adds a value independently of the order of its members and of white space, in which exports differ.
fn canonical(hash: &mut Sha256, value: &Value) {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_unstable_by_key(|(name, _)| name.as_str());
            hash.update([b'{']);
            for (name, value) in members {
                field(hash, name);
                canonical(hash, value);
            }
            hash.update([b'}']);
        }
        Value::Array(entries) => {
            hash.update([b'[']);
            entries.iter().for_each(|entry| canonical(hash, entry));
            hash.update([b']']);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => field(hash, &value.to_string()),
    }
}

/// Returns an id that fits into `bytes`: a longer one keeps its start, and gets a hash of the whole.
pub(super) fn shorten(id: &str, bytes: usize) -> String {
    if id.len() <= bytes {
        return id.to_owned();
    }
    let hash = hex::encode(&Sha256::digest(id)[..16]);
    format!("{}~{hash}", super::fit::start(id, bytes.saturating_sub(hash.len() + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn id_counts_equal_records() {
        let line = |text: &str| Record::line(text.to_owned());
        let ids =
            |mut seen: Occurrences| ["a", "b", "a", "a"].map(|text| seen.id("sshd", &line(text), Some(2026)));
        let [first, other, second, third] = ids(Occurrences::default());
        assert_eq!(second, format!("{first}-2"));
        assert_eq!(third, format!("{first}-3"));
        assert_ne!(first, other);
        assert_eq!([first.clone(), other, second, third], ids(Occurrences::default()));
        let mut seen = Occurrences::default();
        assert_ne!(seen.id("sshd", &line("a"), Some(2025)), first, "another year");
        assert_ne!(seen.id("crm", &line("a"), Some(2026)), first, "another source");
    }

    #[test]
    fn id_of_json_ignores_member_order() {
        let id = |text: &str| {
            let record = Record::json(serde_json::from_str(text).expect("JSON"));
            Occurrences::default().id("github", &record, None)
        };
        let first = id(r#"{"a": {"x": 1, "y": [true, null]}, "b": "c"}"#);
        assert_eq!(id(r#"{"b":"c","a":{"y":[true,null],"x":1}}"#), first);
        for other in
            [r#"{"a": {"x": 1, "y": [true]}, "b": "c"}"#, r#"{"a": {"x": "1", "y": [true, null]}, "b": "c"}"#]
        {
            assert_ne!(id(other), first, "{other}");
        }
    }

    #[test]
    fn shorten_keeps_long_ids_distinct() {
        let long = |end: &str| format!("{}{end}", "é".repeat(100));
        let short = shorten(&long("1"), 128);
        assert!(short.len() <= 128 && short.starts_with("éé"), "{short}");
        assert_ne!(short, shorten(&long("2"), 128));
        assert_eq!(shorten("root", 128), "root");
    }
}
