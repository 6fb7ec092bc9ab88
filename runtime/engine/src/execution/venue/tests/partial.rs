//! Fills in part: by share of the volume, and what they do to families of orders.

use super::*;

/// At most a tenth of a bar's volume: 4 of 40.
fn scarce() -> VenueTerms {
    VenueTerms { volume_share: Some(dec("0.1")), ..plain() }
}

fn thin(bar: VenueBar) -> VenueBar {
    VenueBar { volume: dec("40"), ..bar }
}

#[test]
fn an_order_takes_its_share_of_each_bar_until_it_is_full() {
    let mut venue = venue_with("10000", scarce());
    send(&mut venue, order(1, Side::Buy, OrderTerms::Market));
    assert_eq!(run(&mut venue, nth(0, thin(bar("100", "110", "90")))), ["1 filled 4 at 100"]);
    assert_eq!(run(&mut venue, nth(1, thin(bar("101", "110", "90")))), ["1 filled 4 at 101"]);
    assert_eq!(run(&mut venue, nth(2, thin(bar("102", "110", "90")))), ["1 filled 2 at 102"]);
    assert!(venue.is_idle());
    assert_eq!(held(&venue), dec("10"));
}

#[test]
fn the_share_is_there_once_for_all_orders_of_a_bar() {
    let mut venue = venue_with("10000", scarce());
    send(&mut venue, VenueOrder { quantity: quantity("3"), ..order(1, Side::Buy, OrderTerms::Market) });
    send(&mut venue, VenueOrder { quantity: quantity("3"), trade: TradeRef(1), ..order(2, Side::Buy, OrderTerms::Market) });
    assert_eq!(run(&mut venue, thin(bar("100", "110", "90"))), ["1 filled 3 at 100", "2 filled 1 at 100"]);
    let silent = VenueBar { volume: Decimal::ZERO, ..bar("100", "110", "90") };
    assert!(run(&mut venue, nth(1, silent)).is_empty(), "nothing was traded, so nothing fills");
}

#[test]
fn an_immediate_order_takes_what_there_is_and_fill_or_kill_all_or_nothing() {
    let mut venue = venue_with("10000", scarce());
    send(&mut venue, VenueOrder { time_in_force: TimeInForce::Ioc, ..order(1, Side::Buy, OrderTerms::Market) });
    assert_eq!(run(&mut venue, nth(0, thin(bar("100", "110", "90")))), ["1 filled 4 at 100", "1 expired"]);
    send(&mut venue, VenueOrder { time_in_force: TimeInForce::Fok, ..order(2, Side::Buy, OrderTerms::Market) });
    assert_eq!(run(&mut venue, nth(1, thin(bar("100", "110", "90")))), ["2 expired"]);
    let enough = VenueOrder { time_in_force: TimeInForce::Fok, quantity: quantity("4"), ..order(3, Side::Buy, OrderTerms::Market) };
    send(&mut venue, enough);
    assert_eq!(run(&mut venue, nth(2, thin(bar("100", "110", "90")))), ["3 filled 4 at 100"]);
}

#[test]
fn protection_grows_with_its_entry_and_outlives_it() {
    let mut venue = venue_with("10000", scarce());
    bracket(&mut venue, OrderTerms::Market);
    assert_eq!(run(&mut venue, nth(0, thin(bar("100", "104", "98")))), ["1 filled 4 at 100"]);
    // The stop works for the four that are there; the entry goes on, and what it buys is protected again.
    let wide = VenueBar { volume: dec("80"), ..bar("100", "104", "96") };
    let said = run(&mut venue, nth(1, wide));
    assert_eq!(said, ["1 filled 6 at 100", "2 filled 2 at 97"], "eight in a bar of eighty");
    assert_eq!(run(&mut venue, nth(2, thin(bar("95", "96", "94")))), ["2 filled 4 at 95"], "triggered: at the market from now on");
    assert_eq!(run(&mut venue, nth(3, thin(bar("95", "96", "94")))), ["2 filled 4 at 95", "3 cancelled"]);
    assert!(venue.is_idle());
}

