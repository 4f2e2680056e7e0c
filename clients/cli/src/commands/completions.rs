//! `activity completions`: prints a completion script.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::Failure;
use crate::cli::{Cli, Globals};
use crate::output::Output;

/// Arguments of `activity completions`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The shell
    shell: Shell,
}

/// Prints the script.
pub(crate) async fn run(args: Args, _globals: &Globals) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "activity", &mut script);
    let mut output = Output::stdout();
    output.bytes(&script)?;
    output.flush()
}
