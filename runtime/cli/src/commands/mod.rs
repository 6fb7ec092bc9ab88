//! One file a command.

pub mod backtest;
pub mod bench;
pub mod build;
pub mod cache;
pub mod call;
pub mod check;
pub mod completions;
pub mod data;
pub mod diff;
pub mod doctor;
pub mod export;
pub mod fault;
pub mod graph;
pub mod inspect;
pub mod journal;
pub mod keygen;
pub mod lock;
pub mod man;
pub mod new;
pub mod plan;
pub mod plugins;
pub mod quarantine;
pub mod receipt;
pub mod report;
pub mod schema;
pub mod sign;
pub mod stats;
pub mod test;
pub mod toolchain;
pub mod verify;
pub mod verify_signature;
pub mod watch;
pub mod wit;

use std::path::Path;

use simpletrader_config::build_spec::StrategyBuildSpec;

use crate::exit::Failure;
use crate::look::{look, warn};
use crate::session::{Session, chosen_links};

/// Reads an operation and builds the chosen link, or every enabled one; warnings are shown on the way. All links are built
/// before anything is done with the first: a mistake in the last one is told before the first has spent an hour.
fn build_chosen(operation: &Path, link: Option<&str>) -> Result<(Session, Vec<StrategyBuildSpec>), Failure> {
    let session = Session::open(operation, look())?;
    warn(session.configuration().warnings());
    let links = chosen_links(session.configuration(), operation, link)?;
    let mut specs = Vec::with_capacity(links.len());
    for link in &links {
        let (spec, warnings) = session.build(link, look())?;
        warn(&warnings);
        specs.push(spec);
    }
    Ok((session, specs))
}
