//! `simpletrader completions`: what a shell needs to complete this command.

use std::io;

use clap_complete::Shell;

use crate::exit::Failure;

/// Print a script by which a shell completes commands and options of `simpletrader`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The shell.
    shell: Shell,
}

/// Runs the command over the description of the whole program.
///
/// # Errors
/// When nothing can be printed.
pub fn run(arguments: &Arguments, mut program: clap::Command) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut program, "simpletrader", &mut script);
    io::Write::write_all(&mut io::stdout(), &script).map_err(Failure::other)
}
