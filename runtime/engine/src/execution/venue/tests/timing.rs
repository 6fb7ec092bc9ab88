//! When orders meet the market: arrival, latency, and fills at the close.

use super::*;

fn late(latency: Latency) -> BacktestVenue {
    venue_with("10000", VenueTerms { latency, ..plain() })
}

fn flat() -> VenueBar {
    bar("100", "101", "99")
}

#[test]
fn an_order_never_meets_a_bar_that_was_already_open() {
    let mut venue = venue("10000");
    venue.place(order(1, Side::Buy, OrderTerms::Market), at(150));
    replies(&mut venue);
    assert!(run(&mut venue, nth(0, flat())).is_empty(), "the bar from 100 to 200 had opened before");
    assert_eq!(run(&mut venue, nth(1, flat())), ["1 filled 10 at 100"]);
}

#[test]
fn latency_in_bars_misses_so_many_bars() {
    let mut venue = late(Latency::Bars(1));
    venue.place(order(1, Side::Buy, OrderTerms::Market), at(100));
    assert!(replies(&mut venue).is_empty(), "the venue has not heard of it");
    assert!(!venue.is_idle() && venue.open_orders().is_empty());
    assert!(run(&mut venue, nth(0, flat())).is_empty());
    assert_eq!(run(&mut venue, nth(1, flat())), ["1 accepted", "1 filled 10 at 100"]);
}

#[test]
fn a_withdrawal_that_travels_may_come_too_late() {
    let mut venue = late(Latency::Microseconds(10));
    venue.place(order(1, Side::Buy, limit("99.5")), at(80));
    // The order arrives at 90, before the bar from 100; the withdrawal at 105, inside of it.
    venue.cancel(OrderRef(1), at(95));
    assert_eq!(run(&mut venue, nth(0, flat())), ["1 accepted", "1 filled 10 at 99.5"]);
    assert_eq!(run(&mut venue, nth(1, flat())), ["1 change refused: there is no such order any more"]);
    venue.place(order(2, Side::Buy, limit("99.5")), at(280));
    venue.cancel(OrderRef(2), at(281));
    assert_eq!(run(&mut venue, nth(2, flat())), ["2 accepted", "2 cancelled"], "in time");
}

#[test]
fn a_change_travels_as_an_order_does() {
    let mut venue = late(Latency::Bars(1));
    venue.place(order(1, Side::Buy, limit("90")), at(100));
    venue.modify(OrderRef(1), None, Some(limit("99")), at(200));
    run(&mut venue, nth(0, flat()));
    assert_eq!(run(&mut venue, nth(1, flat())), ["1 accepted"], "at its old price");
    assert_eq!(run(&mut venue, nth(2, flat())), ["1 modified", "1 filled 10 at 99"]);
    venue.modify(OrderRef(1), None, Some(limit("98")), at(400));
    assert_eq!(replies(&mut venue), ["1 change refused: there is no such order any more"]);
}

#[test]
fn a_bracket_that_travels_arrives_whole() {
    let mut venue = late(Latency::Bars(1));
    bracket(&mut venue, OrderTerms::Market);
    run(&mut venue, nth(0, flat()));
    let said = run(&mut venue, nth(1, bar("100", "101", "96")));
    let expected = ["1 accepted", "2 accepted", "3 accepted", "1 filled 10 at 100", "2 filled 10 at 97", "3 cancelled"];
    assert_eq!(said, expected);
}

#[test]
fn this_close_fills_in_the_instant_of_the_decision() {
    let mut venue = venue_with("10000", VenueTerms { fill: FillModel::ThisClose, ..plain() });
    run(&mut venue, nth(0, VenueBar { close: dec("100.5"), ..flat() }));
    venue.place(order(1, Side::Buy, OrderTerms::Market), at(200));
    let child = VenueOrder { reduce_only: true, parent: Some(OrderRef(1)), ..order(2, Side::Sell, stop("97")) };
    venue.place(child, at(200));
    assert_eq!(replies(&mut venue), ["1 accepted", "2 accepted", "1 filled 10 at 100.5"]);
    assert_eq!(run(&mut venue, nth(1, bar("100", "101", "96"))), ["2 filled 10 at 97"], "protected from the next bar on");
    venue.place(order(3, Side::Buy, limit("101")), at(300));
    assert_eq!(replies(&mut venue), ["3 accepted"], "only market orders fill at the close");
}

#[test]
fn a_close_that_is_older_than_the_order_is_not_had() {
    let mut venue = venue_with("10000", VenueTerms { fill: FillModel::ThisClose, ..plain() });
    run(&mut venue, nth(0, flat()));
    venue.place(order(1, Side::Buy, OrderTerms::Market), at(250));
    assert_eq!(replies(&mut venue), ["1 accepted"], "the close at 200 is past");
    assert_eq!(run(&mut venue, nth(1, VenueBar { close: dec("99"), ..flat() })), ["1 filled 10 at 99"], "the close at 300 comes");
}

#[test]
fn at_the_close_too_the_volume_is_shared() {
    let terms = VenueTerms { fill: FillModel::ThisClose, volume_share: Some(dec("0.1")), ..plain() };
    let mut venue = venue_with("10000", terms);
    let thin = |number| nth(number, VenueBar { volume: dec("60"), ..flat() });
    run(&mut venue, thin(0));
    venue.place(order(1, Side::Buy, OrderTerms::Market), at(200));
    assert_eq!(replies(&mut venue), ["1 accepted", "1 filled 6 at 100"]);
    assert_eq!(run(&mut venue, thin(1)), ["1 filled 4 at 100"], "the rest at the next close");
    let ioc = VenueOrder { time_in_force: TimeInForce::Ioc, ..order(2, Side::Buy, OrderTerms::Market) };
    venue.place(ioc, at(300));
    assert_eq!(replies(&mut venue), ["2 accepted", "2 filled 2 at 100", "2 expired"], "four of six were taken");
}
