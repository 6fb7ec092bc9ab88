//! Works a command with a small part showing at a time: the family ICEBERG.
//!
//! One limit order of the visible size stands at the venue. When so much of it is filled as the plan says (`refresh_at`), it is
//! renewed: the next part is placed beside what is left of it. Entries need a limit price in the entry plan; where it has none,
//! parts go to the market one after the other.
//!
//! The order of replies is the only clock here, so what is remembered is what each command still hides.

use std::collections::BTreeMap;

use simpletrader_sdk::contracts::decision::Visible;
use simpletrader_sdk::exact::{Round, to_step};
use simpletrader_sdk::execution::{Tally, Wanted, change, protected, wanted, withdraw};
use simpletrader_sdk::prelude::*;

/// The execution worker.
#[derive(Default)]
pub struct Iceberg {
    instruments: Vec<Instrument>,
    at_work: BTreeMap<GroupRef, Berg>,
}

/// A command: what of it shows, and what was placed.
struct Berg {
    wanted: Wanted,
    exit: ExitPlan,
    trade: TradeRef,
    visible: Decimal,
    refresh_at: Decimal,
    /// The tag of the part that shows.
    tip: u32,
    tally: Tally,
}

impl Worker for Iceberg {
    const ABOUT: About = About::new("simpletrader", "iceberg", env!("CARGO_PKG_VERSION"), "A part showing at a time");
    type Params = NoParams;

    fn configure(_: NoParams, setup: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self { instruments: setup.instruments.to_vec(), at_work: BTreeMap::new() })
    }
}

impl ExecutionWorker for Iceberg {
    const EXECUTES: &'static [ExecutionStrategyType] = &[ExecutionStrategyType::Iceberg];

    fn on_command(&mut self, command: &Command<'_>) -> Result<Vec<OrderIntent>, WorkerError> {
        let mut intents = match &command.execution.action {
            ExecutionAction::ExecuteTrade(Algorithm::Iceberg { visible, refresh_at }) => {
                return self.begin(command, *visible, *refresh_at);
            }
            ExecutionAction::ExecuteTrade(_) => {
                return Err(WorkerError::failed("iceberg works the family ICEBERG only; use another execution worker"));
            }
            ExecutionAction::ModifyOrder { order } => {
                let entry = command.plans.entry.as_ref();
                for berg in self.at_work.values_mut().filter(|berg| berg.trade == command.trade) {
                    entry.into_iter().for_each(|entry| berg.wanted.terms = entry.terms);
                }
                change(command, *order)?
            }
            ExecutionAction::CancelOrder { order } => withdraw(command, |open| open.order == *order),
            ExecutionAction::CancelGroup { group } => {
                self.at_work.remove(group);
                withdraw(command, |open| open.group == *group)
            }
            ExecutionAction::CancelAllInTrade => {
                self.at_work.retain(|_, berg| berg.trade != command.trade);
                withdraw(command, |_| true)
            }
        };
        intents.push(OrderIntent::Finish { abandoned: false });
        Ok(intents)
    }

    fn on_reply(&mut self, reply: &Reply) -> Result<Vec<OrderIntent>, WorkerError> {
        let Some(berg) = self.at_work.get_mut(&reply.group) else { return Ok(Vec::new()) };
        let intents = berg.on_reply(&reply.order);
        if intents.iter().any(|intent| matches!(intent, OrderIntent::Finish { .. })) {
            self.at_work.remove(&reply.group);
        }
        Ok(intents)
    }
}

impl Iceberg {
    fn begin(&mut self, command: &Command<'_>, visible: Visible, refresh_at: Fraction) -> Result<Vec<OrderIntent>, WorkerError> {
        // The newest command decides: what an earlier one hides would miss the new target.
        self.at_work.retain(|_, berg| berg.trade != command.trade);
        let (wanted, mut intents) = wanted(command)?;
        let Some(wanted) = wanted else {
            intents.push(OrderIntent::Finish { abandoned: false });
            return Ok(intents);
        };
        let lot = Setup { instruments: &self.instruments, series: &[] }.instrument(wanted.instrument)?.lot_size;
        let shown = match visible {
            Visible::Quantity(quantity) => quantity.get(),
            Visible::Ratio(ratio) => wanted.quantity.get().checked_mul(ratio.get()).ok_or(exact::ExactError::TooLarge)?,
        };
        // Nothing at all cannot show: one lot does.
        let visible = to_step(shown, lot, Round::Down)?.max(lot);
        let exit = if wanted.reduces { ExitPlan::default() } else { command.plans.exit.clone().unwrap_or_default() };
        let (trade, refresh_at) = (command.trade, refresh_at.get());
        let mut berg = Berg { wanted, exit, trade, visible, refresh_at, tip: 0, tally: Tally::default() };
        intents.extend(berg.show());
        self.at_work.insert(command.group, berg);
        Ok(intents)
    }
}

impl Berg {
    /// The next part, as long as there is one.
    fn show(&mut self) -> Vec<OrderIntent> {
        let hidden = self.wanted.quantity.get() - self.tally.promised();
        let Ok(quantity) = Quantity::new(hidden.min(self.visible)) else { return Vec::new() };
        self.tip = self.tally.next_tag();
        let orders = protected(self.wanted.order(self.tip, quantity), &self.exit);
        orders.iter().for_each(|order| self.tally.placed(order));
        orders.into_iter().map(OrderIntent::Place).collect()
    }

    fn on_reply(&mut self, order: &OrderView) -> Vec<OrderIntent> {
        if !self.tally.heard(order) {
            return Vec::new();
        }
        let is_due = order.tag == self.tip && order.filled > Decimal::ZERO && {
            let share = order.quantity.checked_mul(self.refresh_at).unwrap_or(order.quantity);
            order.filled >= share || order.status == OrderStatus::Filled
        };
        let intents = if is_due { self.show() } else { Vec::new() };
        if self.tally.is_at_work() || !intents.is_empty() {
            return intents;
        }
        // A part that was refused, withdrawn or expired is not shown again: what ended it would end the next one too.
        vec![OrderIntent::Finish { abandoned: self.tally.any_refused() && self.tally.promised().is_zero() }]
    }
}

export_worker!(execution Iceberg);

#[cfg(test)]
mod tests;
