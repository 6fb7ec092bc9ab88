//! The door: what is refused outright, what is answered, and what can be asked for.

use super::*;

#[test]
fn a_post_only_order_rests_or_is_refused() {
    let mut venue = venue("10000");
    let post = |number, terms| VenueOrder { post_only: true, ..order(number, Side::Buy, terms) };
    send(&mut venue, post(1, limit("99")));
    send(&mut venue, post(2, limit("101")));
    let said = run(&mut venue, nth(0, bar("100", "102", "98")));
    assert_eq!(said[0], "1 filled 10 at 99", "the market came to it");
    let refused =
        "2 rejected EXCHANGE_REJECTED: a post-only order must not take what rests, and the market is at its limit or beyond";
    assert_eq!(said[1..], [refused]);
}

#[test]
fn post_only_is_for_limit_orders_that_may_rest() {
    let mut venue = venue("10000");
    let post = |number, terms| VenueOrder { post_only: true, ..order(number, Side::Buy, terms) };
    assert!(send(&mut venue, post(1, OrderTerms::Market))[0].contains("post-only is for limit orders, this is a MARKET order"));
    assert!(send(&mut venue, post(2, stop("110")))[0].contains("this is a STOP_MARKET order"));
    let ioc = VenueOrder { time_in_force: TimeInForce::Ioc, ..post(3, limit("99")) };
    assert!(send(&mut venue, ioc)[0].contains("must be able to rest, IOC cannot"));
}

#[test]
fn a_market_order_below_the_minimum_value_is_refused_when_it_would_fill() {
    let mut venue = venue("10000");
    send(&mut venue, order(1, Side::Buy, OrderTerms::Market));
    let said = run(&mut venue, bar("0.4", "0.5", "0.3"));
    assert_eq!(said, ["1 rejected EXCHANGE_REJECTED: a value of 4 is below the minimum of 5"]);
    send(&mut venue, order(2, Side::Buy, OrderTerms::Market));
    assert_eq!(run(&mut venue, nth(1, bar("0.5", "0.5", "0.3"))), ["2 filled 10 at 0.5"]);
}

#[test]
fn an_order_can_neither_shrink_below_what_it_filled_nor_change_after_its_end() {
    let mut venue = venue_with("10000", VenueTerms { volume_share: Some(dec("0.004")), ..plain() });
    send(&mut venue, order(1, Side::Buy, OrderTerms::Market));
    assert_eq!(run(&mut venue, nth(0, bar("100", "101", "99"))), ["1 filled 4 at 100"]);
    venue.modify(OrderRef(1), Some(quantity("4")), None, at(200));
    venue.modify(OrderRef(1), Some(quantity("6")), None, at(200));
    venue.modify(OrderRef(9), Some(quantity("6")), None, at(200));
    venue.cancel(OrderRef(9), at(200));
    let gone = "9 change refused: there is no such order any more";
    assert_eq!(replies(&mut venue), ["1 change refused: 4 of the order are done already", "1 modified", gone, gone]);
    assert_eq!(run(&mut venue, nth(1, bar("100", "101", "99"))), ["1 filled 2 at 100"]);
}

#[test]
fn what_rests_and_what_is_held_can_be_asked_for() {
    let mut venue = venue("10000");
    bracket(&mut venue, OrderTerms::Market);
    let open = |venue: &BacktestVenue| venue.open_orders().iter().map(|open| open.order.order.0).collect::<Vec<_>>();
    assert_eq!(open(&venue), [1, 2, 3], "children that sleep rest there too");
    assert_eq!(venue.balances().positions, []);
    run(&mut venue, nth(0, bar("100", "101", "99")));
    assert_eq!(open(&venue), [2, 3]);
    let balances = venue.balances();
    let position = VenuePosition { trade: TradeRef(0), instrument: InstrumentRef(0), quantity: dec("10") };
    assert_eq!((balances.cash, balances.positions), (dec("8999"), vec![position]));
}

#[test]
fn a_change_of_terms_puts_a_triggered_stop_to_sleep_again() {
    let mut venue = venue("10000");
    send(&mut venue, order(1, Side::Buy, OrderTerms::StopLimit { stop_price: price("102"), limit_price: price("103") }));
    assert!(run(&mut venue, nth(0, bar("105", "106", "104"))).is_empty(), "triggered beyond its limit");
    let higher = OrderTerms::StopLimit { stop_price: price("110"), limit_price: price("111") };
    venue.modify(OrderRef(1), None, Some(higher), at(200));
    assert_eq!(replies(&mut venue), ["1 modified"]);
    assert!(run(&mut venue, nth(1, bar("104", "105", "102"))).is_empty());
    assert_eq!(run(&mut venue, nth(2, bar("104", "110.5", "102"))), ["1 filled 10 at 110"]);
}

#[test]
fn an_instrument_that_nobody_lists_is_refused() {
    let mut venue = venue("10000");
    let foreign = VenueOrder { instrument: InstrumentRef(7), ..order(1, Side::Buy, OrderTerms::Market) };
    assert_eq!(send(&mut venue, foreign), ["1 rejected EXCHANGE_REJECTED: instrument 7 is not traded here"]);
}

#[test]
fn a_market_order_fills_at_its_worst_price_and_what_would_be_worse_is_refused() {
    let bounded = |number, side, worst| VenueOrder { worst: Some(price(worst)), ..order(number, side, OrderTerms::Market) };
    let mut venue = venue("10000");
    send(&mut venue, bounded(1, Side::Buy, "100"));
    assert_eq!(run(&mut venue, nth(0, bar("100", "101", "99"))), ["1 filled 10 at 100"]);
    send(&mut venue, bounded(2, Side::Buy, "100.99"));
    let refused = "2 rejected LIMIT_REACHED: slippage: a fill at 101 would be worse than 100.99";
    assert_eq!(run(&mut venue, nth(1, bar("101", "102", "90"))), [refused], "however cheap it was later in the bar");
    send(&mut venue, VenueOrder { reduce_only: true, ..bounded(3, Side::Sell, "99.5") });
    let refused = "3 rejected LIMIT_REACHED: slippage: a fill at 99 would be worse than 99.5";
    assert_eq!(run(&mut venue, nth(2, bar("99", "102", "98"))), [refused]);
    assert_eq!(held(&venue), dec("10"), "what is not sold is still there");
}

#[test]
fn the_slippage_model_counts_and_the_rest_of_a_part_is_refused_when_the_market_has_left() {
    let slips = SlippageModel::FixedTicks(50);
    let mut venue = venue_with("100000", VenueTerms { slippage: slips, volume_share: Some(dec("0.005")), ..plain() });
    send(&mut venue, VenueOrder { worst: Some(price("101")), ..order(1, Side::Buy, OrderTerms::Market) });
    assert_eq!(run(&mut venue, nth(0, bar("100", "102", "99"))), ["1 filled 5 at 100.5"]);
    let refused = "1 rejected LIMIT_REACHED: slippage: a fill at 101.1 would be worse than 101";
    assert_eq!(run(&mut venue, nth(1, bar("100.6", "102", "99"))), [refused]);
    assert_eq!(held(&venue), dec("5"));
}
