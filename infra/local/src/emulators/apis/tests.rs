//! The clients of the SDK against the services.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_eventbridge::error::ProvideErrorMetadata;
use aws_sdk_eventbridge::types::PutEventsRequestEntry;
use aws_sdk_kms::primitives::{Blob, DateTime};
use aws_sdk_kms::types::DataKeySpec;
use aws_sdk_s3::config::{Credentials, Region, SharedCredentialsProvider};
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message, MessageHeader, RawMessage};
use event_store::{Aws, Endpoints, Service};
use serde_json::json;
use uuid::Uuid;

use super::{Apis, AssumedRole, start};
use crate::data_dir::{Data, DataDir};
use crate::emulators::{address, endpoint, listen};
use crate::server::Server;
use crate::stack::{Options, Stack};

const TIMEOUT: Duration = Duration::from_secs(5);
const ROLE: &str = "arn:aws:iam::123456789012:role/activity";

/// The services, and what runs them.
struct Fixture {
    apis: Arc<Apis>,
    aws: Aws,
    _server: Server,
}

impl Fixture {
    async fn new(data_dir: &Arc<DataDir>) -> Self {
        let keys = ["SecretsKey", "OtherKey"].map(str::to_owned);
        let apis = Arc::new(Apis::open(&keys, data_dir).unwrap());
        let listener = listen(0).await.unwrap();
        let url = endpoint(address(&listener).unwrap());
        let aws = Aws::with_endpoints(Endpoints::all(&url));
        Self { _server: start(listener, &apis), apis, aws }
    }

    async fn in_memory() -> Self {
        Self::new(&Arc::new(DataDir::open(&Data::Memory).unwrap())).await
    }

    fn config(&self, service: Service) -> SdkConfig {
        self.aws.service_config(service, TIMEOUT)
    }

    fn kms(&self) -> aws_sdk_kms::Client {
        aws_sdk_kms::Client::new(&self.config(Service::Kms))
    }

    fn ses(&self) -> aws_sdk_sesv2::Client {
        aws_sdk_sesv2::Client::new(&self.config(Service::Ses))
    }

    fn events(&self) -> aws_sdk_eventbridge::Client {
        aws_sdk_eventbridge::Client::new(&self.config(Service::Events))
    }
}

fn context(stream: &str) -> Option<HashMap<String, String>> {
    let pairs = [("organization_id", "org_northwind"), ("stream_id", stream)];
    Some(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into())
}

#[tokio::test]
async fn kms_decrypts_in_the_same_context_only() {
    let data_dir = Arc::new(DataDir::open(&Data::Memory).unwrap());
    let before = Fixture::new(&data_dir).await;
    let kms = before.kms();
    let encrypt = kms.encrypt().key_id("SecretsKey").set_encryption_context(context("a"));
    let encrypted = encrypt.plaintext(Blob::new("whsec_1")).send().await.unwrap();
    assert_eq!(encrypted.key_id(), Some("arn:aws:kms:us-east-1:000000000000:key/SecretsKey"));
    let ciphertext = encrypted.ciphertext_blob.unwrap().into_inner();

    // The key outlives the process.
    let fixture = Fixture::new(&data_dir).await;
    let kms = fixture.kms();
    let decrypt = async |ciphertext: &[u8], stream: &str| {
        let request = kms.decrypt().ciphertext_blob(Blob::new(ciphertext));
        match request.set_encryption_context(context(stream)).send().await {
            Ok(decrypted) => Ok(decrypted.plaintext.unwrap().into_inner()),
            Err(error) => Err(error.code().unwrap_or_default().to_owned()),
        }
    };
    assert_eq!(decrypt(&ciphertext, "a").await.unwrap(), b"whsec_1");
    let refused = Err("InvalidCiphertextException".to_owned());
    assert_eq!(decrypt(&ciphertext, "b").await, refused);
    let mut forged = ciphertext.clone();
    *forged.last_mut().unwrap() ^= 1;
    assert_eq!(decrypt(&forged, "a").await, refused);
    // The key of the ciphertext is the other one, which has as many letters as its length says.
    let renamed = [&[8], b"OtherKey".as_slice(), &ciphertext[11..]].concat();
    assert_eq!(decrypt(&renamed, "a").await, refused);
    for malformed in [b"".as_slice(), b"x", &[255; 20], &ciphertext[..20]] {
        assert_eq!(decrypt(malformed, "a").await, refused, "{malformed:?}");
    }
    let other = kms.decrypt().key_id("OtherKey").ciphertext_blob(Blob::new(ciphertext));
    let error = other.set_encryption_context(context("a")).send().await.unwrap_err();
    assert_eq!(error.code(), Some("IncorrectKeyException"));
}

