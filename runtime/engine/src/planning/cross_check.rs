//! Do the plans of one target fit one another, the directive and the trade? The second of the four levels of plan validation:
//! the contract checks each plan, this checks the set, the execution worker checks the ledger, the venue checks its rules.

use simpletrader_config::build_spec::Protection;
use simpletrader_contracts::decision::{OrderTerms, PlanDrafts};
use simpletrader_contracts::ledger::PositionView;
use simpletrader_contracts::market::InstrumentRef;
use simpletrader_contracts::terms::{Direction, DirectiveScope, Side};
use simpletrader_contracts::{Decimal, Price};

/// What the plans are held against.
pub(super) struct Frame<'a> {
    /// What the directive is about.
    pub scope: DirectiveScope,
    /// What it is about trading.
    pub instrument: InstrumentRef,
    /// The side that the directive asks for, for NEW_TRADE.
    pub side: Option<Side>,
    /// The trade concerned.
    pub target: Option<&'a PositionView>,
    /// The latest price.
    pub last: Price,
    /// Whether a new trade must have a stop.
    pub protection: Protection,
}

/// The first rule that the plans break, in words.
pub(super) fn contradiction(plans: &PlanDrafts, frame: &Frame<'_>) -> Option<String> {
    entry_contradiction(plans, frame).or_else(|| size_contradiction(plans, frame)).or_else(|| exit_contradiction(plans, frame))
}

fn entry_contradiction(plans: &PlanDrafts, frame: &Frame<'_>) -> Option<String> {
    let Some(entry) = &plans.entry else {
        return (frame.scope == DirectiveScope::NewTrade).then(|| "a new trade needs an entry plan".into());
    };
    if entry.instrument != frame.instrument {
        return Some("the entry plan is for another instrument than the directive".into());
    }
    let expected = match frame.scope {
        DirectiveScope::NewTrade => frame.side,
        DirectiveScope::CloseExisting => frame.target.map(|target| target.direction.opening_side().opposite()),
        DirectiveScope::ModifyExisting => frame.target.map(|target| target.direction.opening_side()),
    };
    let expected = expected.filter(|side| *side != entry.side)?;
    Some(format!("the entry plan is to {}, the directive needs {expected}", entry.side))
}

fn size_contradiction(plans: &PlanDrafts, frame: &Frame<'_>) -> Option<String> {
    let Some(size) = &plans.size else {
        return (frame.scope == DirectiveScope::NewTrade).then(|| "a new trade needs a size plan".into());
    };
    let target = size.target_position_size.get();
    match frame.scope {
        DirectiveScope::CloseExisting if !target.is_zero() => {
            return Some(format!("closing needs a target size of 0, the size plan has {target}"));
        }
        DirectiveScope::NewTrade if target.is_zero() => return Some("a new trade needs a target size greater than 0".into()),
        _ => {}
    }
    if frame.scope != DirectiveScope::NewTrade {
        return None;
    }
    // The planner estimated the value at the price it saw; one percent covers its rounding.
    let price = plans.entry.as_ref().and_then(|entry| entry.terms.limit_price()).unwrap_or(frame.last).get();
    let value = size.position_value.get();
    let expected = target.checked_mul(price)?;
    let tolerance = expected.checked_mul(Decimal::new(1, 2))?;
    let near_last = target.checked_mul(frame.last.get()).is_some_and(|at_last| (value - at_last).abs() <= tolerance);
    let fits = (value - expected).abs() <= tolerance || near_last;
    (!fits).then(|| format!("the size plan's value {value} is not its size {target} times the price {price}"))
}