#[test]
fn an_entry_that_ends_in_part_leaves_protection_for_that_part() {
    let mut venue = venue_with("10000", scarce());
    bracket(&mut venue, OrderTerms::Market);
    run(&mut venue, nth(0, thin(bar("100", "104", "98"))));
    venue.cancel(OrderRef(1), at(200));
    assert_eq!(replies(&mut venue), ["1 cancelled"], "its children stay: four are held");
    assert_eq!(run(&mut venue, nth(1, thin(bar("100", "104", "96")))), ["2 filled 4 at 97", "2 cancelled", "3 cancelled"]);
    assert_eq!(held(&venue), dec("0"));
}

#[test]
fn an_entry_that_is_stopped_out_while_it_fills_keeps_its_protection_for_the_rest() {
    let mut venue = venue_with("10000", scarce());
    bracket(&mut venue, limit("99"));
    assert_eq!(run(&mut venue, nth(0, thin(bar("101", "102", "98")))), ["1 filled 4 at 99"]);
    assert_eq!(run(&mut venue, nth(1, thin(bar("100", "101", "96")))), ["2 filled 4 at 97"], "the share went to the stop");
    assert_eq!(run(&mut venue, nth(2, thin(bar("100", "101", "98")))), ["1 filled 4 at 99"]);
    assert_eq!(run(&mut venue, nth(3, thin(bar("100", "101", "96")))), ["2 filled 4 at 97"]);
    venue.cancel(OrderRef(1), at(500));
    assert_eq!(replies(&mut venue), ["1 cancelled", "2 cancelled", "3 cancelled"], "nothing is held any more");
}

#[test]
fn a_partner_gives_up_what_the_other_filled() {
    let mut venue = venue_with("10000", scarce());
    let pair = |number, terms, other| VenueOrder { oco: Some(OrderRef(other)), ..order(number, Side::Buy, terms) };
    send(&mut venue, pair(1, limit("95"), 2));
    send(&mut venue, pair(2, stop("105"), 1));
    assert_eq!(run(&mut venue, nth(0, thin(bar("100", "101", "94")))), ["1 filled 4 at 95"]);
    let open: Vec<(u32, Decimal)> = venue.open_orders().iter().map(|open| (open.order.order.0, open.remaining)).collect();
    assert_eq!(open, [(1, dec("6")), (2, dec("6"))]);
    let busy = VenueBar { volume: dec("1000"), ..bar("100", "106", "99") };
    assert_eq!(run(&mut venue, nth(1, busy)), ["2 filled 6 at 105", "2 cancelled", "1 cancelled"]);
    assert_eq!(held(&venue), dec("10"), "never more than one of them wanted");
}

#[test]
fn an_order_that_is_done_because_its_partner_filled_the_rest_says_so() {
    let mut venue = venue_with("10000", scarce());
    let pair = |number, terms, other| VenueOrder { oco: Some(OrderRef(other)), ..order(number, Side::Buy, terms) };
    send(&mut venue, pair(1, limit("95"), 2));
    send(&mut venue, pair(2, limit("94"), 1));
    run(&mut venue, nth(0, thin(bar("100", "101", "94.5"))));
    let busy = VenueBar { volume: dec("50"), ..bar("94", "95", "93") };
    assert_eq!(run(&mut venue, nth(1, busy)), ["1 filled 5 at 94"]);
    let one_left = VenueBar { volume: dec("1000"), ..bar("94", "95", "93") };
    venue.modify(OrderRef(1), None, Some(limit("90")), at(300));
    replies(&mut venue);
    assert_eq!(run(&mut venue, nth(2, one_left)), ["2 filled 1 at 94", "2 cancelled", "1 cancelled"]);
    assert_eq!(held(&venue), dec("10"));
}

#[test]
fn a_stop_that_finds_no_volume_stays_triggered() {
    let mut venue = venue_with("10000", scarce());
    bracket(&mut venue, OrderTerms::Market);
    for number in 0..3 {
        run(&mut venue, nth(number, thin(bar("100", "104", "98"))));
    }
    let silent = VenueBar { volume: Decimal::ZERO, ..bar("98", "98", "96") };
    assert!(run(&mut venue, nth(3, silent)).is_empty());
    let recovered = VenueBar { volume: dec("200"), ..bar("99", "100", "98.5") };
    assert_eq!(run(&mut venue, nth(4, recovered)), ["2 filled 10 at 99", "3 cancelled"]);
}

