//! Reads the fields of an event.

use std::fmt;

use event_model::{FieldError, Metadata, TargetRequest, limits};

/// Reads fields, and collects their faults.
#[derive(Debug, Default)]
pub(super) struct Fields(pub(super) Vec<FieldError>);

impl Fields {
    pub(super) fn keep<T, E: fmt::Display>(&mut self, pointer: &str, value: Result<T, E>) -> Option<T> {
        value.map_err(|error| self.0.push(FieldError::new(pointer, error.to_string()))).ok()
    }

    pub(super) fn read<T: TryFrom<String, Error: fmt::Display>>(
        &mut self,
        pointer: &str,
        text: String,
    ) -> Option<T> {
        self.keep(pointer, T::try_from(text))
    }

    pub(super) fn optional<T: TryFrom<String, Error: fmt::Display>>(
        &mut self,
        pointer: &str,
        text: Option<String>,
    ) -> Option<T> {
        self.read(pointer, text?)
    }

    pub(super) fn targets(&mut self, targets: Vec<(String, String, Option<String>)>) -> Vec<TargetRequest> {
        if targets.len() > limits::TARGETS {
            let message = format!("has more than {} targets", limits::TARGETS);
            self.0.push(FieldError::new("/targets", message));
            return Vec::new();
        }
        let mut valid = Vec::with_capacity(targets.len());
        for (index, (kind, id, name)) in targets.into_iter().enumerate() {
            let kind = self.read(&format!("/targets/{index}/type"), kind);
            let id = self.read(&format!("/targets/{index}/id"), id);
            let name = self.optional(&format!("/targets/{index}/name"), name);
            valid.extend(kind.zip(id).map(|(kind, id)| TargetRequest { kind, id, name }));
        }
        valid
    }

    pub(super) fn metadata(&mut self, facts: Vec<(String, String)>) -> Metadata {
        let mut metadata = Metadata::new();
        for (key, value) in facts {
            let pointer = format!("/metadata/{}", event_model::json_object::pointer_token(&key));
            let value = self.read(&pointer, value);
            let entry = self.read(&pointer, key).zip(value);
            if entry.is_some_and(|(key, value)| metadata.insert(key, value).is_some()) {
                self.0.push(FieldError::new(pointer, "is duplicated"));
            }
        }
        if metadata.len() > limits::METADATA_KEYS {
            let message = format!("has more than {} keys", limits::METADATA_KEYS);
            self.0.push(FieldError::new("/metadata", message));
        }
        metadata
    }
}
