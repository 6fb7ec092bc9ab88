//! Quotes and trades instead of bars.

use super::*;

fn at_touch(cash: &str) -> BacktestVenue {
    venue_with(cash, VenueTerms { fill: FillModel::Touch, ..plain() })
}

/// Ten on either side.
fn quote(micros: i64, bid: &str, ask: &str) -> VenueQuote {
    VenueQuote { instrument: InstrumentRef(0), at: at(micros), bid: ten_at(bid), ask: ten_at(ask) }
}

fn ten_at(price: &str) -> Option<VenueLevel> {
    Some(VenueLevel { price: dec(price), size: dec("10") })
}

fn trade(micros: i64, price: &str, quantity: &str) -> VenueTrade {
    VenueTrade { instrument: InstrumentRef(0), at: at(micros), price: dec(price), quantity: dec(quantity) }
}

fn quoted(venue: &mut BacktestVenue, quote: VenueQuote) -> Vec<String> {
    venue.quote(&quote);
    replies(venue)
}

fn printed(venue: &mut BacktestVenue, trade: VenueTrade) -> Vec<String> {
    venue.trade(&trade);
    replies(venue)
}

#[test]
fn market_orders_pay_the_ask_and_get_the_bid_up_to_the_size_there() {
    let mut venue = at_touch("10000");
    send(&mut venue, VenueOrder { quantity: quantity("15"), ..order(1, Side::Buy, OrderTerms::Market) });
    assert_eq!(quoted(&mut venue, quote(10, "99", "101")), ["1 filled 10 at 101"]);
    assert_eq!(quoted(&mut venue, quote(20, "99", "102")), ["1 filled 5 at 102"]);
    send(&mut venue, VenueOrder { reduce_only: true, ..order(2, Side::Sell, OrderTerms::Market) });
    assert_eq!(quoted(&mut venue, quote(30, "98", "102")), ["2 filled 10 at 98"]);
}

#[test]
fn bars_fill_nothing_at_the_touch_and_quotes_nothing_in_bars() {
    let mut touch = at_touch("10000");
    send(&mut touch, order(1, Side::Buy, OrderTerms::Market));
    assert!(run(&mut touch, bar("100", "101", "99")).is_empty());
    let mut bars = venue("10000");
    send(&mut bars, order(1, Side::Buy, OrderTerms::Market));
    assert!(quoted(&mut bars, quote(10, "99", "101")).is_empty());
    assert!(printed(&mut bars, trade(10, "99", "10")).is_empty());
}

#[test]
fn an_order_meets_no_quote_from_before_its_arrival() {
    let mut venue = at_touch("10000");
    venue.place(order(1, Side::Buy, OrderTerms::Market), at(50));
    replies(&mut venue);
    assert!(quoted(&mut venue, quote(49, "99", "101")).is_empty());
    assert_eq!(quoted(&mut venue, quote(50, "99", "101")), ["1 filled 10 at 101"]);
}

#[test]
fn a_limit_order_takes_at_first_and_is_taken_at_its_own_price_later() {
    let mut venue = at_touch("10000");
    send(&mut venue, VenueOrder { quantity: quantity("15"), ..order(1, Side::Buy, limit("101")) });
    assert_eq!(quoted(&mut venue, quote(10, "98", "100")), ["1 filled 10 at 100"], "it takes");
    assert!(quoted(&mut venue, quote(20, "100", "102")).is_empty());
    assert_eq!(quoted(&mut venue, quote(30, "98", "100")), ["1 filled 5 at 101"], "it rested: the market came to it");
}

#[test]
fn a_print_through_the_limit_fills_and_one_at_the_limit_proves_nothing() {
    let mut venue = at_touch("10000");
    send(&mut venue, order(1, Side::Buy, limit("99")));
    quoted(&mut venue, quote(10, "99", "101"));
    assert!(printed(&mut venue, trade(20, "99", "50")).is_empty(), "others may have stood before it");
    assert_eq!(printed(&mut venue, trade(30, "98.99", "4")), ["1 filled 4 at 99"], "as much as was traded");
    assert_eq!(printed(&mut venue, trade(40, "98", "50")), ["1 filled 6 at 99"]);
}

