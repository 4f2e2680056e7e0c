//! The functions as they are deployed, against the same contract in Python: start-up, processor, memory.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use crate::figure::{Figure, Target};
use crate::gateway::{self, Caller};
use crate::harness::{Fault, House, expect_all};
use crate::process::Function;
use crate::producer::Producer;

const START: &str = "Start";
const USE: &str = "Processor and memory";

/// Starts of each, in turns.
const STARTS: usize = 15;
/// Turns of each when warm.
const TURNS: usize = 8;
/// What a function is asked when warm, and how often in a turn.
const LOADS: [Load; 4] = [
    Load { function: "ingest", size: 100, requests: 10 },
    Load { function: "ingest", size: 500, requests: 2 },
    Load { function: "query", size: 50, requests: 10 },
    Load { function: "query", size: 1_000, requests: 2 },
];

/// Requests of one size: events sent, or rows of a page.
#[derive(Clone, Copy)]
struct Load {
    function: &'static str,
    size: usize,
    requests: usize,
}

/// Which programs to compare.
pub(crate) struct Programs<'a> {
    /// The folder of the bootstraps.
    pub(crate) functions: &'a Path,
    /// The Python that has boto3.
    pub(crate) python: Option<&'a str>,
}

impl Programs<'_> {
    /// Returns the commands of a function: ours, the peer's, and the peer's without its client's checks.
    fn commands(&self, name: &str) -> Vec<Vec<String>> {
        let mut commands = vec![vec![self.functions.join(name).to_string_lossy().into_owned()]];
        if let Some(python) = self.python {
            let peer = vec![python.to_owned(), format!("tests/bench/peers/python/{name}.py")];
            let lean = peer.iter().cloned().chain(["lean".to_owned()]).collect();
            commands.extend([peer, lean]);
        }
        commands
    }
}

/// Measures ingest and query.
pub(crate) async fn measure(house: &House, programs: &Programs<'_>) -> Result<Vec<Figure>, Fault> {
    let mut figures = Vec::new();
    for name in ["ingest", "query"] {
        figures.extend(start(house, programs, name).await?);
    }
    for load in LOADS {
        figures.extend(warm(house, programs, load).await?);
    }
    Ok(figures)
}

/// What one side was seen to do.
#[derive(Default)]
struct Seen {
    start: Vec<Duration>,
    first: Vec<Duration>,
    warm: Vec<Duration>,
    processor: Duration,
    done: usize,
    peak: f64,
}

async fn start(house: &House, programs: &Programs<'_>, name: &str) -> Result<Vec<Figure>, Fault> {
    let mut commands = programs.commands(name);
    commands.truncate(2);
    let work = Work::new(house, &format!("org_start_{name}")).await?;
    let mut sides: Vec<Seen> = commands.iter().map(|_| Seen::default()).collect();
    let mut producer = Producer::new(&work.organization, 10, 23);
    let size = if name == "ingest" { 1 } else { 50 };
    for turn in 0..=STARTS {
        for (command, seen) in commands.iter().zip(&mut sides) {
            let function = Function::start(command, &work.variables, house.endpoints()).await?;
            let (_, first) = work.request(&function, name, &mut producer, size).await?;
            let (_, second) = work.request(&function, name, &mut producer, size).await?;
            // The first turn fills the system's caches, for both.
            if turn > 0 {
                seen.start.push(function.start);
                seen.first.push(first);
                seen.warm.push(second);
            }
        }
    }
    let ours = &mut sides[0];
    let (ready, first, second) = (median(&mut ours.start), median(&mut ours.first), median(&mut ours.warm));
    let timed = |what: &str, time: Duration, target| {
        Figure::timed(START, format!("{name}: {what}"), time.as_secs_f64() * 1_000.0, "ms", target)
    };
    let mut figures = vec![
        timed("start to ready", ready, Target::AtMost(30.0)),
        timed("first request", first, Target::None),
        timed("second request", second, Target::None),
    ];
    if let [_, peer] = &mut sides[..] {
        let theirs = median(&mut peer.start);
        figures.push(timed("start to ready, Python", theirs, Target::None));
        figures.push(timed("first request, Python", median(&mut peer.first), Target::None));
        let ratio = ready.as_secs_f64() / theirs.as_secs_f64();
        figures.push(Figure::timed(
            START,
            format!("{name}: start, of Python's"),
            ratio,
            "",
            Target::AtMost(0.1),
        ));
    }
    Ok(figures)
}

