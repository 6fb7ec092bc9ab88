//! Instructions of whole runs, counted by Valgrind: nothing else on the machine disturbs them.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::process::{built, operation};

/// A run so short that its instructions are those of starting: reading the configuration, compiling the workers, making the files.
const START: u64 = 100;

/// What runs of different length take after the start.
pub struct Instructions {
    /// Bars, and instructions a bar.
    pub a_bar: Vec<(u64, f64)>,
}

impl Instructions {
    /// The costliest bar ÷ the cheapest.
    pub fn spread(&self) -> f64 {
        let of_all = self.a_bar.iter().map(|(_, instructions)| *instructions);
        of_all.clone().fold(0.0, f64::max) / of_all.fold(f64::INFINITY, f64::min)
    }
}

/// Counts them, or nothing on a machine without Valgrind.
pub fn count(folder: &Path) -> Result<Option<Instructions>, String> {
    if Command::new("valgrind").arg("--version").stdout(Stdio::null()).status().is_err() {
        return Ok(None);
    }
    // All at once: what is counted does not depend on who else runs.
    let started = [START, 10_000, 100_000, 1_000_000].map(|bars| start(folder, bars).map(|child| (bars, child)));
    let mut counted = started.into_iter().map(|started| started.and_then(|(bars, child)| Ok((bars, instructions(child)?))));
    let (_, start) = counted.next().transpose()?.unwrap_or_default();
    let a_bar = |(bars, all): (u64, u64)| (bars, all.saturating_sub(start) as f64 / (bars - START) as f64);
    Ok(Some(Instructions { a_bar: counted.map(|counted| counted.map(a_bar)).collect::<Result<_, _>>()? }))
}

fn start(folder: &Path, bars: u64) -> Result<Child, String> {
    let operation = operation(folder, bars)?;
    let mut command = Command::new("valgrind");
    command.args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]);
    command.arg(built("whole_run")).arg(operation).arg("components");
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().map_err(|error| format!("{command:?}: {error}"))
}

fn instructions(child: Child) -> Result<u64, String> {
    let output = child.wait_with_output().map_err(|error| format!("valgrind: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("valgrind failed: {}\n{said}", output.status));
    }
    in_report(&said).ok_or_else(|| format!("valgrind said nothing of instructions:\n{said}"))
}

/// The count in what Cachegrind says at its end: `==1== I   refs:      19,379,375,836`.
fn in_report(said: &str) -> Option<u64> {
    let (_, count) = said.lines().filter(|line| line.contains(" I ")).find_map(|line| line.split_once("refs:"))?;
    count.trim().replace(',', "").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_found_in_the_report() {
        let said = "==1== Command: whole_run\n--1-- warning\n==1== \n==1== I   refs:      19,379,375,836\n==1== D   refs:      7\n";
        assert_eq!(in_report(said), Some(19_379_375_836));
    }

    #[test]
    fn a_report_without_a_count_gives_none() {
        for said in ["", "==1== Command: whole_run", "==1== I   refs:      many", "==1== D   refs:      7"] {
            assert_eq!(in_report(said), None, "{said}");
        }
    }

    #[test]
    fn the_spread_is_that_of_the_costliest_and_the_cheapest_bar() {
        let counted = Instructions { a_bar: vec![(10, 100.0), (20, 125.0), (30, 110.0)] };
        assert!((counted.spread() - 1.25).abs() < 1e-9);
    }
}
