//! `simpletrader graph`: who hears whom, as a table or for a drawing tool.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::PathBuf;

use clap::ValueEnum;
use simpletrader_config::build_spec::StrategyBuildSpec;

use super::build_chosen;
use crate::exit::Failure;
use crate::wiring_view::{Delivery, deliveries, in_words, table};

/// Show the wiring of a strategy: which event of whom calls which handler of whom.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The operation file.
    operation: PathBuf,
    /// The strategy link to show; without it every enabled link is shown.
    #[arg(long, value_name = "NAME")]
    link: Option<String>,
    /// How it is written.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// How a graph is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A table for the terminal.
    Table,
    /// A Mermaid flow chart, which many web pages draw.
    Mermaid,
    /// Graphviz.
    Dot,
}

/// Runs the command.
///
/// # Errors
/// When the operation or a link is unsound.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let (_, specs) = build_chosen(&arguments.operation, arguments.link.as_deref())?;
    let drawings: Vec<String> = specs.iter().map(|spec| drawn(spec, arguments.format)).collect();
    print!("{}", drawings.join("\n"));
    Ok(())
}

fn drawn(spec: &StrategyBuildSpec, format: Format) -> String {
    let all = deliveries(spec);
    match format {
        Format::Table => as_table(spec, &all),
        Format::Mermaid => as_mermaid(spec, &all),
        Format::Dot => as_dot(spec, &all),
    }
}

fn as_table(spec: &StrategyBuildSpec, all: &[Delivery]) -> String {
    let rows: Vec<[String; 4]> =
        all.iter().map(|one| [one.from.clone(), one.event.clone(), one.to.clone(), one.handler.clone()]).collect();
    format!("{} ({})\n\n{}", spec.link, spec.strategy_id, table(["FROM", "EVENT", "TO", "HANDLER"], &rows))
}

/// Ids of workers are snake_case, which both formats take as names without quotes; labels are quoted.
fn as_mermaid(spec: &StrategyBuildSpec, all: &[Delivery]) -> String {
    let mut text = format!("---\ntitle: {} ({})\n---\nflowchart LR\n", spec.link, spec.strategy_id);
    // Writing to a text cannot fail.
    for node in nodes(spec, all) {
        let _ = match category_of(spec, node) {
            Some(category) => writeln!(text, "    {node}[\"{node}<br/>{category}\"]"),
            None => writeln!(text, "    {node}([\"{node}\"])"),
        };
    }
    for one in all {
        let _ = writeln!(text, "    {} -->|\"{}\"| {}", one.from, one.event, one.to);
    }
    text
}

fn as_dot(spec: &StrategyBuildSpec, all: &[Delivery]) -> String {
    let mut text = format!("digraph \"{} ({})\" {{\n    rankdir=LR;\n    node [shape=box];\n", spec.link, spec.strategy_id);
    for node in nodes(spec, all) {
        let _ = match category_of(spec, node) {
            Some(category) => writeln!(text, "    \"{node}\" [label=\"{node}\\n{category}\"];"),
            None => writeln!(text, "    \"{node}\" [shape=oval];"),
        };
    }
    for one in all {
        let _ = writeln!(text, "    \"{}\" -> \"{}\" [label=\"{}\"];", one.from, one.to, one.event);
    }
    text + "}\n"
}

/// Workers in run order, those without a delivery too (the platform calls them), then the platform's components.
fn nodes<'a>(spec: &'a StrategyBuildSpec, all: &'a [Delivery]) -> Vec<&'a str> {
    let workers: Vec<&str> = spec.workers.iter().map(|worker| worker.worker_id.as_str()).collect();
    let platform: BTreeSet<&str> =
        all.iter().flat_map(|one| [one.from.as_str(), one.to.as_str()]).filter(|name| !workers.contains(name)).collect();
    workers.into_iter().chain(platform).collect()
}

fn category_of(spec: &StrategyBuildSpec, node: &str) -> Option<String> {
    spec.workers.iter().find(|worker| worker.worker_id == node).map(|worker| in_words(worker.category))
}