#[tokio::test]
async fn kms_encrypt_invalid_request_is_refused() {
    let fixture = Fixture::in_memory().await;
    let kms = fixture.kms();
    let unknown = kms.encrypt().key_id("alias/unknown").plaintext(Blob::new("x")).send().await.unwrap_err();
    assert_eq!(unknown.code(), Some("NotFoundException"));
    let long = kms.encrypt().key_id("SecretsKey").plaintext(Blob::new(vec![0; 4_097])).send().await;
    assert_eq!(long.unwrap_err().code(), Some("ValidationException"));
    let other = kms.describe_key().key_id("SecretsKey").send().await.unwrap_err();
    assert_eq!(other.code(), Some("UnknownOperationException"));
}

#[tokio::test]
async fn kms_data_key_is_encrypted_beside_it() {
    let fixture = Fixture::in_memory().await;
    let kms = fixture.kms();
    let key = kms.generate_data_key().key_id("arn:aws:kms:us-east-1:000000000000:key/SecretsKey");
    let key = key.key_spec(DataKeySpec::Aes256).send().await.unwrap();
    let plaintext = key.plaintext.unwrap().into_inner();
    assert_eq!(plaintext.len(), 32);
    let decrypted = kms.decrypt().ciphertext_blob(key.ciphertext_blob.unwrap()).send().await.unwrap();
    assert_eq!(decrypted.plaintext.unwrap().into_inner(), plaintext);
    let without = kms.generate_data_key().key_id("SecretsKey").send().await.unwrap_err();
    assert_eq!(without.code(), Some("ValidationException"));
}

fn text(data: &str) -> Content {
    Content::builder().data(data).build().unwrap()
}

#[tokio::test]
async fn ses_keeps_messages_as_files() {
    let data_dir = Arc::new(DataDir::open(&Data::Memory).unwrap());
    let fixture = Fixture::new(&data_dir).await;
    let body = Body::builder().text(text("Plain")).html(text("<p>Rich</p>")).build();
    let header =
        MessageHeader::builder().name("List-Unsubscribe").value("<https://x.example>").build().unwrap();
    let message = Message::builder().subject(text("1 finding")).body(body).headers(header).build();
    let send = fixture.ses().send_email().from_email_address("activity@localhost.example");
    let send = send.destination(Destination::builder().to_addresses("ana@northwind.example").build());
    let sent = send.content(EmailContent::builder().simple(message).build()).send().await.unwrap();

    let mails = fixture.apis.mailbox.all().unwrap();
    let [mail] = mails.as_slice() else { panic!("{mails:?}") };
    assert_eq!(sent.message_id(), Some(mail.id.to_string().as_str()));
    assert_eq!(
        (mail.from.as_str(), mail.subject.as_str(), mail.to.as_slice()),
        ("activity@localhost.example", "1 finding", ["ana@northwind.example".to_owned()].as_slice())
    );
    assert_eq!(mail.headers, [("List-Unsubscribe".to_owned(), "<https://x.example>".to_owned())]);
    let file = |extension: &str| data_dir.read(&format!("mail/{}.{extension}", mail.id)).unwrap().unwrap();
    assert_eq!((file("txt"), file("html")), (b"Plain".to_vec(), b"<p>Rich</p>".to_vec()));
    assert_eq!(serde_json::from_slice::<super::Mail>(&file("json")).unwrap(), *mail);
    assert_eq!(fixture.apis.mailbox.get(mail.id).unwrap().as_ref(), Some(mail));
    assert_eq!(fixture.apis.mailbox.get(Uuid::now_v7()).unwrap(), None);
}

#[tokio::test]
async fn ses_invalid_message_is_refused() {
    let fixture = Fixture::in_memory().await;
    let simple = |subject: &str, body: Body| {
        EmailContent::builder().simple(Message::builder().subject(text(subject)).body(body).build()).build()
    };
    let plain = || Body::builder().text(text("Plain")).build();
    let raw = RawMessage::builder().data(Blob::new("Subject: x")).build().unwrap();
    for (content, receivers) in [
        (EmailContent::builder().raw(raw).build(), 1),
        (simple("Subject", Body::builder().build()), 1),
        (simple("Subject\r\nBcc: eve@northwind.example", plain()), 1),
        (simple("Subject", plain()), 0),
        (simple("Subject", plain()), 51),
    ] {
        let to = vec!["ana@northwind.example".to_owned(); receivers];
        let to = Destination::builder().set_to_addresses(Some(to)).build();
        let send = fixture.ses().send_email().from_email_address("activity@localhost.example");
        let refused = send.destination(to).content(content.clone()).send().await.unwrap_err();
        assert_eq!(refused.code(), Some("BadRequestException"), "{content:?}");
    }
    assert_eq!(fixture.apis.mailbox.all().unwrap(), []);
}

fn entry(detail: &str) -> PutEventsRequestEntry {
    let entry = PutEventsRequestEntry::builder().source("activity-monitor").detail_type("activity.events");
    entry.event_bus_name("security").detail(detail).time(DateTime::from_millis(1_700_000_000_250)).build()
}

