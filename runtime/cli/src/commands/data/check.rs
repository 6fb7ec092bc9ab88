//! `simpletrader data check`: everything that is wrong or odd in files of market data.

use std::path::PathBuf;

use simpletrader_contracts::market::Timeframe;
use simpletrader_engine::data::Place;
use simpletrader_engine::data::check::{Found, Report, Severity, check_file};

use super::file::{FileArguments, parse_timeframe};
use crate::exit::{Failure, Kind};

/// Look through files of bars, trades or quotes: order, duplicates, gaps, clock, impossible prices, outliers. Nothing is changed.
///
/// Exit code 2 when a run would refuse one of them, 0 otherwise, with warnings or without.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The files.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    file: FileArguments,
    /// The length of a bar, such as 1m or 1d; without it the most frequent distance between two lines is taken.
    #[arg(long, value_name = "LENGTH", value_parser = parse_timeframe)]
    timeframe: Option<Timeframe>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
///
/// # Errors
/// When a file cannot be read, or a run would refuse one.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut reports = Vec::with_capacity(arguments.files.len());
    for file in &arguments.files {
        let shape = arguments.file.shape(file)?;
        let report = check_file(file, &shape, arguments.timeframe.map(Timeframe::seconds)).map_err(Failure::input)?;
        reports.push((file.display().to_string(), report));
    }
    if arguments.json {
        let json: Vec<_> = reports.iter().map(|(file, report)| as_json(file, report)).collect();
        println!("{}", serde_json::to_string_pretty(&json).map_err(Failure::other)?);
    } else {
        let texts: Vec<_> = reports.iter().map(|(file, report)| as_text(file, report)).collect();
        print!("{}", texts.join("\n"));
    }
    let refused = reports.iter().filter(|(_, report)| !report.is_usable()).count();
    match refused {
        0 => Ok(()),
        1 => Err(Failure::shown(Kind::Input, "error: a run would refuse this file; correct what is marked as error".into())),
        _ => {
            Err(Failure::shown(Kind::Input, format!("error: a run would refuse {refused} files; correct what is marked as error")))
        }
    }
}

fn timeframe_of(report: &Report) -> Option<String> {
    let text = format!("{}s", report.timeframe_seconds?);
    Timeframe::parse(&text).ok().map(|timeframe| timeframe.to_string())
}

fn as_text(file: &str, report: &Report) -> String {
    let mut text = format!("{file}\n");
    let mut row = |name: &str, value: &str| text += &format!("  {name:<12}{value}\n");
    row(report.kind.as_str(), &report.rows.to_string());
    if let Some((first, last)) = &report.period {
        row("period", &format!("{first} to {last}"));
    }
    if let Some(timeframe) = timeframe_of(report) {
        row("timeframe", &timeframe);
    }
    row("needs", &format!("price_scale {}, size_scale {}", report.scales.price, report.scales.size));
    if report.rows == 0 {
        text += &format!("  error: the file has no {}\n", report.kind.as_str());
    }
    for found in report.problems.iter() {
        text += &problem_text(found);
    }
    if report.is_usable() && report.problems.iter().next().is_none() {
        text += "  nothing to remark\n";
    }
    text
}

fn problem_text(found: &Found) -> String {
    let Found { problem, count, examples } = found;
    let mut text = format!("  {}: {}: {count}\n", severity(found), problem.title());
    for example in examples {
        text += &format!("    {}: {}\n", example.place, example.text);
    }
    let more = count.saturating_sub(examples.len() as u64);
    if more > 0 {
        text += &format!("    and {more} more\n");
    }
    text + &format!("    help: {}\n", problem.help())
}

fn severity(found: &Found) -> &'static str {
    match found.problem.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn as_json(file: &str, report: &Report) -> serde_json::Value {
    let problems: Vec<_> = report
        .problems
        .iter()
        .map(|found| {
            let example = |place: Place, text: &str| match place {
                Place::Line(line) => serde_json::json!({ "line": line, "text": text }),
                Place::Row(row) => serde_json::json!({ "row": row, "text": text }),
            };
            let examples: Vec<_> = found.examples.iter().map(|found| example(found.place, &found.text)).collect();
            serde_json::json!({
                "problem": found.problem.as_str(),
                "severity": severity(found),
                "count": found.count,
                "examples": examples,
            })
        })
        .collect();
    let (first, last) = report.period.clone().unzip();
    serde_json::json!({
        "file": file,
        "usable": report.is_usable(),
        "kind": report.kind.as_str(),
        "rows": report.rows,
        "first": first,
        "last": last,
        "timeframe": timeframe_of(report),
        "price_scale": report.scales.price,
        "size_scale": report.scales.size,
        "problems": problems,
    })
}
