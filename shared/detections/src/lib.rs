//! Detections: rules over event classes, as pure functions.
//!
//! A rule looks at the facts of one key (a person, an address, a session, …) in order of time and returns its hits.
//! Existence is monotone: more facts never remove a hit. Thus a detector that reads late, twice or in another order
//! finds no finding that [`Fold`] over all facts would not find. Two parts are not monotone, so they do not decide
//! whether a finding exists:
//!
//! - what is new for a person is decided once, when the feed reaches the event, and stays with the event ([`Novelty`]);
//! - surroundings (own networks, service accounts, what colleagues use, usual amounts) decide the [`Severity`].

#![warn(missing_docs)]

mod config;
mod context;
mod day;
mod document;
mod draft;
mod example;
mod fact;
mod facts_by_key;
mod finding;
mod fold;
mod key;
mod measures;
mod mute;
mod naming;
mod novelty;
mod parameters;
mod position;
mod probe;
mod profile;
mod profile_body;
mod rule;
mod rule_id;
mod rules;
mod second_factor;
mod severity;

pub use config::{Config, Exceptions, InvalidOwnNetwork, OwnNetwork, RuleConfig};
pub use context::{Context, DailyItems, Place};
pub use day::Day;
pub use document::document;
pub use draft::{Draft, drafts};
pub use example::{Example, examples};
pub use fact::{Device, EventRef, Fact, FactTarget};
pub use facts_by_key::{FactsByKey, facts_of_key};
pub use finding::{EVIDENCE_MAX, Evidence, Finding, FindingId, InvalidFindingId};
pub use fold::Fold;
pub use key::{AddressNet, Key};
pub use measures::{Measure, Measures};
pub use mute::{InvalidMuteSubject, Mute, MuteKind, MuteSubject};
pub use naming::Naming;
pub use novelty::Novelty;
pub use parameters::{InvalidParameter, Parameter, Parameters};
pub use probe::{FarRules, Probe, RecentSessions, WindowSource, probes};
pub use profile::Profile;
pub use profile_body::{DailyItemsBody, ProfileBody, UsedCountryBody, UsedNetworkBody};
pub use rule::{About, FalsePositive, Hit, Period, Rule, Suppression};
pub use rule_id::RuleId;
pub use second_factor::{SecondFactor, SecondFactorState};
pub use severity::Severity;
