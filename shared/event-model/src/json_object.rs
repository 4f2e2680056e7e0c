//! Reads JSON objects. Collects all faults with their JSON pointers and does not stop at the first fault.

use std::collections::BTreeSet;
use std::fmt;

use serde_json_borrow::{ObjectAsVec, Value};

use crate::{Faults, FieldError, limits};

/// Reads the object `value`. Returns the result of `read`, or all faults.
///
/// A member that `read` does not ask for is a fault ("is not `noun`"): to ignore it would lose information. A
/// duplicated member is a fault: JSON readers differ in which of the two they use.
pub fn read<T>(
    value: &Value<'_>,
    noun: &'static str,
    read: impl FnOnce(&mut Object<'_, '_>) -> Option<T>,
) -> Result<T, Vec<FieldError>> {
    let mut faults = Faults::default();
    let context = Context { pointer: Pointer::ROOT, noun, null_is_absent: true };
    match Object::read(value, context, &mut faults, read) {
        Some(read) if faults.is_empty() => Ok(read),
        None if faults.is_empty() => Err(vec![FieldError::new("", "is incomplete")]),
        _ => Err(faults.into_vec()),
    }
}

/// Escapes one reference token of a JSON pointer (RFC 6901, section 3).
///
/// Member names can have any length and content. The token has only the first characters and no control
/// characters. This bounds the size of a response.
pub fn pointer_token(name: &str) -> String {
    let shown: String = name.chars().filter(|c| !c.is_control()).take(limits::METADATA_KEY_BYTES).collect();
    shown.replace('~', "~0").replace('/', "~1")
}

/// A reader of the members of a JSON object.
///
/// Methods return `None` for a member that is absent or at fault, and record the fault.
#[derive(Debug)]
pub struct Object<'v, 'p> {
    members: &'v ObjectAsVec<'v>,
    context: Context<'p>,
    /// Names that the caller asked for.
    known: Vec<&'static str>,
    faults: &'p mut Faults,
}

/// The position of an object, and the rules for its members.
#[derive(Debug, Clone, Copy)]
struct Context<'p> {
    pointer: Pointer<'p>,
    noun: &'static str,
    null_is_absent: bool,
}

/// A JSON pointer. Its text is created only for a fault, since most objects have no faults.
#[derive(Debug, Clone, Copy)]
struct Pointer<'p> {
    parent: Option<&'p Pointer<'p>>,
    token: Token,
}

#[derive(Debug, Clone, Copy)]
enum Token {
    Root,
    Member(&'static str),
    Index(usize),
}

impl Pointer<'_> {
    const ROOT: Self = Self { parent: None, token: Token::Root };
}

impl fmt::Display for Pointer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.token {
            Token::Root => Ok(()),
            Token::Member(name) => write!(f, "/{name}"),
            Token::Index(index) => write!(f, "/{index}"),
        }
    }
}

