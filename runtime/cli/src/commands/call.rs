//! `simpletrader call`: one call of a worker, its answer as JSON.

use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use simpletrader_cases::{CaseFile, Verdict};
use simpletrader_config::source::SourceText;

use super::test::bytes;
use crate::alone;
use crate::exit::{Failure, Kind};
use crate::look::look;
use crate::sandbox::Compiling;
use crate::session::refused;

/// Call a worker once and print its answer as JSON.
///
/// The input is what stands beside `expect` in a case (`docs/testing-workers.md`), in YAML or JSON: `{"bar": 100.5}`. Fuel,
/// memory and the worker's log go to standard error. Exit codes: 0 it answered, 3 it failed, 2 the input or the file cannot be read.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The worker file.
    worker: PathBuf,
    /// The handler: measure, detect, watch, decide, plan, on-command, on-reply, on-timer.
    handler: String,
    /// What it is told: a file, or - for the standard input.
    #[arg(long, value_name = "FILE")]
    input: PathBuf,
    /// Its parameters, as a JSON object.
    #[arg(long, value_name = "JSON", default_value = "{}")]
    params: String,
    #[command(flatten)]
    compiling: Compiling,
}

/// Runs the command.
///
/// # Errors
/// When something cannot be read, or the worker fails.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let params: Map<String, Value> = serde_json::from_str(&arguments.params).map_err(|error| {
        Failure::input(format!("--params is no JSON object: {error}\n  help: write for example '{{\"period\": 20}}'"))
    })?;
    let text = read(&arguments.input)?;
    let sandbox = arguments.compiling.sandbox()?;
    let loaded = alone::load(&sandbox, &arguments.worker)?;
    let category = loaded.facts().category;
    if !category.handlers().contains(&arguments.handler.as_str()) {
        let known = category.handlers().join(", ");
        return Err(Failure::input(format!("a {category} has no handler `{}`\n  help: it has: {known}", arguments.handler)));
    }
    let source = SourceText::new(arguments.input.to_string_lossy(), text);
    let call = CaseFile::of_call(source, params, loaded.facts()).map_err(|findings| refused(&findings, look()))?;
    if let Some(other) = call.handlers().find(|handler| *handler != arguments.handler) {
        let message = format!("the input is a call of `{other}`, not of `{}`", arguments.handler);
        return Err(Failure::input(format!("{message}\n  help: write `{other}` instead, or give what that handler is told")));
    }
    answer(&call.play(&loaded))
}

/// Shows what came of the call.
fn answer(verdict: &Verdict) -> Result<(), Failure> {
    for line in &verdict.log {
        eprintln!("{}: {}", line.level, line.text);
    }
    eprintln!("fuel {}, memory {}", verdict.cost.fuel, bytes(verdict.cost.memory_bytes));
    match verdict.last() {
        Some(Ok(answer)) => {
            println!("{}", serde_json::to_string_pretty(answer).map_err(Failure::other)?);
            Ok(())
        }
        Some(Err(failure)) => {
            let of = |key: &str| failure.get(key).and_then(Value::as_str).unwrap_or_default();
            Err(Failure::shown(Kind::Worker, format!("error: the worker failed, {}: {}", of("kind"), of("text"))))
        }
        None => Err(Failure::input("the input holds no call")),
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let read = if path == Path::new("-") {
        std::io::stdin().read_to_string(&mut text).map(drop)
    } else {
        std::fs::read_to_string(path).map(|read| text = read)
    };
    read.map_err(|error| Failure::input(format!("{}: {error}", path.display())))?;
    Ok(text)
}
