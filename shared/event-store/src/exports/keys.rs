//! Keys of exports in the control table. Only this module writes and parses their text.

use event_model::{ExportId, OrganizationId};

/// Prefix of the sort keys of exports.
pub(crate) const EXPORT_SK_PREFIX: &str = "EXPORT#";
/// Sort key of an organization's queue of exports.
pub(crate) const EXPORT_QUEUE_SK: &str = "QUEUE";

/// Returns the partition of an organization's exports.
///
/// Separate from the partition of its settings, so that the functions of exports cannot write settings.
pub(crate) fn exports_pk(organization: &OrganizationId) -> String {
    format!("EXPORTS#{organization}")
}

/// Returns the sort key of an export.
pub(crate) fn export_sk(id: &ExportId) -> String {
    format!("{EXPORT_SK_PREFIX}{id}")
}

/// Reads the export of a sort key.
pub(crate) fn parse_export_sk(sk: &str) -> Option<ExportId> {
    sk.strip_prefix(EXPORT_SK_PREFIX)?.parse().ok()
}
