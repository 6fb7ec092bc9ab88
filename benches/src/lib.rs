//! What things cost. Run `cargo xtask workers` once, then `cargo bench --profile dev -p simpletrader-benches`
//! (the one profile that everything else is built with, so that nothing is compiled again).
//!
//! Compare within one run: times differ from machine to machine and from hour to hour, ratios hold.
