//! `make run`: the whole system on one machine.

use std::env::{self, VarError};
use std::error::Error;
use std::io::{IsTerminal, Write, stderr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;
use std::time::Duration;

use local::{Data, Databases, DemoState, Options, Services, Stack, StackError, StreamFaults};
use tokio::sync::watch;

const USAGE: &str = "\
Runs the activity monitor on this machine: the API, the dashboard, a development sign-in and a demo organization.

  local                    everything
  local --services-only    only the emulators of AWS, for cargo lambda watch and sam local
  local openapi            prints the OpenAPI document
  local configuration      prints the environment variables of the functions
  local detections         prints the rules of the detections

  PORT            port of the API (3000)
  DYNAMODB_PORT   port of DynamoDB with --services-only (8000; 0 is any free port)
  S3_PORT         port of S3 with --services-only (8001; 0 is any free port)
  APIS_PORT       port of KMS, SES, EventBridge and STS with --services-only (8002; 0 is any free port)
  DATA_DIR        data folder (.local)
  DEMO_EVENTS     events in a new data folder (30000; 0 is an organization without events)
  CITY_DATABASE   databases of cities in MaxMind's format, separated by commas
  ASN_DATABASE    databases of networks, likewise
  STOPPED_STREAMS functions that get no records of a stream, separated by commas: DetectorFunction
  RUST_LOG        log filter (warn)";

const DEMO_EVENTS: usize = 30_000;
const PORT: u16 = 3000;

/// Default of RUST_LOG. dynoxide warns about every refused request, which the functions expect, and the authorizer about
/// keys over plain HTTP.
const LOG: &str = "warn,dynoxide=error,authorizer::discovery=error";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    start_log();
    let done = match arguments[..] {
        [] => run().await,
        ["--services-only"] => run_services().await,
        ["openapi"] => local::openapi::print(),
        ["configuration"] => local::configuration::print(),
        ["detections"] => {
            print!("{}", detections::document());
            Ok(())
        }
        ["--help" | "-h"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprint!("error: {error}");
            let mut source = error.source();
            while let Some(cause) = source {
                eprint!(": {cause}");
                source = cause.source();
            }
            eprintln!();
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let list = |name| env::var(name).ok().filter(|value| !value.trim().is_empty());
    let without = list("STOPPED_STREAMS").unwrap_or_default();
    let without = without.split(',').map(str::to_owned).collect();
    let options = Options {
        data: data(),
        port: variable("PORT", PORT)?,
        demo_events: variable("DEMO_EVENTS", DEMO_EVENTS)?,
        streams: StreamFaults { stopped: without, ..StreamFaults::default() },
        ..Options::default()
    };
    let port = options.port;
    let databases = Databases { city: list("CITY_DATABASE"), asn: list("ASN_DATABASE") };
    let stack = match Stack::start_with(options, databases).await {
        Err(StackError::Emulator(local::EmulatorError::PortInUse { port: taken })) if taken == port => {
            return Err(format!("port {port} is in use; stop the process that uses it, or set PORT").into());
        }
        started => started?,
    };
    greet(&stack);
    let progress = tokio::spawn(print_progress(stack.demo()));
    stopped().await?;
    progress.abort();
    eprintln!("\nstopping");
    stack.stop().await;
    Ok(())
}

async fn run_services() -> Result<(), Box<dyn Error>> {
    let dynamodb = variable("DYNAMODB_PORT", Services::DYNAMODB_PORT)?;
    let s3 = variable("S3_PORT", Services::S3_PORT)?;
    let apis = variable("APIS_PORT", Services::APIS_PORT)?;
    let services = Services::start(&data(), dynamodb, s3, apis).await?;
    eprintln!(
        "DynamoDB, S3, KMS, SES, EventBridge and STS run on this machine, for development. Streams and schedules start no function here; they do with \
         `make run` and in tests. Environment of the functions:\n"
    );
    let environment = services.environment();
    let lines: String = environment.iter().map(|(name, value)| format!("export {name}={value}\n")).collect();
    // In one write, so that a reader of one line has all of them.
    print!("{lines}");
    stopped().await?;
    Ok(())
}

fn greet(stack: &Stack) {
    let (url, now) = (stack.url(), chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true));
    let (key, organization) = (stack.product_key(), stack.organization_id());
    println!(
        "\
Activity monitor, for development on this machine

  Dashboard   {url}/
  API         {url}/v1
  Sign-in     {url}/dev/oidc  (a development provider without passwords; never expose it)
  Mail        {url}/dev/mail  (what would be sent by e-mail)
  Webhooks    {url}/dev/receiver  (a receiver for streams)
  Tokens      {dev_json}

Send a first event:

  curl -sS {url}/v1/events \\
    -H 'authorization: Bearer {key}' \\
    -H 'content-type: application/json' \\
    -d '{{\"events\": [{{\"id\": \"first-1\", \"organization_id\": \"{organization}\", \"type\": \"account.login.succeeded\",
         \"occurred_at\": \"{now}\", \"actor\": {{\"id\": \"u_0004\", \"name\": \"Mei-Ling Chen\"}}, \"client\": {{\"ip\": \"192.0.2.7\"}}}}]}}'
",
        dev_json = data_path().join("dev.json").display(),
    );
}

/// Prints the progress of the demo: on one line of a terminal, otherwise every few seconds.
async fn print_progress(mut demo: watch::Receiver<DemoState>) {
    let terminal = stderr().is_terminal();
    let pause = if terminal { Duration::from_millis(200) } else { Duration::from_secs(5) };
    if demo.borrow().is_over() {
        return;
    }
    loop {
        let state = demo.borrow_and_update().clone();
        let line = match &state.stopped {
            Some(reason) => format!("Demo: {} of {} events; stopped: {reason}", state.sent, state.events),
            None if state.is_over() => format!("Demo: all {} events are recorded", state.events),
            None => format!("Demo: {} of {} events, oldest first", state.sent, state.events),
        };
        let (start, end) =
            if terminal { ("\r\x1b[2K", if state.is_over() { "\n" } else { "" }) } else { ("", "\n") };
        eprint!("{start}{line}{end}");
        // A closed terminal is no reason to stop.
        let _ = stderr().flush();
        if state.is_over() {
            return;
        }
        tokio::time::sleep(pause).await;
        if demo.changed().await.is_err() {
            return;
        }
    }
}

/// Waits for Ctrl-C or for the signal of service managers.
async fn stopped() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

fn start_log() {
    use lambda_http::tracing::subscriber::{EnvFilter, fmt};

    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(LOG));
    fmt().with_env_filter(filter).with_writer(stderr).init();
}

fn data() -> Data {
    Data::Folder(data_path())
}

fn data_path() -> PathBuf {
    let set = env::var_os("DATA_DIR").filter(|value| !value.is_empty());
    set.map_or_else(|| PathBuf::from(".local"), PathBuf::from)
}

/// Reads a number from the environment. The error names the variable.
fn variable<T: FromStr>(name: &str, default: T) -> Result<T, String> {
    match env::var(name) {
        Ok(value) if !value.is_empty() => {
            value.parse().map_err(|_| format!("{name} must be a number in range, not {value:?}"))
        }
        Ok(_) | Err(VarError::NotPresent) => Ok(default),
        Err(error @ VarError::NotUnicode(_)) => Err(format!("{name}: {error}")),
    }
}
