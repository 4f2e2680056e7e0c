//! `activity streams`: deliveries to other systems, and how they go.

use clap::Subcommand;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::api::Api;
use crate::cli::Globals;
use crate::credentials::Credentials;
use crate::failure::Failure;
use crate::output::Output;
use crate::table::Table;
use crate::text::plain;

/// Arguments of `activity streams`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    action: Option<Action>,
}

/// What to do with one stream.
#[derive(Debug, Subcommand)]
enum Action {
    /// Show a stream with its health
    Show {
        /// Id of the stream
        id: String,
    },
    /// Ask the destination whether it wants the events, and start the stream
    Verify {
        /// Id of the stream
        id: String,
        /// The code of the mail, for a stream to an e-mail address
        #[arg(long)]
        code: Option<String>,
    },
    /// Send a test to the destination
    Test {
        /// Id of the stream
        id: String,
    },
    /// Stop a stream. Its events wait
    Pause {
        /// Id of the stream
        id: String,
    },
    /// Start a stream that was paused or disabled
    Resume {
        /// Id of the stream
        id: String,
    },
}

/// The answer of `GET /v1/streams`.
#[derive(Debug, Deserialize)]
struct Streams {
    streams: Vec<Value>,
}

/// Lists streams, or shows, asks or changes one.
pub(crate) async fn run(args: Args, globals: &Globals) -> Result<(), Failure> {
    let url = globals.base_url()?;
    let api = Api::new(url.clone(), Credentials::person(&url))?;
    match &args.action {
        None => list(&api, globals).await,
        Some(Action::Show { id }) => show(&api, id, globals).await,
        Some(Action::Verify { id, code }) => {
            let body = code.as_ref().map_or_else(|| json!({}), |code| json!({ "code": code }));
            ask(&api, id, "verify", &body, globals).await
        }
        Some(Action::Test { id }) => ask(&api, id, "test", &json!({}), globals).await,
        Some(Action::Pause { id }) => change(&api, id, "pause", globals).await,
        Some(Action::Resume { id }) => change(&api, id, "resume", globals).await,
    }
}

async fn list(api: &Api, globals: &Globals) -> Result<(), Failure> {
    let Streams { streams } = api.get_json(&api.endpoint(&["v1", "streams"])).await?;
    let mut output = Output::stdout();
    if globals.json {
        for stream in &streams {
            output.json(stream)?;
        }
        return output.flush();
    }
    let rows: Vec<[String; 6]> = streams.iter().map(row).collect();
    let mut table = Table::new(["NAME", "KIND", "STATE", "LAG", "DELIVERED 24 H", "ID"]);
    table.fit(&rows);
    output.line(&table.heading())?;
    for row in &rows {
        output.line(&table.line(row))?;
    }
    output.flush()
}

fn row(stream: &Value) -> [String; 6] {
    let [name, kind, state, id] =
        ["name", "kind", "state", "id"].map(|member| text(stream, member).to_owned());
    [name, kind, state, lag(stream), number(&stream["delivered_24h"]), id]
}

/// Returns how old the oldest waiting segment is.
fn lag(stream: &Value) -> String {
    match stream["lag"]["seconds"].as_u64().unwrap_or_default() {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds @ 120..7_200 => format!("{} min", seconds / 60),
        seconds => format!("{} h", seconds / 3_600),
    }
}

async fn show(api: &Api, id: &str, globals: &Globals) -> Result<(), Failure> {
    let stream: Value = api.get_json(&api.endpoint(&["v1", "streams", id])).await?;
    let mut output = Output::stdout();
    if globals.json {
        output.json(&stream)?;
        return output.flush();
    }
    output.line(&plain(text(&stream, "name")))?;
    let failure = &stream["last_failure"];
    for (label, value) in [
        ("Kind", text(&stream, "kind").to_owned()),
        ("Format", text(&stream, "format").to_owned()),
        ("Destination", destination(&stream["destination"])),
        ("State", format!("{} since {}", text(&stream, "state"), text(&stream, "since"))),
        ("Position", text(&stream, "position").to_owned()),
        ("Lag", format!("{}, {} segments", lag(&stream), number(&stream["lag"]["segments"]))),
        ("Delivered", format!("{} in 24 hours", number(&stream["delivered_24h"]))),
        ("Dead letters", number(&stream["dead_letters"])),
        ("Last success", text(&stream, "last_success_at").to_owned()),
        ("Last failure", format!("{} {}", text(failure, "at"), text(failure, "reason"))),
        ("Next attempt", text(&stream, "next_attempt_at").to_owned()),
    ] {
        if !value.trim().is_empty() {
            output.line(&format!("{label:<12} {}", plain(value.trim())))?;
        }
    }
    output.flush()
}

/// Returns the members of a destination in one line.
fn destination(destination: &Value) -> String {
    let members = destination.as_object().into_iter().flatten();
    let member = |(name, value): (&String, &Value)| match value {
        Value::String(text) => format!("{name} {text}"),
        other => format!("{name} {other}"),
    };
    members.map(member).collect::<Vec<_>>().join(", ")
}

/// Lets the destination be asked. A destination that does not accept is a failure.
async fn ask(api: &Api, id: &str, act: &str, body: &Value, globals: &Globals) -> Result<(), Failure> {
    let result: Value = api.post_json(&api.endpoint(&["v1", "streams", id, act]), body).await?;
    if globals.json {
        let mut output = Output::stdout();
        output.json(&result)?;
        output.flush()?;
    }
    if result["delivered"] != true {
        return Err(Failure::Failed(plain(text(&result, "reason")).into_owned()));
    }
    if globals.json {
        return Ok(());
    }
    let mut output = Output::stdout();
    output.line(&format!("the destination accepted it after {} ms", number(&result["duration_ms"])))?;
    output.flush()
}

async fn change(api: &Api, id: &str, act: &str, globals: &Globals) -> Result<(), Failure> {
    let stream: Value = api.post_json(&api.endpoint(&["v1", "streams", id, act]), &json!({})).await?;
    let mut output = Output::stdout();
    if globals.json {
        output.json(&stream)?
    } else {
        output.line(&format!("{} is {}", text(&stream, "id"), text(&stream, "state")))?
    }
    output.flush()
}

/// Returns a text of an answer, or nothing if it is null.
fn text<'a>(answer: &'a Value, name: &str) -> &'a str {
    answer[name].as_str().unwrap_or_default()
}

fn number(value: &Value) -> String {
    value.as_u64().unwrap_or_default().to_string()
}
