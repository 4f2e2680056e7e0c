//! Roles that organizations give to their streams.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, UNIX_EPOCH};

use aws_sdk_s3::Client;
use aws_sdk_s3::config::{Builder, Credentials, Region};
use event_model::{StreamId, Timestamp};
use event_store::{Aws, Destination, Service, Stream};

use crate::answer::{Answer, Verdict};
use crate::aws_failure::AwsFailure;
use crate::destinations::wrong_destination;

/// Name of the service in reasons.
const SERVICE: &str = "STS";
/// Timeout of one attempt to write or read an object.
const S3_TIMEOUT: Duration = Duration::from_secs(20);
/// Timeout of one attempt to assume a role.
const STS_TIMEOUT: Duration = Duration::from_secs(5);
/// Name of the session, for the logs of the account of the bucket.
const SESSION: &str = "activity-monitor";
/// Time before the end of credentials at which they are renewed: longer than an attempt.
const RENEWAL: chrono::Duration = chrono::Duration::minutes(5);
/// Maximum clients in memory. An instance serves few streams in the time of their credentials.
const CLIENTS_MAX: usize = 64;

/// Assumes the roles of streams, and keeps their clients.
pub(super) struct Roles {
    aws: Aws,
    sts: aws_sdk_sts::Client,
    clients: Mutex<HashMap<StreamId, Assumed>>,
}

/// A client with the credentials of a role.
#[derive(Clone)]
struct Assumed {
    /// Version of the stream: another one can have another role.
    version: u64,
    until: Timestamp,
    client: Client,
}

impl Roles {
    pub(super) fn new(aws: &Aws) -> Self {
        let sts = aws_sdk_sts::Client::new(&aws.service_config(Service::Sts, STS_TIMEOUT));
        Self { aws: aws.clone(), sts, clients: Mutex::default() }
    }

    /// Returns a client with the role of a stream, and its bucket.
    pub(super) async fn client<'a>(
        &self,
        stream: &'a Stream,
        now: Timestamp,
    ) -> Result<(Client, &'a str), Answer> {
        let Destination::S3 { bucket, region, prefix: _, role_arn } = &stream.destination else {
            return Err(wrong_destination());
        };
        if let Some(client) = self.kept(stream, now) {
            return Ok((client, bucket));
        }
        let (credentials, until) = self.assume(stream, role_arn).await?;
        let config = Builder::from(&self.aws.service_config(Service::S3, S3_TIMEOUT))
            .region(Region::new(region.clone()))
            .credentials_provider(credentials)
            .force_path_style(self.aws.is_path_style());
        let client = Client::from_conf(config.build());
        self.keep(
            stream,
            Assumed { version: stream.version, until: until.minus(RENEWAL), client: client.clone() },
            now,
        );
        Ok((client, bucket))
    }

    /// Removes the client of a stream.
    pub(super) fn forget(&self, stream: &Stream) {
        self.clients.lock().expect("no holder of the lock panics").remove(&stream.id);
    }

    /// Assumes a role with the id of the stream as external id. Only the owner of the role knows of it: without it, a
    /// stream of another organization that names the same role could write to the bucket.
    async fn assume(&self, stream: &Stream, role: &str) -> Result<(Credentials, Timestamp), Answer> {
        let request = self.sts.assume_role().role_arn(role).role_session_name(SESSION);
        let assumed = request.external_id(stream.id.as_str()).send().await;
        let assumed = assumed.map_err(|error| failed(stream, &AwsFailure::of(&error)))?;
        let incomplete = || Answer::failed(Verdict::Retry, "the answer of STS is incomplete");
        let credentials = assumed.credentials.ok_or_else(incomplete)?;
        let until = credentials.expiration.to_millis().ok().and_then(Timestamp::from_millis);
        let until = until.ok_or_else(incomplete)?;
        let ends = UNIX_EPOCH + Duration::from_millis(until.millis().unsigned_abs());
        let credentials = Credentials::new(
            credentials.access_key_id,
            credentials.secret_access_key,
            Some(credentials.session_token),
            Some(ends),
            "role of a stream",
        );
        Ok((credentials, until))
    }

    fn kept(&self, stream: &Stream, now: Timestamp) -> Option<Client> {
        let clients = self.clients.lock().expect("no holder of the lock panics");
        let kept = clients.get(&stream.id)?;
        (kept.version == stream.version && now < kept.until).then(|| kept.client.clone())
    }

    fn keep(&self, stream: &Stream, assumed: Assumed, now: Timestamp) {
        let mut clients = self.clients.lock().expect("no holder of the lock panics");
        clients.retain(|_, kept| now < kept.until);
        if clients.len() < CLIENTS_MAX {
            clients.insert(stream.id.clone(), assumed);
        }
    }
}

fn failed(stream: &Stream, failure: &AwsFailure) -> Answer {
    let answer = failure.answer(SERVICE, |code| match code {
        "AccessDenied" => Some((Verdict::RetryLoudly, "the role does not trust this installation")),
        "ValidationError" => Some((Verdict::RetryLoudly, "the ARN of the role is not valid")),
        "RegionDisabledException" => {
            Some((Verdict::RetryLoudly, "the account of the role disabled the region"))
        }
        _ => None,
    });
    let reason = answer.reason.map(|reason| match answer.verdict {
        Verdict::RetryLoudly => {
            format!("{reason}; its trust policy must allow sts:AssumeRole with the external id {}", stream.id)
        }
        _ => reason,
    });
    Answer { reason, ..answer }
}
