//! The directory: the actors of an organization, as its events name them.

use unicode_normalization::UnicodeNormalization;

use crate::{Actor, Email, Name, Timestamp, UserId};

/// Maximum number of former names, and of former addresses, per actor.
const FORMER: usize = 20;

/// A person or service that acted, with current and former names and addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The id in the organization.
    pub id: UserId,
    /// The name in the latest event.
    pub name: Option<Name>,
    /// The e-mail address in the latest event.
    pub email: Option<Email>,
    /// Former e-mail addresses, newest first.
    pub former_emails: Vec<Email>,
    /// Former names, newest first.
    pub former_names: Vec<Name>,
    /// Time of the event that last changed the current name or address.
    pub seen_at: Timestamp,
}

impl User {
    /// Creates the entry of an actor from the first event, which is at `at`.
    pub fn first_seen(actor: &Actor, at: Timestamp) -> Self {
        let Actor { id, name, email } = actor.clone();
        Self { id, name, email, former_emails: Vec::new(), former_names: Vec::new(), seen_at: at }
    }

    /// Updates the entry from an event of `actor` at `at`. Returns `true` if the entry changed.
    ///
    /// Events arrive in any order. An older name never replaces a newer name. It becomes a former name.
    pub fn observe(&mut self, actor: &Actor, at: Timestamp) -> bool {
        let newer = at >= self.seen_at;
        let name = remember(&mut self.name, &mut self.former_names, actor.name.as_ref(), newer);
        let email = remember(&mut self.email, &mut self.former_emails, actor.email.as_ref(), newer);
        if newer && (name || email) {
            self.seen_at = at;
        }
        name || email
    }

    /// Returns `true` if each word is in the id, or in a current or former name or address.
    pub fn matches(&self, words: &SearchWords) -> bool {
        let names = self.name.iter().chain(&self.former_names).map(Name::as_str);
        let emails = self.email.iter().chain(&self.former_emails).map(Email::as_str);
        let texts: Vec<String> = names.chain(emails).chain([self.id.as_str()]).map(fold).collect();
        words.0.iter().all(|word| texts.iter().any(|text| text.contains(word)))
    }
}

/// The words of a search for people, in any order. An empty list matches all actors.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchWords(Vec<String>);

impl SearchWords {
    /// Creates the words of `text`, without case and accents.
    pub fn new(text: &str) -> Self {
        Self(text.split_whitespace().map(fold).collect())
    }
}

/// Makes `seen` the current value or a former value. Returns `true` if anything changed.
fn remember<T: Clone + PartialEq>(
    current: &mut Option<T>,
    former: &mut Vec<T>,
    seen: Option<&T>,
    newer: bool,
) -> bool {
    let Some(seen) = seen else { return false };
    if current.as_ref() == Some(seen) {
        return false;
    }
    if newer || current.is_none() {
        former.retain(|value| value != seen);
        if let Some(replaced) = current.replace(seen.clone()) {
            former.insert(0, replaced);
        }
    } else if former.contains(seen) || former.len() >= FORMER {
        return false;
    } else {
        former.push(seen.clone());
    }
    former.truncate(FORMER);
    true
}

/// Returns `text` without case and accents: the form for the comparison of names and addresses.
pub fn fold(text: &str) -> String {
    // Most texts are ASCII, which has no accents. Searches fold the texts of many events.
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let base = text.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    // Unicode does not decompose these letters, but people type them without the stroke.
    let plain = base.flat_map(char::to_lowercase).map(|c| match c {
        'ø' => 'o',
        'ł' => 'l',
        'đ' => 'd',
        'ı' => 'i',
        _ => c,
    });
    // Lower case can add marks again: İ becomes i and a dot above. ß, æ and œ become two letters.
    let mut folded = String::with_capacity(text.len());
    for c in plain {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            c if unicode_normalization::char::is_combining_mark(c) => {}
            c => folded.push(c),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actor(name: &str, email: &str) -> Actor {
        let text = |text: &str| text.to_owned();
        Actor {
            id: "u".parse().expect("an id"),
            name: Some(text(name).try_into().expect("a name")),
            email: Some(text(email).try_into().expect("an address")),
        }
    }

    #[test]
    fn user_older_name_becomes_former() {
        let at = |millis| Timestamp::from_millis(millis).expect("a moment");
        let mut user = User::first_seen(&actor("Ada King", "ada@new.example"), at(2_000));
        assert!(user.observe(&actor("Ada Byron", "ada@old.example"), at(1_000)));
        assert!(!user.observe(&actor("Ada Byron", "ada@old.example"), at(1_500)));
        assert!(!user.observe(&actor("Ada King", "ada@new.example"), at(9_000)));
        assert_eq!(user.name.as_ref().map(Name::as_str), Some("Ada King"));
        assert!(user.observe(&actor("Ada Lovelace", "ada@new.example"), at(3_000)));
        assert_eq!(user.former_names.iter().map(Name::as_str).collect::<Vec<_>>(), ["Ada King", "Ada Byron"]);
        assert_eq!(user.seen_at, at(3_000));
        let matches = |text| user.matches(&SearchWords::new(text));
        assert!(matches("byron") && matches("old.example") && !matches("grace"));
        assert!(matches("BYRON ada") && matches("u") && matches(" ") && !matches("ada grace"));
    }

    #[test]
    fn fold_removes_case_and_accents() {
        let cases = [
            ("Łukasz Žižek", "lukasz zizek"),
            ("STRASSE", "strasse"),
            ("Straße", "strasse"),
            ("İpek", "ipek"),
            ("Ｚoë", "zoe"),
        ];
        for (text, folded) in cases {
            assert_eq!(fold(text), folded);
        }
    }
}
