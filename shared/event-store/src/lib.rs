//! Storage of events, organizations and exports. No other crate of the functions names an AWS data SDK.
//!
//! Imports run one way: `dynamodb` ← `events` ← `control` ← `detections`, `exports` and `feed` ← `deliveries`.

#![warn(missing_docs)]

mod control;
mod deliveries;
mod detections;
mod dynamodb;
mod events;
mod exports;
mod feed;
mod invoke;
mod store;

pub use control::api_key::{ApiKey, KeySecret};
pub use control::catalog::RegisteredCatalog;
pub use control::catalog_cache::CatalogCache;
pub use control::consumers::{Consumer, ConsumerClaim, ConsumerLease};
pub use control::keys::KeyPosition;
pub use control::list::Listed;
pub use control::organizations::OrganizationRecord;
pub use control::product_key::{KeyScope, ProductKey, ProductKeySecret};
pub use control::product_keys::Revocation;
pub use control::reader_key::{ReaderKey, ReaderKeySecret};
pub use control::receipts::{Receipt, ReceiptSubject};
pub use control::snapshot::ControlSnapshot;
pub use control::users_search::{FoundUsers, InvalidUserPosition, UserPosition, UsersPage};
pub use control::users_write::{UserChange, UserWrite};
pub use deliveries::act::DeliveryChange;
pub use deliveries::attempt::{ATTEMPTS_KEPT, ATTEMPTS_LISTED, Attempt};
pub use deliveries::dead_letter::{DEAD_LETTERS_COUNTED, DEAD_LETTERS_KEPT, DeadLetter};
pub use deliveries::delivery::{Batch, DELIVERY_LEASE, Delivery, DeliveryGap, HourCount, LastFailure};
pub use deliveries::delivery_row::StoredDelivery;
pub use deliveries::destination::{Ciphertext, Destination};
pub use deliveries::keys::DELIVERY_SHARDS;
pub use deliveries::lease::DeliveryLease;
pub use deliveries::mail_codes::{CODE_MAILS_PER_HOUR, MAIL_CODE_VALID, MailedCode};
pub use deliveries::notifications::mailbox::{
    FeedMark, FindingNews, MailStop, Mailbox, MoreFindings, WaitingFinding,
};
pub use deliveries::notifications::people::{FindingMails, MailPreferences, NotifiedPerson};
pub use deliveries::notifications::start::{NOTIFICATIONS_ID, notifications_id};
pub use deliveries::stream::{SECRET_OVERLAP, Stream};
pub use deliveries::summary::{DELIVERY_CHECK, DeliverySummary};
pub use detections::backtest::{
    Backtest, BacktestCall, BacktestDay, BacktestFinding, BacktestProgress, BacktestResult, BacktestState,
    SeverityCounts,
};
pub use detections::config::{DetectionSettings, StoredConfig};
pub use detections::finding::{ANSWERS_MAX, Answer, AnswerKind, FindingRecord, FindingState, Resolution};
pub use detections::finding_change::{FindingChange, FindingHandling};
pub use detections::findings_write::{FindingOutcome, FindingWrite};
pub use detections::keys::{FindingPosition, FindingScope, InvalidFindingPosition};
pub use detections::profiles::{ProfileExtract, StoredProfile};
pub use detections::totals::DetectionTotals;
pub use dynamodb::backoff::full_jitter;
pub use dynamodb::client::{Aws, Endpoints, Service};
pub use dynamodb::conflict::ConflictRetry;
pub use dynamodb::error::{StoreError, error_chain};
pub use events::budget::ReadBudget;
pub use events::cursor::{Cursor, CursorScope, InvalidCursor};
pub use events::keys;
pub use events::keys::Position;
pub use events::planner::Order;
pub use events::reader::{BoundedStep, EventReader, ReadRequest, ReadSize, Step};
pub use events::recording::{Insertion, Recording};
pub use exports::bucket::{ExportsBucket, FileKind, PARTS_MAX, UploadError};
pub use exports::export::{
    Export, ExportCall, ExportCheckpoint, ExportFailure, ExportFiles, ExportFormat, ExportLease,
    ExportProgress, ExportRequest, ExportState, ExportTail, ExportUpload, ReadMark, UploadedPart,
};
pub use exports::lease::{ExportClaim, ExportReport};
pub use exports::queue::{ExportLimit, ExportQueue};
pub use exports::records::ExportPage;
pub use feed::append::Appended;
pub use feed::backlog::FeedBacklog;
pub use feed::consume::{Consumed, ConsumerRun};
pub use feed::cursor::FeedCursor;
pub use feed::detector::DetectorProgress;
pub use feed::entry::{FeedEntry, FeedKey};
pub use feed::keys::FeedKeys;
pub use feed::page::{FeedPage, FeedProgress, FeedRequest};
pub use feed::position::{FeedPosition, FeedSequence, InvalidSequence};
pub use feed::record::{FeedRecord, ImageRecord, UnreadableRecord};
pub use feed::segment::Segment;
pub use feed::start::{FeedStart, InvalidStart};
pub use invoke::{CallError, FunctionInvoker};
pub use store::{Control, EventLog, Feed, Store, Tables};
