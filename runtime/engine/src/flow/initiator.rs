//! The flow initiator: no worker runs before it. It anchors the pass, stores the data that started it, and announces the start.

use simpletrader_config::build_spec::EventId;
use simpletrader_contracts::decision::Origin;
use simpletrader_contracts::market::Tick;

use super::StrategyCache;
use super::bus::EventBus;
use crate::data::FeedBar;

/// Starts a pass of market data: every bar that closed at the tick goes to the cache, then the start event to the queue.
pub(super) fn start_market_pass(bars: &[FeedBar], start: EventId, cache: &mut StrategyCache, bus: &mut EventBus) {
    bus.clear();
    for closed in bars {
        cache.store_bar(closed.bar);
    }
    bus.publish(start);
}

/// The origin of a pass, named after its tick.
pub(crate) fn origin_of(tick: &Tick) -> Origin {
    Origin::of_pass(tick.trigger, tick.at, tick.sequence)
}
