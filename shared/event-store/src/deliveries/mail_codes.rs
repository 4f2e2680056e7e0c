//! Codes that were mailed to addresses, to prove that a person there wants the messages of a stream.

use event_model::{OrganizationId, StreamId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteArray;
use subtle::ConstantTimeEq;

use crate::deliveries::keys;
use crate::dynamodb::conflict::ConflictRetry;
use crate::dynamodb::item::{from_item, item_key, to_item};
use crate::dynamodb::statement::Statement;
use crate::dynamodb::stored::{millis, seconds};
use crate::{Control, StoreError};

/// Mails with a code that an organization can send in an hour. Otherwise anyone who has an organization could send mail
/// to anyone without end.
pub const CODE_MAILS_PER_HOUR: u32 = 5;
/// Time for which a code is valid.
pub const MAIL_CODE_VALID: chrono::Duration = chrono::Duration::hours(1);

/// Maximum attempts while another request of the organization writes its codes.
const ATTEMPTS_MAX: u32 = 6;
/// Milliseconds of an hour.
const HOUR: i64 = 3_600_000;

/// A code that was mailed. Only its hash is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailedCode {
    /// The stream.
    pub stream_id: StreamId,
    /// Version of the stream to whose address it was mailed.
    pub stream_version: u64,
    /// SHA-256 of the code.
    pub hash: ByteArray<32>,
    /// Time at which it was mailed.
    #[serde(with = "millis")]
    pub mailed_at: Timestamp,
}

/// The codes of an organization: at most one for each stream.
#[derive(Debug, Serialize, Deserialize)]
struct MailCodesItem {
    pk: String,
    sk: String,
    /// Hours since 1970.
    hour: u32,
    /// Mails of this hour.
    mails: u32,
    codes: Vec<MailedCode>,
    version: u64,
    #[serde(with = "seconds")]
    expires_at: Timestamp,
}

impl Control {
    /// Stores a code that is mailed to the address of a stream, in place of an earlier one of that stream. Returns `false`
    /// if the organization has sent [`CODE_MAILS_PER_HOUR`] mails in this hour: then the mail must not be sent.
    pub async fn mail_codes_add(
        &self,
        organization: &OrganizationId,
        code: &MailedCode,
    ) -> Result<bool, StoreError> {
        let mut retry = ConflictRetry::new(ATTEMPTS_MAX);
        let hour = u32::try_from(code.mailed_at.millis() / HOUR).unwrap_or(u32::MAX);
        loop {
            let read = self.mail_codes(organization).await?;
            let (version, mails, mut codes) = match read {
                Some(MailCodesItem { version, mails, hour: of, codes, .. }) => {
                    (version, if of == hour { mails } else { 0 }, codes)
                }
                None => (0, 0, Vec::new()),
            };
            if mails >= CODE_MAILS_PER_HOUR {
                return Ok(false);
            }
            codes.retain(|old| old.stream_id != code.stream_id && old.is_valid(code.mailed_at));
            codes.push(code.clone());
            let item = to_item(MailCodesItem {
                pk: keys::mail_codes_pk(organization),
                sk: keys::MAIL_CODES_SK.to_owned(),
                hour,
                mails: mails + 1,
                codes,
                version: version + 1,
                expires_at: code.mailed_at.plus(MAIL_CODE_VALID),
            })?;
            let statement = match version {
                0 => Statement::insert(&self.table.name, item),
                read => Statement::update(&self.table.name, item, read),
            };
            if self.table.execute(statement).await? {
                return Ok(true);
            }
            retry.after(StoreError::Conflict).await?;
        }
    }

    /// Returns `true` if `hash` is that of the last code that was mailed to the address of a stream in this version, and
    /// the code is valid at `now`.
    pub async fn mail_codes_check(
        &self,
        organization: &OrganizationId,
        stream: &StreamId,
        stream_version: u64,
        hash: &[u8; 32],
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let codes = self.mail_codes(organization).await?.map_or_else(Vec::new, |item| item.codes);
        let mut valid = codes.iter().filter(|code| {
            code.stream_id == *stream && code.stream_version == stream_version && code.is_valid(now)
        });
        // In constant time: the duration must not show how much of a guess is right.
        Ok(valid.any(|code| code.hash.ct_eq(hash).into()))
    }

    async fn mail_codes(&self, organization: &OrganizationId) -> Result<Option<MailCodesItem>, StoreError> {
        let key = item_key(&keys::mail_codes_pk(organization), keys::MAIL_CODES_SK);
        self.table.get(key).await?.map(from_item).transpose()
    }
}

impl MailedCode {
    fn is_valid(&self, now: Timestamp) -> bool {
        now < self.mailed_at.plus(MAIL_CODE_VALID)
    }
}
