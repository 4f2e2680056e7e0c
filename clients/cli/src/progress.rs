//! Progress on stderr. It is hidden with `--quiet`, and if stderr is no terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::Globals;

/// Creates a bar from 0 to 100 percent with a message.
pub(crate) fn percent(globals: &Globals) -> ProgressBar {
    let bar = bar(100, "{bar:30} {pos:>3}%  {msg}", globals);
    // The bar shows at once, and time passes also between two answers.
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// Creates a bar of bytes.
pub(crate) fn bytes(total: u64, globals: &Globals) -> ProgressBar {
    bar(total, "{bar:30} {bytes} of {total_bytes}  {bytes_per_sec}", globals)
}

fn bar(length: u64, template: &str, globals: &Globals) -> ProgressBar {
    let target = if globals.quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let style = ProgressStyle::with_template(template).expect("the templates of this file are valid");
    ProgressBar::with_draw_target(Some(length), target).with_style(style)
}
