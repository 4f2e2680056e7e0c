//! One function as a process, with its use of time and memory.

use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use event_store::Endpoints;
use serde_json::Value;
use tokio::process::{Child, Command};

use crate::harness::Fault;
use crate::lambda::RuntimeApi;

/// A running function.
pub(crate) struct Function {
    api: RuntimeApi,
    child: Child,
    /// From the start of the process to its first request for work.
    pub(crate) start: Duration,
}

impl Function {
    /// Starts `command` with `variables` and the emulators at `endpoints`, and returns when it is ready.
    pub(crate) async fn start(
        command: &[String],
        variables: &[(String, String)],
        endpoints: &Endpoints,
    ) -> Result<Self, Fault> {
        let mut api = RuntimeApi::start().await?;
        let (program, arguments) = command.split_first().ok_or("no command")?;
        let mut process = Command::new(program);
        process
            .args(arguments)
            .env_clear()
            .envs(variables.iter().cloned())
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("LANG", "C.UTF-8")
            .env("AWS_LAMBDA_RUNTIME_API", api.address())
            .env("AWS_LAMBDA_FUNCTION_NAME", "bench")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512")
            .env("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/bench")
            .env("AWS_LAMBDA_LOG_STREAM_NAME", "bench")
            .env("AWS_REGION", Endpoints::REGION)
            .env("AWS_DEFAULT_REGION", Endpoints::REGION)
            .env("AWS_ACCESS_KEY_ID", Endpoints::ACCESS_KEY)
            .env("AWS_SECRET_ACCESS_KEY", Endpoints::SECRET_KEY)
            .env("AWS_ENDPOINT_URL_DYNAMODB", &endpoints.dynamodb)
            .env("AWS_ENDPOINT_URL_S3", &endpoints.s3)
            .env("AWS_ENDPOINT_URL_LAMBDA", &endpoints.lambda)
            .env("S3_FORCE_PATH_STYLE", "true")
            .env("RUST_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true);
        let began = Instant::now();
        let child = process.spawn()?;
        api.ready().await?;
        Ok(Self { api, child, start: began.elapsed() })
    }

    /// Invokes it, and returns its answer's body and how long that took.
    pub(crate) async fn invoke(&self, event: &Value) -> Result<(Value, Duration), Fault> {
        let event = event.to_string().into();
        let began = Instant::now();
        let answer = self.api.invoke(event).await?;
        let took = began.elapsed();
        let answer: Value = serde_json::from_slice(&answer)?;
        let body = answer["body"].as_str().unwrap_or_default();
        if answer["statusCode"] != 200 {
            return Err(format!("{}: {body}", answer["statusCode"]).into());
        }
        Ok((serde_json::from_str(body)?, took))
    }

    /// Invokes it with an event that is not of HTTP, and returns how long it took.
    pub(crate) async fn run(&self, event: &Value) -> Result<Duration, Fault> {
        let began = Instant::now();
        self.api.invoke(event.to_string().into()).await?;
        Ok(began.elapsed())
    }

    /// Returns the processor time that all its threads have used.
    pub(crate) fn processor(&self) -> Result<Duration, Fault> {
        let mut nanos = 0;
        for thread in fs::read_dir(self.file("task")?)? {
            // A thread may end between the two reads.
            let Ok(text) = fs::read_to_string(thread?.path().join("schedstat")) else { continue };
            nanos += text.split_whitespace().next().ok_or("no schedstat")?.parse::<u64>()?;
        }
        Ok(Duration::from_nanos(nanos))
    }

    /// Returns the most memory that it ever had resident, in MiB.
    pub(crate) fn peak(&self) -> Result<f64, Fault> {
        let status = fs::read_to_string(self.file("status")?)?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
        let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kib / 1024.0)
    }

    fn file(&self, name: &str) -> Result<String, Fault> {
        Ok(format!("/proc/{}/{name}", self.child.id().ok_or("the process has ended")?))
    }
}
