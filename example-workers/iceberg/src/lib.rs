//! Works a command with a small part showing at a time: the family ICEBERG.
//!
//! One limit order of the visible size stands at the venue. When so much of it is filled as the plan says (`refresh_at`), it is
//! renewed: the next part is placed beside what is left of it. Entries need a limit price in the entry plan; where it has none,
//! parts go to the market one after the other.
//!
//! The order of replies is the only clock here, so what is remembered is what each command still hides.

use simpletrader_sdk::contracts::decision::Visible;
use simpletrader_sdk::exact::{Round, to_step};
use simpletrader_sdk::execution::{AtWork, Errand, Tally, Wanted, wanted};
use simpletrader_sdk::prelude::*;

/// The execution worker.
#[derive(Default)]
pub struct Iceberg {
    instruments: Vec<Instrument>,
    at_work: AtWork<Berg>,
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
        Ok(Self { instruments: setup.instruments.to_vec(), at_work: AtWork::default() })
    }
}

impl ExecutionWorker for Iceberg {
    const EXECUTES: &'static [ExecutionStrategyType] = &[ExecutionStrategyType::Iceberg];

    fn on_command(&mut self, command: &Command<'_>) -> Result<Vec<OrderIntent>, WorkerError> {
        if let Some(intents) = self.at_work.tend(command)? {
            return Ok(intents);
        }
        match &command.execution.action {
            ExecutionAction::ExecuteTrade(Algorithm::Iceberg { visible, refresh_at }) => self.begin(command, *visible, *refresh_at),
            _ => Err(WorkerError::failed("iceberg works the family ICEBERG only; use another execution worker")),
        }
    }

    fn on_reply(&mut self, reply: &Reply) -> Result<Vec<OrderIntent>, WorkerError> {
        self.at_work.go_on(reply.group, |berg| Ok(berg.on_reply(&reply.order)))
    }
}

impl Iceberg {
    fn begin(&mut self, command: &Command<'_>, visible: Visible, refresh_at: Fraction) -> Result<Vec<OrderIntent>, WorkerError> {
        self.at_work.drop_trade(command.trade);
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
        let exit = wanted.protection(command);
        let (trade, refresh_at) = (command.trade, refresh_at.get());
        let mut berg = Berg { wanted, exit, trade, visible, refresh_at, tip: 0, tally: Tally::default() };
        intents.extend(berg.show());
        self.at_work.begin(command.group, berg);
        Ok(intents)
    }
}

impl Errand for Berg {
    fn trade(&self) -> TradeRef {
        self.trade
    }

    fn reprice(&mut self, terms: OrderTerms) {
        self.wanted.terms = terms;
    }
}

impl Berg {
    /// The next part, as long as there is one.
    fn show(&mut self) -> Vec<OrderIntent> {
        let hidden = self.wanted.quantity.get() - self.tally.promised();
        let Ok(quantity) = Quantity::new(hidden.min(self.visible)) else { return Vec::new() };
        self.tip = self.tally.next_tag();
        self.tally.place(self.wanted.order(self.tip, quantity), &self.exit)
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
        vec![self.tally.finish()]
    }
}

export_worker!(execution Iceberg);

#[cfg(test)]
mod tests;