impl<'v, 'p> Object<'v, 'p> {
    fn read<T>(
        value: &'v Value<'_>,
        context: Context<'p>,
        faults: &'p mut Faults,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        let Value::Object(members) = value else {
            faults.push(FieldError::new(context.pointer.to_string(), "is not an object"));
            return None;
        };
        let mut object = Self { members, context, known: Vec::with_capacity(12), faults };
        let read = read(&mut object);
        object.refuse_unknown();
        read
    }

    fn refuse_unknown(&mut self) {
        if self.members.keys().all(|name| self.known.contains(&name)) {
            return;
        }
        let unknown: BTreeSet<&str> = self.members.keys().filter(|name| !self.known.contains(name)).collect();
        for name in unknown {
            self.fault(&pointer_token(name), format!("is not {}", self.context.noun));
        }
    }

    /// Makes null a fault, like each value of a wrong type. By default, null is the same as absence.
    pub fn refuse_null(&mut self) {
        self.context.null_is_absent = false;
    }

    /// Replaces the noun of the message about unknown members.
    pub fn set_noun(&mut self, noun: &'static str) {
        self.context.noun = noun;
    }

    /// Records a fault at `path`, a JSON pointer that is relative to this object and has no leading slash.
    pub fn fault(&mut self, path: &str, message: impl fmt::Display) {
        self.faults.push(FieldError::new(format!("{}/{path}", self.context.pointer), message.to_string()));
    }

    /// Returns the value of a member of any type.
    pub fn value(&mut self, name: &'static str) -> Option<&'v Value<'v>> {
        self.known.push(name);
        let mut values = self.members.iter().filter(|(key, _)| *key == name).map(|(_, value)| value);
        let value = values.next()?;
        if values.next().is_some() {
            self.fault(name, "is duplicated");
        }
        (!(self.context.null_is_absent && value.is_null())).then_some(value)
    }

    /// Returns the value of a member of any type that must be present.
    pub fn required_value(&mut self, name: &'static str) -> Option<&'v Value<'v>> {
        let value = self.value(name);
        if value.is_none() {
            self.fault(name, "is missing");
        }
        value
    }

    /// Reads a string that must be present.
    pub fn required<T: TryFrom<String, Error: fmt::Display>>(&mut self, name: &'static str) -> Option<T> {
        self.required_with(name, |text| T::try_from(text.to_owned()))
    }

    /// Reads a string that may be absent.
    pub fn optional<T: TryFrom<String, Error: fmt::Display>>(&mut self, name: &'static str) -> Option<T> {
        self.optional_with(name, |text| T::try_from(text.to_owned()))
    }

    /// Reads a string that must be present, with `parse`.
    pub fn required_with<T, E: fmt::Display>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let value = self.required_value(name)?;
        self.text(name, value, parse)
    }

    /// Reads a string that may be absent, with `parse`.
    pub fn optional_with<T, E: fmt::Display>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let value = self.value(name)?;
        self.text(name, value, parse)
    }

    /// Reads a boolean that may be absent.
    pub fn optional_bool(&mut self, name: &'static str) -> Option<bool> {
        match self.value(name)? {
            Value::Bool(value) => Some(*value),
            _ => {
                self.fault(name, "is not true or false");
                None
            }
        }
    }

    /// Reads a whole number that may be absent. A value of another type counts as 0, which `T` must refuse.
    pub fn optional_number<T: TryFrom<u32, Error: fmt::Display>>(&mut self, name: &'static str) -> Option<T> {
        let number = self.value(name)?.as_u64().and_then(|number| u32::try_from(number).ok()).unwrap_or(0);
        T::try_from(number).map_err(|error| self.fault(name, error)).ok()
    }

    /// Reads the string `value` at `path` with `parse`.
    pub fn text<T, E: fmt::Display>(
        &mut self,
        path: &str,
        value: &Value<'_>,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        match value {
            Value::Str(text) => parse(text).map_err(|error| self.fault(path, error)).ok(),
            _ => {
                self.fault(path, "is not a string");
                None
            }
        }
    }

    /// Reads the strings of an array, the value of the member `name`. `None` if there are more than `max`.
    pub fn texts<T, E: fmt::Display, C: FromIterator<T>>(
        &mut self,
        name: &str,
        values: &[Value<'_>],
        max: usize,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<C> {
        if values.len() > max {
            self.fault(name, format!("has more than {max} entries"));
            return None;
        }
        let texts = values.iter().enumerate();
        Some(
            texts.filter_map(|(index, value)| self.text(&format!("{name}/{index}"), value, &parse)).collect(),
        )
    }

    /// Reads a string or an array of strings. Returns an empty collection if it is absent.
    pub fn one_or_many<T, E: fmt::Display, C: FromIterator<T> + Default>(
        &mut self,
        name: &'static str,
        max: usize,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> C {
        match self.value(name) {
            None => C::default(),
            Some(Value::Array(values)) => self.texts(name, values, max, parse).unwrap_or_default(),
            Some(value) => self.text(name, value, parse).into_iter().collect(),
        }
    }

    /// Reads an object that must be present.
    pub fn required_object<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Object<'v, '_>) -> Option<T>,
    ) -> Option<T> {
        let value = self.required_value(name)?;
        self.nested(name, value, read)
    }

    /// Reads an object that may be absent.
    pub fn object<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Object<'v, '_>) -> Option<T>,
    ) -> Option<T> {
        let value = self.value(name)?;
        self.nested(name, value, read)
    }

    fn nested<T>(
        &mut self,
        name: &'static str,
        value: &'v Value<'_>,
        read: impl FnOnce(&mut Object<'v, '_>) -> Option<T>,
    ) -> Option<T> {
        let pointer = Pointer { parent: Some(&self.context.pointer), token: Token::Member(name) };
        Object::read(value, Context { pointer, ..self.context }, self.faults, read)
    }

    /// Reads the objects of an array, the value of the member `name`.
    pub fn objects<T>(
        &mut self,
        name: &'static str,
        values: &'v [Value<'_>],
        read: impl Fn(&mut Object<'v, '_>) -> Option<T>,
    ) -> Vec<T> {
        let array = Pointer { parent: Some(&self.context.pointer), token: Token::Member(name) };
        let entries = values.iter().enumerate().filter_map(|(index, value)| {
            let pointer = Pointer { parent: Some(&array), token: Token::Index(index) };
            Object::read(value, Context { pointer, ..self.context }, self.faults, &read)
        });
        entries.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str, members: impl FnOnce(&mut Object<'_, '_>) -> Option<()>) -> Vec<String> {
        let value = serde_json::from_str(text).expect("JSON");
        let faults = read(&value, "a field", members).expect_err("a fault");
        faults.into_iter().map(|fault| format!("{} {}", fault.pointer, fault.message)).collect()
    }

    #[test]
    fn member_duplicated_or_unknown_is_a_fault() {
        let text = r#"{"a": "x", "b/\u0007~": 1, "\u0061": "y", "c": {"d": 1}}"#;
        let faults = faults(text, |object| {
            object.optional::<String>("a");
            object.object("c", |_| Some(()))
        });
        assert_eq!(faults, ["/a is duplicated", "/c/d is not a field", "/b~1~0 is not a field"]);
    }

    #[test]
    fn member_null_is_absent_unless_refused() {
        let text = r#"{"a": null, "b": null}"#;
        let absent = faults(text, |object| {
            object.optional_bool("a");
            object.required::<String>("b").map(drop)
        });
        assert_eq!(absent, ["/b is missing"]);
        let refused = faults(text, |object| {
            object.refuse_null();
            object.optional_bool("a");
            object.required::<String>("b").map(drop)
        });
        assert_eq!(refused, ["/a is not true or false", "/b is not a string"]);
    }
}
