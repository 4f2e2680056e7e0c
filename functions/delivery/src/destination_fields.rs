//! Reads the members of destinations, of new ones and of changes.

use std::fmt::Display;

use event_model::Email;
use event_model::json_object::Object;
use secrecy::SecretString;

/// The members of a destination in a request.
pub(crate) struct Fields<'a, 'v, 'p> {
    pub(crate) object: &'a mut Object<'v, 'p>,
    /// Whether the destination is new. In a change, an absent member keeps its value.
    pub(crate) is_new: bool,
}

impl Fields<'_, '_, '_> {
    /// Reads a member that every destination of the kind has.
    pub(crate) fn required<T, E: Display>(
        &mut self,
        name: &'static str,
        old: Option<T>,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        match self.object.value(name) {
            Some(value) => self.object.text(name, value, parse),
            None => {
                if old.is_none() {
                    self.object.fault(name, "is missing");
                }
                old
            }
        }
    }

    /// Reads a member that may be absent. Null removes it.
    pub(crate) fn optional<T, E: Display>(
        &mut self,
        name: &'static str,
        old: Option<T>,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<Option<T>> {
        match self.object.value(name) {
            Some(value) if value.is_null() => Some(None),
            Some(value) => self.object.text(name, value, parse).map(Some),
            None => Some(old),
        }
    }

    /// Reads a secret that `check` accepts. In a change, an absent one keeps its value.
    pub(crate) fn secret<E: Display>(
        &mut self,
        name: &'static str,
        check: impl FnOnce(&str) -> Result<(), E>,
    ) -> Option<Option<SecretString>> {
        let read = |text: &str| match text.is_empty() {
            true => Err("is empty".to_owned()),
            false => check(text).map(|()| SecretString::from(text)).map_err(|error| error.to_string()),
        };
        match self.object.value(name) {
            Some(value) => self.object.text(name, value, read).map(Some),
            None if self.is_new => {
                self.object.fault(name, "is missing");
                None
            }
            None => Some(None),
        }
    }

    /// Reads a list that may be absent. Null empties it.
    pub(crate) fn texts<E: Display>(
        &mut self,
        name: &'static str,
        old: Vec<String>,
        max: usize,
        parse: impl Fn(&str) -> Result<String, E>,
    ) -> Option<Vec<String>> {
        match self.object.value(name) {
            None => Some(old),
            Some(value) if value.is_null() => Some(Vec::new()),
            Some(value) => match value.as_array() {
                Some(values) => self.object.texts(name, values, max, parse),
                None => {
                    self.object.fault(name, "is not an array");
                    None
                }
            },
        }
    }
}

/// Returns `text` if it has 1 to `max` characters that are all `allowed`.
fn chars(text: &str, max: usize, allowed: impl Fn(u8) -> bool) -> Option<String> {
    let is_valid = (1..=max).contains(&text.len()) && text.bytes().all(allowed);
    is_valid.then(|| text.to_owned())
}

fn is_lower_or_digit(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

/// Reads the address of a receiver: one address of the internet, so that a mail goes to nobody else.
pub(crate) fn mail_address(text: &str) -> Result<Email, &'static str> {
    const MESSAGE: &str = "must be one e-mail address such as security@northwind.example";
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.@".contains(&byte);
    let (local, domain) = text.split_once('@').ok_or(MESSAGE)?;
    let labels: Vec<&str> = domain.split('.').collect();
    let is_label = |label: &&str| {
        chars(label, 63, |byte| byte.is_ascii_alphanumeric() || byte == b'-').is_some()
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_address = chars(local, 64, |byte| is_plain(byte) && byte != b'@').is_some()
        && labels.len() > 1
        && labels.iter().all(is_label);
    if !is_address {
        return Err(MESSAGE);
    }
    Email::try_from(text.to_owned()).map_err(|_| MESSAGE)
}

/// Reads the name of an index of Splunk.
pub(crate) fn index(text: &str) -> Result<String, &'static str> {
    chars(text, 80, |byte| is_lower_or_digit(byte) || matches!(byte, b'_' | b'-'))
        .filter(|text| text.starts_with(|c: char| c.is_ascii_alphanumeric()))
        .ok_or("must be the name of an index: at most 80 characters a-z 0-9 _ -")
}

