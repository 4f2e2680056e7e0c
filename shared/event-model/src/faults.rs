//! The faults of one event or request.

use crate::{FieldError, limits};

/// Collects faults. Lists the first [`limits::EVENT_FAULTS`] and counts the rest.
///
/// Without a limit, 500 faulty events in one request make a response that is larger than Lambda's limit, and
/// the caller gets no result for the valid event among them.
#[derive(Debug, Default)]
pub struct Faults {
    listed: Vec<FieldError>,
    more: usize,
}

impl Faults {
    /// Adds a fault, or an entry that stands for several faults ([`FieldError::and_more`]).
    pub fn push(&mut self, fault: FieldError) {
        if self.listed.len() < limits::EVENT_FAULTS {
            self.listed.push(fault);
        } else {
            self.more += fault.count();
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// Returns the listed faults, followed by the number of the others.
    pub fn into_vec(self) -> Vec<FieldError> {
        let Self { mut listed, more } = self;
        listed.extend((more > 0).then(|| FieldError::and_more(more)));
        listed
    }
}

impl FromIterator<FieldError> for Faults {
    fn from_iter<I: IntoIterator<Item = FieldError>>(faults: I) -> Self {
        faults.into_iter().fold(Self::default(), |mut all, fault| {
            all.push(fault);
            all
        })
    }
}