async fn warm(house: &House, programs: &Programs<'_>, load: Load) -> Result<Vec<Figure>, Fault> {
    let Load { function: name, size, requests } = load;
    let work = Work::new(house, &format!("org_warm_{name}_{size}")).await?;
    let mut producer = Producer::new(&work.organization, 50, 29);
    let mut sides = Vec::new();
    for command in programs.commands(name) {
        let function = Function::start(&command, &work.variables, house.endpoints()).await?;
        // Connections, caches and, for ingest, everybody's first sight.
        for _ in 0..requests {
            work.request(&function, name, &mut producer, size).await?;
        }
        sides.push((function, Seen::default()));
    }
    for _ in 0..TURNS {
        for (function, seen) in &mut sides {
            let before = function.processor()?;
            for _ in 0..requests {
                let (done, took) = work.request(function, name, &mut producer, size).await?;
                seen.done += done;
                seen.warm.push(took);
            }
            seen.processor += function.processor()? - before;
            seen.peak = function.peak()?;
        }
    }
    let each = |seen: &Seen| seen.processor.as_secs_f64() * 1_000.0 / seen.done as f64;
    let things = if name == "ingest" { "events" } else { "rows" };
    let figure = |what: String, measured, unit, target| {
        Figure::timed(USE, format!("{name}, {size} {things}: {what}"), measured, unit, target)
    };
    let (ours, used, peak) = {
        let (_, ours) = &mut sides[0];
        (median(&mut ours.warm), each(ours), ours.peak)
    };
    let mut figures = vec![
        figure(format!("processor for 1,000 {things}"), used * 1_000.0, "ms", Target::None),
        figure("a warm request, median".to_owned(), ours.as_secs_f64() * 1_000.0, "ms", Target::None),
        figure("peak memory".to_owned(), peak, "MiB", Target::None),
    ];
    if let Some((_, peer)) = sides.get_mut(1) {
        let theirs = each(peer);
        let took = median(&mut peer.warm);
        figures.extend([
            figure(format!("processor for 1,000 {things}, Python"), theirs * 1_000.0, "ms", Target::None),
            figure("a warm request, Python".to_owned(), took.as_secs_f64() * 1_000.0, "ms", Target::None),
            figure("peak memory, Python".to_owned(), peer.peak, "MiB", Target::None),
            figure("processor, of Python's".to_owned(), used / theirs, "", Target::AtMost(0.125)),
            figure("peak memory, of Python's".to_owned(), peak / peer.peak, "", Target::AtMost(1.0 / 3.0)),
        ]);
    }
    if let Some((_, lean)) = sides.get(2) {
        let what = "processor, of Python's without its client's checks".to_owned();
        figures.push(figure(what, used / each(lean), "", Target::None));
    }
    Ok(figures)
}

/// What both sides are asked to do.
struct Work {
    organization: String,
    variables: Vec<(String, String)>,
}

impl Work {
    /// Makes the organisation, with some events to be read.
    async fn new(house: &House, organization: &str) -> Result<Self, Fault> {
        house.organization(organization, 1, true).await?;
        let app = house.ingest()?;
        let mut producer = Producer::new(organization, 50, 31);
        crate::units::send(house, &app, &producer.events(1_000), 500).await?;
        // Without databases of places: the peer has no reader for them.
        let variables = house.variables().into_iter().filter(|(name, _)| !name.ends_with("_DATABASE"));
        Ok(Self { organization: organization.to_owned(), variables: variables.collect() })
    }

    /// Sends one request of `size` and checks its answer; returns how many events or rows it was, and how
    /// long it took.
    async fn request(
        &self,
        function: &Function,
        name: &str,
        producer: &mut Producer,
        size: usize,
    ) -> Result<(usize, Duration), Fault> {
        if name == "ingest" {
            let (answer, took) = function.invoke(&gateway::ingest(&producer.events(size))).await?;
            expect_all(&answer, "recorded")?;
            return Ok((size, took));
        }
        let caller = Caller::Admin(&self.organization);
        let event = gateway::event(caller, "GET", "/v1/events", &format!("limit={size}"), None);
        let (answer, took): (Value, _) = function.invoke(&event).await?;
        match answer["events"].as_array().map(Vec::len) {
            Some(rows) if rows == size => Ok((rows, took)),
            other => Err(format!("a page of {other:?} events").into()),
        }
    }
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
