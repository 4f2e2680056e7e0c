//! Keys of the items of detections in the control table. Only this module writes and parses their text.
//!
//! Each kind of item has its own partition: IAM can limit a grant to partitions, not to sort keys, and each function
//! writes only some of them.

use event_model::{MuteId, OrganizationId};

/// Sort key of the settings of the rules, and of their exceptions.
pub(crate) const CONFIG_SK: &str = "CONFIG";
/// Prefix of the sort keys of mutes.
pub(crate) const MUTE_SK_PREFIX: &str = "MUTE#";

/// Returns the partition of the settings and mutes of an organization. A detector reads them with one request.
pub(crate) fn detections_pk(organization: &OrganizationId) -> String {
    format!("DETECTIONS#{organization}")
}

/// Returns the sort key of a mute.
pub(crate) fn mute_sk(id: &MuteId) -> String {
    format!("{MUTE_SK_PREFIX}{id}")
}

/// Reads the sort key of a mute.
pub(crate) fn parse_mute_sk(sk: &str) -> Option<MuteId> {
    sk.strip_prefix(MUTE_SK_PREFIX)?.parse().ok()
}
