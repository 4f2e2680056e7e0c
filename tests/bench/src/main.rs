//! Measures what the design promises: `make bench`.
//!
//! One table of figures with their targets; JSON beside it; `docs/benchmarks.md`. Fails where a counted
//! figure misses. `BENCH_QUICK=1` counts over fewer events, times nothing and writes no page. Names of parts
//! as arguments (`recording`, `reading`, …) measure these only, and write no page either.

mod exports;
mod figure;
mod gateway;
mod harness;
mod hot_keys;
mod instant;
mod instructions;
mod lambda;
mod machine;
mod pages;
mod peers;
mod process;
mod producer;
mod proxy;
mod report;
mod scaling;
mod units;

use std::path::Path;
use std::process::ExitCode;

use crate::harness::{Fault, House};
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
    if let [command, case, times] = &arguments[..]
        && command == "instructions"
    {
        instructions::run(case, times.parse()?)?;
        return Ok(ExitCode::SUCCESS);
    }
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
    let (count, shards): (usize, &[u32]) = if quick { (1_000, &[1, 4]) } else { (10_000, &[1, 4, 16, 64]) };
    let rows = match std::env::var("BENCH_EXPORT_ROWS") {
        Ok(rows) => rows.parse()?,
        // Enough that the last, part-filled page of each shard does not decide.
        Err(_) => count * 4,
    };
    let mut report = Report {
        machine: Machine::read(python.as_deref()),
        figures: Vec::new(),
        tables: Vec::new(),
        skipped: Vec::new(),
    };
    let wanted = |part: &str| {
        let is = parts.is_empty() || parts.iter().any(|named| named == part);
        if is {
            eprintln!("{part} …");
        }
        is
    };
    let house = House::start().await?;
    match &programs {
        // First, while the emulator holds little.
        Some(programs) => {
            if wanted("peers") {
                report.figures.extend(peers::measure(&house, programs).await?);
            }
            if wanted("throughput") {
                let (figures, tables) = scaling::measure(&house).await?;
                report.figures.extend(figures);
                report.tables.extend(tables);
            }
        }
        None => {
            report.skipped.push("timed figures: they need release builds, and no BENCH_QUICK=1".to_owned())
        }
    }
    if wanted("recording") {
        report.figures.extend(units::measure(&house, count).await?);
    }
    if wanted("reading") {
        report.figures.extend(pages::measure(&house, count, shards).await?);
    }
    if wanted("exporting") {
        report.figures.extend(exports::measure(&house, rows, programs.as_ref()).await?);
    }
    if wanted("keys") {
        let (figures, tables) = hot_keys::measure(if quick { 20_000 } else { 200_000 })?;
        report.figures.extend(figures);
        report.tables.extend(tables);
    }
    if quick {
        report.skipped.push("instructions: BENCH_QUICK=1".to_owned());
    } else if !instructions::available() {
        report.skipped.push("instructions: valgrind is not installed".to_owned());
    } else if wanted("instructions") {
        report.figures.extend(instructions::measure()?);
    }
    report.sort();
    Ok(report)
}
