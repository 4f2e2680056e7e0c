//! Reading a small JSON object member by member, so that an answer names every fault at once.

use std::collections::BTreeSet;

use api::Problem;
use event_model::{FieldError, limits};
use serde_json::{Map, Value};

/// Unknown members that are named: past a handful, more of the same tells nobody anything.
const UNKNOWN_NAMED: usize = 10;

/// The members of a body that were not read yet, and what was wrong with those that were.
#[derive(Debug)]
pub(crate) struct Fields {
    members: Map<String, Value>,
    faults: Vec<FieldError>,
}

impl Fields {
    /// Reads a body that is one JSON object.
    pub(crate) fn parse(body: &[u8]) -> Result<Self, Problem> {
        api::strict_json::read(body).map(|members| Self { members, faults: Vec::new() })
    }

    /// Takes a member that may be absent. One that is null is at fault: nothing here can be unset.
    pub(crate) fn optional<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&Value) -> Result<T, String>,
    ) -> Option<T> {
        match read(&self.members.remove(name)?) {
            Ok(value) => Some(value),
            Err(message) => self.fault(name, message),
        }
    }

    /// Takes a member that has to be there.
    pub(crate) fn required<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&Value) -> Result<T, String>,
    ) -> Option<T> {
        if self.members.contains_key(name) {
            self.optional(name, read)
        } else {
            self.fault(name, "is missing")
        }
    }

    /// Takes a member that is the word `all` or an array of one or more; none of the former.
    pub(crate) fn required_list<T: Ord>(
        &mut self,
        name: &str,
        most: usize,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Option<Option<BTreeSet<T>>> {
        match self.members.remove(name) {
            None => self.fault(name, "is missing"),
            Some(Value::String(word)) if word == "all" => Some(None),
            Some(Value::Array(entries)) if entries.is_empty() => self.fault(name, "is empty"),
            Some(Value::Array(entries)) if entries.len() > most => {
                self.fault(name, format!("has more than {most} entries"))
            }
            Some(Value::Array(entries)) => {
                let faults_before = self.faults.len();
                let mut read_entries = BTreeSet::new();
                for (index, entry) in entries.iter().enumerate() {
                    match entry.as_str().ok_or("is not a string".to_owned()).and_then(&read) {
                        Ok(value) => {
                            read_entries.insert(value);
                        }
                        Err(message) => {
                            self.faults.push(FieldError::new(format!("/{name}/{index}"), message));
                        }
                    }
                }
                (self.faults.len() == faults_before).then_some(Some(read_entries))
            }
            Some(_) => self.fault(name, "is neither the word all nor an array"),
        }
    }

    /// Refuses the body if any of it was at fault or is left over.
    pub(crate) fn finish(mut self) -> Result<(), Problem> {
        for member in self.members.keys().take(UNKNOWN_NAMED) {
            let shown: String =
                member.chars().filter(|c| !c.is_control()).take(limits::METADATA_KEY_BYTES).collect();
            let pointer = format!("/{}", shown.replace('~', "~0").replace('/', "~1"));
            self.faults.push(FieldError::new(pointer, "is not a field of this request"));
        }
        if self.faults.is_empty() { Ok(()) } else { Err(Problem::fields(self.faults)) }
    }

    fn fault<T>(&mut self, name: &str, message: impl Into<String>) -> Option<T> {
        self.faults.push(FieldError::new(format!("/{name}"), message));
        None
    }
}

/// Reads a string by what it is to be.
pub(crate) fn text<T: TryFrom<String, Error: ToString>>(value: &Value) -> Result<T, String> {
    let text = value.as_str().ok_or("is not a string")?;
    T::try_from(text.to_owned()).map_err(|error| error.to_string())
}

/// Reads a truth value.
pub(crate) fn switch(value: &Value) -> Result<bool, String> {
    value.as_bool().ok_or_else(|| "is not true or false".to_owned())
}

/// Reads a whole number by what it is to be.
pub(crate) fn number<T: TryFrom<u32, Error: ToString>>(value: &Value) -> Result<T, String> {
    // Whatever is no number at all is outside every range, of which the error tells.
    let number = value.as_u64().and_then(|number| u32::try_from(number).ok()).unwrap_or(0);
    T::try_from(number).map_err(|error| error.to_string())
}
