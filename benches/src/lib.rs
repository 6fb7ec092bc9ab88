//! What things cost. Run `cargo xtask workers` once, then `cargo bench --profile dev -p simpletrader-benches`
//! (the one profile that everything else is built with, so that nothing is compiled again).
//!
//! Compare within one run: times differ from machine to machine and from hour to hour, ratios hold.
//!
//! [`walk`] makes the bars that everything long is measured with, [`reference`] the operation over them; the program `bars` writes both,
//! and the program `ceiling` is the plain loop that no runtime can beat.

pub mod reference;
pub mod walk;
