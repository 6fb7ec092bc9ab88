//! `cargo xtask deny`: what may become part of this project, asked of cargo-deny with the rules of `deny.toml`.

use anyhow::bail;

use crate::commands::{Checkout, cargo};

/// Runs cargo-deny, or says how to get it. `checks` are the checks to run, all if empty. Advisories come over the network, so
/// this is no part of the tests.
pub fn run(checkout: &Checkout, checks: &[String]) -> anyhow::Result<()> {
    if cargo(checkout).args(["deny", "--version"]).first_line().is_none() {
        bail!("cargo-deny is not installed: `cargo install cargo-deny --locked`, then again");
    }
    cargo(checkout).args(["deny", "check"]).args(checks).run()
}
