//! Deliveries to an API with faults.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use chrono::Utc;
use chrono_tz::Tz;
use fake_api::{FakeApi, Faults, OFF_ORGANIZATION, PRODUCT_KEY};
use indicatif::ProgressBar;
use tempfile::TempDir;

use super::super::{LogFile, Mapping};
use super::*;

const LINES: u64 = 3000;

struct Import {
    folder: TempDir,
    mapping: Mapping,
    organization: &'static str,
}

impl Import {
    fn new(organization: &'static str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut log = String::new();
        for number in 0..LINES {
            let (minute, second) = (number / 60, number % 60);
            writeln!(
                log,
                "2026-11-01T10:{minute:02}:{second:02}Z a sshd[{number}]: Failed password for ada from 192.0.2.1 port 2 ssh2"
            )
            .expect("texts can be written");
        }
        std::fs::write(folder.path().join("auth.log"), log).expect("written");
        Self { folder, mapping: Mapping::built_in("sshd").expect("a built-in mapping"), organization }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("auth.log")
    }

    async fn run(&self, url: &str, product_key: &str) -> Result<Sent, Failure> {
        let path = self.path();
        let log = LogFile {
            path: &path,
            mapping: &self.mapping,
            organization_id: self.organization.parse().expect("an id"),
            zone: Tz::UTC,
            year: None,
            progress: ProgressBar::hidden(),
        };
        let mut conversions = log.convert(Utc::now())?;
        let (url, key, spool) =
            (url.parse().expect("a URL"), product_key.to_owned(), self.folder.path().join("spool"));
        let time = Duration::from_secs(60);
        let sending = Sending::connect(url, &key.into(), spool, time, time)?;
        deliver(&mut conversions, &sending, &file_version(&path)?, |_| ()).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn deliver_twice_records_once() {
    let api = FakeApi::start(Faults::none()).await;
    let import = Import::new("org_a");
    let first = import.run(api.url(), PRODUCT_KEY).await.expect("sent");
    assert_eq!((first.recorded, first.duplicates, first.refused.total()), (LINES, 0, 0));
    let second = import.run(api.url(), PRODUCT_KEY).await.expect("sent");
    assert_eq!((second.recorded, second.duplicates), (0, LINES));
    assert_eq!(api.recorder().len() as u64, LINES);
}

#[tokio::test(flavor = "multi_thread")]
async fn deliver_interrupted_continues() {
    let api = FakeApi::start(Faults::none()).await;
    let import = Import::new("org_a");
    // The API refuses the key after some requests, and the first run ends.
    let stop = async {
        while api.recorder().is_empty() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        api.deny(true);
    };
    let (first, ()) = tokio::join!(import.run(api.url(), PRODUCT_KEY), stop);
    let before = api.recorder().len() as u64;
    assert!(before > 0);
    if before < LINES {
        assert!(matches!(first, Err(Failure::Refused(problem)) if problem.status == 401));
    }
    api.deny(false);
    let second = import.run(api.url(), PRODUCT_KEY).await.expect("sent");
    assert_eq!(api.recorder().len() as u64, LINES);
    assert_eq!(second.recorded, LINES - before);
}

#[tokio::test(flavor = "multi_thread")]
async fn deliver_refused_events_are_counted_by_reason() {
    let api = FakeApi::start(Faults::none()).await;
    let import = Import::new(OFF_ORGANIZATION);
    let sent = import.run(api.url(), PRODUCT_KEY).await.expect("sent");
    let mut refused = Counts::default();
    refused.add("not_collected: the activity monitor of the organization is off", LINES);
    assert_eq!(sent, Sent { recorded: 0, duplicates: 0, refused });
    assert_eq!(sent.total(), LINES);
}

#[tokio::test(flavor = "multi_thread")]
async fn deliver_with_unknown_key_is_refused() {
    let api = FakeApi::start(Faults::none()).await;
    let failure = Import::new("org_a").run(api.url(), "amk_other").await.expect_err("another key");
    assert_eq!(failure.exit_code(), 3, "{failure}");
}
