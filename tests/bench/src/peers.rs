//! The functions as they are deployed, against the same contract in Python: start and processor time.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use crate::figure::{Figure, Target};
use crate::gateway::{self, Caller};
use crate::harness::{Fault, Harness, expect_all};
use crate::process::Function;
use crate::traffic::Traffic;

const START: &str = "Start";
const PROCESSOR: &str = "Processor";

/// Starts of each function, in turns with its peer.
const STARTS: usize = 15;
/// Turns of each when warm, and requests of a turn.
const TURNS: usize = 8;
const REQUESTS: usize = 10;
/// Events of a batch, or rows of a page.
const FUNCTIONS: [(&str, usize, &str); 2] = [("ingest", 100, "events"), ("query", 50, "rows")];

/// The programs to compare.
pub(crate) struct Programs<'a> {
    /// The folder of the bootstraps.
    pub(crate) functions: &'a Path,
    /// The Python that has boto3.
    pub(crate) python: Option<&'a str>,
}

impl Programs<'_> {
    /// Returns the commands of a function and of its peer.
    fn commands(&self, name: &str) -> Vec<Vec<String>> {
        let ours = vec![self.functions.join(name).to_string_lossy().into_owned()];
        let peer = |python: &str| vec![python.to_owned(), format!("tests/bench/peers/python/{name}.py")];
        std::iter::once(ours).chain(self.python.map(peer)).collect()
    }
}

/// Measures ingest and query.
pub(crate) async fn measure(harness: &Harness, programs: &Programs<'_>) -> Result<Vec<Figure>, Fault> {
    let mut figures = Vec::new();
    for (name, _, _) in FUNCTIONS {
        figures.extend(start(harness, programs, name).await?);
    }
    for (name, size, things) in FUNCTIONS {
        figures.extend(warm(harness, programs, name, size, things).await?);
    }
    Ok(figures)
}

async fn start(harness: &Harness, programs: &Programs<'_>, name: &str) -> Result<Vec<Figure>, Fault> {
    let commands = programs.commands(name);
    let work = Work::new(harness, &format!("org_start_{name}")).await?;
    let mut times: Vec<Vec<Duration>> = commands.iter().map(|_| Vec::new()).collect();
    for turn in 0..=STARTS {
        for (command, times) in commands.iter().zip(&mut times) {
            let function = Function::start(command, &work.variables, &harness.endpoints).await?;
            // The first turn fills the system's caches, for both.
            if turn > 0 {
                times.push(function.start);
            }
        }
    }
    let medians: Vec<f64> = times.iter_mut().map(|times| median(times).as_secs_f64() * 1_000.0).collect();
    let ready =
        Figure::timed(START, format!("{name}: start to ready"), medians[0], "ms", Target::AtMost(15.0));
    let ratio = |peer: &f64| {
        let name = format!("{name}: start, of Python's");
        Figure::timed(START, name, medians[0] / peer, "", Target::AtMost(1.0 / 15.0))
    };
    Ok(std::iter::once(ready).chain(medians.get(1).map(ratio)).collect())
}

async fn warm(
    harness: &Harness,
    programs: &Programs<'_>,
    name: &str,
    size: usize,
    things: &str,
) -> Result<Vec<Figure>, Fault> {
    let work = Work::new(harness, &format!("org_warm_{name}_{size}")).await?;
    let mut traffic = Traffic::new(&work.organization, 50, 29);
    let mut sides = Vec::new();
    for command in programs.commands(name) {
        let function = Function::start(&command, &work.variables, &harness.endpoints).await?;
        // Connections, caches and, for ingest, the directory.
        for _ in 0..REQUESTS {
            work.request(&function, name, &mut traffic, size).await?;
        }
        sides.push((function, Duration::ZERO));
    }
    let mut times = Vec::new();
    for _ in 0..TURNS {
        for (index, (function, processor)) in sides.iter_mut().enumerate() {
            let before = function.processor()?;
            for _ in 0..REQUESTS {
                let took = work.request(function, name, &mut traffic, size).await?;
                if index == 0 {
                    times.push(took);
                }
            }
            *processor += function.processor()? - before;
        }
    }
    let figure = |what: &str, measured, unit, target| {
        Figure::timed(PROCESSOR, format!("{name}, {size} {things}: {what}"), measured, unit, target)
    };
    let request = median(&mut times).as_secs_f64() * 1_000.0;
    let mut figures = vec![figure("a warm request, median", request, "ms", Target::None)];
    if let [(_, ours), (_, peer)] = &sides[..] {
        let ratio = ours.as_secs_f64() / peer.as_secs_f64();
        figures.push(figure("processor, of Python's", ratio, "", Target::AtMost(0.25)));
    }
    Ok(figures)
}

/// The work of both sides.
struct Work {
    organization: String,
    variables: Vec<(String, String)>,
}

impl Work {
    /// Creates the organization with events to read.
    async fn new(harness: &Harness, organization: &str) -> Result<Self, Fault> {
        harness.organization(organization, 1, true).await?;
        let app = harness.ingest()?;
        let mut traffic = Traffic::new(organization, 50, 31);
        crate::recording::send(harness, &app, &traffic.events(1_000), 500).await?;
        // Without location databases, which the peer cannot read.
        let variables = harness.variables().into_iter().filter(|(name, _)| !name.ends_with("_DATABASE"));
        Ok(Self { organization: organization.to_owned(), variables: variables.collect() })
    }

    /// Sends one request of `size`, checks its response, and returns how long it took.
    async fn request(
        &self,
        function: &Function,
        name: &str,
        traffic: &mut Traffic,
        size: usize,
    ) -> Result<Duration, Fault> {
        if name == "ingest" {
            let (answer, took) = function.invoke(&gateway::ingest(&traffic.events(size))).await?;
            expect_all(&answer, "recorded")?;
            return Ok(took);
        }
        let caller = Caller::Admin(&self.organization);
        let event = gateway::event(caller, "GET", "/v1/events", &format!("limit={size}"), None);
        let (answer, took): (Value, _) = function.invoke(&event).await?;
        match answer["events"].as_array().map(Vec::len) {
            Some(rows) if rows == size => Ok(took),
            other => Err(format!("a page of {other:?} events").into()),
        }
    }
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
