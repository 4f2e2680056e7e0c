//! Measures exports: how fast they are beside a bare reading of the same pages, and how much memory they take.
//!
//! `cargo run --release --example export_bench -- 10000 100000 1000000`
//!
//! Events are inserted into the emulators of `infra/local` in this process. Each measurement is a process of its
//! own, so that neither the emulators nor the measurement before count.

use std::error::Error;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use api::clock::Clock;
use api::env::Env;
use event_model::{
    Actor, Client, EventType, Location, MonitorAct, Network, NewEvent, OrganizationId, OrganizationState,
    Outcome, Target, TimeRange, Timestamp,
};
use event_store::{
    Aws, Endpoints, EventReader, ExportFilters, ExportFormat, ExportRequest, Insertion, Order, ReadBudget,
    ReadRequest, ReadSize, Recording, Step, Store,
};
use export::worker::{self, WorkerEvent};
use futures::StreamExt;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

type Fault = Box<dyn Error + Send + Sync>;

const LONG: Duration = Duration::from_secs(3_600);
/// Where the first event lies, and how far they are apart.
const BEFORE: chrono::Duration = chrono::Duration::days(200);
const STEP_MILLIS: i64 = 17_001;

/// What a measuring process is told.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Task {
    dynamodb: String,
    s3: String,
    organization: OrganizationId,
    to: Timestamp,
    call: Option<WorkerEvent>,
}

/// What it found.
#[derive(Debug, Serialize, Deserialize)]
struct Found {
    rows: u64,
    seconds: f64,
    read_units: f64,
    idle_kib: u64,
    peak_kib: u64,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Fault> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [command, task] = &arguments[..]
        && command == "measure"
    {
        println!("{}", serde_json::to_string(&measure(serde_json::from_str(task)?).await?)?);
        return Ok(());
    }
    let mut sizes = arguments.iter().map(|size| size.parse()).collect::<Result<Vec<usize>, _>>()?;
    if sizes.is_empty() {
        sizes = vec![10_000, 100_000];
    }
    sizes.sort_unstable();
    bench(&sizes).await
}

async fn bench(sizes: &[usize]) -> Result<(), Fault> {
    let most = sizes.last().copied().unwrap_or(0);
    let stack = local::Stack::start(local::Options::default()).await?;
    let organization: OrganizationId = stack.organization_id().to_string().parse()?;
    let store = Store::new(stack.aws(), "EventsTable", "ControlTable");
    let state = store.organizations_state(&organization).await?.ok_or("the stack has no organisation")?;
    let since = Timestamp::from_datetime(chrono::Utc::now() - BEFORE);
    let started = Instant::now();
    insert(&store, &state, since, most).await?;
    println!("{most} events inserted in {:.0} s", started.elapsed().as_secs_f64());
    println!(
        "{:>9} {:>8} {:>12} {:>12} {:>6} {:>9} {:>9} {:>9} {:>9}",
        "rows",
        "format",
        "read rows/s",
        "export rows/s",
        "ratio",
        "units/row",
        "idle MiB",
        "peak MiB",
        "above MiB"
    );
    let endpoints = stack.aws().endpoints().ok_or("the stack has no emulators")?.clone();
    for size in sizes {
        let to = since.plus(chrono::Duration::milliseconds(STEP_MILLIS * *size as i64));
        let task = |call| Task {
            dynamodb: endpoints.dynamodb.clone(),
            s3: endpoints.s3.clone(),
            organization: organization.clone(),
            to,
            call,
        };
        for format in [ExportFormat::Csv, ExportFormat::JsonlGz] {
            // By turns, so that whatever else the machine does slows both.
            let mut rates = [Vec::new(), Vec::new()];
            let mut last = None;
            for _ in 0..if *size > 200_000 { 1 } else { 3 } {
                let read = run(&task(None)).await?;
                let call = ask(&store, &state, since, to, format).await?;
                let written = run(&task(Some(call))).await?;
                // One more where the range reaches the moment at which the monitor was turned on.
                if read.rows != written.rows || !(*size as u64..=*size as u64 + 1).contains(&read.rows) {
                    return Err(format!("{read:?} {written:?} are not of {size} rows").into());
                }
                rates[0].push(read.rows as f64 / read.seconds);
                rates[1].push(written.rows as f64 / written.seconds);
                last = Some(written);
            }
            let [read, written] = rates.map(median);
            let Some(Found { rows, read_units, idle_kib, peak_kib, .. }) = last else { continue };
            let mib = |kib: u64| kib as f64 / 1024.0;
            println!(
                "{size:>9} {format:>8} {read:>12.0} {written:>12.0} {:>6.2} {:>9.4} {:>9.1} {:>9.1} {:>9.1}",
                written / read,
                read_units / rows as f64,
                mib(idle_kib),
                mib(peak_kib),
                mib(peak_kib.saturating_sub(idle_kib)),
            );
        }
    }
    Ok(())
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates.get(rates.len() / 2).copied().unwrap_or(0.0)
}

