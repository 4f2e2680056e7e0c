//! `activity findings`: what the detections have found.

use clap::Subcommand;
use event_model::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::api::Api;
use crate::catalog;
use crate::cli::Globals;
use crate::credentials::Credentials;
use crate::event_table::EventPrinter;
use crate::failure::Failure;
use crate::output::Output;
use crate::table::Table;
use crate::text::plain;
use crate::times;

/// Findings without `--limit`.
const DEFAULT_LIMIT: u64 = 50;
/// Findings on one page.
const PAGE: u64 = 100;

/// Arguments of `activity findings`.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Args {
    /// Only findings about your own account
    #[arg(long, conflicts_with_all = ["user", "rule", "state", "severity", "muted"])]
    own: bool,
    /// Only open or closed findings
    #[arg(long, value_parser = ["open", "closed"])]
    state: Option<String>,
    /// Only findings of this severity (repeatable). Without it, all but info
    #[arg(long, value_parser = ["info", "low", "medium", "high", "critical"])]
    severity: Vec<String>,
    /// Only findings of this rule, such as `account.takeover`
    #[arg(long)]
    rule: Option<String>,
    /// Only findings about this person: the id of the user
    #[arg(long)]
    user: Option<String>,
    /// Only findings that a mute hides
    #[arg(long)]
    muted: bool,
    /// Only hits at or after this time: a time, a date, or a span before now such as 7d
    #[arg(long, value_name = "TIME", value_parser = times::parse_now)]
    from: Option<Timestamp>,
    /// Only hits before this time
    #[arg(long, value_name = "TIME", value_parser = times::parse_now)]
    to: Option<Timestamp>,
    /// Maximum number of findings
    #[arg(long, value_name = "NUMBER", default_value_t = DEFAULT_LIMIT, value_parser = clap::value_parser!(u64).range(1..))]
    limit: u64,
    #[command(subcommand)]
    action: Option<Action>,
}

/// What to do with one finding.
#[derive(Debug, Subcommand)]
enum Action {
    /// Show a finding with its evidence
    Show {
        /// Id of the finding
        id: String,
    },
    /// Evaluate the evidence again
    Verify {
        /// Id of the finding
        id: String,
    },
    /// Assign a finding to a person
    Assign {
        /// Id of the finding
        id: String,
        /// Id of the user
        user: String,
    },
    /// Close a finding
    Close {
        /// Id of the finding
        id: String,
        /// What it was
        #[arg(long = "as", value_name = "RESOLUTION", value_parser = ["malicious", "expected", "false_alarm", "wrong_data", "test"])]
        resolution: String,
        /// A note for others
        #[arg(long)]
        note: Option<String>,
    },
    /// Open a closed finding again
    Reopen {
        /// Id of the finding
        id: String,
    },
}

/// A page of `GET /v1/findings`.
#[derive(Debug, Deserialize)]
struct Page {
    findings: Vec<Value>,
    next_cursor: Option<String>,
}

/// Lists findings, or shows or changes one.
pub(crate) async fn run(args: Args, globals: &Globals) -> Result<(), Failure> {
    let url = globals.base_url()?;
    let api = Api::new(url.clone(), Credentials::person(&url))?;
    match &args.action {
        None => list(&api, &args, globals).await,
        Some(Action::Show { id }) => show(&api, id, globals).await,
        Some(Action::Verify { id }) => verify(&api, id, globals).await,
        Some(Action::Assign { id, user }) => change(&api, id, &json!({ "assigned_to": user }), globals).await,
        Some(Action::Close { id, resolution, note }) => {
            let mut body = json!({ "state": "closed", "resolution": resolution });
            if let Some(note) = note {
                body["note"] = json!(note);
            }
            change(&api, id, &body, globals).await
        }
        Some(Action::Reopen { id }) => change(&api, id, &json!({ "state": "open" }), globals).await,
    }
}

