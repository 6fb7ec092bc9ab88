//! Build specs read back from what `plan --json` wrote.
//!
//! The types carry the rules of single values; here are those between them: every index names something. Paths on the machine are
//! no part of a build spec, so they are empty afterwards: the digests say which worker files are meant.

use simpletrader_contracts::Refused;

use crate::data_file::DataKind;

use super::{Component, EventId, InputSource, StrategyBuildSpec, WorkerBuildSpec};

/// A text that is no build spec.
#[derive(Debug, thiserror::Error)]
pub enum BuildSpecError {
    /// Not JSON, or not of this shape.
    #[error("the build spec cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// An index names nothing, or two lists that belong together differ in length.
    #[error("the build spec contradicts itself: {0}")]
    Contradiction(#[from] Refused),
}

impl StrategyBuildSpec {
    /// Reads a build spec and checks that every index in it names something.
    ///
    /// # Errors
    /// When the text is no build spec, or one that contradicts itself.
    pub fn read(json: &str) -> Result<Self, BuildSpecError> {
        let spec: Self = serde_json::from_str(json)?;
        spec.check()?;
        Ok(spec)
    }

    fn check(&self) -> Result<(), Refused> {
        equally_many("lookbacks: there must be one for each series", self.lookbacks.len(), self.series.len())?;
        equally_many("environment.feeds: there must be one for each series", self.environment.feeds.len(), self.series.len())?;
        for ticks in &self.environment.ticks {
            within("environment.ticks.instrument: there is no such instrument", ticks.instrument as usize, self.instruments.len())?;
            if ticks.feed.shape.kind == DataKind::Bars {
                return Err(Refused::new("environment.ticks: must be trades or quotes", &ticks.feed.data_source_id));
            }
        }
        if let Some(feed) = self.environment.feeds.iter().find(|feed| feed.shape.kind == DataKind::Quotes) {
            return Err(Refused::new("environment.feeds: bars cannot be made of quotes", &feed.data_source_id));
        }
        for series in &self.series {
            within("series.instrument: there is no such instrument", series.instrument as usize, self.instruments.len())?;
        }
        for worker in &self.workers {
            self.check_worker(worker)?;
        }
        self.check_wiring()
    }

    fn check_worker(&self, worker: &WorkerBuildSpec) -> Result<(), Refused> {
        let slots = worker.outputs.end.checked_sub(worker.outputs.start);
        let Some(slots) = slots.filter(|_| worker.outputs.end <= self.fact_slots) else {
            return Err(Refused::new("workers.outputs: must lie within the fact slots", format!("{:?}", worker.outputs)));
        };
        equally_many("workers.output_names: there must be one for each output", worker.output_names.len(), slots)?;
        equally_many("workers.input_names: there must be one for each input", worker.input_names.len(), worker.inputs.len())?;
        for input in &worker.inputs {
            match *input {
                InputSource::Fact(slot) => within("workers.inputs: there is no such fact slot", slot, self.fact_slots)?,
                InputSource::Bar { series, .. } => {
                    within("workers.inputs: there is no such series", series as usize, self.series.len())?;
                }
                InputSource::Account(_) | InputSource::Absent => {}
            }
        }
        for series in worker.grants.market_window.iter().flat_map(|window| &window.series) {
            within("workers.grants.market_window: there is no such series", series.index(), self.series.len())?;
        }
        if let Some(series) = worker.series {
            within("workers.series: there is no such series", series as usize, self.series.len())?;
        }
        worker.allowed_publications.iter().try_for_each(|event| self.check_event(*event))
    }

    fn check_wiring(&self) -> Result<(), Refused> {
        let wiring = &self.wiring;
        self.check_event(wiring.start)?;
        equally_many("wiring.on_continue: there must be one for each worker", wiring.on_continue.len(), self.workers.len())?;
        wiring.on_continue.iter().flatten().try_for_each(|event| self.check_event(*event))?;
        for row in &wiring.subscriptions {
            self.check_event(row.event)?;
            if let Component::Worker(worker) = row.target {
                within("wiring.subscriptions.target: there is no such worker", worker, self.workers.len())?;
            }
        }
        Ok(())
    }

    fn check_event(&self, event: EventId) -> Result<(), Refused> {
        within("wiring.events: there is no such event", usize::from(event), self.wiring.events.len())
    }
}

fn within(rule: &'static str, index: usize, count: usize) -> Result<(), Refused> {
    if index < count { Ok(()) } else { Err(Refused::new(rule, format!("{index} of {count}"))) }
}

fn equally_many(rule: &'static str, found: usize, wanted: usize) -> Result<(), Refused> {
    if found == wanted { Ok(()) } else { Err(Refused::new(rule, format!("{found} for {wanted}"))) }
}
