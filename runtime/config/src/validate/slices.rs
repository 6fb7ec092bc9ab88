//! V84: who may be asked about many bars at once.
//!
//! A slice shows a worker bars that lie ahead of the pass. So it is granted to a file that the operator knows to the byte, by the
//! worker's own name, and to a worker that is told bars of one series and nothing else, or facts that come out of such slices: whatever
//! else goes into a call is not known ahead. That the environment is a backtest need not be asked here: another one cannot be built
//! (V17).

use simpletrader_contracts::worker::Category;

use super::{Producer, Staffed, in_words};
use crate::build_spec::{InputSource, OnFault, Recovery};
use crate::diagnostic::{Finding, Findings, Rule};
use crate::lock::{LOCK_FILE, Lock};
use crate::schema::{EVERY_WORKER, GrantConfig, SlicesConfig, StrategyLink};
use crate::source::Written;

/// What grants of slices are checked with.
pub(super) struct SliceCheck<'a> {
    pub link: &'a StrategyLink,
    pub lock: Option<&'a Lock>,
    pub on_fault: OnFault,
    /// How many series the strategy watches.
    pub series: usize,
}

/// Where the inputs of a worker come from, as far as that is known.
type Producers = [Option<Producer>];

impl SliceCheck<'_> {
    /// For each worker the most bars of a slice; nothing where it is granted none.
    pub(super) fn all(&self, staff: &[Staffed<'_>], inputs: &[Vec<Option<Producer>>], findings: &mut Findings) -> Vec<Option<u32>> {
        let everybody = |grant: &&GrantConfig| grant.worker_id.as_str() == EVERY_WORKER;
        if let Some(written) = self.link.grants.iter().find(everybody).and_then(|grant| grant.slices.as_ref()) {
            let message = "slices are granted to everybody: each worker that is trusted with bars to come has to be named";
            let help = "write `worker_id: {slices: {}}` for each, and remove it from `\"*\"`";
            findings.push(Finding::error(Rule::V84, message).at(&written.at).help(help));
        }
        let producers = inputs.iter().map(Vec::as_slice).chain(std::iter::repeat(&[][..]));
        staff.iter().zip(producers).map(|(staffed, inputs)| self.of(staffed, inputs, staff, findings)).collect()
    }

    /// What is written about slices of a worker.
    fn written(&self, staffed: &Staffed<'_>) -> Option<&Written<SlicesConfig>> {
        let id = staffed.config.worker_id.as_str();
        self.link.grants.iter().find(|grant| grant.worker_id.as_str() == id)?.slices.as_ref()
    }

    fn of(&self, staffed: &Staffed<'_>, inputs: &Producers, staff: &[Staffed<'_>], findings: &mut Findings) -> Option<u32> {
        let written = self.written(staffed)?;
        let obstacles = self.obstacles(staffed, inputs, staff);
        for (what, help) in &obstacles {
            findings.push(refusal(staffed, written, what).help(help));
        }
        obstacles.is_empty().then_some(written.value.bars)
    }

    /// Why a worker cannot be granted slices, each with what to do.
    fn obstacles(&self, staffed: &Staffed<'_>, inputs: &Producers, staff: &[Staffed<'_>]) -> Vec<(String, String)> {
        if !matches!(staffed.category, Category::ContextWorker | Category::SignalDetector) {
            let what = format!(
                "it is a {}, and only context workers and detectors are told nothing but what comes of bars",
                in_words(staffed.category)
            );
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
            let word = staffed.category.interface();
            let help =
                format!("let it export the slice handler (in Rust: `export_worker!({word} …, slices);`), or remove `slices`");
            obstacle(format!("`{}` does not offer them", staffed.config.plugin.value), &help);
        }
        let names = facts.manifest.inputs.iter().map(|input| input.name.as_str());
        if staffed.category == Category::SignalDetector {
            let unknown =
                |(name, producer): (_, &Option<Producer>)| self.is_unknown_ahead(producer.as_ref()?, staff).then_some(name);
            let unknown: Vec<&str> = names.zip(inputs).filter_map(unknown).collect();
            if !unknown.is_empty() {
                let help = "grant slices to the context workers that it looks at, and bind it to facts of theirs alone; or remove `slices`";
                obstacle(format!("its inputs ({}) are not facts of workers that are granted slices", unknown.join(", ")), help);
            } else if inputs.iter().all(|producer| matches!(producer, Some(Producer::Direct(_)))) {
                obstacle("it looks at no fact, and only facts say which passes are known ahead".into(), WITHOUT);
            }
            if self.series > 1 {
                let several = self.series;
                obstacle(format!("the strategy watches {several} series, and not every pass has a bar of each"), WITHOUT);
            }
        } else if !facts.manifest.inputs.is_empty() {
            obstacle(format!("it has inputs ({}), which are not known ahead", names.collect::<Vec<_>>().join(", ")), WITHOUT);
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

    /// Whether an input of a detector is anything but a fact that comes out of slices, or nothing at all.
    fn is_unknown_ahead(&self, producer: &Producer, staff: &[Staffed<'_>]) -> bool {
        match producer {
            Producer::Fact { worker, .. } => staff.get(*worker).and_then(|staffed| self.written(staffed)).is_none(),
            Producer::Direct(source) => *source != InputSource::Absent,
        }
    }
}

/// What to do about most obstacles.
const WITHOUT: &str = "remove `slices` from its grant: it runs bar by bar then";

fn refusal(staffed: &Staffed<'_>, written: &Written<SlicesConfig>, what: &str) -> Finding {
    let message = format!("`{}` cannot be granted slices: {what}", staffed.config.worker_id.as_str());
    Finding::error(Rule::V84, message).at(&written.at).related(&staffed.config.plugin.at, "this worker")
}
