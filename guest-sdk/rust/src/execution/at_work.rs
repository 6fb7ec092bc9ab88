//! The commands that an algorithm is working, by group, and what other commands do to them.

use std::collections::BTreeMap;

use simpletrader_contracts::decision::{ExecutionAction, OrderTerms};
use simpletrader_contracts::ledger::{GroupRef, TradeRef};
use simpletrader_contracts::worker::call::{Command, OrderIntent};

use super::{Timed, tend};
use crate::WorkerError;

/// A command that is being worked over time.
pub trait Errand {
    /// The trade that it works for.
    fn trade(&self) -> TradeRef;
    /// The price of the orders that it has still to place.
    fn reprice(&mut self, terms: OrderTerms);
}

/// The commands that are being worked.
#[derive(Debug, Clone)]
pub struct AtWork<T>(BTreeMap<GroupRef, T>);

impl<T> Default for AtWork<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T: Errand> AtWork<T> {
    /// Answers a command that is no trade of its own: orders that work are changed or withdrawn as [`tend`] says, what is still to be
    /// placed at their side follows the new price, and what is withdrawn is not worked any more. `None`: it is a trade.
    ///
    /// # Errors
    /// As for [`tend`]; then nothing has changed but the price of what is still to be placed.
    pub fn tend(&mut self, command: &Command<'_>) -> Result<Option<Vec<OrderIntent>>, WorkerError> {
        match (&command.execution.action, &command.plans.entry) {
            (ExecutionAction::ModifyOrder { .. }, Some(entry)) => {
                self.0.values_mut().filter(|errand| errand.trade() == command.trade).for_each(|errand| errand.reprice(entry.terms));
            }
            (ExecutionAction::CancelGroup { group }, _) => {
                self.0.remove(group);
            }
            (ExecutionAction::CancelAllInTrade, _) => self.drop_trade(command.trade),
            _ => {}
        }
        tend(command)
    }

    /// The newest command decides: what earlier ones of the trade have still to place would miss the new target.
    pub fn drop_trade(&mut self, trade: TradeRef) {
        self.0.retain(|_, errand| errand.trade() != trade);
    }

    /// Begins to work a command.
    pub fn begin(&mut self, group: GroupRef, errand: T) {
        self.0.insert(group, errand);
    }

    /// Lets the command of a group go on, if it is still worked, and forgets it when its answer says that it is finished.
    ///
    /// # Errors
    /// Those of the answer.
    pub fn go_on(
        &mut self,
        group: GroupRef,
        answer: impl FnOnce(&mut T) -> Result<Vec<OrderIntent>, WorkerError>,
    ) -> Result<Vec<OrderIntent>, WorkerError> {
        let Some(errand) = self.0.get_mut(&group) else { return Ok(Vec::new()) };
        let intents = answer(errand)?;
        if intents.iter().any(|intent| matches!(intent, OrderIntent::Finish { .. })) {
            self.0.remove(&group);
        }
        Ok(intents)
    }
}

impl AtWork<Timed> {
    /// Begins a command in slices; one that is over at once is not kept.
    pub fn begin_timed(&mut self, group: GroupRef, (timed, intents): (Timed, Vec<OrderIntent>)) -> Vec<OrderIntent> {
        if !timed.is_over() {
            self.begin(group, timed);
        }
        intents
    }
}
