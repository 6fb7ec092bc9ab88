//! Works trades by the algorithm of the blueprint: how to get in, and how to get out.
//!
//! One of both is given as a family with its parameters, for example `{family: TWAP, slices: 4, duration_seconds: 3600}`. What is not about
//! an order that is to be worked (another price, another stop) changes the order that works already. A directive that is more
//! urgent than `urgent_from` is worked as one order at once, whatever the blueprint says: patience is for those who have time.

mod algorithm;

use simpletrader_sdk::prelude::*;

use algorithm::Choice;

/// What the blueprint sets.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// How trades are opened and enlarged.
    entry: Choice,
    /// How they are reduced and closed; one order, good till cancelled, when left out.
    #[serde(default)]
    exit: Option<Choice>,
    /// The urgency of a directive, 0 to 1, from which one immediate order does it; never when left out.
    #[serde(default)]
    urgent_from: Option<Fraction>,
    /// Seconds after which the host ends a command; none when left out.
    #[serde(default)]
    window_seconds: Option<Ranged<1, 31_536_000>>,
}

/// The planner.
pub struct AlgoExecution {
    entry: Algorithm,
    exit: Algorithm,
    urgent_from: Option<Fraction>,
    window_seconds: Option<u32>,
}

impl Worker for AlgoExecution {
    const ABOUT: About = About::new("simpletrader", "algo_execution", env!("CARGO_PKG_VERSION"), "Execution by algorithm");
    type Params = Params;

    fn configure(params: Params, _: &Setup<'_>) -> Result<Self, WorkerError> {
        let exit = params.exit.unwrap_or(Choice::Single { time_in_force: TimeInForce::Gtc });
        Ok(Self {
            entry: params.entry.algorithm("entry")?,
            exit: exit.algorithm("exit")?,
            urgent_from: params.urgent_from,
            window_seconds: params.window_seconds.map(|seconds| seconds.get()),
        })
    }
}

impl ExecutionPlanner for AlgoExecution {
    type Inputs = ();

    fn plan(&mut self, task: &PlanTask<'_>, plans: &Plans, _: &()) -> Result<PlanOutcome<ExecutionPlan>, WorkerError> {
        if plans.is_empty() {
            return Ok(PlanOutcome::Nothing);
        }
        let action = match changes(task, plans) {
            None => ExecutionAction::ExecuteTrade(self.algorithm(task, plans)),
            Some(purposes) => match task.open_orders.iter().find(|order| purposes.contains(&order.purpose)) {
                Some(order) => ExecutionAction::ModifyOrder { order: order.order },
                None => {
                    let reason = format!("the trade has no working {} order to change", purposes[0]);
                    return Ok(PlanOutcome::Refuse(Refusal::new(RejectionCode::PlanInconsistent, reason)?));
                }
            },
        };
        let wanted = task.directive.execution.as_ref().and_then(|execution| execution.max_total_slippage).map(Amount::get);
        let is_worked = matches!(action, ExecutionAction::ExecuteTrade(_));
        Ok(PlanOutcome::Plan(ExecutionPlan {
            action,
            // The limit of a plan is a share of the price, so more than all of it says no more than all of it.
            max_slippage_pct: Fraction::new(wanted.unwrap_or(Decimal::ONE).min(Decimal::ONE))?,
            max_execution_window_seconds: self.window_seconds.filter(|_| is_worked),
            must_complete_immediately: false,
            min_fill_ratio: None,
        }))
    }
}

impl AlgoExecution {
    fn algorithm(&self, task: &PlanTask<'_>, plans: &Plans) -> Algorithm {
        let urgency = task.directive.execution.as_ref().and_then(|execution| execution.urgency);
        if self.urgent_from.zip(urgency).is_some_and(|(from, urgency)| urgency >= from) {
            return Algorithm::Single { time_in_force: TimeInForce::Ioc };
        }
        let size = plans.size.as_ref().map(|size| size.target_position_size.get());
        let held = task.target.map_or(Decimal::ZERO, |target| target.quantity);
        if size.is_some_and(|size| size > held) { self.entry.clone() } else { self.exit.clone() }
    }
}

/// What kind of order a change is about; none where an order is to be worked. Of two levels the stop comes first: it is the one that
/// protects.
fn changes(task: &PlanTask<'_>, plans: &Plans) -> Option<&'static [OrderPurpose]> {
    if task.directive.scope.scope() != DirectiveScope::ModifyExisting || plans.size.is_some() {
        return None;
    }
    let has_stop = plans.exit.as_ref().is_some_and(|exit| exit.stop_loss_price.is_some());
    Some(match &plans.entry {
        Some(_) => &[OrderPurpose::Entry, OrderPurpose::Slice],
        None if has_stop => &[OrderPurpose::StopLoss],
        None => &[OrderPurpose::TakeProfit],
    })
}

export_worker!(execution_planning AlgoExecution);

#[cfg(test)]
mod tests;
