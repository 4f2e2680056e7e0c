//! Every limit on an event, with the reason for its number.

/// Bytes of an event id: room for a UUID, a ULID or a producer's own composite key.
pub const EVENT_ID_BYTES: usize = 128;
/// Bytes of an organization id: it stands in every key of every index, so it is kept short.
pub const ORGANIZATION_ID_BYTES: usize = 64;
/// Bytes of a user id: identity providers prefix theirs (`auth0|…`), none come near this.
pub const USER_ID_BYTES: usize = 128;
/// Bytes of a session id.
pub const SESSION_ID_BYTES: usize = 128;
/// Bytes of a display name of a person or a target.
pub const NAME_BYTES: usize = 256;
/// Bytes of an e-mail address: 64 of local part, `@`, 255 of domain (RFC 5321, 4.5.3.1).
pub const EMAIL_BYTES: usize = 320;
/// Bytes of a user agent: browsers send up to about 250; longer ones are noise.
pub const USER_AGENT_BYTES: usize = 512;
/// Bytes of a device description.
pub const DEVICE_BYTES: usize = 128;
/// Bytes of an application version.
pub const APP_VERSION_BYTES: usize = 128;
/// Targets of one event: an action on more things is several events.
pub const TARGETS: usize = 10;
/// Bytes of a target's type.
pub const TARGET_TYPE_BYTES: usize = 64;
/// Bytes of a target's id.
pub const TARGET_ID_BYTES: usize = 128;
/// Keys of an event's metadata.
pub const METADATA_KEYS: usize = 20;
/// Bytes of one metadata key.
pub const METADATA_KEY_BYTES: usize = 64;
/// Bytes of one metadata value.
pub const METADATA_VALUE_BYTES: usize = 512;
/// Faults that are listed for one event: enough to mend one, and small enough for 500 of them.
pub const EVENT_FAULTS: usize = 20;
/// Bytes of the faults, in JSON, that one ingest answer lists: a twentieth of what Lambda can return.
pub const ANSWER_FAULT_BYTES: usize = 256 * 1024;
/// Events of one ingest request: 20 batches of 25 statements, well inside API Gateway's 30 seconds.
pub const EVENTS_PER_REQUEST: usize = 500;
/// Bytes of one ingest request: 500 events of 2 KiB.
pub const REQUEST_BYTES: usize = 1024 * 1024;
/// Seconds that ingest tries to write an event whose `recorded_at` is set. An export has to start reading later than
/// this after the time up to which it claims to be complete.
pub const RECORD_DEADLINE_SECONDS: u64 = 10;
/// Minutes that `occurred_at` may lie ahead of the clock: what unsynchronised clocks differ by.
pub const CLOCK_SKEW_MINUTES: i64 = 5;
/// Users in one filter: each is one index branch that a page has to merge.
pub const FILTER_USERS: usize = 50;
/// People that the e-mail addresses of one filter stand for: each is one index branch, and all of them
/// are stored with an export, whose item of 400 KB they share with the checkpoint of a file of many parts. An
/// address that more people share names nobody.
pub const FILTER_PEOPLE: usize = 200;
/// Event types in one filter, wildcards counted once.
pub const FILTER_TYPES: usize = 50;
/// Rows of one page.
pub const PAGE_ROWS: u16 = 1000;
/// Rows of a page when none are asked for.
pub const PAGE_ROWS_DEFAULT: u16 = 50;
/// Exports of one person that are not finished: enough for a report of several files.
pub const OPEN_EXPORTS_PER_PERSON: usize = 5;
/// Exports of one organization that are not finished: its queue is one small item, and the last one starts
/// within minutes.
pub const OPEN_EXPORTS_PER_ORGANIZATION: usize = 50;
/// The part of these that members may have: they cannot keep an owner, admin or auditor from exporting.
pub const OPEN_EXPORTS_OF_MEMBERS: usize = 40;