fn exit_contradiction(plans: &PlanDrafts, frame: &Frame<'_>) -> Option<String> {
    let stop = plans.exit.as_ref().and_then(|exit| exit.stop_loss_price);
    let target = plans.exit.as_ref().and_then(|exit| exit.take_profit_price);
    if frame.scope == DirectiveScope::NewTrade && stop.is_none() && frame.protection == Protection::Required {
        return Some("a new trade needs a stop: the blueprint does not say `protection: optional`".into());
    }
    if frame.scope == DirectiveScope::CloseExisting {
        return None;
    }
    let direction = match frame.scope {
        DirectiveScope::NewTrade => Direction::opened_by(frame.side?),
        _ => frame.target?.direction,
    };
    let reference = match plans.entry.as_ref().map(|entry| entry.terms) {
        Some(OrderTerms::Limit { limit_price } | OrderTerms::StopLimit { limit_price, .. }) => limit_price,
        Some(OrderTerms::StopMarket { stop_price } | OrderTerms::TakeProfitMarket { stop_price }) => stop_price,
        Some(OrderTerms::Market) | None => frame.last,
    };
    let wrong_side = |level: Price, must_be_below: bool| if must_be_below { level >= reference } else { level <= reference };
    let is_long = direction == Direction::Long;
    if let Some(stop) = stop.filter(|stop| wrong_side(*stop, is_long)) {
        return Some(format!("the stop {stop} of a {direction} trade lies on the wrong side of {reference}"));
    }
    let target = target.filter(|target| wrong_side(*target, !is_long))?;
    Some(format!("the target {target} of a {direction} trade lies on the wrong side of {reference}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use simpletrader_contracts::decimal::Amount;
    use simpletrader_contracts::decision::{EntryPlanDraft, ExitPlanDraft, SizePlanDraft};

    fn price(text: &str) -> Price {
        Price::new(text.parse().unwrap()).unwrap()
    }

    fn plans(size: &str, value: &str, stop: Option<&str>, target: Option<&str>) -> PlanDrafts {
        let amount = |text: &str| Amount::new(text.parse().unwrap()).unwrap();
        PlanDrafts {
            entry: Some(EntryPlanDraft { instrument: InstrumentRef(0), side: Side::Buy, terms: OrderTerms::Market }),
            size: Some(SizePlanDraft {
                target_position_size: amount(size),
                position_value: amount(value),
                risk_amount: None,
                leverage: Decimal::ONE,
            }),
            exit: Some(ExitPlanDraft { stop_loss_price: stop.map(price), take_profit_price: target.map(price) }),
        }
    }

    fn new_trade(protection: Protection) -> Frame<'static> {
        Frame {
            scope: DirectiveScope::NewTrade,
            instrument: InstrumentRef(0),
            side: Some(Side::Buy),
            target: None,
            last: price("100"),
            protection,
        }
    }

    // mission: 66 (partly)
    #[test]
    fn plans_that_fit_one_another_pass() {
        assert_eq!(contradiction(&plans("10", "1000", Some("97"), Some("105")), &new_trade(Protection::Required)), None);
        assert_eq!(contradiction(&plans("10", "1005", None, None), &new_trade(Protection::Optional)), None);
    }

    // mission: 29 (partly), 66 (partly)
    #[test]
    fn each_contradiction_is_named() {
        let check = |plans: PlanDrafts, frame: Frame<'_>| contradiction(&plans, &frame).unwrap();
        let required = || new_trade(Protection::Required);
        assert!(check(plans("10", "1000", None, None), required()).contains("needs a stop"));
        assert!(check(plans("10", "1000", Some("100"), None), required()).contains("wrong side"));
        assert!(check(plans("10", "1000", Some("97"), Some("99")), required()).contains("wrong side"));
        assert!(check(plans("10", "1200", Some("97"), None), required()).contains("is not its size"));
        assert!(check(plans("0", "0", Some("97"), None), required()).contains("greater than 0"));
        let mut sell = plans("10", "1000", Some("97"), None);
        sell.entry.as_mut().unwrap().side = Side::Sell;
        assert!(check(sell, required()).contains("needs BUY"));
        let mut elsewhere = plans("10", "1000", Some("97"), None);
        elsewhere.entry.as_mut().unwrap().instrument = InstrumentRef(1);
        assert!(check(elsewhere, required()).contains("another instrument"));
        let closing = Frame { scope: DirectiveScope::CloseExisting, side: None, ..new_trade(Protection::Optional) };
        assert!(check(plans("10", "1000", None, None), closing).contains("target size of 0"));
    }
}
