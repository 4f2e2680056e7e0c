//! Import of the logs of other systems.
//!
//! A mapping is one data file: it declares the event types of a source, and rules that turn records of its log into
//! events. The engine has no code for a single format.

pub(crate) mod catalog_check;
mod converter;
pub(crate) mod delivery;
mod event_members;
mod fit;
mod ids;
mod log_file;
mod mapping;
mod reader;
mod record;
mod report;
mod rule;
mod template;
mod time;
mod years;

#[cfg(test)]
mod tests;

use converter::{Conversion, Converter};
pub(crate) use log_file::{Conversions, LogFile};
pub(crate) use mapping::Mapping;
use reader::{Entry, read};
pub(crate) use report::Report;
use years::newest_yearless;
