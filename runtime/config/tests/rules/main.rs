//! Every rule that depends on more than one value: one thing is broken in a sound configuration, and the rule's code is told.
//! That the sound configuration breaks none is shown where it is compiled.

mod events;
mod facts;
mod market;
mod names;
#[path = "../support/mod.rs"]
mod support;
mod trust;

use simpletrader_config::PluginRegistry;
use simpletrader_contracts::worker::ComponentFacts;
use support::{Copy, plugins};

const STRATEGY: &str = "strategies/cross.yaml";
const WIRING: &str = "strategies/wiring.yaml";
const LINK: &str = "goog_cross";
const WIRED: &str = "goog_wired";

/// The rules that a change of one file breaks.
fn broken(link: &str, file: &str, from: &str, to: &str) -> Vec<&'static str> {
    Copy::new().replace(file, from, to).rules(link)
}

/// A row of the wiring file as it stands there.
fn row(id: &str, source: &str, target: &str) -> String {
    format!("  - wiring_id: {id}\n    source: {{{source}}}\n    target: {{{target}}}\n")
}

/// The rules that a further row breaks.
fn broken_with(row: &str) -> Vec<&'static str> {
    with_row(Copy::new(), row).rules(WIRED)
}

fn with_row(copy: Copy, row: &str) -> Copy {
    let text = std::fs::read_to_string(copy.root().join(WIRING)).unwrap();
    copy.write(WIRING, &format!("{text}{row}"))
}

/// The rules that a change of one plug-in breaks, and the text.
fn broken_by(id: &str, change: impl Fn(&mut ComponentFacts)) -> String {
    let mut all = plugins();
    change(all.iter_mut().find(|plugin| plugin.manifest.plugin_id().to_string() == id).unwrap());
    Copy::new().build_with(LINK, &PluginRegistry::new(all, Vec::new())).map(|_| "accepted").unwrap_err().to_string()
}

/// What is told, errors and warnings, and that the rule's code is among it.
fn told(rule: &str, copy: &Copy, link: &str) -> String {
    let shown = match copy.build(link) {
        Ok(built) => copy.stable(built.warnings) + &copy.stable(copy.load().unwrap().warnings().clone()),
        Err(findings) => copy.stable(findings),
    };
    assert!(shown.contains(&format!("[{rule}]")), "{rule} is not told: {shown}");
    shown
}
