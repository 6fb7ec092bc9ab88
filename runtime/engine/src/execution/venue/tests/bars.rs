//! What a bar does to orders of the plainest venue, promise by promise.

use super::*;

#[test]
fn a_market_order_fills_at_the_next_open_and_pays_its_fee() {
    let mut venue = venue("10000");
    venue.place(order(1, Side::Buy, OrderTerms::Market), Instant::default());
    assert_eq!(replies(&mut venue), ["1 accepted"]);
    assert_eq!(run(&mut venue, bar("100", "110", "90")), ["1 filled 10 at 100"]);
    assert_eq!(venue.cash(), dec("8999"));
    assert!(venue.is_idle());
}

#[test]
fn a_bar_that_touches_stop_and_target_takes_the_stop() {
    let mut venue = venue("10000");
    bracket(&mut venue, OrderTerms::Market);
    assert_eq!(run(&mut venue, bar("100", "110", "90")), ["1 filled 10 at 100", "2 filled 10 at 97", "3 cancelled"]);
}

#[test]
fn a_bracket_is_live_inside_the_bar_of_its_entry() {
    let mut target = venue("10000");
    bracket(&mut target, OrderTerms::Market);
    assert_eq!(run(&mut target, bar("100", "106", "98")), ["1 filled 10 at 100", "3 filled 10 at 105", "2 cancelled"]);
    let mut nothing = venue("10000");
    bracket(&mut nothing, OrderTerms::Market);
    assert_eq!(run(&mut nothing, bar("100", "104", "98")), ["1 filled 10 at 100"]);
}

#[test]
fn gaps_through_stop_and_target_fill_at_the_open() {
    let mut stopped = venue("10000");
    bracket(&mut stopped, OrderTerms::Market);
    run(&mut stopped, bar("100", "104", "98"));
    assert_eq!(run(&mut stopped, bar("95", "96", "94")), ["2 filled 10 at 95", "3 cancelled"]);
    let mut lucky = venue("10000");
    bracket(&mut lucky, OrderTerms::Market);
    run(&mut lucky, bar("100", "104", "98"));
    assert_eq!(run(&mut lucky, bar("108", "109", "107")), ["3 filled 10 at 108", "2 cancelled"]);
}

#[test]
fn an_entry_that_opens_beyond_its_stop_is_filled_and_stopped_at_that_open() {
    let mut venue = venue("10000");
    bracket(&mut venue, OrderTerms::Market);
    assert_eq!(run(&mut venue, bar("96", "99", "95")), ["1 filled 10 at 96", "2 filled 10 at 96", "3 cancelled"]);
}

#[test]
fn a_decided_exit_comes_before_the_stop_and_takes_the_bracket_with_it() {
    let mut venue = venue("10000");
    bracket(&mut venue, OrderTerms::Market);
    run(&mut venue, bar("100", "104", "98"));
    venue.place(VenueOrder { reduce_only: true, ..order(4, Side::Sell, OrderTerms::Market) }, Instant::default());
    replies(&mut venue);
    assert_eq!(run(&mut venue, bar("96", "99", "90")), ["4 filled 10 at 96", "2 cancelled", "3 cancelled"]);
    assert!(venue.is_idle());
}

#[test]
fn a_limit_fills_at_its_price_or_better() {
    let limit = OrderTerms::Limit { limit_price: price("99") };
    let mut patient = venue("10000");
    patient.place(order(1, Side::Buy, limit), Instant::default());
    replies(&mut patient);
    assert!(run(&mut patient, bar("101", "102", "99.5")).is_empty(), "not touched");
    assert_eq!(run(&mut patient, bar("101", "102", "98")), ["1 filled 10 at 99"]);
    let mut gap = venue("10000");
    gap.place(order(1, Side::Buy, limit), Instant::default());
    replies(&mut gap);
    assert_eq!(run(&mut gap, bar("98", "99", "97")), ["1 filled 10 at 98"]);
}

#[test]
fn what_a_limit_opened_inside_the_bar_may_be_stopped_but_reaches_no_target() {
    let limit = OrderTerms::Limit { limit_price: price("99") };
    let mut high_first = venue("10000");
    bracket(&mut high_first, limit);
    assert_eq!(run(&mut high_first, bar("101", "106", "98")), ["1 filled 10 at 99"]);
    assert_eq!(run(&mut high_first, bar("101", "106", "98")), ["3 filled 10 at 105", "2 cancelled"], "in the next bar it does");
    let mut low = venue("10000");
    bracket(&mut low, limit);
    assert_eq!(run(&mut low, bar("101", "106", "96")), ["1 filled 10 at 99", "2 filled 10 at 97", "3 cancelled"]);
}

#[test]
fn a_stop_limit_that_gaps_beyond_its_limit_waits_as_a_limit() {
    let mut venue = venue("10000");
    venue.place(
        order(1, Side::Buy, OrderTerms::StopLimit { stop_price: price("102"), limit_price: price("103") }),
        Instant::default(),
    );
    replies(&mut venue);
    assert!(run(&mut venue, bar("105", "106", "102")).is_empty(), "whether it came back after the trigger is unknown");
    assert_eq!(run(&mut venue, bar("104", "105", "102")), ["1 filled 10 at 103"]);
}

#[test]
fn a_stop_entry_buys_on_the_way_up() {
    let mut venue = venue("10000");
    venue.place(order(1, Side::Buy, OrderTerms::StopMarket { stop_price: price("102") }), Instant::default());
    replies(&mut venue);
    assert!(run(&mut venue, bar("100", "101", "99")).is_empty());
    assert_eq!(run(&mut venue, bar("100", "103", "99")), ["1 filled 10 at 102"]);
}

