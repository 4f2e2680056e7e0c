//! The people of an organisation, as its events name them.

use unicode_normalization::UnicodeNormalization;

use crate::{Email, Name, Timestamp, UserId};

/// A person or service that acted, with every name and address that they acted under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Their id in the organisation.
    pub id: UserId,
    /// The name of their latest event that was seen.
    pub name: Option<Name>,
    /// The address of their latest event that was seen.
    pub email: Option<Email>,
    /// Addresses that they had before, newest first.
    pub former_emails: Vec<Email>,
    /// Names that they had before, newest first.
    pub former_names: Vec<Name>,
    /// When the latest of these was first seen.
    pub seen_at: Timestamp,
}

impl User {
    /// Tells whether a name or address, now or before, contains `folded`, a text that [`fold`] made.
    pub fn matches(&self, folded: &str) -> bool {
        let names = self.name.iter().chain(&self.former_names).map(Name::as_str);
        let emails = self.email.iter().chain(&self.former_emails).map(Email::as_str);
        names.chain(emails).any(|text| fold(text).contains(folded))
    }
}

/// Returns `text` without case and accents, the form in which names and addresses are compared.
pub fn fold(text: &str) -> String {
    let base = text.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    // Letters that Unicode does not decompose, though people type them without their stroke.
    let plain = base.flat_map(char::to_lowercase).map(|c| match c {
        'ø' => 'o',
        'ł' => 'l',
        'đ' => 'd',
        'ı' => 'i',
        _ => c,
    });
    // Lower case can bring marks back (İ gives i and a dot above), and ß, æ, œ are two letters.
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

    #[test]
    fn case_and_accents_do_not_count() {
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
