//! Measures the figures of the design: `make bench`.
//!
//! It writes one table with targets, the same as JSON, and `docs/benchmarks.md`, and fails if a counted figure misses
//! its target. `BENCH_QUICK=1` counts over fewer events and times nothing. Arguments name the parts to measure
//! (`functions`, `recording`, `reading`, `exporting`, `feeding`, `detecting`, `delivering`,
//! `backtesting`). With either, no page is written.

mod backtesting;
mod delivering;
mod detecting;
mod exporting;
mod feeding;
mod figure;
mod gateway;
mod harness;
mod lambda;
mod machine;
mod peers;
mod process;
mod reading;
mod recording;
mod report;
mod traffic;

use std::path::Path;
use std::process::ExitCode;

use crate::harness::{Fault, Harness};
use crate::machine::Machine;
use crate::peers::Programs;
use crate::report::Report;

/// Where the JSON goes, from the root of the project.
const OUT: &str = "tests/bench/out";
/// The page.
const PAGE: &str = "docs/benchmarks.md";

#[tokio::main]
async fn main() -> Result<ExitCode, Fault> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let quick = std::env::var("BENCH_QUICK").is_ok_and(|value| value == "1");
    let report = measure(quick, &arguments).await?;
    print!("{}", report.text());
    std::fs::create_dir_all(OUT)?;
    std::fs::write(Path::new(OUT).join("benchmarks.json"), serde_json::to_vec_pretty(&report)?)?;
    if !quick && arguments.is_empty() {
        std::fs::create_dir_all("docs")?;
        std::fs::write(PAGE, report.page())?;
    }
    Ok(if report.failed() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

async fn measure(quick: bool, parts: &[String]) -> Result<Report, Fault> {
    let python = std::env::var("BENCH_PYTHON").ok().filter(|python| Path::new(python).exists());
    let functions = std::env::var("BENCH_FUNCTIONS").ok();
    let programs = functions
        .as_deref()
        .map(|functions| Programs { functions: Path::new(functions), python: python.as_deref() })
        .filter(|_| !quick);
    let count = if quick { 1_000 } else { 10_000 };
    let rows = match std::env::var("BENCH_EXPORT_ROWS") {
        Ok(rows) => rows.parse()?,
        // So many that the last, half-empty page of each shard counts little.
        Err(_) => count * 4,
    };
    let mut report =
        Report { machine: Machine::read(python.as_deref()), figures: Vec::new(), skipped: Vec::new() };
    let wanted = |part: &str| {
        let is = parts.is_empty() || parts.iter().any(|named| named == part);
        if is {
            eprintln!("{part} …");
        }
        is
    };
    let harness = Harness::start().await?;
    match &programs {
        // First, while the emulator holds little.
        Some(programs) if wanted("functions") => {
            report.figures.extend(peers::measure(&harness, programs).await?);
        }
        Some(_) => {}
        None => {
            report.skipped.push("timed figures: they need release builds, without BENCH_QUICK=1".to_owned())
        }
    }
    if wanted("recording") {
        report.figures.extend(recording::measure(&harness, count).await?);
    }
    if wanted("reading") {
        report.figures.extend(reading::measure(&harness, count).await?);
    }
    if wanted("exporting") {
        report.figures.extend(exporting::measure(&harness, rows, programs.as_ref()).await?);
    }
    if wanted("feeding") {
        report.figures.extend(feeding::measure(&harness).await?);
    }
    if wanted("detecting") {
        report.figures.extend(detecting::measure(&harness, count).await?);
    }
    if wanted("delivering") {
        report.figures.extend(delivering::measure(count).await?);
    }
    if wanted("backtesting") {
        report.figures.extend(backtesting::measure(&harness, count * 2).await?);
    }
    report.sort();
    Ok(report)
}
