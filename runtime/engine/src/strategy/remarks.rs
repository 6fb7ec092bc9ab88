//! What workers leave behind beside their answers, and what they are shown beside their calls: the strategy's side of the
//! capabilities. Workers without any cost nothing here.

use std::collections::BTreeMap;

use simpletrader_config::build_spec::StrategyBuildSpec;
use simpletrader_contracts::Instant;
use simpletrader_contracts::market::SeriesRef;
use simpletrader_contracts::worker::capability::{LogLine, StateChange, StateScope};

use super::Strategy;
use crate::data::Moment;
use crate::journal::{JournalKind, PassStamp};
use crate::supervision::RecordedCall;

/// What the workers left behind in one pass, to be stored with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PassRemarks {
    /// The number of the pass.
    pub pass: u32,
    /// The anchor of the pass.
    pub at: Instant,
    /// Lines of logs, by worker id, in worker order.
    pub log: Vec<(String, LogLine)>,
    /// Changes of states, by worker id, in worker order; none of a pass that failed.
    pub state: Vec<(String, StateChange)>,
}

impl PassRemarks {
    /// Whether the pass left nothing of this kind.
    pub fn is_empty(&self) -> bool {
        self.log.is_empty() && self.state.is_empty()
    }
}

/// Which workers have capabilities, by index; and how the pass goes that they speak of.
#[derive(Debug, Default)]
pub(super) struct Speakers {
    /// Those whose calls may leave anything behind.
    speaking: Vec<usize>,
    /// Those that look back, each with the series that it is shown.
    looking_back: Vec<(usize, Vec<SeriesRef>)>,
    /// Those that share a state: per plug-in, all its workers with a global state.
    sharing: Vec<Vec<usize>>,
    pass: Option<PassStamp>,
    pass_failed: bool,
}

impl Speakers {
    pub(super) fn of(spec: &StrategyBuildSpec) -> Self {
        let mut speakers = Self::default();
        let mut sharing: BTreeMap<&simpletrader_contracts::worker::PluginId, Vec<usize>> = BTreeMap::new();
        for (index, worker) in spec.workers.iter().enumerate() {
            let grants = &worker.grants;
            if grants.leaves_remarks() {
                speakers.speaking.push(index);
            }
            if let Some(window) = &grants.market_window {
                speakers.looking_back.push((index, window.series.clone()));
            }
            if grants.state.is_some_and(|state| state.scope == StateScope::Global) {
                sharing.entry(&worker.plugin).or_default().push(index);
            }
        }
        speakers.sharing = sharing.into_values().filter(|workers| workers.len() > 1).collect();
        speakers
    }

    /// Whether there is anybody who may leave anything behind.
    pub(super) fn are_any(&self) -> bool {
        !self.speaking.is_empty()
    }

    /// A pass begins.
    pub(super) fn begin(&mut self, pass: PassStamp) {
        self.pass = Some(pass);
        self.pass_failed = false;
    }

    /// The pass has failed: what it changed in the workers' states does not count.
    pub(super) fn fail(&mut self) {
        self.pass_failed = true;
    }
}

impl Strategy {
    /// Shows the bars that have just closed to the workers that look back. Comes first in their pass, so that the newest bar of
    /// a window is a bar of the pass, and between passes it is one of the pass before.
    pub(super) fn show_bars(&mut self, moment: &Moment<'_>) {
        for (worker, series) in &self.speakers.looking_back {
            let Some(member) = self.crew.get_mut(*worker) else { continue };
            for closed in moment.bars.iter().filter(|closed| series.contains(&closed.bar.series)) {
                if let Some(bar) = self.cache.as_numbers(&closed.bar, closed.closes_at) {
                    if let Some(tape) = &mut member.tape {
                        tape.observe(&bar);
                    }
                    member.worker.common().observe(&bar);
                }
            }
        }
    }

    /// Takes what the workers left behind in the last pass: notes go to the journal, the rest comes back. To be called once after
    /// every pass, before its journal is taken. None when that is nothing.
    pub fn take_remarks(&mut self) -> Option<PassRemarks> {
        let pass = self.speakers.pass?;
        let mut all = PassRemarks { pass: pass.sequence, at: pass.at, ..PassRemarks::default() };
        let mut changed: Vec<(usize, Vec<StateChange>)> = Vec::new();
        for index in &self.speakers.speaking {
            let Some(member) = self.crew.get_mut(*index) else { continue };
            if self.speakers.pass_failed {
                member.worker.common().undo_state();
                if let Some(tape) = &mut member.tape {
                    tape.rare(RecordedCall::UndoState);
                }
            }
            let remarks = member.worker.common().take_remarks();
            if let Some(tape) = member.tape.as_mut().filter(|_| !remarks.state.is_empty()) {
                tape.rare(RecordedCall::KeepState);
            }
            if remarks.is_empty() {
                continue;
            }
            for text in remarks.notes {
                let body = serde_json::json!({ "worker_id": member.id, "text": text });
                self.journal.write(&mut self.ids, &pass, JournalKind::WorkerNote, Vec::new(), body);
            }
            all.log.extend(remarks.log.into_iter().map(|line| (member.id.clone(), line)));
            all.state.extend(remarks.state.iter().cloned().map(|change| (member.id.clone(), change)));
            changed.push((*index, remarks.state));
        }
        self.share(&changed);
        (!all.is_empty()).then_some(all)
    }

    /// What one worker changed in a shared state the others see from the next pass on. Every one of them takes over all changes
    /// in worker order, so that in the end they agree.
    fn share(&mut self, changed: &[(usize, Vec<StateChange>)]) {
        for workers in &self.speakers.sharing {
            let of_this_state = || changed.iter().filter(|(index, changes)| workers.contains(index) && !changes.is_empty());
            if of_this_state().next().is_none() {
                continue;
            }
            for worker in workers {
                let Some(member) = self.crew.get_mut(*worker) else { continue };
                for (_, changes) in of_this_state() {
                    if let Some(tape) = &mut member.tape {
                        tape.rare(RecordedCall::AdoptState { changes: changes.clone() });
                    }
                    member.worker.common().adopt_state(changes);
                }
            }
        }
    }
}
