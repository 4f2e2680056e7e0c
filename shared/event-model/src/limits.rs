//! The limits of events, each with the reason for its value.

/// Bytes of an event id: room for a UUID, a ULID or a producer's own composite key.
pub const EVENT_ID_BYTES: usize = 128;
/// Bytes of an event type. A key of an index contains it, so it is short.
pub const EVENT_TYPE_BYTES: usize = 96;
/// Bytes of a source. The table key of each event contains it.
pub const SOURCE_BYTES: usize = 32;
/// Bytes of the description of an event type: two or three sentences.
pub const DESCRIPTION_BYTES: usize = 512;
/// Bytes of a note about a finding, or of the reason of a mute: a few sentences. Audit events do not repeat it.
pub const NOTE_BYTES: usize = 1_000;
/// Sources that operators can register. A vendor has fewer products.
pub const REGISTERED_SOURCES: usize = 100;
/// Event types that operators can register. The catalog is read as a whole: at this number it has about half a megabyte.
pub const REGISTERED_TYPES: usize = 1_000;
/// Bytes of an organization id. Each key of each index contains the id, so it is short.
pub const ORGANIZATION_ID_BYTES: usize = 64;
/// Bytes of a user id. Identity providers add a prefix (`auth0|…`), but their ids are much shorter.
pub const USER_ID_BYTES: usize = 128;
/// Bytes of a session id.
pub const SESSION_ID_BYTES: usize = 128;
/// Bytes of a display name of a person or a target.
pub const NAME_BYTES: usize = 256;
/// Bytes of an e-mail address: 64 of local part, `@`, 255 of domain (RFC 5321, 4.5.3.1).
pub const EMAIL_BYTES: usize = 320;
/// Bytes of a user agent: browsers send up to about 250. Longer texts have no use.
pub const USER_AGENT_BYTES: usize = 512;
/// Bytes of a device description.
pub const DEVICE_BYTES: usize = 128;
/// Bytes of an application version.
pub const APP_VERSION_BYTES: usize = 128;
/// Targets of one event. An action on more targets is several events.
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
/// Faults in the list of one event: enough to correct one event, and few enough for 500 events.
pub const EVENT_FAULTS: usize = 20;
/// Bytes of the faults, in JSON, in one ingest response: about 1/20 of Lambda's limit.
pub const ANSWER_FAULT_BYTES: usize = 256 * 1024;
/// Events of one ingest request: 20 batches of 25 statements, which take much less than API Gateway's 30
/// seconds.
pub const EVENTS_PER_REQUEST: usize = 500;
/// Bytes of one ingest request: 500 events of 2 KiB.
pub const REQUEST_BYTES: usize = 1024 * 1024;
/// Seconds during which ingest tries to write an event after it sets `recorded_at`. If an export claims to be
/// complete up to a time, it must start to read more than this after that time.
pub const RECORD_DEADLINE_SECONDS: u64 = 10;
/// Minutes that `occurred_at` may be ahead of the clock: the difference between unsynchronized clocks.
pub const CLOCK_SKEW_MINUTES: i64 = 5;
/// Users that match the e-mail addresses of one filter. Each is one index partition. An export stores all of
/// them in its item of 400 KB, together with the checkpoint of a file of many parts. An address that more
/// users share does not identify a user.
pub const FILTER_PEOPLE: usize = 200;
/// Values of one filter. Each user is one index partition that a page must merge. A wildcard of types counts once.
pub const FILTER_VALUES: usize = 50;
/// Bytes of a text in a filter: the longest name of a person or a target.
pub const FILTER_TEXT_BYTES: usize = NAME_BYTES;
/// Rows of one page.
pub const PAGE_ROWS: u16 = 1000;
/// Default number of rows of one page.
pub const PAGE_ROWS_DEFAULT: u16 = 50;
/// Default number of events of one page of the feed.
pub const FEED_ROWS_DEFAULT: u16 = 100;
/// Unfinished exports of one person: enough for a report of several files.
pub const OPEN_EXPORTS_PER_PERSON: usize = 5;
/// Unfinished exports of one organization. Its queue is one small item, and the last export starts within
/// minutes.
pub const OPEN_EXPORTS_PER_ORGANIZATION: usize = 50;
/// Unfinished exports of one organization that members may have. Members cannot block the exports of an
/// owner, admin or auditor.
pub const OPEN_EXPORTS_OF_MEMBERS: usize = 40;
/// Reader keys of one organization that are not revoked: one per program that reads the feed, and a second one while
/// it is replaced. Few enough to review.
pub const READER_KEYS_PER_ORGANIZATION: usize = 20;
/// Active mutes of one organization: a detector reads all of them, and a person must be able to review them.
pub const MUTES_PER_ORGANIZATION: usize = 100;
/// Streams of one organization. Each reads the whole feed.
pub const STREAMS_PER_ORGANIZATION: usize = 5;
/// Views that one person saves for themselves: more than fit a menu.
pub const VIEWS_PER_PERSON: usize = 50;
/// Views of one organization. All of them fit one response, with those of a person.
pub const VIEWS_PER_ORGANIZATION: usize = 100;
/// Bytes of the filters of a view, as JSON. A link holds them, and gateways accept URLs of about this size.
pub const VIEW_FILTER_BYTES: usize = 8 * 1024;
