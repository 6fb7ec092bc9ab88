//! What the table of reference results cannot show: values that are no values, markets that stand still, periods of one.

use super::*;

#[test]
fn what_is_not_finite_is_no_value_and_changes_nothing() {
    let mut average = Sma::new(2);
    assert!(average.next(1.0).is_nan());
    assert!(average.next(f64::NAN).is_nan() && average.next(f64::INFINITY).is_nan());
    assert_eq!(average.next(3.0), 2.0, "the window holds 1 and 3");

    let mut range = Atr::new(1);
    assert!(range.next(2.0, 1.0, 1.5).is_nan());
    assert!(range.next(f64::NAN, 1.0, 9.0).is_nan());
    assert_eq!(range.next(3.0, 2.0, 2.5), 1.5, "measured from the close of the last whole bar");

    let mut price = Vwap::new();
    assert_eq!(price.next(3.0, 1.0, 2.0, 10.0), 2.0);
    assert!(price.next(3.0, 1.0, 2.0, f64::NEG_INFINITY).is_nan());
    assert_eq!(price.next(6.0, 4.0, 5.0, 10.0), 3.5);
}

#[test]
fn indicators_chain_because_an_average_waits_for_its_first_value() {
    let (mut index, mut average) = (Rsi::new(2), Sma::new(2));
    let chained = [1.0, 2.0, 1.0, 2.0].map(|value| average.next(index.next(value)));
    assert!(chained[..3].iter().all(|value| value.is_nan()));
    // 50 of one rise and one fall; then 0.5 and 0.5 become 0.75 and 0.25.
    assert_eq!(chained[3], (50.0 + 75.0) / 2.0);
}

#[test]
fn a_market_that_stands_still_is_in_the_middle() {
    let (mut index, mut score) = (Rsi::new(3), ZScore::new(3));
    let (mut position, mut bands) = (Stochastic::new(3, 1, 1), Bollinger::new(3, 2.0));
    for _ in 0..3 {
        index.next(0.1);
        score.next(0.1);
        position.next(0.1, 0.1, 0.1);
        bands.next(0.1);
    }
    assert_eq!(index.next(0.1), 50.0);
    // Three times 0.1, summed and divided by 3, is not 0.1.
    assert_eq!(score.next(0.1), 0.0);
    assert_eq!(position.next(0.1, 0.1, 0.1), StochasticValue { k: 50.0, d: 50.0 });
    assert_eq!(bands.next(0.1), Bands { lower: 0.1, middle: 0.1, upper: 0.1 });
}

#[test]
fn only_rises_are_a_hundred_and_only_falls_are_nothing() {
    let (mut up, mut down) = (Rsi::new(2), Rsi::new(2));
    let ends = [1.0, 2.0, 3.0, 4.0].map(|value| (up.next(value), down.next(-value)));
    assert_eq!(ends[3], (100.0, 0.0));
}

#[test]
fn a_window_forgets_what_left_it_whatever_it_was() {
    let mut average = Sma::new(2);
    for value in [1e300, -1e300, 0.1] {
        average.next(value);
    }
    assert_eq!(average.next(0.3), (0.1 + 0.3) / 2.0);
    let (mut highest, mut lowest) = (Highest::new(2), Lowest::new(2));
    let ends = [9.0, -9.0, 1.0, 2.0].map(|value| (highest.next(value), lowest.next(value)));
    assert_eq!(ends[1..], [(9.0, -9.0), (1.0, -9.0), (2.0, 1.0)]);
}

#[test]
fn a_period_of_one_is_ready_at_once_and_nothing_counts_as_one() {
    for period in [0, 1] {
        assert_eq!(Sma::new(period).next(7.0), 7.0);
        assert_eq!(Ema::new(period).next(7.0), 7.0);
        assert_eq!(Highest::new(period).next(7.0), 7.0);
        assert_eq!(Lowest::new(period).next(7.0), 7.0);
        assert_eq!(ZScore::new(period).next(7.0), 0.0);
        assert_eq!(Bollinger::new(period, 2.0).next(7.0).upper, 7.0);
        assert_eq!(Macd::new(period, period, period).next(7.0), MacdValue { line: 0.0, signal: 0.0, histogram: 0.0 });
        assert_eq!(Stochastic::new(period, period, period).next(4.0, 0.0, 1.0), StochasticValue { k: 25.0, d: 25.0 });
        let mut index = Rsi::new(period);
        assert!(index.next(7.0).is_nan());
        assert_eq!(index.next(8.0), 100.0);
    }
}

#[test]
fn without_volume_there_is_no_average_price() {
    let mut price = Vwap::new();
    assert!(price.next(3.0, 1.0, 2.0, 0.0).is_nan());
    assert_eq!(price.next(3.0, 1.0, 2.0, 5.0), 2.0);
}

#[test]
fn the_signal_of_a_difference_waits_for_the_slow_average_and_then_for_itself() {
    let mut difference = Macd::new(2, 3, 2);
    let values = [1.0, 2.0, 3.0, 4.0].map(|value| difference.next(value));
    assert!(values[1].line.is_nan());
    assert!(values[2].line.is_finite() && values[2].signal.is_nan() && values[2].histogram.is_nan());
    assert_eq!(values[3].histogram, values[3].line - values[3].signal);
}
