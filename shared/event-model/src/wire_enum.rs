//! Enums whose values have names on the wire.

use std::fmt;

/// The text is none of the names of an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownValue(Vec<&'static str>);

impl UnknownValue {
    /// Creates the error of an enum with these names.
    pub fn new(names: impl IntoIterator<Item = &'static str>) -> Self {
        Self(names.into_iter().collect())
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "must be one of {}", self.0.join(", "))
    }
}

impl std::error::Error for UnknownValue {}

/// Defines an enum with the names of its values on the wire: `ALL`, `as_str`, `FromStr`, `Display`, serde and the schema.
#[macro_export]
macro_rules! wire_enum {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $text:tt,)+ }) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize, utoipa::ToSchema,
        )]
        $vis enum $name {
            $($(#[$variant_meta])* #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            /// All values, in the order of their definition.
            $vis const ALL: [Self; [$($text),+].len()] = [$(Self::$variant),+];

            /// Returns the name on the wire.
            $vis const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::UnknownValue;
            fn from_str(text: &str) -> Result<Self, $crate::UnknownValue> {
                let value = Self::ALL.into_iter().find(|value| value.as_str() == text);
                value.ok_or_else(|| $crate::UnknownValue::new(Self::ALL.map(Self::as_str)))
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

#[cfg(test)]
mod tests {
    wire_enum! {
        enum Size {
            Small = "small",
            VeryLarge = "very_large",
        }
    }

    #[test]
    fn wire_enum_names_read_back() {
        for size in Size::ALL {
            assert_eq!(size.as_str().parse(), Ok(size));
            let json = format!("\"{size}\"");
            assert_eq!(serde_json::to_string(&size).expect("JSON"), json);
            assert_eq!(serde_json::from_str::<Size>(&json).expect("a size"), size);
        }
        let error = "large".parse::<Size>().expect_err("no size");
        assert_eq!(error.to_string(), "must be one of small, very_large");
    }
}
