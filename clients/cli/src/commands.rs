//! The commands, one file each.

pub(crate) mod completions;
pub(crate) mod events;
pub(crate) mod export;
pub(crate) mod findings;
pub(crate) mod import;
pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod send;
pub(crate) mod streams;
pub(crate) mod tail;
pub(crate) mod types;

use crate::Failure;
use crate::cli::{Command, Globals};

/// Runs a command.
pub(crate) async fn run(command: Command, globals: &Globals) -> Result<(), Failure> {
    match command {
        Command::Send(args) => send::run(args, globals).await,
        Command::Tail(args) => tail::run(args, globals).await,
        Command::Events(args) => events::run(args, globals).await,
        Command::Export(args) => export::run(args, globals).await,
        Command::Findings(args) => findings::run(args, globals).await,
        Command::Streams(args) => streams::run(args, globals).await,
        Command::Import(args) => import::run(args, globals).await,
        Command::Types(args) => types::run(args, globals).await,
        Command::Login(args) => login::run(args, globals).await,
        Command::Logout(args) => logout::run(args, globals).await,
        Command::Completions(args) => completions::run(args, globals).await,
    }
}
