//! The event types of a mapping in the catalog of the monitor.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use event_model::{EventTypeRequest, SourceRequest};
use serde::{Deserialize, Serialize};

use super::Mapping;
use super::mapping::{MappedSource, MappedType, TypeTexts};
use crate::Failure;
use crate::api::Api;
use crate::catalog;

/// The part of a registered type that must agree with the mapping.
#[derive(Debug, Deserialize)]
struct Registered {
    id: String,
    class: String,
}

/// Returns the types of the mapping that the catalog does not have.
///
/// A type of another class is a failure: its events would mean something else.
pub(crate) async fn missing<'m>(mapping: &'m Mapping, api: &Api) -> Result<Vec<&'m MappedType>, Failure> {
    let registered = catalog::event_types(api).await?.into_iter().map(catalog::read::<Registered>);
    let registered = registered.map(|entry| entry.map(|entry| (entry.id, entry.class)));
    compare(mapping, &registered.collect::<Result<_, _>>()?)
}

fn compare<'m>(
    mapping: &'m Mapping,
    registered: &BTreeMap<String, String>,
) -> Result<Vec<&'m MappedType>, Failure> {
    let mut missing = Vec::new();
    for entry in &mapping.types {
        match registered.get(entry.id.as_str()) {
            None => missing.push(entry),
            Some(class) if *class == entry.texts.class.as_str() => {}
            Some(class) => {
                return Err(Failure::Failed(format!(
                    "the type {} has the class {class} in the catalog, but {} in the mapping: use a mapping with another type",
                    entry.id, entry.texts.class
                )));
            }
        }
    }
    Ok(missing)
}

/// Registers the source of the mapping and these types.
pub(crate) async fn register(mapping: &Mapping, types: &[&MappedType], api: &Api) -> Result<(), Failure> {
    let MappedSource { id, label } = &mapping.source;
    put(api, &["v1", "sources", id.as_str()], &SourceRequest { label: label.to_string() }).await?;
    for MappedType { id, texts: TypeTexts { label, category, description, class } } in types {
        let body = EventTypeRequest {
            label: label.to_string(),
            category: category.to_string(),
            description: description.to_string(),
            class: *class,
            deprecated: None,
        };
        put(api, &["v1", "event-types", id.as_str()], &body).await?;
    }
    Ok(())
}

async fn put(api: &Api, path: &[&str], body: &impl Serialize) -> Result<(), Failure> {
    let _: (_, serde_json::Value) = api.put_json(&api.endpoint(path), body).await?;
    Ok(())
}

/// Returns the commands that register the source and these types.
pub(crate) fn commands(mapping: &Mapping, types: &[&MappedType]) -> String {
    let MappedSource { id, label } = &mapping.source;
    let mut commands = format!("activity types register-source {id} --label {}", quoted(label.as_str()));
    for MappedType { id, texts: TypeTexts { label, category, description, class } } in types {
        let texts = [
            ("label", label.as_str()),
            ("category", category.as_str()),
            ("description", description.as_str()),
        ];
        write!(commands, "\nactivity types register {id} --class {class}").expect("texts can be written");
        for (option, text) in texts {
            write!(commands, " --{option} {}", quoted(text)).expect("texts can be written");
        }
    }
    commands
}

/// Quotes a text for a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sshd() -> Mapping {
        Mapping::built_in("sshd").expect("a built-in mapping")
    }

    fn registered(mapping: &Mapping) -> BTreeMap<String, String> {
        mapping.types.iter().map(|entry| (entry.id.to_string(), entry.texts.class.to_string())).collect()
    }

    #[test]
    fn missing_types_are_those_not_registered() {
        let mapping = sshd();
        let mut registered = registered(&mapping);
        assert!(compare(&mapping, &registered).expect("equal classes").is_empty());
        registered.remove("sshd.login.failed");
        let missing = compare(&mapping, &registered).expect("equal classes");
        assert_eq!(missing.iter().map(|entry| entry.id.as_str()).collect::<Vec<_>>(), ["sshd.login.failed"]);
    }

    #[test]
    fn missing_type_of_other_class_is_a_failure() {
        let mapping = sshd();
        let mut registered = registered(&mapping);
        registered.insert("sshd.login.failed".to_owned(), "other".to_owned());
        let failure = compare(&mapping, &registered).expect_err("another class").to_string();
        assert!(
            failure.starts_with("the type sshd.login.failed has the class other in the catalog"),
            "{failure}"
        );
    }

    #[test]
    fn commands_register_source_then_types() {
        let mapping = sshd();
        let blocked: Vec<_> = mapping
            .types
            .iter()
            .filter(|entry| entry.texts.label.as_str() == "Connection Suspicious")
            .collect();
        let commands = commands(&mapping, &blocked);
        assert_eq!(
            commands,
            "activity types register-source sshd --label 'OpenSSH'\n\
             activity types register sshd.connection.suspicious --class other --label 'Connection Suspicious' \
             --category 'Connections' --description 'The name of a client'\\''s address does not lead back to the \
             address. The server calls it a possible break-in attempt.'"
        );
    }
}
