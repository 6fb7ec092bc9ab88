//! `simpletrader verify`: runs a recorded run again and compares.
//!
//! A run is made again from its operation: every input that is found (worker files, data, configuration) must be the recorded one,
//! by digest, and then every row and file that the second run leaves must be that of the first. `origin.json` in the run directory
//! says where the operation lay; it may lie elsewhere now, on another machine too.

mod again;
mod inputs;

use std::path::{Path, PathBuf};

use serde::Serialize;
use simpletrader_config::build_spec::StrategyBuildSpec;
use simpletrader_contracts::worker::SignerKey;
use simpletrader_report::comparison::{Comparison, Difference, Extent, compare};
use simpletrader_report::receipt::{EngineVersions, Inputs, Receipt, SignedReceipt};
use simpletrader_report::slices_used;
use simpletrader_sandbox::FUEL_SCHEDULE;

pub(super) use inputs::Whereabouts;

use crate::exit::Failure;
use crate::look::look;
use crate::sandbox::{Bounds, Compiling};
use crate::session::{self, Session, refused};

/// Run a recorded run again and compare every row of ledger and journal and every file; the first difference is named. Workers
/// are asked bar by bar, also where the run used slices.
///
/// Exit codes: 0 the same came out, 1 something else came out, 2 an input is not the recorded one or not there.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The run directory. It may have been moved.
    #[arg(required_unless_present = "receipt")]
    run: Option<PathBuf>,
    /// A receipt that the run must agree with; without a run directory the operation is run and its result compared with the
    /// receipt's.
    #[arg(long, value_name = "FILE")]
    receipt: Option<PathBuf>,
    /// A public key (`ed25519:…`) that is trusted with receipts; may be given several times. Without it any signer will do.
    #[arg(long, value_name = "KEY", requires = "receipt", value_parser = |text: &str| SignerKey::parse(text))]
    key: Vec<SignerKey>,
    #[command(flatten)]
    whereabouts: Whereabouts,
    /// Print the answer as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    compiling: Compiling,
}

/// What came of it.
#[derive(Debug, Serialize)]
struct Verdict {
    /// Whether the same came out.
    verified: bool,
    /// Who was asked about many bars at once in the recorded run, in words. Then what it cost is not compared, and a difference is a
    /// look ahead.
    slices: Option<String>,
    /// Whose signature the receipt has, where there is one.
    signed_by: Option<String>,
    /// The versions that made the run, where they are not those of this program.
    made_by: Option<EngineVersions>,
    /// Rows of ledger and journal that were compared; none without a run directory.
    rows: Option<u64>,
    /// The first difference.
    first_difference: Option<Difference>,
    /// The tables and files in which something differs.
    differing: Vec<String>,
}

/// Runs the command.
///
/// # Errors
/// When an input is not the recorded one, or something else came out.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let signed = arguments.receipt.as_deref().map(SignedReceipt::open).transpose().map_err(Failure::input)?;
    let signer = signed.as_ref().map(|signed| super::receipt::check(signed, &arguments.key)).transpose()?;
    let recorded = recorded(arguments.run.as_deref(), signed.as_ref())?;
    let (session, spec, found) = rebuild(&recorded.inputs, arguments.run.as_deref(), &arguments.whereabouts)?;
    let bounds = Bounds::of(session.configuration()).map_err(|findings| refused(&findings, look()))?;
    let again = again::run_again(spec, &arguments.compiling.sandbox_within(bounds)?)?;
    let slices = arguments.run.as_deref().map(slices_used).transpose().map_err(Failure::input)?.flatten();
    let comparison = match &arguments.run {
        Some(run) => {
            let extent = if slices.is_some() { Extent::ButCosts } else { Extent::Everything };
            compare(run, again.directory(), extent).map_err(Failure::input)?
        }
        None => against_receipt(&recorded, again.directory())?,
    };
    let made_by = (recorded.inputs.engine != found.engine).then_some(recorded.inputs.engine);
    let rows = arguments.run.as_ref().map(|_| comparison.rows);
    let Comparison { first, differing, .. } = comparison;
    let signed_by = signer.map(|signer| signer.to_string());
    tell(
        Verdict { verified: first.is_none(), slices, signed_by, made_by, rows, first_difference: first, differing },
        arguments.json,
    )
}

/// The strategy of a recorded run, built again from its operation as that lies there now, and what would go into a run of it: nothing
/// but what was recorded.
///
/// # Errors
/// When an input is not the recorded one or not there.
pub(super) fn rebuild(
    recorded: &Inputs,
    run: Option<&Path>,
    whereabouts: &Whereabouts,
) -> Result<(Session, StrategyBuildSpec, Inputs), Failure> {
    let operation = inputs::operation(run, whereabouts)?;
    let session = Session::open(&operation, look()).map_err(|failure| gone(failure, &operation))?;
    let (mut spec, _) = session.build(&recorded.link, look()).map_err(|failure| gone(failure, &operation))?;
    inputs::lead_to_data(&mut spec, whereabouts.data.as_deref());
    let found = inputs::found(&spec, session::identity())?;
    let misfits = recorded.misfits(&found);
    if misfits.is_empty() {
        return Ok((session, spec, found));
    }
    let told: Vec<String> = misfits.iter().map(|misfit| format!("error: {misfit}")).collect();
    let help = "help: name a folder in which everything is as it was with --root, and the data's with --data";
    Err(Failure::shown(crate::Kind::Input, format!("{}\n{help}", told.join("\n"))))
}

