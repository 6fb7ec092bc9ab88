//! At the end of a run the venue's books are held against the ledger's: the same money, and of every trade the same position.

use simpletrader_contracts::Decimal;
use simpletrader_contracts::ledger::TradeRef;

use crate::execution::Balances;
use crate::ledger::Ledger;

/// The first difference between what the venue holds and what the ledger says, in words; none when they agree.
pub(super) fn difference(ledger: &Ledger, venue: &Balances) -> Option<String> {
    let cash = ledger.account().cash();
    if venue.cash != cash {
        return Some(format!("the venue holds {} of money, the books say {}", venue.cash.normalize(), cash.normalize()));
    }
    for position in &venue.positions {
        let booked = booked(ledger, position.trade);
        if booked != position.quantity {
            let (there, here) = (position.quantity.normalize(), booked.normalize());
            return Some(format!("the venue holds {there} of trade {}, the books say {here}", position.trade.0));
        }
    }
    let is_held_there = |trade| venue.positions.iter().any(|position| position.trade == trade);
    let here = ledger.active_trades().iter().map(|trade| ledger.trade_at_venue(*trade));
    let alone = here.into_iter().find(|trade| !is_held_there(*trade) && !booked(ledger, *trade).is_zero());
    alone.map(|trade| format!("the venue holds nothing of trade {}, the books do", trade.0))
}

/// What the books have of a trade of the venue, with what the host has adopted of it.
fn booked(ledger: &Ledger, trade: TradeRef) -> Decimal {
    let of_trade = ledger.active_trades().iter().filter(|active| ledger.trade_at_venue(**active) == trade);
    let quantities = of_trade.filter_map(|active| ledger.trade(*active)).map(|entry| entry.position.signed_quantity());
    quantities.fold(Decimal::ZERO, |sum, quantity| sum.saturating_add(quantity))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::execution::VenuePosition;
    use simpletrader_contracts::market::InstrumentRef;

    #[test]
    fn books_that_agree_have_no_difference_and_others_are_told_apart() {
        let ledger = Ledger::new("test".into(), Vec::new(), 100.into());
        let balances = |cash: i64| Balances { cash: cash.into(), positions: Vec::new() };
        assert_eq!(difference(&ledger, &balances(100)), None);
        assert_eq!(difference(&ledger, &balances(99)).unwrap(), "the venue holds 99 of money, the books say 100");
        let position = VenuePosition { trade: TradeRef(3), instrument: InstrumentRef(0), quantity: 2.into() };
        let more = Balances { positions: vec![position], ..balances(100) };
        assert_eq!(difference(&ledger, &more).unwrap(), "the venue holds 2 of trade 3, the books say 0");
    }
}
