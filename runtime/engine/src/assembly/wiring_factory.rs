//! The event wiring factory: from the wiring of a build spec to one adapter per worker and the table of who hears what.
//!
//! No decisions: who hears what was settled when the configuration was compiled.

use simpletrader_config::build_spec::{Component, StrategyBuildSpec};
use simpletrader_contracts::worker::Category;

use super::AssemblyError;
use crate::flow::{EventAdapter, EventQueue, EventWiring, is_called_by_events};

/// Wires the workers of a strategy.
///
/// # Errors
/// When a subscription names an event, a worker or a handler that does not exist.
pub(crate) fn wire(spec: &StrategyBuildSpec) -> Result<EventWiring, AssemblyError> {
    let wiring = &spec.wiring;
    let contradiction = |what: String| Err(AssemblyError::Contradiction(what));
    let mut queue = EventQueue::new(wiring.events.len());
    if usize::from(wiring.start) >= wiring.events.len() {
        return contradiction(format!("passes start with event {}, there are {}", wiring.start, wiring.events.len()));
    }
    for subscription in &wiring.subscriptions {
        let Some(event) = wiring.events.get(usize::from(subscription.event)) else {
            return contradiction(format!("there is no event {} to subscribe to", subscription.event));
        };
        // Delivery to the host's own components is part of the pipeline itself.
        let Component::Worker(index) = subscription.target else { continue };
        let Some(worker) = spec.workers.get(index) else {
            return contradiction(format!("{} would be delivered to worker {index}, which does not exist", event.name));
        };
        if !worker.category.handlers().contains(&subscription.handler.as_str()) {
            let (id, handler) = (&worker.worker_id, &subscription.handler);
            return contradiction(format!("{} would be delivered to `{id}`, which has no handler `{handler}`", event.name));
        }
        // Planners of a role and execution workers are called by aggregation and desk, in the middle of a pass.
        if is_called_by_events(worker.category) {
            queue.subscribe(subscription.event, index);
        }
    }
    let adapters = spec.workers.iter().enumerate().map(|(index, worker)| EventAdapter {
        on_continue: wiring.on_continue.get(index).copied().flatten(),
        publishes: worker.allowed_publications.first().copied(),
        may_stop: matches!(worker.category, Category::SignalDetector | Category::RiskMonitor | Category::StrategyPlanner),
    });
    Ok(EventWiring { adapters: adapters.collect(), queue, start: wiring.start })
}
