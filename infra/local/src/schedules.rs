//! EventBridge Scheduler: invokes functions asynchronously at a rate.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use lambda::clock::Clock;
use tokio::task::JoinSet;

use crate::data_dir::{DataDir, DataDirError};
use crate::invoke::InvokeApi;
use crate::template::Schedule;

/// The file with the time of the last run of each schedule.
const FILE: &str = "schedules.json";

/// Maximum sleep. A timer does not count the time in which the machine is suspended.
const CHECK_EVERY: Duration = Duration::from_secs(60);

/// The running schedules. Dropping them stops them.
pub(crate) struct Schedules {
    tasks: JoinSet<()>,
}

/// The schedules with their last runs.
struct Timer {
    schedules: Vec<Schedule>,
    last_runs: BTreeMap<String, DateTime<Utc>>,
    invoke: InvokeApi,
    data_dir: Arc<DataDir>,
    clock: Clock,
}

impl Schedules {
    /// Starts the timer. In a kept data folder a schedule that never ran, or missed its time, runs at once: the folder
    /// may be older than the schedule. In memory there is nothing older, so each waits for its interval.
    pub(crate) fn start(
        schedules: &[Schedule],
        invoke: InvokeApi,
        data_dir: Arc<DataDir>,
        clock: Clock,
    ) -> Result<Self, DataDirError> {
        let mut last_runs: BTreeMap<String, DateTime<Utc>> = data_dir.read_json(FILE)?.unwrap_or_default();
        if !data_dir.kept() {
            last_runs.extend(schedules.iter().map(|schedule| (schedule.name.clone(), clock.now())));
        }
        let timer = Timer { schedules: schedules.to_vec(), last_runs, invoke, data_dir, clock };
        let mut tasks = JoinSet::new();
        if !timer.schedules.is_empty() {
            tasks.spawn(timer.run());
        }
        Ok(Self { tasks })
    }

    /// Stops the timer and returns when it no longer uses the data folder.
    pub(crate) async fn stop(&mut self) {
        self.tasks.shutdown().await;
    }
}

impl Timer {
    async fn run(mut self) {
        loop {
            let pause = self.run_due();
            tokio::time::sleep(pause).await;
        }
    }

