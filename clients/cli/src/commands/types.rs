//! `activity types`: lists the event types, and registers the vendor's own.

use clap::Subcommand;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use event_model::{Class, EventType, EventTypeRequest, Source, SourceRequest};
use reqwest::StatusCode;
use serde::Serialize;
use serde_json::Value;

use crate::api::Api;
use crate::catalog::{self, Entry};
use crate::cli::Globals;
use crate::credentials::Credentials;
use crate::failure::Failure;
use crate::output::Output;
use crate::table::Table;

/// Arguments of `activity types`.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Args {
    /// Only types of this product (repeatable)
    #[arg(long, value_name = "SOURCE")]
    source: Vec<Source>,
    #[command(subcommand)]
    action: Option<Action>,
}

/// What an operator does.
#[derive(Debug, Subcommand)]
enum Action {
    /// Register a product, or change its label (operators)
    RegisterSource {
        /// Id, such as `crm`: the first word of its event types
        id: Source,
        /// Name of the product
        #[arg(long)]
        label: String,
    },
    /// Register an event type, or change its texts (operators)
    Register(Register),
    /// Refuse new events of a registered type (operators)
    Deprecate {
        /// Id of the type
        #[arg(value_name = "TYPE")]
        id: EventType,
    },
}

/// Arguments of `activity types register`.
#[derive(Debug, clap::Args)]
struct Register {
    /// Id, such as `crm.contact.created`. Its source must be registered
    #[arg(value_name = "TYPE")]
    id: EventType,
    /// Name of the event
    #[arg(long)]
    label: String,
    /// Group of events in lists
    #[arg(long)]
    category: String,
    /// What happened, in one sentence
    #[arg(long)]
    description: String,
    /// What the event means, whatever product it is of. Cannot be changed later
    #[arg(long, value_parser = class_parser())]
    class: Class,
}

fn class_parser() -> impl TypedValueParser<Value = Class> {
    let names = Class::ALL.map(|class| PossibleValue::new(class.as_str()));
    PossibleValuesParser::new(names).try_map(|name| name.parse::<Class>())
}

/// Lists types, or does what an operator asks for.
pub(crate) async fn run(args: Args, globals: &Globals) -> Result<(), Failure> {
    let url = globals.base_url()?;
    let Some(action) = args.action else {
        let api = Api::new(url.clone(), Credentials::catalog(&url)?)?;
        return list(&api, &args.source, globals).await;
    };
    let api = Api::new(url.clone(), Credentials::person(&url))?;
    match action {
        Action::RegisterSource { id, label } => {
            put(&api, &["v1", "sources", id.as_str()], &SourceRequest { label }, globals).await
        }
        Action::Register(Register { id, label, category, description, class }) => {
            let body = EventTypeRequest { label, category, description, class, deprecated: None };
            put(&api, &["v1", "event-types", id.as_str()], &body, globals).await
        }
        Action::Deprecate { id } => deprecate(&api, &id, globals).await,
    }
}

async fn list(api: &Api, sources: &[Source], globals: &Globals) -> Result<(), Failure> {
    let mut types = catalog::event_types(api).await?;
    let is_selected = |entry: &Value| {
        sources.is_empty() || sources.iter().any(|source| entry["source"] == *source.as_str())
    };
    types.retain(is_selected);
    let mut output = Output::stdout();
    if globals.json {
        for entry in &types {
            output.json(entry)?;
        }
        return output.flush();
    }
    let rows = types.into_iter().map(|entry| Ok(row(catalog::read(entry)?)));
    let rows = rows.collect::<Result<Vec<_>, Failure>>()?;
    let mut table = Table::new(["TYPE", "LABEL", "CLASS", "STATE", "LAST EVENT (UTC)"]);
    table.fit(&rows);
    output.line(&table.heading())?;
    for row in &rows {
        output.line(&table.line(row))?;
    }
    output.flush()
}

fn row(entry: Entry) -> [String; 5] {
    let state = match (entry.deprecated_at, entry.built_in) {
        (Some(_), _) => "deprecated",
        (None, true) => "built-in",
        (None, false) => "registered",
    };
    // To the hour, and only for operators.
    let last = entry.last_event_at.map(|time| time.get(..16).unwrap_or(&time).replace('T', " "));
    [entry.id, entry.label, entry.class, state.to_owned(), last.unwrap_or_default()]
}

/// Deprecates a type and changes nothing else of it.
async fn deprecate(api: &Api, id: &EventType, globals: &Globals) -> Result<(), Failure> {
    let entry = catalog::event_types(api).await?.into_iter().find(|entry| entry["id"] == *id.as_str());
    let Some(entry) = entry else {
        let text = format!(
            "the type {id} is not in the catalog; a type can be missing for a minute after its registration"
        );
        return Err(Failure::Failed(text));
    };
    let Entry { label, category, description, class, .. } = catalog::read(entry)?;
    let class = class
        .parse()
        .map_err(|_| Failure::Failed(format!("the class {class} is unknown: update activity")))?;
    let body = EventTypeRequest { label, category, description, class, deprecated: Some(true) };
    put(api, &["v1", "event-types", id.as_str()], &body, globals).await
}

async fn put(api: &Api, path: &[&str], body: &impl Serialize, globals: &Globals) -> Result<(), Failure> {
    let (status, entry): (_, Value) = api.put_json(&api.endpoint(path), body).await?;
    if globals.json {
        let mut output = Output::stdout();
        output.json(&entry)?;
        return output.flush();
    }
    let id = path.last().copied().unwrap_or_default();
    let done = match status {
        StatusCode::CREATED => "Registered",
        _ if entry["deprecated_at"].is_string() => "Deprecated",
        // The API does not tell whether something changed.
        _ => "Up to date:",
    };
    globals.message(format!("{done} {id}"));
    Ok(())
}
