//! The machine of a run, without its name.

use std::fs;
use std::process::Command;

use chrono::{DateTime, Utc};
use serde::Serialize;

/// The machine, the versions and the date.
#[derive(Debug, Serialize)]
pub(crate) struct Machine {
    processor: String,
    cores: usize,
    memory_gib: u64,
    system: String,
    rustc: String,
    python: String,
    commit: String,
    date: DateTime<Utc>,
}

impl Machine {
    /// Reads it from the system.
    pub(crate) fn read(python: Option<&str>) -> Self {
        let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let processor = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
        let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
        let kib = memory
            .lines()
            .find_map(|line| line.strip_prefix("MemTotal:")?.split_whitespace().next()?.parse::<u64>().ok());
        let boto =
            "import sys, boto3; print('Python', sys.version.split()[0] + ', boto3', boto3.__version__)";
        Self {
            processor: processor.map_or("unknown", |(_, name)| name).to_owned(),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            memory_gib: kib.unwrap_or_default().div_ceil(1024 * 1024),
            system: said("uname", &["-s", "-r", "-m"]),
            rustc: said("rustc", &["--version"]),
            python: python.map_or_else(|| "none".to_owned(), |python| said(python, &["-c", boto])),
            commit: said("git", &["rev-parse", "--short", "HEAD"]),
            date: Utc::now(),
        }
    }

    /// Returns name and value of each fact.
    pub(crate) fn lines(&self) -> [(&'static str, String); 6] {
        [
            ("Date", self.date.format("%Y-%m-%d").to_string()),
            ("Commit", self.commit.clone()),
            ("Machine", format!("{} ({} cores), {} GiB", self.processor, self.cores, self.memory_gib)),
            ("System", self.system.clone()),
            ("Compiler", format!("{}, release profile", self.rustc)),
            ("Peer", self.python.clone()),
        ]
    }
}

/// Returns the first line that a program prints.
fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let said = output
        .map(|output| String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or_default().to_owned());
    said.ok().filter(|said| !said.is_empty()).unwrap_or_else(|| "unknown".to_owned())
}
