//! The event model: types, catalog and limits.
//!
//! Pure data, without I/O, storage or HTTP. A string becomes a newtype at the edge and stays valid, so no
//! later layer checks it again.

#![warn(missing_docs)]

mod actor;
mod built_in;
mod catalog;
mod catalog_body;
mod class;
mod content;
mod country;
mod coverage;
mod details;
mod directory;
mod event;
mod event_body;
mod event_query;
mod event_result;
mod event_type;
mod faults;
mod feed_body;
mod field_error;
mod filter;
mod ids;
mod ip_filter;
mod isp_filter;
pub mod json_object;
pub mod limits;
mod monitor_act;
mod ocsf;
mod organization;
mod outcome;
mod parse;
mod periods;
mod range;
mod recorded;
mod request;
mod role;
mod saved_view;
mod schema;
mod search_text;
mod setting_change;
mod settings;
mod stream;
mod target_filter;
mod text;
mod text_pattern;
mod timestamp;
mod type_selector;
mod wire_enum;

pub use actor::{Actor, Target};
pub use catalog::{
    Catalog, CatalogEntry, RefusedType, RegisteredSource, RegisteredType, SourceEntry, UnknownSource,
};
pub use catalog_body::{EventTypeBody, EventTypeRequest, SourceBody, SourceRequest};
pub use class::Class;
pub use content::ContentHash;
pub use country::{Country, InvalidCountry};
pub use coverage::{Coverage, CoverageChange, CoverageHistory, CoverageRecord, PlanChange};
pub use details::{Details, Location, Network};
pub use directory::{SearchWords, User, fold};
pub use event::{Client, Event, Metadata, NewEvent};
pub use event_body::{ActorBody, ClientBody, DetailsState, EventBody, TargetBody, UnreadableMember};
pub use event_query::{EventQuery, QueryFilters, QuerySource, QueryUsers, UserSelector};
pub use event_result::{EventResult, EventStatus, IngestResponse, NotCollectedReason};
pub use event_type::InvalidSentType;
pub use faults::Faults;
pub use feed_body::{FeedEntryBody, FeedEventBody, UnreadableEventBody};
pub use field_error::FieldError;
pub use filter::{Conditions, EventFilter, TextCondition, TypeCondition};
pub use ids::{
    BacktestId, EventId, EventType, ExportId, InvalidId, KeyId, MuteId, OrganizationId, SessionId, Source,
    StreamId, TargetId, UserId, ViewId,
};
pub use ip_filter::{InvalidIpFilter, IpFilter, canonical_ip};
pub use isp_filter::{FoldedIsp, IspFilter};
pub use monitor_act::{MonitorAct, metadata};
pub use ocsf::{Ocsf, OcsfStatus};
pub use organization::{Organization, OrganizationState, Plan, WriteShards};
pub use outcome::Outcome;
pub use parse::parse_event;
pub use periods::{Overflow, Periods};
pub use range::{InvalidTimeRange, TimeRange};
pub use recorded::RecordedOutcome;
pub use request::{ActorRequest, ClientRequest, EventRequest, TargetRequest};
pub use role::Role;
pub use saved_view::{
    Bucket, InvalidLastTime, LastTime, SavedView, ViewContent, ViewList, ViewOrder, ViewScope,
};
pub use search_text::SearchText;
pub use setting_change::SettingChange;
pub use settings::{InvalidRetention, RetentionDays, Settings};
pub use stream::{StreamFormat, StreamKind, StreamState};
pub use target_filter::{FoldedTarget, TargetFilter};
pub use text::{
    AppVersion, Description, Device, Email, InvalidText, MetadataKey, MetadataValue, Name, Note, TargetType,
    UserAgent,
};
pub use text_pattern::{FoldedPattern, InvalidPattern, TextPattern};
pub use timestamp::{InvalidTimestamp, Timestamp};
pub use type_selector::{InvalidTypeSelector, TypeSelector};
pub use wire_enum::UnknownValue;
