//! `make run`: the whole system on one machine.

use std::env::{self, VarError};
use std::error::Error;
use std::io::{IsTerminal, Write, stderr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;
use std::time::Duration;

use local::{Data, Databases, DemoState, Options, Services, Stack, StackError};
use tokio::sync::watch;

const USAGE: &str = "\
Runs the activity monitor on this machine: the API, the dashboard, a development sign-in and a demo organisation.

  local                    everything
  local --services-only    DynamoDB and S3 alone, for cargo lambda watch and sam local
  local openapi            prints the description of the API

  PORT            the API's port (3000)
  DYNAMODB_PORT   DynamoDB's port with --services-only (8000; 0 is any that is free)
  S3_PORT         S3's port with --services-only (8001; likewise)
  DATA_DIR        where data is kept (.local)
  DEMO_EVENTS     how many events a new data folder gets (30000; 0 is an empty organisation with the monitor on)
  CITY_DATABASE   databases of places in MaxMind's format, with commas; they are asked before the demo's own
  ASN_DATABASE    databases of networks, likewise
  RUST_LOG        what is logged (warn)";

const DEMO_EVENTS: usize = 30_000;
const PORT: u16 = 3000;

/// What is logged unless RUST_LOG says otherwise. dynoxide warns of every refusal that it answers, which the functions
/// ask for on purpose, and the authorizer of keys that come over plain HTTP, which is said below already.
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
    let options = Options {
        data: data(),
        port: variable("PORT", PORT)?,
        demo_events: variable("DEMO_EVENTS", DEMO_EVENTS)?,
        ..Options::default()
    };
    let port = options.port;
    let list = |name| env::var(name).ok().filter(|value| !value.trim().is_empty());
    let databases = Databases { city: list("CITY_DATABASE"), asn: list("ASN_DATABASE") };
    let stack = match Stack::start_with(options, databases).await {
        Err(StackError::Emulator(local::EmulatorError::PortInUse { port: taken })) if taken == port => {
            return Err(format!("port {port} is in use; stop what uses it, or set PORT").into());
        }
        started => started?,
    };
    greet(&stack);
    let telling = tokio::spawn(tell(stack.demo()));
    stopped().await?;
    telling.abort();
    eprintln!("\nstopping");
    stack.stop().await;
    Ok(())
}

async fn run_services() -> Result<(), Box<dyn Error>> {
    let dynamodb = variable("DYNAMODB_PORT", Services::DYNAMODB_PORT)?;
    let s3 = variable("S3_PORT", Services::S3_PORT)?;
    let services = Services::start(&data(), dynamodb, s3).await?;
    eprintln!("DynamoDB and S3 run on this machine, for development. Point the functions at them with:\n");
    for (name, value) in services.environment() {
        println!("export {name}={value}");
    }
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
  Sign-in     {url}/dev/oidc  (a development provider: anybody may be anybody; never expose it)
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

/// Tells how far the demo is: on one line of a terminal, or else now and then.
async fn tell(mut demo: watch::Receiver<DemoState>) {
    let terminal = stderr().is_terminal();
    let pause = if terminal { Duration::from_millis(200) } else { Duration::from_secs(5) };
    if demo.borrow().is_over() {
        return;
    }
    loop {
        let state = demo.borrow_and_update().clone();
        let line = match &state.stopped {
            Some(reason) => format!("Demo: {} of {} events; stopped: {reason}", state.sent, state.events),
            None if state.is_over() => format!("Demo: all {} events are there.", state.events),
            None => format!("Demo: {} of {} events, newest first", state.sent, state.events),
        };
        let (start, end) =
            if terminal { ("\r\x1b[2K", if state.is_over() { "\n" } else { "" }) } else { ("", "\n") };
        eprint!("{start}{line}{end}");
        // A terminal that is gone is no reason to stop.
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

/// Waits for Ctrl-C, or for the signal that service managers send.
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

/// Reads a number from the environment; one that is no number is an error that names the variable.
fn variable<T: FromStr>(name: &str, default: T) -> Result<T, String> {
    match env::var(name) {
        Ok(value) if !value.is_empty() => {
            value.parse().map_err(|_| format!("{name} is not a number that fits: {value:?}"))
        }
        Ok(_) | Err(VarError::NotPresent) => Ok(default),
        Err(error @ VarError::NotUnicode(_)) => Err(format!("{name}: {error}")),
    }
}
