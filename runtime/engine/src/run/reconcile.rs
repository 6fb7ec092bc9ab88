//! At the end of a run the venue's books are held against the ledger's: the same money, and of every trade the same position.

use simpletrader_contracts::Decimal;

use crate::execution::Balances;
use crate::ledger::Ledger;

/// The first difference between what the venue holds and what the ledger says, in words; none when they agree.
pub(super) fn difference(ledger: &Ledger, venue: &Balances) -> Option<String> {
    let cash = ledger.account().cash();
    if venue.cash != cash {
        return Some(format!("the venue holds {} of money, the books say {}", venue.cash.normalize(), cash.normalize()));
    }
    for position in &venue.positions {
        let booked = ledger.trade(position.trade).map_or(Decimal::ZERO, |trade| trade.position.signed_quantity());
        if booked != position.quantity {
            let (there, here) = (position.quantity.normalize(), booked.normalize());
            return Some(format!("the venue holds {there} of trade {}, the books say {here}", position.trade.0));
        }
    }
    let is_held_there = |trade| venue.positions.iter().any(|position| position.trade == trade);
    let alone = ledger
        .active_trades()
        .iter()
        .find(|trade| !is_held_there(**trade) && ledger.trade(**trade).is_some_and(|entry| !entry.position.quantity().is_zero()));
    alone.map(|trade| format!("the venue holds nothing of trade {}, the books do", trade.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::execution::VenuePosition;
    use simpletrader_contracts::ledger::TradeRef;
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
