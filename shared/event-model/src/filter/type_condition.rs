//! Conditions of the type of an event.

use std::collections::BTreeSet;

use crate::{EventType, Source, TypeSelector};

/// A condition of the type of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeCondition {
    /// One of these types. An empty set holds for no event.
    Listed(BTreeSet<EventType>),
    /// A type that one of the selectors selects, or of one of the sources. The catalog need not have it.
    Selected {
        /// Selectors of types.
        selectors: BTreeSet<TypeSelector>,
        /// Sources.
        sources: BTreeSet<Source>,
    },
}

impl TypeCondition {
    /// Returns `true` if the condition holds for an event of the type `kind`.
    pub(super) fn holds(&self, kind: &EventType) -> bool {
        match self {
            Self::Listed(types) => types.contains(kind),
            Self::Selected { selectors, sources } => {
                sources.contains(kind.source()) || selectors.iter().any(|selector| selector.matches(kind))
            }
        }
    }

    /// Returns `true` if the condition surely holds for every event of the source `monitor`.
    pub(super) fn has_all_of_monitor(&self) -> bool {
        match self {
            Self::Listed(_) => false,
            Self::Selected { selectors, sources } => {
                let all = TypeSelector::Under(format!("{}.", Source::MONITOR));
                sources.contains(Source::MONITOR) || selectors.contains(&all)
            }
        }
    }
}
