//! V84: who may be asked about many bars at once.
//!
//! A slice shows a worker bars that lie ahead of the pass. So it is granted to a file that the operator knows to the byte, by the
//! worker's own name, and to a worker that is told bars of one series and nothing else: whatever else goes into a call is not known
//! ahead. That the environment is a backtest need not be asked here: another one cannot be built (V17).

use simpletrader_contracts::worker::Category;

use super::{Staffed, in_words};
use crate::build_spec::{OnFault, Recovery};
use crate::diagnostic::{Finding, Findings, Rule};
use crate::lock::{LOCK_FILE, Lock};
use crate::schema::{EVERY_WORKER, GrantConfig, SlicesConfig, StrategyLink};
use crate::source::Written;

/// What grants of slices are checked with.
pub(super) struct SliceCheck<'a> {
    pub link: &'a StrategyLink,
    pub lock: Option<&'a Lock>,
    pub on_fault: OnFault,
}

impl SliceCheck<'_> {
    /// For each worker the most bars of a slice; nothing where it is granted none.
    pub(super) fn all(&self, staff: &[Staffed<'_>], findings: &mut Findings) -> Vec<Option<u32>> {
        let everybody = |grant: &&GrantConfig| grant.worker_id.as_str() == EVERY_WORKER;
        if let Some(written) = self.link.grants.iter().find(everybody).and_then(|grant| grant.slices.as_ref()) {
            let message = "slices are granted to everybody: each worker that is trusted with bars to come has to be named";
            let help = "write `worker_id: {slices: {}}` for each, and remove it from `\"*\"`";
            findings.push(Finding::error(Rule::V84, message).at(&written.at).help(help));
        }
        staff.iter().map(|staffed| self.of(staffed, findings)).collect()
    }

    fn of(&self, staffed: &Staffed<'_>, findings: &mut Findings) -> Option<u32> {
        let id = staffed.config.worker_id.as_str();
        let grant = self.link.grants.iter().find(|grant| grant.worker_id.as_str() == id)?;
        let written = grant.slices.as_ref()?;
        let obstacles = self.obstacles(staffed);
        for (what, help) in &obstacles {
            findings.push(refusal(staffed, written, what).help(help));
        }
        obstacles.is_empty().then_some(written.value.bars)
    }

    /// Why a worker cannot be granted slices, each with what to do.
    fn obstacles(&self, staffed: &Staffed<'_>) -> Vec<(String, String)> {
        const WITHOUT: &str = "remove `slices` from its grant: it runs bar by bar then";
        if staffed.category != Category::ContextWorker {
            let what = format!("it is a {}, and only context workers are told bars and nothing else", in_words(staffed.category));
            return vec![(what, WITHOUT.into())];
        }
        // Without the plug-in nothing is known, and that was told.
        let Some(facts) = staffed.facts else { return Vec::new() };
        let mut obstacles = Vec::new();
        let mut obstacle = |what: String, help: &str| obstacles.push((what, help.to_owned()));
        if self.lock.is_none() {
            let help = "if it is the file that you trust, run `simpletrader lock`, which pins the files of this operation";
            obstacle(format!("its file is not pinned: there is no {LOCK_FILE}"), help);
        }
        if !facts.offers_slices() {
            let help = "let it export the slice handler (in Rust: `export_worker!(context …, slices);`), or remove `slices`";
            obstacle(format!("`{}` does not offer them", staffed.config.plugin.value), help);
        }
        if !facts.manifest.inputs.is_empty() {
            let inputs: Vec<&str> = facts.manifest.inputs.iter().map(|input| input.name.as_str()).collect();
            obstacle(format!("it has inputs ({}), which are not known ahead", inputs.join(", ")), WITHOUT);
        }
        let capabilities = facts.manifest.capabilities.iter().map(|capability| capability.to_string());
        let beyond: Vec<String> = capabilities.chain(facts.needs_wasi().then(|| "wasi".to_owned())).collect();
        if !beyond.is_empty() {
            obstacle(format!("it asks for {}, and a slice is of many passes", beyond.join(", ")), WITHOUT);
        }
        if matches!(self.on_fault.recovery, Recovery::Replay(_)) {
            let help = "write `recovery: stop` in the blueprint, or remove `slices`";
            obstacle("the strategy has `recovery: replay`, which begins a worker again in the middle of a slice".into(), help);
        }
        obstacles
    }
}

fn refusal(staffed: &Staffed<'_>, written: &Written<SlicesConfig>, what: &str) -> Finding {
    let message = format!("`{}` cannot be granted slices: {what}", staffed.config.worker_id.as_str());
    Finding::error(Rule::V84, message).at(&written.at).related(&staffed.config.plugin.at, "this worker")
}
