//! Who hears what in a scripted crew.

use simpletrader_config::build_spec::*;
use simpletrader_contracts::worker::Category;

/// Context workers in a chain; the last one's output to every detector and monitor; what these publish to the planner.
pub fn standard_wiring(workers: &mut [WorkerBuildSpec]) -> WiringBuildSpec {
    let names = ["START", "SIGNAL_DETECTED", "RISK_DETECTED", "STRATEGY_DIRECTIVE_ISSUED"];
    let mut events: Vec<EventSpec> =
        names.iter().map(|name| EventSpec { name: (*name).into(), kind: EventKind::CustomEvent }).collect();
    let mut subscriptions = Vec::new();
    let mut on_continue = vec![None; workers.len()];
    let categories: Vec<Category> = workers.iter().map(|worker| worker.category).collect();
    let mut hear = |event: EventId, worker: usize| {
        let handler = categories[worker].handlers()[0].into();
        subscriptions.push(Subscription { event, target: Component::Worker(worker), handler })
    };
    let mut last: EventId = 0;
    for (index, worker) in workers.iter_mut().enumerate() {
        match worker.category {
            Category::ContextWorker => {
                hear(last, index);
                last = events.len() as EventId;
                events.push(EventSpec { name: format!("_{}_OUTPUT", worker.worker_id), kind: EventKind::SystemEvent });
                on_continue[index] = Some(last);
            }
            Category::SignalDetector => {
                hear(last, index);
                worker.allowed_publications = vec![1];
            }
            Category::RiskMonitor => {
                hear(last, index);
                worker.allowed_publications = vec![2];
            }
            Category::StrategyPlanner => {
                hear(1, index);
                hear(2, index);
                worker.allowed_publications = vec![3];
            }
            _ => {}
        }
    }
    WiringBuildSpec { events, subscriptions, on_continue, start: 0 }
}
