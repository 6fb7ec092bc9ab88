//! `simpletrader doctor`: whether this machine keeps workers within their limits.

use simpletrader_sandbox::{ENGINE, Limits};

use crate::doctor::{Diagnosis, State, guests, machine};
use crate::exit::{Failure, Kind};
use crate::sandbox::for_hostile_workers;

/// Check this machine, and fire one hostile worker per limit at its sandbox: each must be stopped.
#[derive(Debug, clap::Args)]
pub struct Arguments {}

/// Runs the command.
///
/// # Errors
/// When the sandbox cannot be set up here, or a hostile worker was not stopped as it should have been.
pub fn run(_: &Arguments) -> Result<(), Failure> {
    println!("simpletrader {}, {}, {ENGINE}", env!("CARGO_PKG_VERSION"), simpletrader_contracts::CONTRACT);
    let sandbox = for_hostile_workers(Limits::native().compile_ms)?;
    let hasty = for_hostile_workers(guests::HASTY_MS)?;
    println!("\nthis machine");
    let examined = machine::examine(&sandbox);
    examined.iter().for_each(show);
    println!("\nhostile workers");
    let fired = guests::fire(&sandbox, &hasty);
    fired.iter().for_each(show);
    let bad = examined.iter().chain(&fired).filter(|diagnosis| diagnosis.state == State::Bad).count();
    println!();
    if bad > 0 {
        let message = format!("error: {bad} of these are not as they should be: do not run a stranger's worker on this machine");
        return Err(Failure::shown(Kind::Other, message));
    }
    println!("every limit holds");
    Ok(())
}

fn show(Diagnosis { state, what, found }: &Diagnosis) {
    println!("  {:<5}{what:<17}{found}", state.word());
}
