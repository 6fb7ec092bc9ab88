//! The trades that a directive is about, and one of them while its plans come in.

use std::borrow::Cow;

use simpletrader_contracts::decision::{CausalityChain, DirectiveDraft, StrategyDirective};
use simpletrader_contracts::id::TradePlanId;
use simpletrader_contracts::ledger::{OrderView, PositionView, TradeRef};
use simpletrader_contracts::market::{InstrumentRef, Quote};
use simpletrader_contracts::terms::{DirectiveScope, RejectionCode, RejectionStage};

use super::Aggregation;
use super::refusal::{AggregationError, refuse};

/// One of the trades that a directive is about: the new one, one leg of several new ones, or a target.
pub(super) struct Errand<'d> {
    /// The directive as the planners see it: for a leg, narrowed to the leg.
    directive: Cow<'d, DirectiveDraft>,
    /// True when every planner is asked, whatever the directive leaves open.
    asks_everyone: bool,
    /// The existing trade; none for a new one.
    target: Option<TradeRef>,
}

/// One command per errand, in the order in which the directive names them.
pub(super) fn errands(directive: &DirectiveDraft) -> Vec<Errand<'_>> {
    let asks_everyone = directive.asks_for_everything();
    let about = |target| Errand { directive: Cow::Borrowed(directive), asks_everyone, target };
    if !directive.legs.is_empty() {
        // A leg is a whole trade: what it leaves open is left to the planners, not left out.
        let leg = |leg| Errand { directive: Cow::Owned(directive.of_leg(leg)), asks_everyone: true, target: None };
        return directive.legs.iter().map(leg).collect();
    }
    match directive.scope.scope() {
        DirectiveScope::NewTrade => vec![about(None)],
        _ => directive.scope.targets().iter().copied().map(Some).map(about).collect(),
    }
}

/// One errand, while its plans come in.
pub(super) struct Session<'d> {
    /// The directive as the planners see it.
    pub directive: Cow<'d, DirectiveDraft>,
    /// True when every planner is asked, whatever the directive leaves open.
    pub asks_everyone: bool,
    /// The whole directive, for the record.
    pub stamped: &'d StrategyDirective,
    /// The existing trade; none for a new one.
    pub target: Option<PositionView>,
    /// Its id.
    pub target_plan_id: Option<TradePlanId>,
    /// What is traded.
    pub instrument: InstrumentRef,
    /// Its latest known prices.
    pub quote: Quote,
    /// The orders of the trade that work.
    pub open_orders: Vec<OrderView>,
    /// How far the directive has come, for this trade.
    pub chain: CausalityChain,
}

impl Aggregation<'_> {
    /// Looks up what an errand is about. Refused when its trade is closed, or when nobody knows what to trade or at which price.
    pub(super) fn open_session<'d>(
        &self,
        errand: Errand<'d>,
        stamped: &'d StrategyDirective,
        mut chain: CausalityChain,
    ) -> Result<Session<'d>, AggregationError> {
        let inconsistent = |reason: String, chain| {
            refuse(RejectionStage::Aggregation, RejectionCode::PlanInconsistent, reason, "aggregation", chain)
        };
        let Errand { directive, asks_everyone, target } = errand;
        let mut open_orders = Vec::new();
        let (position, target_plan_id, instrument) = match target {
            None => match &directive.entry {
                Some(entry) => (None, None, entry.instrument),
                None => {
                    return inconsistent("NEW_TRADE needs an entry directive: it says what to trade and which side".into(), chain);
                }
            },
            Some(trade) => {
                let Some(position) = self.ledger.position_view(trade) else {
                    return inconsistent(format!("trade {} is closed", trade.0), chain);
                };
                let plan_id = self.ledger.trade(trade).map(|entry| entry.plan_id);
                chain = chain.about(plan_id);
                self.ledger.open_orders(Some(trade), &mut open_orders);
                (Some(position), plan_id, position.instrument)
            }
        };
        let Some(last) = self.ledger.last_price(instrument) else {
            return inconsistent(format!("instrument {} has no price yet", instrument.0), chain);
        };
        let known = self.quotes.iter().find(|quote| quote.instrument == instrument);
        let (bid, ask) = known.map_or((None, None), |quote| (quote.bid, quote.ask));
        let quote = Quote { instrument, at: self.tick.at, last, bid, ask };
        let target = position;
        Ok(Session { directive, asks_everyone, stamped, target, target_plan_id, instrument, quote, open_orders, chain })
    }
}