#[tokio::test]
async fn event_bus_keeps_entries_and_fails_some() {
    let fixture = Fixture::in_memory().await;
    let put = async |entries: Vec<PutEventsRequestEntry>| {
        fixture.events().put_events().set_entries(Some(entries)).send().await
    };
    fixture.apis.bus.fail_next(1);
    let answer = put(vec![entry("{\"n\": 1}"), entry("{\"n\": 2}"), entry("[]")]).await.unwrap();
    assert_eq!(answer.failed_entry_count(), 2);
    let codes: Vec<_> = answer.entries().iter().map(|entry| entry.error_code()).collect();
    assert_eq!(codes, [Some("InternalFailure"), None, Some("MalformedDetail")]);
    assert_eq!(put(vec![entry("{\"n\": 1}")]).await.unwrap().failed_entry_count(), 0);

    let kept = fixture.apis.bus.all().unwrap();
    assert_eq!(kept.iter().map(|entry| &entry.detail["n"]).collect::<Vec<_>>(), [&json!(2), &json!(1)]);
    assert_eq!(answer.entries()[1].event_id(), Some(kept[0].id.to_string().as_str()));
    assert_eq!(
        (kept[0].bus.as_str(), kept[0].time.unwrap().timestamp_millis()),
        ("security", 1_700_000_000_250)
    );

    for entries in [vec![entry("{}"); 11], vec![entry(&format!("{{\"x\": \"{}\"}}", "x".repeat(1 << 20)))]] {
        assert_eq!(put(entries).await.unwrap_err().code(), Some("ValidationException"));
    }
    assert_eq!(fixture.apis.bus.all().unwrap().len(), 2);
}

#[tokio::test]
async fn sts_role_writes_bucket_of_a_customer() {
    let stack = Stack::start(Options::default()).await.unwrap();
    let config = |service| stack.aws().service_config(service, TIMEOUT);
    let s3 = |credentials: Option<Credentials>, region: &'static str| {
        let mut config = aws_sdk_s3::config::Builder::from(&config(Service::S3)).force_path_style(true);
        config.set_credentials_provider(credentials.map(SharedCredentialsProvider::new));
        aws_sdk_s3::Client::from_conf(config.region(Region::from_static(region)).build())
    };
    let own = Credentials::new(Endpoints::ACCESS_KEY, Endpoints::SECRET_KEY, None, None, "test");
    s3(Some(own), "us-east-1").create_bucket().bucket("northwind-activity").send().await.unwrap();

    let role = aws_sdk_sts::Client::new(&config(Service::Sts)).assume_role().role_arn(ROLE);
    let role = role.role_session_name("activity-monitor").external_id("stream-1").send().await.unwrap();
    let assumed = role.credentials.unwrap();
    assert!(assumed.expiration.to_millis().unwrap() > chrono::Utc::now().timestamp_millis());
    let token = Some(assumed.session_token);
    let assumed = Credentials::new(assumed.access_key_id, assumed.secret_access_key, token, None, "role");
    let bucket = s3(Some(assumed), "eu-central-1");
    let key = "activity/organization=org_northwind/date=2026-01-01/1.0-1.9.jsonl.gz";
    let body = ByteStream::from_static(b"{}\n");
    bucket.put_object().bucket("northwind-activity").key(key).body(body).send().await.unwrap();
    let read = bucket.get_object().bucket("northwind-activity").key(key).send().await.unwrap();
    assert_eq!(read.body.collect().await.unwrap().to_vec(), b"{}\n");
    let expected = AssumedRole {
        role_arn: ROLE.to_owned(),
        external_id: "stream-1".to_owned(),
        session_name: "activity-monitor".to_owned(),
    };
    assert_eq!(stack.assumed_roles(), [expected]);
}

#[tokio::test]
async fn sts_role_without_external_id_is_refused() {
    let fixture = Fixture::in_memory().await;
    let sts = aws_sdk_sts::Client::new(&fixture.config(Service::Sts));
    let assume = async |role: &str, external_id: Option<&str>| {
        let request = sts.assume_role().role_arn(role).role_session_name("activity-monitor");
        let refused = request.set_external_id(external_id.map(str::to_owned)).send().await.unwrap_err();
        refused.code().unwrap_or_default().to_owned()
    };
    assert_eq!(assume(ROLE, None).await, "AccessDenied");
    assert_eq!(assume(ROLE, Some("")).await, "AccessDenied");
    assert_eq!(assume("arn:aws:iam::123456789012:user/ana", Some("stream-1")).await, "ValidationError");
    assert_eq!(sts.get_caller_identity().send().await.unwrap_err().code(), Some("InvalidAction"));
    assert_eq!(fixture.apis.sts.assumed(), []);
}
