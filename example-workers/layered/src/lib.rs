//! Works a command as limit orders on several price levels at once: the family LAYERED.
//!
//! Each level has an offset, a signed fraction of the reference price, and a share of the quantity. The reference is the limit of the
//! entry plan, or the last price. A positive offset is away from the market: below the reference for a buy, above it for a sale, rounded
//! to the tick so that it is never a worse price than asked for. The last level takes what rounding to lots left over. A level that
//! waits below the market is post-only: a ladder is there to be traded against.
//!
//! Every level carries its own protection. The command is finished with its last order.

use std::collections::BTreeMap;

use simpletrader_sdk::contracts::decision::Layer;
use simpletrader_sdk::exact::{Round, to_step};
use simpletrader_sdk::execution::{Tally, Wanted, lots, tend, wanted};
use simpletrader_sdk::prelude::*;

/// What the blueprint sets.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Whether a level may trade at once where the market has come to it. Default false: the venue refuses such a level.
    #[serde(default)]
    may_take: bool,
}

/// The execution worker.
pub struct Layered {
    may_take: bool,
    instruments: Vec<Instrument>,
    at_work: BTreeMap<GroupRef, Tally>,
}

impl Worker for Layered {
    const ABOUT: About = About::new("simpletrader", "layered", env!("CARGO_PKG_VERSION"), "Several price levels");
    type Params = Params;

    fn configure(params: Params, setup: &Setup<'_>) -> Result<Self, WorkerError> {
        Ok(Self { may_take: params.may_take, instruments: setup.instruments.to_vec(), at_work: BTreeMap::new() })
    }
}

impl ExecutionWorker for Layered {
    const EXECUTES: &'static [ExecutionStrategyType] = &[ExecutionStrategyType::Layered];

    fn on_command(&mut self, command: &Command<'_>) -> Result<Vec<OrderIntent>, WorkerError> {
        if let Some(intents) = tend(command)? {
            return Ok(intents);
        }
        let ExecutionAction::ExecuteTrade(Algorithm::Layered { levels }) = &command.execution.action else {
            return Err(WorkerError::failed("layered works the family LAYERED only; use another execution worker"));
        };
        let (wanted, mut intents) = wanted(command)?;
        match wanted {
            Some(wanted) => intents.extend(self.ladder(command, &wanted, levels)?),
            None => intents.push(OrderIntent::Finish { abandoned: false }),
        }
        Ok(intents)
    }

    fn on_reply(&mut self, reply: &Reply) -> Result<Vec<OrderIntent>, WorkerError> {
        let Some(tally) = self.at_work.get_mut(&reply.group) else { return Ok(Vec::new()) };
        if !tally.heard(&reply.order) || tally.is_at_work() {
            return Ok(Vec::new());
        }
        let end = tally.finish();
        self.at_work.remove(&reply.group);
        Ok(vec![end])
    }
}

impl Layered {
    fn ladder(&mut self, command: &Command<'_>, wanted: &Wanted, levels: &[Layer]) -> Result<Vec<OrderIntent>, WorkerError> {
        let instrument = Setup { instruments: &self.instruments, series: &[] }.instrument(wanted.instrument)?;
        let reference = wanted.terms.limit_price().unwrap_or(command.quote.last).get();
        let shares: Vec<Decimal> = levels.iter().map(|level| level.share.get()).collect();
        let parts = lots::by_weight(wanted.quantity.get(), &shares, instrument.lot_size)?;
        let exit = wanted.protection(command);
        let (mut tally, mut intents) = (Tally::default(), Vec::new());
        for (level, part) in levels.iter().zip(parts) {
            let Ok(quantity) = Quantity::new(part) else { continue };
            let limit_price = price(reference, level.offset, wanted.side, instrument.tick_size)?;
            let waits = !self.may_take && level.offset > Decimal::ZERO;
            let order =
                NewOrder { terms: OrderTerms::Limit { limit_price }, post_only: waits, ..wanted.order(tally.next_tag(), quantity) };
            intents.extend(tally.place(order, &exit));
        }
        self.at_work.insert(command.group, tally);
        Ok(intents)
    }
}

/// The price of a level, on the tick that is not worse than asked for.
fn price(reference: Decimal, offset: Decimal, side: Side, tick: Decimal) -> Result<Price, WorkerError> {
    let (factor, round) = match side {
        Side::Buy => (Decimal::ONE.checked_sub(offset), Round::Down),
        Side::Sell => (Decimal::ONE.checked_add(offset), Round::Up),
    };
    let level = factor.and_then(|factor| reference.checked_mul(factor)).ok_or(exact::ExactError::TooLarge)?;
    Price::new(to_step(level, tick, round)?)
        .map_err(|_| WorkerError::failed(format!("a level {offset} away from {reference} is not a price")))
}

export_worker!(execution Layered);

#[cfg(test)]
mod tests;
