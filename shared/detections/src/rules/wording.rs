//! Words that several rules use in their sentences.

use std::sync::Arc;

use crate::{Fact, Measures};

/// The measures that tell what is new, with their words.
const NEWNESS: [(&str, &str); 3] =
    [("new_country", "a new country"), ("new_network", "a new network"), ("new_device", "a new device")];

/// Returns a number with the word for one or for several things.
pub(super) fn counted(number: u32, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}

/// Returns words as a list: "a, b and c".
pub(super) fn list(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [word] => (*word).to_owned(),
        [words @ .., last] => format!("{} and {last}", words.join(", ")),
    }
}

/// Returns " within 10 minutes" if the measure `minutes` is known.
pub(super) fn within_minutes(measures: &Measures) -> String {
    let minutes = measures.get("minutes").map(|minutes| counted(minutes, "minute", "minutes"));
    minutes.map(|minutes| format!(" within {minutes}")).unwrap_or_default()
}

/// Adds what is new for the person about any of `facts`.
pub(super) fn with_newness<'a>(
    measures: Measures,
    facts: impl IntoIterator<Item = &'a Arc<Fact>>,
) -> Measures {
    facts.into_iter().fold(measures, |measures, fact| {
        let is_new = [fact.has_new_country(), fact.has_new_network(), fact.has_new_device()];
        let names = NEWNESS.into_iter().zip(is_new).filter(|(_, is_new)| *is_new);
        names.fold(measures, |measures, ((name, _), _)| measures.number(name, 1))
    })
}

/// Returns what [`with_newness`] added, as words.
pub(super) fn newness(measures: &Measures) -> Vec<&'static str> {
    NEWNESS.into_iter().filter(|(name, _)| measures.get(name).is_some()).map(|(_, word)| word).collect()
}
