//! `simpletrader bench`: what the workers of an operation, or one worker file, cost a call.

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value};
use simpletrader_cases::{Case, CaseFile};
use simpletrader_config::source::SourceText;
use simpletrader_contracts::worker::{Category, ComponentFacts};
use simpletrader_sandbox::Sandbox;

use super::build_chosen;
use crate::alone;
use crate::bench::{Bench, measure, text};
use crate::exit::Failure;
use crate::look::look;
use crate::sandbox::Compiling;
use crate::session::{WorkerFiles, refused};

/// Measure what workers cost: latency and fuel of every handler.
///
/// An operation is run over its data, nothing is written. A worker file is called many times: a context worker with rising and falling
/// bars, a detector or monitor with numbers, any other with what --input says. Where the same logic exists as native code, as for
/// the sample workers, it is measured beside. Times are of this machine at this hour; fuel is the same everywhere.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A worker file (.wasm) or an operation file.
    target: PathBuf,
    /// Another one, measured in turns with the first.
    #[arg(long, value_name = "OTHER")]
    compare: Option<PathBuf>,
    /// The strategy link of an operation; without it every enabled link is measured.
    #[arg(long, value_name = "NAME")]
    link: Option<String>,
    /// What a worker file is told in each call, as for `simpletrader call`.
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,
    /// The parameters of a worker file, as a JSON object.
    #[arg(long, value_name = "JSON", default_value = "{}")]
    params: String,
    /// Calls of a worker file in a round.
    #[arg(long, value_name = "NUMBER", default_value = "20000")]
    calls: NonZero<usize>,
    /// How often everything is run from its beginning.
    #[arg(long, value_name = "NUMBER", default_value = "5")]
    rounds: NonZero<u32>,
    /// Print the result as JSON; docs/schemas/bench.json says what is in it.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    compiling: Compiling,
}

/// Runs the command.
///
/// # Errors
/// When something cannot be read or loaded, or a worker fails.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let sandbox = arguments.compiling.sandbox()?;
    let mut files = WorkerFiles::new(&sandbox);
    let mut benches = Vec::new();
    for target in [Some(&arguments.target), arguments.compare.as_ref()].into_iter().flatten() {
        if target.extension().is_some_and(|extension| extension == "wasm") {
            benches.push(of_worker(target, arguments, &sandbox)?);
        } else {
            let (_, specs) = build_chosen(target, arguments.link.as_deref())?;
            for spec in specs {
                let sources = files.sources(&spec)?;
                benches.push(Bench::of_link(spec, sources));
            }
        }
    }
    let report = measure(&sandbox, benches, arguments.rounds.get())?;
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&report).map_err(Failure::other)?);
    } else {
        print!("{}", text::render(&report));
    }
    Ok(())
}

fn of_worker(file: &Path, arguments: &Arguments, sandbox: &Sandbox) -> Result<Bench, Failure> {
    let params: Map<String, Value> = serde_json::from_str(&arguments.params).map_err(|error| {
        Failure::input(format!("--params is no JSON object: {error}\n  help: write for example '{{\"period\": 20}}'"))
    })?;
    let loaded = alone::load(sandbox, file)?;
    let case = case_for(loaded.facts(), params, arguments.input.as_deref())?;
    Ok(Bench::of_worker(Arc::new(loaded), case, arguments.calls.get()))
}

/// What a worker is told: what the user says, else something of its kind.
fn case_for(facts: &ComponentFacts, params: Map<String, Value>, input: Option<&Path>) -> Result<Case, Failure> {
    let source = match input {
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(|error| Failure::input(format!("{}: {error}", path.display())))?;
            SourceText::new(path.to_string_lossy(), text)
        }
        None => SourceText::new("the bars of the measurement", usual_input(facts)?),
    };
    CaseFile::of_call(source, params, facts).map_err(|findings| refused(&findings, look()))
}

/// Closes of the bars that a context worker is told: up and down, and never the same for long.
const CLOSES: i64 = 4_096;

/// Something that a worker of this category may be told, as a call is written.
fn usual_input(facts: &ComponentFacts) -> Result<String, Failure> {
    let inputs = facts.manifest.inputs.iter().zip(100..).map(|(input, value)| format!("{}: {value}", input.name));
    let inputs = match facts.manifest.inputs.len() {
        0 => String::new(),
        _ => format!("inputs: {{{}}}\n", inputs.collect::<Vec<_>>().join(", ")),
    };
    match facts.category {
        Category::ContextWorker => {
            let close = |bar: i64| (100 + (bar % 96 - 48).abs()).to_string();
            Ok(format!("{inputs}bars: [{}]\n", (0..CLOSES).map(close).collect::<Vec<_>>().join(", ")))
        }
        Category::SignalDetector | Category::RiskMonitor if inputs.is_empty() => Ok("{}\n".to_owned()),
        Category::SignalDetector | Category::RiskMonitor => Ok(inputs),
        category => Err(Failure::input(format!(
            "what to tell a worker of the category {category} cannot be guessed\n  help: write a call into a file as for `simpletrader call` and name it with --input, or \
             measure an operation that uses the worker"
        ))),
    }
}
