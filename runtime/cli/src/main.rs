//! The `simpletrader` command; see the library of this crate.

use std::process::ExitCode;

fn main() -> ExitCode {
    simpletrader_cli::run()
}
