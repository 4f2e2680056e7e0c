//! The faults of one event.

use crate::{FieldError, limits};

/// Collects the faults of one event, of which the first [`limits::EVENT_FAULTS`] are listed and the rest counted.
///
/// Without a cap, 500 hostile events in one request make an answer that is larger than Lambda's limit, and the caller
/// gets no result for the good event among them.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    listed: Vec<FieldError>,
    more: usize,
}

impl Faults {
    pub(crate) fn push(&mut self, fault: FieldError) {
        if self.listed.len() < limits::EVENT_FAULTS {
            self.listed.push(fault);
        } else {
            self.more += 1;
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// Returns the listed faults, followed by the number of the others.
    pub(crate) fn into_vec(self) -> Vec<FieldError> {
        let Self { mut listed, more } = self;
        listed.extend((more > 0).then(|| FieldError::and_more(more)));
        listed
    }
}