/// What went in and what came out, as the run directory or the receipt says; where both do, they must agree.
fn recorded(run: Option<&Path>, signed: Option<&SignedReceipt>) -> Result<Receipt, Failure> {
    let of_run = run.map(|run| Receipt::of_run(run, FUEL_SCHEDULE)).transpose().map_err(Failure::input)?;
    match (of_run, signed) {
        (Some(of_run), Some(signed)) if of_run.inputs != signed.receipt.inputs => {
            let misfits = signed.receipt.inputs.misfits(&of_run.inputs);
            let first = misfits.first().map_or_else(|| "other versions made it".to_owned(), ToString::to_string);
            Err(Failure::input(format!("the receipt is of another run: {first}")))
        }
        (Some(of_run), Some(signed)) if of_run.result != signed.receipt.result => {
            let (ours, theirs) = (&of_run.result.digest, &signed.receipt.result.digest);
            Err(Failure::other(format!(
                "the run directory does not hold the result of the receipt: {ours}, and the receipt says {theirs}"
            )))
        }
        (Some(of_run), _) => Ok(of_run),
        (None, Some(signed)) => Ok(signed.receipt.clone()),
        // Refused by the command line.
        (None, None) => Err(Failure::input("name a run directory or a receipt")),
    }
}

/// The result of the second run beside that of a receipt, which is all that there is of the first.
fn against_receipt(recorded: &Receipt, again: &Path) -> Result<Comparison, Failure> {
    let came_out = Receipt::of_run(again, FUEL_SCHEDULE).map_err(Failure::other)?.result;
    let fields = |result| serde_json::to_value(result).map_err(Failure::other);
    let (recorded, came_out) = (fields(&recorded.result)?, fields(&came_out)?);
    let differs = |name: &&str| recorded.get(name) != came_out.get(name);
    // The digest comes last: a figure says more.
    let names = ["status", "bars", "trades", "final_equity", "total_return", "max_drawdown", "digest"];
    let shown = |result: &serde_json::Value, name: &str| {
        result.get(name).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    };
    let first = names.into_iter().find(differs).map(|name| Difference {
        place: "receipt".into(),
        row: format!("result.{name}"),
        at: None,
        column: None,
        first: shown(&recorded, name),
        second: shown(&came_out, name),
    });
    let differing = first.iter().map(|difference| difference.place.clone()).collect();
    Ok(Comparison { first, differing, rows: 0 })
}

/// An operation that cannot be read or built any more.
fn gone(failure: Failure, operation: &Path) -> Failure {
    let Failure { kind, message } = failure;
    let help = "help: this is where the run says that its operation lies; name another place with --root or --operation";
    Failure::shown(kind, format!("{}\n{}: the run cannot be made again\n{help}", message.trim_end(), operation.display()))
}

fn tell(verdict: Verdict, json: bool) -> Result<(), Failure> {
    if json {
        println!("{}", serde_json::to_string_pretty(&verdict).map_err(Failure::other)?);
    } else {
        if let Some(signer) = &verdict.signed_by {
            println!("the receipt is signed by {signer}");
        }
        if let Some(EngineVersions { simpletrader, contract, sandbox }) = &verdict.made_by {
            println!(
                "the run was made by another version (simpletrader {simpletrader}, {contract}, {sandbox}): what it costs may differ"
            );
        }
        if verdict.verified {
            if let Some(slices) = &verdict.slices {
                println!("slices were used ({slices}), and bar by bar nothing else comes out; what it cost is not compared");
            }
            match verdict.rows {
                Some(rows) => println!("verified: the same came out, {rows} rows and every file"),
                None => println!("verified: the result is the one that the receipt says"),
            }
        }
    }
    match verdict.first_difference {
        None => Ok(()),
        Some(first) => {
            let differing = verdict.differing.join(", ");
            if let Some(slices) = &verdict.slices {
                return Err(Failure::other(format!(
                    "LOOK_AHEAD: bar by bar something else came out than with slices ({slices}): {first}\n  \
                     recorded first, then what came out bar by bar; differs in {differing}\n  \
                     help: `simpletrader backtest --check-slices` names worker, bar and fact"
                )));
            }
            Err(Failure::other(format!(
                "something else came out: {first}\n  recorded first, then what came out; differs in {differing}"
            )))
        }
    }
}