#[test]
fn stops_and_targets_wake_by_the_side_that_they_would_take() {
    let mut venue = at_touch("10000");
    bracket(&mut venue, OrderTerms::Market);
    quoted(&mut venue, quote(10, "99", "100"));
    assert!(quoted(&mut venue, quote(20, "97.01", "105")).is_empty(), "an ask at the target is no buyer");
    assert_eq!(quoted(&mut venue, quote(30, "96.5", "97")), ["2 filled 10 at 96.5", "3 cancelled"]);
    let mut lucky = at_touch("10000");
    bracket(&mut lucky, OrderTerms::Market);
    quoted(&mut lucky, quote(10, "99", "100"));
    assert_eq!(quoted(&mut lucky, quote(20, "105.5", "106")), ["3 filled 10 at 105.5", "2 cancelled"]);
}

#[test]
fn a_stop_that_a_print_wakes_meets_the_next_quote() {
    let mut venue = at_touch("10000");
    bracket(&mut venue, OrderTerms::Market);
    quoted(&mut venue, quote(10, "99", "100"));
    assert!(printed(&mut venue, trade(20, "97", "1")).is_empty());
    assert_eq!(quoted(&mut venue, quote(30, "98", "99")), ["2 filled 10 at 98", "3 cancelled"], "triggered, though it recovered");
}

#[test]
fn a_post_only_order_at_the_touch_rests_or_is_refused() {
    let mut venue = at_touch("10000");
    let post = |number, terms| VenueOrder { post_only: true, ..order(number, Side::Buy, terms) };
    send(&mut venue, post(1, limit("100")));
    send(&mut venue, post(2, limit("99.99")));
    let said = quoted(&mut venue, quote(10, "99", "100"));
    assert!(said.len() == 1 && said[0].starts_with("1 rejected"), "{said:?}");
    assert_eq!(quoted(&mut venue, quote(20, "99", "99.5")), ["2 filled 10 at 99.99"]);
}

#[test]
fn immediate_orders_have_one_quote() {
    let mut venue = at_touch("10000");
    let of = |number, time_in_force| VenueOrder {
        time_in_force,
        quantity: quantity("12"),
        ..order(number, Side::Buy, OrderTerms::Market)
    };
    send(&mut venue, of(1, TimeInForce::Fok));
    assert_eq!(quoted(&mut venue, quote(10, "99", "100")), ["1 expired"]);
    send(&mut venue, of(2, TimeInForce::Ioc));
    assert_eq!(quoted(&mut venue, quote(20, "99", "100")), ["2 filled 10 at 100", "2 expired"]);
    send(&mut venue, VenueOrder { time_in_force: TimeInForce::Gtd, good_till: Some(at(30)), ..order(3, Side::Buy, limit("90")) });
    assert!(quoted(&mut venue, quote(29, "99", "100")).is_empty());
    assert_eq!(quoted(&mut venue, quote(30, "80", "81")), ["3 expired"]);
}

#[test]
fn a_share_of_the_size_can_be_all_there_is() {
    let terms = VenueTerms { fill: FillModel::Touch, volume_share: Some(dec("0.5")), ..plain() };
    let mut venue = venue_with("10000", terms);
    send(&mut venue, order(1, Side::Buy, OrderTerms::Market));
    assert_eq!(quoted(&mut venue, quote(10, "99", "100")), ["1 filled 5 at 100"]);
}

#[test]
fn where_one_side_is_empty_the_other_one_still_trades() {
    let only_ask = |micros, ask| VenueQuote { bid: None, ..quote(micros, "1", ask) };
    let only_bid = |micros, bid| VenueQuote { ask: None, ..quote(micros, bid, "999") };
    let mut venue = at_touch("10000");
    send(&mut venue, order(1, Side::Buy, OrderTerms::Market));
    assert!(quoted(&mut venue, only_bid(10, "99")).is_empty(), "nobody sells");
    assert_eq!(quoted(&mut venue, only_ask(20, "101")), ["1 filled 10 at 101"]);
    send(&mut venue, VenueOrder { reduce_only: true, ..order(2, Side::Sell, stop("97")) });
    assert!(quoted(&mut venue, only_ask(30, "90")).is_empty(), "a stop wakes by the side that it would take");
    assert_eq!(quoted(&mut venue, only_bid(40, "96")), ["2 filled 10 at 96"]);
}

#[test]
fn an_immediate_order_expires_at_a_quote_whose_side_is_empty() {
    let mut venue = at_touch("10000");
    send(&mut venue, VenueOrder { time_in_force: TimeInForce::Ioc, ..order(1, Side::Buy, OrderTerms::Market) });
    assert_eq!(quoted(&mut venue, VenueQuote { ask: None, ..quote(10, "99", "100") }), ["1 expired"]);
}
