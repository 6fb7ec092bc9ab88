//! R-multiple: the result of a trade in units of what it risked at the start.
//!
//! R = result after fees / (|entry - stop| * quantity), with the stop that the trade was opened with; without one, the amount that
//! its size plan said it risks. Source: Tharp, "Trade Your Way to Financial Freedom", 1998.

use super::figure::{Absent, Figure, number, ratio};
use crate::history::Trade;

/// R-multiple of a trade.
///
/// # Errors
/// When the trade was opened without a stop and without a risk, or the stop was at the entry.
pub fn r_multiple(trade: &Trade) -> Figure {
    let by_stop = trade.cause.stop.map(|stop| trade.entry_price.saturating_sub(stop).abs().saturating_mul(trade.quantity));
    let risk = by_stop.or(trade.cause.risk_amount).ok_or(Absent("it was opened without a stop"))?;
    ratio(number(trade.result), number(risk), "it risked nothing")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::reference::trade;
    use simpletrader_contracts::terms::Direction;

    #[test]
    fn the_result_is_measured_by_the_first_stop() {
        let mut trade = trade("A_USD", Direction::Long, (0, "100"), (3, "112"));
        assert_eq!(r_multiple(&trade), Err(Absent("it was opened without a stop")));
        trade.cause.risk_amount = Some("24".parse().unwrap());
        assert_eq!(r_multiple(&trade), Ok(0.5), "12 won, 24 risked");
        trade.cause.stop = Some("96".parse().unwrap());
        assert_eq!(r_multiple(&trade), Ok(3.0), "the stop is what counts");
        trade.cause.stop = Some("100".parse().unwrap());
        assert!(r_multiple(&trade).is_err());
    }
}