async fn run(task: &Task) -> Result<Found, Fault> {
    let program = std::env::current_exe()?;
    let task = serde_json::to_string(task)?;
    let command = move || Command::new(program).args(["measure", &task]).stderr(Stdio::inherit()).output();
    let output = tokio::task::spawn_blocking(command).await??;
    if !output.status.success() {
        return Err("a measuring process failed".into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Measures one reading, or one export: in a process of its own.
async fn measure(task: Task) -> Result<Found, Fault> {
    let endpoints =
        Endpoints { dynamodb: task.dynamodb, s3: task.s3, lambda: "http://127.0.0.1:9".to_owned() };
    let aws = Aws::with_endpoints(endpoints);
    let names = [
        ("EVENTS_TABLE", "EventsTable"),
        ("CONTROL_TABLE", "ControlTable"),
        ("EXPORTS_BUCKET", "exportsbucket"),
        ("EXPORT_SETTLE_MILLISECONDS", "0"),
    ];
    let worker = worker::State::load(&Env::from_iter(names), &aws, Clock::system())?;
    let organization = worker.store().organizations_state(&task.organization).await?;
    let organization = organization.ok_or("there is no organisation")?;
    let idle_kib = memory("VmRSS:")?;
    let before = worker.store().meter().read().read_units;
    let started = Instant::now();
    let rows = match task.call {
        Some(call) => {
            worker::run(&worker, call.clone(), Instant::now() + LONG).await?;
            let export = worker.store().exports_get(&call.organization_id, &call.export_id).await?;
            export.map_or(0, |export| export.progress.rows)
        }
        None => read(worker.store(), &organization, task.to).await?,
    };
    Ok(Found {
        rows,
        seconds: started.elapsed().as_secs_f64(),
        read_units: worker.store().meter().read().read_units - before,
        idle_kib,
        peak_kib: memory("VmHWM:")?,
    })
}

/// Reads pages and throws them away.
async fn read(store: &Store, state: &OrganizationState, to: Timestamp) -> Result<u64, Fault> {
    let range = TimeRange::new(Timestamp::MIN, to)?;
    let filter = event_model::EventFilter { range, ..event_model::EventFilter::ALL };
    let now = Timestamp::from_datetime(chrono::Utc::now());
    let (size, budget) = (ReadSize::Bulk, ReadBudget::UNBOUNDED);
    let request = ReadRequest { state, filter, order: Order::Ascending, after: None, size, budget, now };
    let mut reader = EventReader::new(store, request);
    let mut rows = 0;
    loop {
        match reader.step().await? {
            Step::Event(_) => rows += 1,
            Step::Skipped => {}
            Step::Stopped | Step::End => return Ok(rows),
        }
    }
}

/// Returns a number of `/proc/self/status`, in KiB.
fn memory(name: &str) -> Result<u64, Fault> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).ok_or("the system does not say")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse()?)
}