#[test]
fn a_fee_in_the_base_asset_reduces_what_arrives_and_the_rest_can_be_closed_whole() {
    let terms = VenueTerms { fee_asset: CommissionAsset::Base, ..VenueTerms::plain(FeeModel::Rate(dec("0.001"))) };
    let mut venue = venue_with("10000", terms);
    bracket(&mut venue, OrderTerms::Market);
    run(&mut venue, nth(0, bar("100", "104", "98")));
    assert_eq!((held(&venue), venue.cash()), (dec("9.99"), dec("9000")));
    let odd = VenueOrder { quantity: quantity("9.99"), reduce_only: true, ..order(4, Side::Sell, OrderTerms::Market) };
    assert_eq!(send(&mut venue, odd), ["4 accepted"], "what is left of a lot may be closed");
    assert_eq!(run(&mut venue, nth(1, bar("100", "101", "99"))), ["4 filled 9.99 at 100", "2 cancelled", "3 cancelled"]);
    // A sale pays in money: a thousandth of 999.
    assert_eq!((held(&venue), venue.cash()), (dec("0"), dec("9998.001")));
}

#[test]
fn tiers_count_the_value_that_was_traded_before() {
    use simpletrader_config::build_spec::FeeTier;
    let tier = |from_volume, taker| FeeTier { from_volume: dec(from_volume), maker: Decimal::ZERO, taker: dec(taker) };
    let terms = VenueTerms::plain(FeeModel::Tiered(vec![tier("0", "0.01"), tier("1000", "0.001")]));
    let mut venue = venue_with("10000", terms);
    send(&mut venue, order(1, Side::Buy, OrderTerms::Market));
    run(&mut venue, nth(0, bar("100", "101", "99")));
    assert_eq!(venue.cash(), dec("8990"));
    send(&mut venue, VenueOrder { reduce_only: true, ..order(2, Side::Sell, limit("100")) });
    run(&mut venue, nth(1, bar("99", "101", "99")));
    assert_eq!(venue.cash(), dec("9990"), "a limit order that waited is a maker");
}

#[test]
fn slippage_is_paid_by_who_takes_and_never_beyond_a_limit() {
    let terms = VenueTerms { slippage: SlippageModel::FixedTicks(50), ..plain() };
    let mut venue = venue_with("10000", terms);
    send(&mut venue, order(1, Side::Buy, OrderTerms::Market));
    assert_eq!(run(&mut venue, nth(0, bar("100", "110", "90"))), ["1 filled 10 at 100.5"]);
    send(&mut venue, VenueOrder { reduce_only: true, ..order(2, Side::Sell, stop("95")) });
    assert_eq!(run(&mut venue, nth(1, bar("100", "101", "94.8"))), ["2 filled 10 at 94.8"], "not below the bar");
    send(&mut venue, order(3, Side::Buy, limit("100.2")));
    assert_eq!(run(&mut venue, nth(2, bar("100", "110", "90"))), ["3 filled 10 at 100.2"], "it takes, up to its limit");
    send(&mut venue, VenueOrder { reduce_only: true, ..order(4, Side::Sell, limit("105")) });
    assert_eq!(run(&mut venue, nth(3, bar("100", "110", "90"))), ["4 filled 10 at 105"], "it waited");
}

#[test]
fn under_a_spread_buyers_and_sellers_meet_different_bars() {
    let terms = VenueTerms { slippage: SlippageModel::Spread(dec("0.01")), ..plain() };
    let mut venue = venue_with("10000", terms);
    send(&mut venue, order(1, Side::Buy, limit("95")));
    assert!(run(&mut venue, nth(0, bar("100", "101", "94.8"))).is_empty(), "sellers ask 95.28 at the lowest");
    assert_eq!(run(&mut venue, nth(1, bar("100", "101", "94"))), ["1 filled 10 at 95"]);
    send(&mut venue, VenueOrder { reduce_only: true, ..order(2, Side::Sell, OrderTerms::Market) });
    assert_eq!(run(&mut venue, nth(2, bar("100", "101", "99"))), ["2 filled 10 at 99.5"]);
}
