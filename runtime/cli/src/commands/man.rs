//! `simpletrader man`: the manual pages, made from the same description as `--help`.

use std::fs;
use std::path::PathBuf;

use crate::exit::Failure;

/// Write the manual pages: one of the program, one of each command.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The folder to write them to; it is made where it is missing.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Runs the command over the description of the whole program.
///
/// # Errors
/// When the folder cannot be written.
pub fn run(arguments: &Arguments, program: clap::Command) -> Result<(), Failure> {
    let refused = |error: std::io::Error| Failure::other(format!("{}: {error}", arguments.out.display()));
    fs::create_dir_all(&arguments.out).map_err(refused)?;
    clap_mangen::generate_to(program, &arguments.out).map_err(refused)?;
    let pages = fs::read_dir(&arguments.out).map_err(refused)?.count();
    println!("{}: {pages} pages; `man -l {}/simpletrader.1` shows the first", arguments.out.display(), arguments.out.display());
    Ok(())
}
