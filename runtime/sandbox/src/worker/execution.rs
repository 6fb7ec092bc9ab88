//! Execution workers.

use simpletrader_contracts::worker::Fault;
use simpletrader_contracts::worker::call::{Command, ExecutionWorker, OrderIntent, Reply, Timer};

use super::ComponentWorker;
use crate::bindings::handlers::execution;
use crate::convert::{lower, parse};

impl ExecutionWorker for ComponentWorker<execution::Guest> {
    fn on_command(&mut self, command: &Command<'_>) -> Result<Vec<OrderIntent>, Fault> {
        const HANDLER: &str = "on-command";
        let wire = lower::command(command).map_err(|misfit| self.guest.cannot_lower(HANDLER, &misfit))?;
        self.guest.call(HANDLER, command.tick.at, |store| self.handlers.call_on_command(store, &wire), parse::order_intents)
    }

    fn on_reply(&mut self, reply: &Reply) -> Result<Vec<OrderIntent>, Fault> {
        const HANDLER: &str = "on-reply";
        let wire = lower::reply(reply).map_err(|misfit| self.guest.cannot_lower(HANDLER, &misfit))?;
        self.guest.call(HANDLER, reply.tick.at, |store| self.handlers.call_on_reply(store, &wire), parse::order_intents)
    }

    fn on_timer(&mut self, timer: &Timer) -> Result<Vec<OrderIntent>, Fault> {
        const HANDLER: &str = "on-timer";
        let wire = lower::timer(timer).map_err(|misfit| self.guest.cannot_lower(HANDLER, &misfit))?;
        self.guest.call(HANDLER, timer.tick.at, |store| self.handlers.call_on_timer(store, wire), parse::order_intents)
    }
}
