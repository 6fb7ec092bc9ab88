//! One command, worked in slices by a schedule.
//!
//! The next wake-up is asked for when a slice is placed, so there is never more than one waiting. What earlier slices did not fill
//! goes into the last one; a slice that still works keeps its quantity, so the slices together never promise more than is wanted.

use simpletrader_contracts::decision::{ExitPlanDraft, OrderTerms};
use simpletrader_contracts::ledger::TradeRef;
use simpletrader_contracts::worker::call::{Command, OrderIntent, Reply, Timer};
use simpletrader_contracts::{Decimal, Instant, Quantity};

use super::{Errand, Tally, Wanted};

/// How long an algorithm may take, in seconds: what it is asked to take, within the window of the plan.
pub fn time_allowed(command: &Command<'_>, duration_seconds: u32) -> u32 {
    command.execution.max_execution_window_seconds.map_or(duration_seconds, |window| window.min(duration_seconds))
}

/// One slice of a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    /// When, after the command.
    pub after_micros: i64,
    /// How much; nothing is placed for 0.
    pub quantity: Decimal,
}

/// A command in slices, until its last order has ended.
#[derive(Debug, Clone)]
pub struct Timed {
    wanted: Wanted,
    exit: ExitPlanDraft,
    trade: TradeRef,
    start: Instant,
    slices: Vec<Slice>,
    next: usize,
    tally: Tally,
}

impl Errand for Timed {
    fn trade(&self) -> TradeRef {
        self.trade
    }

    fn reprice(&mut self, terms: OrderTerms) {
        self.wanted.terms = terms;
    }
}

impl Timed {
    /// Begins a command with its first slices: those whose time has come at once.
    pub fn begin(command: &Command<'_>, wanted: Wanted, slices: Vec<Slice>) -> (Self, Vec<OrderIntent>) {
        let exit = wanted.protection(command);
        let (trade, start) = (command.trade, command.tick.at);
        let mut timed = Self { wanted, exit, trade, start, slices, next: 0, tally: Tally::default() };
        let intents = timed.go_on(start);
        (timed, intents)
    }

    /// Its wake-up: the next slice.
    pub fn on_timer(&mut self, timer: &Timer) -> Vec<OrderIntent> {
        self.go_on(timer.tick.at)
    }

    /// What the venue said. The command is finished when the schedule is through and its last order has ended.
    pub fn on_reply(&mut self, reply: &Reply) -> Vec<OrderIntent> {
        if !self.tally.heard(&reply.order) || !self.is_over() {
            return Vec::new();
        }
        vec![self.tally.finish()]
    }

    /// True when no slice is to come and no order works.
    pub fn is_over(&self) -> bool {
        self.next >= self.slices.len() && !self.tally.is_at_work()
    }

    fn go_on(&mut self, now: Instant) -> Vec<OrderIntent> {
        let mut intents = Vec::new();
        while let Some(slice) = self.slices.get(self.next) {
            let due = Instant::from_micros(self.start.micros().saturating_add(slice.after_micros));
            if due > now {
                intents.push(OrderIntent::WakeAt { at: due, tag: self.next as u32 });
                return intents;
            }
            let is_last = self.next + 1 == self.slices.len();
            self.next += 1;
            let open = self.wanted.quantity.get() - self.tally.promised();
            let quantity = if is_last { open } else { slice.quantity.min(open) };
            if let Ok(quantity) = Quantity::new(quantity) {
                let order = self.wanted.order(self.tally.next_tag(), quantity);
                intents.extend(self.tally.place(order, &self.exit));
            }
        }
        if self.is_over() {
            intents.push(self.tally.finish());
        }
        intents
    }
}
