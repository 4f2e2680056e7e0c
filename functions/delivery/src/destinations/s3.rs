//! Amazon S3: a compressed object of JSON Lines for each batch, in the bucket of the organization.

mod role;

use std::io::Write;

use aws_sdk_s3::primitives::ByteStream;
use event_model::{OrganizationId, Timestamp};
use event_store::{Aws, Destination, FeedSequence, Stream};
use flate2::Compression;
use flate2::write::GzEncoder;

use self::role::Roles;
use crate::answer::{Answer, Verdict};
use crate::aws_failure::AwsFailure;
use crate::destinations::{message_type, statement, wrong_destination};
use crate::message::{Outgoing, Payload};

/// Name of the service in reasons.
const SERVICE: &str = "S3";
/// Random bytes of the token of a verification.
const TOKEN_BYTES: usize = 32;
/// Maximum bytes that are read of the token.
const TOKEN_READ: i64 = 1_024;

/// Writes to buckets.
pub(super) struct S3 {
    roles: Roles,
}

/// An object to write.
struct Object {
    key: String,
    content_type: &'static str,
    body: Vec<u8>,
}

impl S3 {
    pub(super) fn new(aws: &Aws) -> Self {
        Self { roles: Roles::new(aws) }
    }

    /// Writes a message as one object. Its name is the position in the feed, so a repeat overwrites the object.
    pub(super) async fn send(&self, outgoing: &Outgoing<'_>) -> Answer {
        let Destination::S3 { prefix, .. } = &outgoing.stream.destination else { return wrong_destination() };
        let Ok(object) = object(outgoing, prefix) else {
            return Answer::failed(Verdict::Retry, "the events could not be compressed");
        };
        match self.put(outgoing.stream, object, outgoing.now).await {
            Ok(()) => Answer::delivered(None),
            Err(answer) => answer,
        }
    }

    /// Writes a token and reads it back. So the role can write to this bucket, and not to one that answers alike.
    pub(super) async fn verify(&self, stream: &Stream, now: Timestamp) -> Answer {
        let Destination::S3 { prefix, .. } = &stream.destination else { return wrong_destination() };
        let mut random = [0; TOKEN_BYTES];
        if getrandom::fill(&mut random).is_err() {
            return Answer::failed(Verdict::Retry, "no token could be made; try again");
        }
        let token = hex::encode(random);
        let key = format!("{}_stream.verification.txt", folder(prefix, &stream.organization_id));
        let body = token.clone().into_bytes();
        let object = Object { key: key.clone(), content_type: "text/plain", body };
        if let Err(answer) = self.put(stream, object, now).await {
            return answer;
        }
        match self.get(stream, &key, now).await {
            Ok(read) if read == token.as_bytes() => Answer::delivered(None),
            Ok(_) => {
                Answer::failed(Verdict::RetryLoudly, "the bucket returned another object than it was given")
            }
            Err(answer) => answer,
        }
    }

    async fn put(&self, stream: &Stream, object: Object, now: Timestamp) -> Result<(), Answer> {
        let Object { key, content_type, body } = object;
        let (client, bucket) = self.roles.client(stream, now).await?;
        let request = client.put_object().bucket(bucket).key(key).content_type(content_type);
        match request.body(ByteStream::from(body)).send().await {
            Ok(_) => Ok(()),
            Err(error) => Err(self.failed(stream, &AwsFailure::of(&error))),
        }
    }

    async fn get(&self, stream: &Stream, key: &str, now: Timestamp) -> Result<Vec<u8>, Answer> {
        let (client, bucket) = self.roles.client(stream, now).await?;
        let object = client.get_object().bucket(bucket).key(key).send().await;
        let object = object.map_err(|error| self.failed(stream, &AwsFailure::of(&error)))?;
        if object.content_length().is_some_and(|length| length > TOKEN_READ) {
            return Ok(Vec::new());
        }
        let body = object.body.collect().await;
        let body = body.map_err(|_| Answer::failed(Verdict::Retry, "the answer of S3 was cut off"))?;
        Ok(body.to_vec())
    }

    /// Returns the result of a failure. The next attempt assumes the role again, so a person who has corrected the role
    /// need not wait for the end of its credentials.
    fn failed(&self, stream: &Stream, failure: &AwsFailure) -> Answer {
        self.roles.forget(stream);
        failure.answer(SERVICE, |code| match code {
            "AccessDenied" => Some((
                Verdict::RetryLoudly,
                "the role may not do this; allow s3:PutObject and s3:GetObject on the prefix, and the key of the bucket",
            )),
            "NoSuchBucket" => Some((Verdict::RetryLoudly, "the bucket does not exist")),
            "PermanentRedirect" | "AuthorizationHeaderMalformed" | "IllegalLocationConstraintException" => {
                Some((Verdict::RetryLoudly, "the bucket is in another region"))
            }
            "InvalidBucketName" => Some((Verdict::RetryLoudly, "the name of the bucket is not valid")),
            // The role wrote the token: it may not read it.
            "NoSuchKey" => Some((Verdict::RetryLoudly, "the object that was written is not there")),
            _ => None,
        })
    }
}

/// Returns the object of a message.
fn object(outgoing: &Outgoing<'_>, prefix: &str) -> std::io::Result<Object> {
    let folder = folder(prefix, &outgoing.stream.organization_id);
    let events = match outgoing.payload {
        Payload::Events(events) => events.as_slice(),
        Payload::Finding(event, _) => std::slice::from_ref(event),
        Payload::Overflow { .. } | Payload::Test => &[],
    };
    let (Some(first), Some(last)) = (outgoing.first, outgoing.last) else {
        let key = format!("{folder}_{}.json", message_type(outgoing.payload));
        let body = statement(outgoing).to_string().into_bytes();
        return Ok(Object { key, content_type: "application/json", body });
    };
    // Without a time and a name of a file, the same events give the same bytes.
    let mut lines = GzEncoder::new(Vec::new(), Compression::default());
    for event in events {
        lines.write_all(event.body.get().as_bytes())?;
        lines.write_all(b"\n")?;
    }
    let key = key(&folder, outgoing.made_at, first, last);
    Ok(Object { key, content_type: "application/gzip", body: lines.finish()? })
}

/// Returns the name of the object of a batch. Names sort like the events. `made_at` is that of the batch, so that every
/// attempt writes the same object.
fn key(folder: &str, made_at: Timestamp, first: FeedSequence, last: FeedSequence) -> String {
    let day = made_at.datetime().format("%Y-%m-%d");
    format!("{folder}date={day}/{}-{}.jsonl.gz", first.padded(), last.padded())
}

/// Returns the folder of an organization, with a slash at its end.
fn folder(prefix: &str, organization: &OrganizationId) -> String {
    let prefix = prefix.trim_matches('/');
    let slash = if prefix.is_empty() { "" } else { "/" };
    format!("{prefix}{slash}organization={organization}/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_is_position_of_batch() {
        let organization = "org_northwind".parse().expect("an id");
        let made_at = Timestamp::parse("2026-11-21T23:59:59.999Z").expect("a time");
        let first = FeedSequence { segment: 1_042, place: 17 };
        let last = FeedSequence { segment: 1_043, place: 2 };
        assert_eq!(
            key(&folder("siem/activity", &organization), made_at, first, last),
            "siem/activity/organization=org_northwind/date=2026-11-21/\
             00000000000000001042.00017-00000000000000001043.00002.jsonl.gz"
        );
        for (prefix, expected) in
            [("", "organization=org_northwind/"), ("/siem/", "siem/organization=org_northwind/")]
        {
            assert_eq!(folder(prefix, &organization), expected);
        }
    }
}
