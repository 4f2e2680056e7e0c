//! A function's settings: a struct that is read from the environment once per start.
//!
//! Derive [`confique::Config`] and name each field's variable with `#[config(env = "…")]`. The doc comments of the
//! fields are the operator's documentation (`docs/configuration.md`).

use std::fmt::Display;
use std::slice::Iter;

use confique::meta::{Field, FieldKind, LeafKind, Meta};
use confique::{Config, Layer};
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

use crate::env::{Env, EnvError};

/// One variable of a function's settings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variable {
    /// The name of the environment variable.
    pub name: &'static str,
    /// The doc comment of the field, by lines.
    pub doc: &'static [&'static str],
    /// Whether the field is required, and its default.
    pub kind: LeafKind,
}

/// The variable that selects what a function logs; every function reads it.
pub const LOG_FILTER: Variable = Variable {
    name: "RUST_LOG",
    doc: &["Log level, or a filter such as `info,ingest=debug`."],
    kind: LeafKind::Optional,
};

impl Variable {
    /// Returns `true` if the function does not start without the variable.
    pub fn is_required(&self) -> bool {
        matches!(self.kind, LeafKind::Required { default: None })
    }
}

/// Returns the variables of a settings struct and of the structs in it.
pub fn variables(meta: &'static Meta) -> Vec<Variable> {
    let of = |field: &'static Field| match field.kind {
        FieldKind::Nested { meta } => variables(meta),
        FieldKind::Leaf { env: Some(name), kind } => vec![Variable { name, doc: field.doc, kind }],
        FieldKind::Leaf { env: None, .. } => Vec::new(),
    };
    meta.fields.iter().flat_map(of).collect()
}

impl Env {
    /// Reads a function's settings. An error names the variable.
    pub fn read<C: Config>(&self) -> Result<C, EnvError> {
        for variable in variables(&C::META).iter().filter(|variable| variable.is_required()) {
            self.required(variable.name)?;
        }
        let layer = C::Layer::deserialize(MapAccessDeserializer::new(Fields::new(self, &C::META)))?;
        C::from_layer(layer.with_fallback(C::Layer::default_values())).map_err(de::Error::custom)
    }
}

impl de::Error for EnvError {
    fn custom<T: Display>(reason: T) -> Self {
        Self::Invalid { name: String::new(), reason: reason.to_string() }
    }
}

/// The fields of a settings struct whose variables are set.
struct Fields<'a> {
    env: &'a Env,
    fields: Iter<'static, Field>,
    current: Option<FieldKind>,
}

impl<'a> Fields<'a> {
    fn new(env: &'a Env, meta: &'static Meta) -> Self {
        Self { env, fields: meta.fields.iter(), current: None }
    }
}

impl<'de> MapAccess<'de> for Fields<'_> {
    type Error = EnvError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, EnvError> {
        let is_set = |field: &&Field| match field.kind {
            FieldKind::Nested { .. } => true,
            FieldKind::Leaf { env, .. } => env.is_some_and(|name| self.env.optional(name).is_some()),
        };
        let Some(field) = self.fields.find(is_set) else { return Ok(None) };
        self.current = Some(field.kind);
        seed.deserialize(field.name.into_deserializer()).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, EnvError> {
        match self.current.take() {
            Some(FieldKind::Nested { meta }) => {
                seed.deserialize(MapAccessDeserializer::new(Fields::new(self.env, meta)))
            }
            Some(FieldKind::Leaf { env: Some(name), .. }) => {
                let invalid = |error| match error {
                    EnvError::Invalid { reason, .. } => EnvError::Invalid { name: name.to_owned(), reason },
                    EnvError::Missing(_) => error,
                };
                seed.deserialize(Text(self.env.required(name)?)).map_err(invalid)
            }
            _ => Err(de::Error::custom("a value was read before its key")),
        }
    }
}

/// The text of a variable. Numbers, `true` and `false` are parsed, as a variable has no other form.
struct Text(String);

macro_rules! parse {
    ($($method:ident $visit:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, EnvError> {
            visitor.$visit(self.0.trim().parse().map_err(de::Error::custom)?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Text {
    type Error = EnvError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, EnvError> {
        visitor.visit_string(self.0)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, EnvError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, EnvError> {
        visitor.visit_newtype_struct(self)
    }

    parse!(deserialize_bool visit_bool deserialize_u16 visit_u16 deserialize_u32 visit_u32 deserialize_u64 visit_u64 deserialize_f64 visit_f64);

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u128 f32 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Config)]
    struct Tables {
        /// Name of the table.
        #[config(env = "TABLE")]
        table: String,
    }

    #[derive(Debug, PartialEq, Config)]
    struct Settings {
        #[config(nested)]
        tables: Tables,
        /// Rows that one answer may read.
        #[config(env = "ROWS", default = 7, validate(*rows > 0, "must be at least 1"))]
        rows: usize,
        #[config(env = "ALIAS")]
        alias: Option<String>,
    }

    fn read<const N: usize>(variables: [(&str, &str); N]) -> Result<Settings, String> {
        Env::from_iter(variables).read().map_err(|error| error.to_string())
    }

    #[test]
    fn settings_are_read_with_defaults() {
        let settings = Settings { tables: Tables { table: "events".to_owned() }, rows: 7, alias: None };
        assert_eq!(read([("TABLE", "events"), ("ALIAS", " ")]), Ok(settings));
        let settings =
            Settings { tables: Tables { table: "1".to_owned() }, rows: 25, alias: Some("live".to_owned()) };
        assert_eq!(read([("TABLE", "1"), ("ROWS", " 25"), ("ALIAS", "live")]), Ok(settings));
    }

    #[test]
    fn settings_error_names_the_variable() {
        assert_eq!(read([]), Err("the environment variable TABLE is not set".to_owned()));
        for (rows, reason) in [("many", "invalid digit found in string"), ("0", "must be at least 1")] {
            let error = read([("TABLE", "events"), ("ROWS", rows)]).expect_err("refused");
            assert!(error.starts_with("the environment variable ROWS is not valid: "), "{error}");
            assert!(error.ends_with(reason), "{error}");
        }
    }

    #[test]
    fn variables_include_those_of_nested_structs() {
        let all = variables(&Settings::META);
        let names: Vec<_> = all.iter().map(|variable| (variable.name, variable.is_required())).collect();
        assert_eq!(names, [("TABLE", true), ("ROWS", false), ("ALIAS", false)]);
        assert_eq!(all[0].doc, [" Name of the table."]);
    }
}
