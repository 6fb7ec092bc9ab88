//! Which planner of a role acts: the first, in configuration order, whose confidence range holds the directive's confidence.
//! The choice is made by configuration, never by code inside a planner.

use simpletrader_config::build_spec::{ConfidenceRange, StrategyBuildSpec};
use simpletrader_contracts::Fraction;
use simpletrader_contracts::worker::Category;

/// The planners of each role, by worker index.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlannerRoles {
    entry: Vec<(ConfidenceRange, usize)>,
    size: Vec<(ConfidenceRange, usize)>,
    exit: Vec<(ConfidenceRange, usize)>,
    execution: Vec<(ConfidenceRange, usize)>,
}

impl PlannerRoles {
    /// Reads the roles off a build spec.
    pub fn of(spec: &StrategyBuildSpec) -> Self {
        let role = |category| {
            let planners = spec.workers_of(category);
            planners.map(|index| (spec.workers[index].trigger.unwrap_or_else(ConfidenceRange::everything), index)).collect()
        };
        Self {
            entry: role(Category::EntryPlanner),
            size: role(Category::SizePlanner),
            exit: role(Category::ExitPlanner),
            execution: role(Category::ExecutionPlanner),
        }
    }

    /// The worker of a planning category that serves this confidence.
    pub fn select(&self, category: Category, confidence: Fraction) -> Option<usize> {
        let planners = match category {
            Category::EntryPlanner => &self.entry,
            Category::SizePlanner => &self.size,
            Category::ExitPlanner => &self.exit,
            Category::ExecutionPlanner => &self.execution,
            _ => return None,
        };
        planners.iter().find(|(range, _)| range.contains(confidence)).map(|(_, index)| *index)
    }
}