async fn list(api: &Api, args: &Args, globals: &Globals) -> Result<(), Failure> {
    let mut findings = Vec::new();
    let mut cursor: Option<String> = None;
    loop {
        let left = args.limit - findings.len() as u64;
        let path: &[&str] = if args.own { &["v1", "me", "findings"] } else { &["v1", "findings"] };
        let mut url = api.endpoint(path);
        url.query_pairs_mut()
            .extend_pairs(args.parameters())
            .append_pair("limit", &left.min(PAGE).to_string())
            .extend_pairs(cursor.iter().map(|cursor| ("cursor", cursor)));
        let page: Page = api.get_json(&url).await?;
        findings.extend(page.findings);
        cursor = page.next_cursor;
        if cursor.is_none() || findings.len() as u64 >= args.limit {
            break;
        }
    }
    let mut output = Output::stdout();
    if globals.json {
        for finding in &findings {
            output.json(finding)?;
        }
        return output.flush();
    }
    let rows: Vec<[String; 5]> = findings.iter().map(row).collect();
    let mut table = Table::new(["LAST (UTC)", "SEVERITY", "STATE", "FINDING", "ID"]);
    table.fit(&rows);
    output.line(&table.heading())?;
    for row in &rows {
        output.line(&table.line(row))?;
    }
    output.flush()?;
    if cursor.is_some() {
        globals.message("More findings match: use --limit");
    }
    Ok(())
}

impl Args {
    fn parameters(&self) -> Vec<(&'static str, String)> {
        let Self { own: _, state, severity, rule, user, muted, from, to, limit: _, action: _ } = self;
        let text = |name, value: &Option<String>| value.clone().map(|value| (name, value));
        let time = |name, value: &Option<Timestamp>| value.map(|value| (name, value.to_string()));
        let one = [
            text("state", state),
            text("rule", rule),
            text("user", user),
            time("from", from),
            time("to", to),
        ];
        let severities = severity.iter().map(|severity| ("severity", severity.clone()));
        let muted = muted.then(|| ("muted", "true".to_owned()));
        one.into_iter().flatten().chain(severities).chain(muted).collect()
    }
}

fn row(finding: &Value) -> [String; 5] {
    let time = text(finding, "last_at").get(..16).unwrap_or_default().replace('T', " ");
    let [severity, state, sentence, id] =
        ["severity", "state", "sentence", "id"].map(|name| text(finding, name).to_owned());
    [time, severity, state, sentence, id]
}

async fn show(api: &Api, id: &str, globals: &Globals) -> Result<(), Failure> {
    let finding: Value = api.get_json(&api.endpoint(&["v1", "findings", id])).await?;
    let mut output = Output::stdout();
    if globals.json {
        output.json(&finding)?;
        return output.flush();
    }
    output.line(&plain(text(&finding, "sentence")))?;
    let facts = [
        ("Rule", "rule"),
        ("Severity", "severity"),
        ("State", "state"),
        ("First", "first_at"),
        ("Last", "last_at"),
        ("Resolution", "resolution"),
        ("Note", "note"),
    ];
    for (label, name) in facts {
        if let Some(value) = finding[name].as_str() {
            output.line(&format!("{label:<11} {}", plain(value)))?;
        }
    }
    output.line("")?;
    output.flush()?;
    let raw = |event: &Value| serde_json::value::to_raw_value(event).expect("JSON stays JSON");
    let evidence: Vec<_> = finding["evidence"].as_array().into_iter().flatten().map(raw).collect();
    EventPrinter::table(catalog::labels(api).await?).print(&evidence)
}

async fn verify(api: &Api, id: &str, globals: &Globals) -> Result<(), Failure> {
    let url = api.endpoint(&["v1", "findings", id, "verify"]);
    let result: Value = api.post_json(&url, &json!({})).await?;
    print(&result, globals, || {
        format!("{}: {}", text(&result, "result"), plain(text(&result, "explanation")))
    })
}

async fn change(api: &Api, id: &str, body: &Value, globals: &Globals) -> Result<(), Failure> {
    let finding: Value = api.patch_json(&api.endpoint(&["v1", "findings", id]), body).await?;
    print(&finding, globals, || format!("{} is {}", text(&finding, "id"), text(&finding, "state")))
}

/// Prints an answer as JSON, or as a line for people.
fn print(answer: &Value, globals: &Globals, line: impl FnOnce() -> String) -> Result<(), Failure> {
    let mut output = Output::stdout();
    if globals.json {
        output.json(answer)?
    } else {
        output.line(&line())?
    }
    output.flush()
}

/// Returns a text of an answer, or nothing if it is null.
fn text<'a>(answer: &'a Value, name: &str) -> &'a str {
    answer[name].as_str().unwrap_or_default()
}
