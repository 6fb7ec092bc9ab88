//! `simpletrader new`: a worker project that builds and has a test.

use std::path::PathBuf;

use simpletrader_authoring::{NewWorker, Toolchain, Workshop};

use crate::exit::Failure;
use crate::workshop::failure;

/// Make a worker project: a folder that builds, with a test, a manifest in the code and a set-up for the editor.
#[derive(Debug, clap::Args)]
#[command(after_help = CATEGORIES)]
pub struct Arguments {
    /// What kind of worker, for example `context_worker`.
    category: String,
    /// What it is called, in snake_case; the folder gets this name.
    name: String,
    /// The language: rust, python, typescript, javascript, c, cpp, zig, go.
    #[arg(long, value_name = "LANGUAGE")]
    lang: String,
    /// Who makes it, in snake_case.
    #[arg(long, default_value = "local")]
    vendor: String,
    /// The folder to make the project in.
    #[arg(long, value_name = "DIR", default_value = ".")]
    into: PathBuf,
}

const CATEGORIES: &str = "\
Categories:
  context_worker     measures closed bars: facts
  signal_detector    turns facts into opportunities: signals
  risk_monitor       turns facts and figures of the account into threats: risks
  strategy_planner   decides on signals and risks: directives and refusals
  entry_planner      plans what and where
  size_planner       plans how much
  exit_planner       plans where to leave
  execution_planner  plans by which algorithm
  execution_worker   turns commands into orders";

/// Runs the command.
///
/// # Errors
/// When what is asked for does not exist, or the folder does.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let Arguments { category, name, lang, vendor, into } = arguments;
    let worker = NewWorker::parse(category, lang, vendor, name).map_err(failure)?;
    let workshop = Workshop::of_environment().map_err(failure)?;
    let project = worker.create(into, &workshop).map_err(failure)?;
    let folder = into.join(name);
    let folder = folder.strip_prefix(".").unwrap_or(&folder).display();
    println!("{folder}: a {category} in {}", worker.language);
    println!("  the worker    {folder}/{}", project.language.source_file());
    println!("  its cases     {folder}/cases/");
    println!("  build it      simpletrader build {folder}");
    println!("  test it       simpletrader test {folder}");
    if let Toolchain::Missing(missing) = worker.language.toolchain(&workshop) {
        eprintln!("note: {missing}");
        eprintln!("  help: `simpletrader toolchain install {}` comes first", worker.language);
    }
    Ok(())
}
