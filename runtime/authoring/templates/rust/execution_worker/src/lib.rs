//! {{title}}: works a command as one order, without a stop or a target.

use simpletrader_sdk::execution::{tend, wanted};
use simpletrader_sdk::prelude::*;

/// The tag of the one order of a command.
const ORDER: u32 = 1;

/// The worker. What works is in every call, so it remembers nothing.
pub struct {{Name}};

impl Worker for {{Name}} {
    const ABOUT: About = About::new("{{vendor}}", "{{name}}", env!("CARGO_PKG_VERSION"), "{{title}}");
    type Params = NoParams;

    fn configure(_params: NoParams, _setup: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self)
    }
}

impl ExecutionWorker for {{Name}} {
    const EXECUTES: &'static [ExecutionStrategyType] = &[ExecutionStrategyType::Single];

    fn on_command(&mut self, command: &Command<'_>) -> Result<Vec<OrderIntent>, WorkerError> {
        // Changes and withdrawals of orders that work already.
        if let Some(intents) = tend(command)? {
            return Ok(intents);
        }
        // The size of a plan is a target: what is held and what works already is taken off it.
        let (wanted, mut intents) = wanted(command)?;
        intents.push(match wanted {
            Some(wanted) => OrderIntent::Place(wanted.order(ORDER, wanted.quantity)),
            None => OrderIntent::Finish { abandoned: false },
        });
        Ok(intents)
    }

    fn on_reply(&mut self, reply: &Reply) -> Result<Vec<OrderIntent>, WorkerError> {
        if !reply.order.status.is_final() {
            return Ok(Vec::new());
        }
        Ok(vec![OrderIntent::Finish { abandoned: reply.order.status == OrderStatus::Rejected }])
    }
}

export_worker!(execution {{Name}});

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_sdk::testing::{self, commands};

    #[test]
    fn a_new_trade_is_one_order_and_its_end_is_the_commands() {
        let mut worker: {{Name}} = testing::configure("{}").unwrap();
        let (plans, execution) =
            (commands::buy("10"), commands::execute(Algorithm::Single { time_in_force: TimeInForce::Gtc }));
        let placed = worker.on_command(&commands::new_trade(&plans, &execution)).unwrap();
        assert_eq!(commands::quantities(&placed), ["10"]);
        let filled = commands::reply(ORDER, OrderPurpose::Entry, OrderStatus::Filled, "10", "10");
        assert_eq!(worker.on_reply(&filled), Ok(vec![OrderIntent::Finish { abandoned: false }]));
    }
}
