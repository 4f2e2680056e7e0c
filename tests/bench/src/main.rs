//! Measures what the design promises: `make bench`.
//!
//! One table of figures with their targets; JSON beside it; `docs/benchmarks.md`. Fails where a counted
//! figure misses. `BENCH_QUICK=1` counts over fewer events, times nothing and writes no page.

mod figure;
mod gateway;
mod hot_keys;
mod house;
mod instructions;
mod machine;
mod pages;
mod producer;
mod proxy;
mod report;
mod units;

use std::path::Path;
use std::process::ExitCode;

use crate::house::{Fault, House};
use crate::machine::Machine;
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
    let report = measure(quick).await?;
    print!("{}", report.text());
    std::fs::create_dir_all(OUT)?;
    std::fs::write(Path::new(OUT).join("benchmarks.json"), serde_json::to_vec_pretty(&report)?)?;
    if !quick {
        std::fs::create_dir_all("docs")?;
        std::fs::write(PAGE, report.page())?;
    }
    Ok(if report.failed() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

async fn measure(quick: bool) -> Result<Report, Fault> {
    let (count, shards): (usize, &[u32]) = if quick { (1_000, &[1, 4]) } else { (10_000, &[1, 4, 16, 64]) };
    let mut report =
        Report { machine: Machine::read(None), figures: Vec::new(), tables: Vec::new(), skipped: Vec::new() };
    let house = House::start().await?;
    report.figures.extend(units::measure(&house, count).await?);
    report.figures.extend(pages::measure(&house, count, shards).await?);
    let (figures, tables) = hot_keys::measure(if quick { 20_000 } else { 200_000 })?;
    report.figures.extend(figures);
    report.tables.extend(tables);
    if quick {
        report.skipped.push("timed figures and instructions: BENCH_QUICK=1".to_owned());
    } else if instructions::available() {
        report.figures.extend(instructions::measure()?);
    } else {
        report.skipped.push("instructions: valgrind is not installed".to_owned());
    }
    Ok(report)
}
