//! Sources of queries: query parameters, or members of a JSON object.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::fmt::Display;

use crate::json_object::Object;

/// The source of a request's filters: query parameters, or members of a JSON object.
///
/// A source that reports one fault returns it at once. A source that reports all faults records them, and
/// returns empty values in their places.
pub trait QuerySource {
    /// A fault that stops the read.
    type Error;

    /// Reads all values of the filter `name`.
    fn many<T: Ord, E: Display>(
        &mut self,
        name: &'static str,
        max: usize,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<BTreeSet<T>, Self::Error>;

    /// Reads the value of the filter `name`, which has at most one.
    fn one<T, E: Display>(
        &mut self,
        name: &'static str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<Option<T>, Self::Error>;

    /// Reports a fault of the filter `name`.
    fn fault(&mut self, name: &'static str, message: impl Display) -> Result<(), Self::Error>;
}

/// A body. Reports all faults. A single value is the same as a list of one entry.
impl QuerySource for Object<'_, '_> {
    type Error = Infallible;

    fn many<T: Ord, E: Display>(
        &mut self,
        name: &'static str,
        max: usize,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<BTreeSet<T>, Infallible> {
        Ok(self.one_or_many(name, max, parse))
    }

    fn one<T, E: Display>(
        &mut self,
        name: &'static str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<Option<T>, Infallible> {
        Ok(self.optional_with(name, parse))
    }

    fn fault(&mut self, name: &'static str, message: impl Display) -> Result<(), Infallible> {
        Object::fault(self, name, message);
        Ok(())
    }
}