    /// Runs what is due and returns the time until the next check.
    fn run_due(&mut self) -> Duration {
        let now = self.clock.now();
        let mut pause = CHECK_EVERY;
        for schedule in &self.schedules {
            let last = self.last_runs.get(&schedule.name);
            // A time in the future, after the clock was set back, counts as now.
            let elapsed = last.map(|last| (now - *last).to_std().unwrap_or_default());
            if let Some(rest) = elapsed.and_then(|elapsed| schedule.interval.checked_sub(elapsed))
                && !rest.is_zero()
            {
                pause = pause.min(rest);
                continue;
            }
            // Accepted first: a process that is killed in between runs it twice, never not at all.
            if let Err(error) = self.invoke.enqueue(&schedule.function, schedule.input.clone()) {
                tracing::error!(%error, schedule = schedule.name, "a schedule cannot be run");
                continue;
            }
            self.last_runs.insert(schedule.name.clone(), now);
            pause = pause.min(schedule.interval);
            let stored = serde_json::json!(self.last_runs).to_string();
            if let Err(error) = self.data_dir.write(FILE, stored.as_bytes()) {
                tracing::error!(%error, "the time of a schedule's run cannot be stored");
            }
        }
        pause
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use bytes::Bytes;
    use chrono::{DateTime, TimeDelta, Utc};
    use lambda::clock::Clock;
    use serde_json::value::RawValue;
    use tempfile::TempDir;

    use super::{Schedules, Timer};
    use crate::data_dir::{Data, DataDir};
    use crate::invoke::InvokeApi;
    use crate::lambda::{Handler, Lambda, Loaded};
    use crate::template::Schedule;

    const DAY: Duration = Duration::from_secs(86_400);

    /// A function that notes its events, and a clock that the test sets.
    struct Fixture {
        events: Arc<Mutex<Vec<String>>>,
        now: Arc<Mutex<DateTime<Utc>>>,
        data_dir: Arc<DataDir>,
        invoke: InvokeApi,
        schedules: Vec<Schedule>,
    }

    impl Fixture {
        fn new(data: &Data) -> Self {
            let events = Arc::new(Mutex::new(Vec::new()));
            let notes = Arc::clone(&events);
            let handler: Handler = Arc::new(move |event, _| {
                notes.lock().unwrap().push(String::from_utf8(event.to_vec()).unwrap());
                Box::pin(async { Ok(Bytes::from_static(b"null")) })
            });
            let loaded = Loaded { handler, timeout: Duration::from_secs(5), async_retries: 0 };
            let lambda = Lambda::new(BTreeMap::from([("Sweep".to_owned(), loaded)]));
            let data_dir = Arc::new(DataDir::open(data).unwrap());
            let schedule = |name: &str, days: u32, input: &str| Schedule {
                name: name.to_owned(),
                function: "Sweep".to_owned(),
                interval: DAY * days,
                input: RawValue::from_string(input.to_owned()).unwrap(),
            };
            Self {
                events,
                now: Arc::new(Mutex::new(Utc::now())),
                invoke: InvokeApi::start(lambda, Arc::clone(&data_dir)).unwrap(),
                data_dir,
                schedules: vec![schedule("recent", 1, "{\"days\":3}"), schedule("all", 30, "{}")],
            }
        }

        fn clock(&self) -> Clock {
            let now = Arc::clone(&self.now);
            Clock::new(move || *now.lock().unwrap())
        }

        fn start(&self) -> Schedules {
            Schedules::start(&self.schedules, self.invoke.clone(), Arc::clone(&self.data_dir), self.clock())
                .unwrap()
        }

        /// Returns the events since the last call, after the queue of invocations is empty.
        async fn events(&self) -> Vec<String> {
            // The timer of `start` runs in a task.
            tokio::time::sleep(Duration::from_millis(50)).await;
            while std::fs::read_dir(self.data_dir.path("invocations")).unwrap().next().is_some() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            let mut events = std::mem::take(&mut *self.events.lock().unwrap());
            events.sort();
            events
        }
    }

    #[tokio::test]
    async fn schedule_in_kept_folder_runs_at_first_start() {
        let temporary = TempDir::new().unwrap();
        let fixture = Fixture::new(&Data::Folder(temporary.path().to_owned()));
        let mut first = fixture.start();
        assert_eq!(fixture.events().await, ["{\"days\":3}", "{}"]);
        first.stop().await;
        let mut second = fixture.start();
        assert!(fixture.events().await.is_empty(), "the times of the last runs are kept");
        second.stop().await;
        *fixture.now.lock().unwrap() += TimeDelta::hours(25);
        let _third = fixture.start();
        assert_eq!(fixture.events().await, ["{\"days\":3}"], "only this one missed its time");
    }

    #[tokio::test]
    async fn schedule_in_memory_waits_for_interval() {
        let fixture = Fixture::new(&Data::Memory);
        let _schedules = fixture.start();
        assert!(fixture.events().await.is_empty());
    }

    #[tokio::test]
    async fn schedule_runs_once_per_interval() {
        let fixture = Fixture::new(&Data::Memory);
        let start = *fixture.now.lock().unwrap();
        let last_runs = fixture.schedules.iter().map(|schedule| (schedule.name.clone(), start)).collect();
        let mut timer = Timer {
            schedules: fixture.schedules.clone(),
            last_runs,
            invoke: fixture.invoke.clone(),
            data_dir: Arc::clone(&fixture.data_dir),
            clock: fixture.clock(),
        };
        assert_eq!(timer.run_due(), Duration::from_secs(60), "at most a minute");
        *fixture.now.lock().unwrap() = start + TimeDelta::days(1) - TimeDelta::seconds(20);
        assert_eq!(timer.run_due(), Duration::from_secs(20));
        assert!(fixture.events().await.is_empty());
        *fixture.now.lock().unwrap() = start + TimeDelta::days(1);
        timer.run_due();
        timer.run_due();
        assert_eq!(fixture.events().await, ["{\"days\":3}"]);
        *fixture.now.lock().unwrap() = start + TimeDelta::days(30);
        timer.run_due();
        assert_eq!(fixture.events().await, ["{\"days\":3}", "{}"]);
        *fixture.now.lock().unwrap() = start;
        timer.run_due();
        assert!(fixture.events().await.is_empty(), "the clock was set back");
    }
}