/// Reads a source type of Splunk.
pub(crate) fn sourcetype(text: &str) -> Result<String, &'static str> {
    chars(text, 100, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b':' | b'.'))
        .ok_or("must be a source type: at most 100 characters A-Z a-z 0-9 _ - : .")
}

/// Reads a channel of Splunk.
pub(crate) fn channel(text: &str) -> Result<String, &'static str> {
    match uuid::Uuid::try_parse(text) {
        Ok(uuid) if text.len() == uuid::fmt::Hyphenated::LENGTH => Ok(uuid.to_string()),
        _ => Err("is not a UUID"),
    }
}

/// Reads the name of a service of Datadog.
pub(crate) fn service(text: &str) -> Result<String, &'static str> {
    chars(text, 100, |byte| is_lower_or_digit(byte) || matches!(byte, b'_' | b'-' | b'.' | b'/' | b':'))
        .ok_or("must be the name of a service: at most 100 characters a-z 0-9 _ - . / :")
}

/// Reads a tag of Datadog.
pub(crate) fn tag(text: &str) -> Result<String, &'static str> {
    chars(text, 200, |byte| is_lower_or_digit(byte) || matches!(byte, b'_' | b'-' | b'.' | b'/' | b':'))
        .filter(|text| text.starts_with(|c: char| c.is_ascii_lowercase()))
        .ok_or("must begin with a letter, and have at most 200 characters a-z 0-9 _ - . / :")
}

/// Reads the name of a bucket.
pub(crate) fn bucket(text: &str) -> Result<String, &'static str> {
    let ends = |text: &String| {
        text.len() >= 3
            && !text.contains("..")
            && [text.bytes().next(), text.bytes().next_back()].into_iter().flatten().all(is_lower_or_digit)
    };
    chars(text, 63, |byte| is_lower_or_digit(byte) || matches!(byte, b'-' | b'.'))
        .filter(ends)
        .ok_or("must be the name of a bucket: 3 to 63 characters a-z 0-9 - .")
}

/// Reads a region.
pub(crate) fn region(text: &str) -> Result<String, &'static str> {
    let is_region = |text: &String| {
        let parts: Vec<&str> = text.split('-').collect();
        let [area, between @ .., number] = parts.as_slice() else { return false };
        let is_word = |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
        is_word(area) && !between.is_empty() && between.iter().all(is_word) && number.parse::<u8>().is_ok()
    };
    chars(text, 25, |byte| is_lower_or_digit(byte) || byte == b'-')
        .filter(is_region)
        .ok_or("must be a region such as eu-central-1")
}

/// Reads the prefix of the keys in a bucket.
pub(crate) fn prefix(text: &str) -> Result<String, &'static str> {
    let is_path = |text: &String| text.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
    chars(text, 512, |byte| byte.is_ascii_alphanumeric() || b"!_.*'()=-/".contains(&byte))
        .filter(is_path)
        .ok_or("must be a path without a slash at its ends: at most 512 characters A-Z a-z 0-9 ! _ . * ' ( ) = - /")
}

/// Reads the ARN of a role.
pub(crate) fn role_arn(text: &str) -> Result<String, &'static str> {
    const MESSAGE: &str = "must be the ARN of a role such as arn:aws:iam::123456789012:role/activity-stream";
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let ["arn", "aws" | "aws-cn" | "aws-us-gov", "iam", "", account, role] = parts.as_slice() else {
        return Err(MESSAGE);
    };
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    let name = role.strip_prefix("role/").unwrap_or_default();
    let is_name =
        chars(name, 576, |byte| byte.is_ascii_alphanumeric() || b"+=,.@_/-".contains(&byte)).is_some();
    if is_account && is_name { Ok(text.to_owned()) } else { Err(MESSAGE) }
}

#[cfg(test)]
mod tests;
