//! `activity import`: imports logs of another system.

use std::path::{Path, PathBuf};

use activity_client::Status;
use chrono::Utc;
use chrono_tz::Tz;
use event_model::OrganizationId;
use indicatif::ProgressBar;

use crate::Failure;
use crate::api::Api;
use crate::cli::Globals;
use crate::credentials::{self, Credentials};
use crate::import::catalog_check;
use crate::import::delivery;
use crate::import::{Conversions, LogFile, Mapping, Report};
use crate::output::Output;
use crate::sending::{Sending, SendingArgs, progress};

/// Arguments of `activity import`.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Args {
    /// The log: lines, a JSON array, or JSON Lines, as the format has it
    file: PathBuf,
    /// Organization that the events belong to
    #[arg(long, value_name = "ID")]
    organization: OrganizationId,
    #[command(flatten)]
    format: Format,
    /// Print the events as JSON Lines, and send nothing
    #[arg(long)]
    dry_run: bool,
    /// Year of the newest line, for logs that write none [default: the latest that is not in the future]
    #[arg(long, value_parser = clap::value_parser!(i32).range(1970..=9999))]
    year: Option<i32>,
    /// Time zone of times that have none, such as Europe/Zurich
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    time_zone: Tz,
    /// Write the records that are not mapped to this file
    #[arg(long, value_name = "FILE")]
    unmapped: Option<PathBuf>,
    #[command(flatten)]
    sending: SendingArgs,
}

/// The format of the log.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Format {
    /// Format of the log
    #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(Mapping::built_in_names()))]
    format: Option<String>,
    /// Mapping file of your own, for another format
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
}

const AFTER_HELP: &str = "\
The events are of a source of their own, such as sshd. Its event types are registered first, if you are signed in as an
operator. ACTIVITY_PRODUCT_KEY must be a key of this source, with the scope `backfill` for events before the monitor was
switched on. An import that is repeated records each event once.";

/// Imports logs of another system.
pub(crate) async fn run(args: Args, globals: &Globals) -> Result<(), Failure> {
    let mapping = args.format.mapping()?;
    let sending = match args.dry_run {
        true => None,
        false => Some(prepare(&args, &mapping, globals).await?),
    };
    let version = format!("{:?}", (delivery::file_version(&args.file)?, args.year, args.time_zone));
    let read = ProgressBar::hidden();
    let log = LogFile {
        path: &args.file,
        mapping: &mapping,
        organization_id: args.organization,
        zone: args.time_zone,
        year: args.year,
        progress: read.clone(),
    };
    let mut conversions = log.convert(Utc::now())?;
    if let Some(path) = &args.unmapped {
        conversions.write_unmapped(path)?;
    }
    if let (Some(year), None) = (conversions.year, args.year) {
        globals
            .message(format_args!("The log has no years: its newest line is taken to be of {year} (--year)"));
    }
    let Some(sending) = sending else { return print(conversions, globals) };
    let bar = progress::bar(read.length(), globals);
    let show = |status: &Status| progress::show(&bar, status, read.position());
    let sent = delivery::deliver(&mut conversions, &sending, &version, show).await;
    bar.finish_and_clear();
    let sent = sent?;
    let (refused, total) = (sent.refused.total(), sent.total());
    let report = Report { sent: Some(sent), ..conversions.report };
    if globals.json {
        let mut output = Output::stdout();
        output.json(&report)?;
        output.flush()?;
    } else {
        globals.message(&report);
    }
    if refused > 0 { Err(Failure::EventsRefused { refused, total }) } else { Ok(()) }
}

/// Makes sure that the monitor knows the event types of the mapping, and opens the client.
async fn prepare(args: &Args, mapping: &Mapping, globals: &Globals) -> Result<Sending, Failure> {
    let url = globals.base_url()?;
    credentials::product_key()?;
    let api = Api::new(url.clone(), Credentials::catalog(&url)?)?;
    let missing = catalog_check::missing(mapping, &api).await?;
    if !missing.is_empty() {
        catalog_check::register(mapping, &missing, &api).await.map_err(|failure| {
            if failure.exit_code() != 3 {
                return failure;
            }
            Failure::NotSignedIn(format!(
                "{} event types are not registered, or were in the last minute. An operator registers them with this \
                 command after `activity login`, or with:\n{}",
                missing.len(),
                catalog_check::commands(mapping, &missing)
            ))
        })?;
        globals.message(format_args!("Registered {} event types of {}", missing.len(), mapping.source.id));
    }
    let path = args.file.canonicalize().map_err(|error| Failure::io("read", &args.file, error))?;
    // An import of another file, organization or source can run at the same time.
    let input = format!("import {} {} {}", args.organization, mapping.source.id, path.display());
    Sending::open(globals, &args.sending, &input)
}

impl Format {
    fn mapping(&self) -> Result<Mapping, Failure> {
        match (&self.mapping, &self.format) {
            (Some(path), _) => read_mapping(path),
            (None, Some(format)) => {
                Ok(Mapping::built_in(format).expect("clap accepts only the built-in formats"))
            }
            (None, None) => Err(Failure::Usage("give --format or --mapping".to_owned())),
        }
    }
}

fn read_mapping(path: &Path) -> Result<Mapping, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure::io("read", path, error))?;
    Mapping::parse(&text)
        .map_err(|error| Failure::Usage(format!("{} is not a mapping: {error}", path.display())))
}

/// Prints the events to stdout, and the counts to stderr.
fn print(mut conversions: Conversions<'_>, globals: &Globals) -> Result<(), Failure> {
    let mut output = Output::stdout();
    while let Some(events) = conversions.next()? {
        for event in events {
            output.json(&event)?;
        }
    }
    output.flush()?;
    if globals.json {
        globals.message(serde_json::to_string(&conversions.report).expect("counts have string keys"));
    } else {
        globals.message(&conversions.report);
    }
    Ok(())
}
