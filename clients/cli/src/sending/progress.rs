//! The progress on stderr.

use std::time::Duration;

use activity_client::Status;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::Globals;

/// Time between two frames of a spinner.
const FRAME: Duration = Duration::from_millis(200);

/// Creates a bar of the bytes of a file, or a spinner for a stream. It is hidden if stderr is no terminal.
pub(crate) fn bar(bytes: Option<u64>, globals: &Globals) -> ProgressBar {
    let is_hidden = globals.quiet || globals.json;
    let target = if is_hidden { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let template = match bytes {
        Some(_) => "{bar:30} {percent:>3}%  {msg}",
        None => "{spinner}  {msg}",
    };
    let style = ProgressStyle::with_template(template).expect("both templates are valid");
    let bar = ProgressBar::with_draw_target(bytes, target).with_style(style);
    bar.enable_steady_tick(FRAME);
    bar
}

/// Shows how much of the input is sent. `read` bytes of it are read; those that are not sent are in the spool.
pub(crate) fn show(bar: &ProgressBar, status: &Status, read: u64) {
    let done = status.sent() + status.refused;
    if let Some(share) = read.saturating_mul(done).checked_div(done + status.queued) {
        bar.set_position(share);
    }
    let state = match &status.last_error {
        Some(error) if status.failing => format!("  {error}"),
        _ => String::new(),
    };
    bar.set_message(format!(
        "{} sent, {} refused, {} waiting{state}",
        status.sent(),
        status.refused,
        status.queued
    ));
}