#[test]
fn the_venue_lends_neither_money_nor_assets() {
    let mut poor = venue("1000");
    poor.place(order(1, Side::Buy, OrderTerms::Market), Instant::default());
    replies(&mut poor);
    assert_eq!(
        run(&mut poor, bar("100", "101", "99")),
        ["1 rejected INSUFFICIENT_FUNDS: insufficient funds: the fill needs 1001, there is 1000: this venue lends no money"]
    );
    assert_eq!(poor.cash(), dec("1000"));
    let mut naked = venue("1000");
    naked.place(order(1, Side::Sell, OrderTerms::Market), Instant::default());
    replies(&mut naked);
    assert!(run(&mut naked, bar("100", "101", "99"))[0].contains("lends no assets"));
}

#[test]
fn a_refused_entry_takes_its_children_with_it() {
    let mut venue = venue("500");
    bracket(&mut venue, OrderTerms::Market);
    let said = run(&mut venue, bar("100", "110", "90"));
    assert!(said[0].starts_with("1 rejected"), "{said:?}");
    assert_eq!(said[1..], ["2 cancelled", "3 cancelled"]);
    assert!(venue.is_idle());
}

#[test]
fn a_reduce_only_order_does_no_more_than_close() {
    let mut venue = venue("10000");
    venue.place(order(1, Side::Buy, OrderTerms::Market), Instant::default());
    let big =
        VenueOrder { quantity: Quantity::new(25.into()).unwrap(), reduce_only: true, ..order(2, Side::Sell, OrderTerms::Market) };
    venue.place(big, Instant::default());
    replies(&mut venue);
    assert_eq!(run(&mut venue, bar("100", "101", "99")), ["1 filled 10 at 100", "2 filled 10 at 100", "2 cancelled"]);
    venue.place(VenueOrder { reduce_only: true, ..order(3, Side::Sell, OrderTerms::Market) }, Instant::default());
    replies(&mut venue);
    assert_eq!(run(&mut venue, bar("100", "101", "99")), ["3 cancelled"], "nothing to reduce");
}

// mission: 29 (partly)
#[test]
fn orders_off_the_grid_are_refused_at_once() {
    let mut venue = venue("10000");
    let half = VenueOrder { quantity: Quantity::new(dec("1.5")).unwrap(), ..order(1, Side::Buy, OrderTerms::Market) };
    venue.place(half, Instant::default());
    venue.place(order(2, Side::Buy, OrderTerms::Limit { limit_price: price("99.999") }), Instant::default());
    venue.place(order(3, Side::Buy, OrderTerms::Limit { limit_price: price("0.49") }), Instant::default());
    venue.place(VenueOrder { parent: Some(OrderRef(77)), ..order(4, Side::Buy, OrderTerms::Market) }, Instant::default());
    let said = replies(&mut venue).join("\n");
    for expected in [
        "1 rejected EXCHANGE_REJECTED: the quantity 1.5 is not a multiple of the lot size 1",
        "tick size 0.01",
        "below the minimum of 5",
        "its parent order does not work",
    ] {
        assert!(said.contains(expected), "{expected} in {said}");
    }
    assert!(venue.is_idle());
}

#[test]
fn orders_end_when_their_time_is_over() {
    let mut venue = venue("10000");
    let limit = OrderTerms::Limit { limit_price: price("50") };
    venue.place(VenueOrder { time_in_force: TimeInForce::Ioc, ..order(1, Side::Buy, limit) }, Instant::default());
    venue.place(
        VenueOrder { time_in_force: TimeInForce::Gtd, good_till: Some(Instant::from_micros(150)), ..order(2, Side::Buy, limit) },
        Instant::default(),
    );
    replies(&mut venue);
    assert_eq!(run(&mut venue, bar("100", "101", "99")), ["1 expired"]);
    let later = VenueBar { opens_at: Instant::from_micros(200), closes_at: Instant::from_micros(300), ..bar("100", "101", "49") };
    assert_eq!(run(&mut venue, later), ["2 expired"], "before the bar could fill it");
}

#[test]
fn a_change_that_breaks_a_rule_leaves_the_old_order_in_force() {
    let mut venue = venue("10000");
    bracket(&mut venue, OrderTerms::Market);
    run(&mut venue, bar("100", "104", "98"));
    venue.modify(OrderRef(2), None, Some(OrderTerms::StopMarket { stop_price: price("97.123") }), Instant::default());
    assert_eq!(replies(&mut venue), ["2 change refused: the trigger price 97.123 is not a multiple of the tick size 0.01"]);
    venue.modify(OrderRef(2), None, Some(OrderTerms::StopMarket { stop_price: price("99") }), Instant::default());
    assert_eq!(replies(&mut venue), ["2 modified"]);
    assert_eq!(run(&mut venue, bar("100", "101", "98.5")), ["2 filled 10 at 99", "3 cancelled"]);
}

#[test]
fn a_cancelled_order_is_gone() {
    let mut venue = venue("10000");
    venue.place(order(1, Side::Buy, OrderTerms::Market), Instant::default());
    venue.cancel(OrderRef(1), Instant::default());
    venue.cancel(OrderRef(1), Instant::default());
    assert_eq!(replies(&mut venue), ["1 accepted", "1 cancelled", "1 change refused: there is no such order any more"]);
    assert!(run(&mut venue, bar("100", "101", "99")).is_empty());
}