async fn ask(
    store: &Store,
    state: &OrganizationState,
    since: Timestamp,
    to: Timestamp,
    format: ExportFormat,
) -> Result<WorkerEvent, Fault> {
    let requested_at = Timestamp::from_datetime(chrono::Utc::now());
    let id = Uuid::now_v7();
    let by = Actor { id: "u_owner".parse()?, name: None, email: None };
    let organization_id = state.organization.id.clone();
    let request = ExportRequest {
        id: id.to_string().parse()?,
        organization_id: organization_id.clone(),
        by: by.clone(),
        own: false,
        requested_at,
        filters: ExportFilters::default(),
        user_ids: None,
        range: TimeRange::new(since, to)?,
        retention_days: state.settings.retention_days,
        format,
        time_zone: Some("Europe/Zurich".to_owned()),
        columns: None,
        expires_at: requested_at.plus(chrono::Duration::days(1)),
    };
    let act = MonitorAct { id, at: requested_at, actor: by, client: Client::default(), ip: None };
    let kind = EventType::parse("monitor.export.created")?;
    let event = act.event(0, &organization_id, kind, Vec::new(), Default::default());
    let created = store.exports_create(&request, state, &event).await?;
    created.map_err(|limit| format!("refused: {limit:?}"))?;
    Ok(WorkerEvent { organization_id, export_id: request.id })
}

/// Inserts events that are as large as those of the catalogue are.
async fn insert(
    store: &Store,
    state: &OrganizationState,
    since: Timestamp,
    count: usize,
) -> Result<(), Fault> {
    let recorded_at = Timestamp::from_datetime(chrono::Utc::now());
    let batches: Vec<(usize, usize)> =
        (0..count).step_by(200).map(|first| (first, (first + 200).min(count))).collect();
    let insertions = batches.into_iter().map(async |(first, end)| -> Result<(), Fault> {
        let recordings = (first..end).map(|row| recording(state, since, recorded_at, row));
        let recordings = recordings.collect::<Result<Vec<_>, Fault>>()?;
        let deadline = tokio::time::Instant::now() + Duration::from_secs(120);
        let insertions = store.events_insert(&recordings, deadline).await;
        // Duplicates too: a try that took too long is repeated.
        let there = |insertion: &&Insertion| matches!(insertion, Insertion::Recorded | Insertion::Duplicate);
        match insertions.iter().find(|insertion| !there(insertion)) {
            None => Ok(()),
            Some(other) => Err(format!("an event was not inserted: {other:?}").into()),
        }
    });
    let mut insertions = futures::stream::iter(insertions).buffer_unordered(4);
    while let Some(inserted) = insertions.next().await {
        inserted?;
    }
    Ok(())
}

fn recording(
    state: &OrganizationState,
    since: Timestamp,
    recorded_at: Timestamp,
    row: usize,
) -> Result<Recording, Fault> {
    let people = ["Ada Lovelace", "Grace Hopper", "Katherine Johnson", "Annie Easley", "Mary Jackson"];
    let person = people[row % people.len()];
    let kind = EventType::all().nth((row * 7) % 80).ok_or("there is no such type")?;
    let targets = if row.is_multiple_of(3) {
        let (kind, name) = ("vault".to_owned().try_into()?, format!("Engineering {}", row % 50).try_into()?);
        vec![Target { kind, id: format!("v_{:08x}", row % 50).parse()?, name: Some(name) }]
    } else {
        Vec::new()
    };
    let event = NewEvent {
        id: Uuid::from_u128(0x0199_f2c4_7d1e_7c3a_9a55_0000_0000_0000 + row as u128).to_string().parse()?,
        organization_id: state.organization.id.clone(),
        kind,
        occurred_at: since.plus(chrono::Duration::milliseconds(STEP_MILLIS * row as i64)),
        outcome: if row.is_multiple_of(9) { Outcome::Failure } else { Outcome::Success },
        actor: Actor {
            id: format!("u_{:06}", row % 900).parse()?,
            name: Some(person.to_owned().try_into()?),
            email: Some(format!("{}@northwind.example", person.to_lowercase().replace(' ', ".")).try_into()?),
        },
        targets,
        client: Client {
            device: Some("Firefox on Linux".to_owned().try_into()?),
            app_version: Some("web 5.2.1".to_owned().try_into()?),
            user_agent: None,
        },
        ip: Some([203, 0, 113, u8::try_from(row % 250)?].into()),
        session_id: Some(format!("s_{:012x}", row / 20).parse()?),
        metadata: Default::default(),
    };
    Ok(Recording {
        event,
        network: Network { isp: Some("Example Networks".to_owned()), asn: Some(64_500) },
        location: Some(Location { country: "CH".to_owned(), city: Some("Zürich".to_owned()) }),
        collect: state.settings.collect_details,
        recorded_at,
        expires_at: recorded_at.plus(chrono::Duration::days(400)),
        shards: state.organization.write_shards,
    })
}
