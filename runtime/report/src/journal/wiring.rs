//! Who hears whom: the part of `build_spec.json` that a trace needs.

use std::path::Path;

use serde::Deserialize;

use super::JournalError;

/// The workers and events of the strategy that ran.
#[derive(Debug, Deserialize)]
pub(super) struct BuildSpec {
    pub workers: Vec<Worker>,
    pub wiring: Wiring,
}

/// A worker; its place in the list is its number.
#[derive(Debug, Deserialize)]
pub(super) struct Worker {
    pub worker_id: String,
    pub category: String,
    /// Addresses of its facts are `<worker_id>.<name>`.
    pub output_names: Vec<String>,
    pub allowed_publications: Vec<usize>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Wiring {
    pub events: Vec<Event>,
    pub subscriptions: Vec<Subscription>,
    /// By worker: the event that says that it is done.
    pub on_continue: Vec<Option<usize>>,
    /// The event that begins a pass of market data.
    pub start: usize,
}

#[derive(Debug, Deserialize)]
pub(super) struct Event {
    pub name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Subscription {
    pub event: usize,
    pub target: Target,
}

/// A worker by number, or a component of the host.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Target {
    Worker(usize),
    FlowInitiator,
    Aggregation,
    Journal,
}

impl BuildSpec {
    /// Reads it from a run directory.
    pub fn open(run: &Path) -> Result<Self, JournalError> {
        let path = run.join("build_spec.json");
        let failed = |reason: String| JournalError::File { path: path.clone(), reason };
        let text = std::fs::read_to_string(&path).map_err(|error| failed(error.to_string()))?;
        serde_json::from_str(&text).map_err(|error| failed(format!("{error}; was it made by another version?")))
    }

    /// The name of an event.
    pub fn event(&self, event: usize) -> &str {
        self.wiring.events.get(event).map_or("?", |event| &event.name)
    }

    /// The number of the event with this name, if there is one.
    pub fn event_named(&self, name: &str) -> Option<usize> {
        self.wiring.events.iter().position(|event| event.name == name)
    }

    /// Who hears an event, by name, in the order of delivery.
    pub fn hearers(&self, event: usize) -> Vec<String> {
        let heard = self.wiring.subscriptions.iter().filter(|subscription| subscription.event == event);
        heard.map(|subscription| self.name(&subscription.target)).collect()
    }

    fn name(&self, target: &Target) -> String {
        match target {
            Target::Worker(worker) => self.workers.get(*worker).map_or("?", |worker| &worker.worker_id).to_owned(),
            Target::FlowInitiator => "flow_initiator".to_owned(),
            Target::Aggregation => "aggregation".to_owned(),
            Target::Journal => "journal".to_owned(),
        }
    }
}
