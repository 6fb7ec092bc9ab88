//! What the venue lends, and what happens when it wants it back.

use simpletrader_config::build_spec::Credit;

use super::*;

fn lending(short_selling: bool, leverage: &str, maintenance: &str) -> VenueTerms {
    let credit = Credit { short_selling, leverage: dec(leverage), maintenance_margin: dec(maintenance) };
    VenueTerms { credit, ..plain() }
}

fn short(number: u32, side: Side, terms: OrderTerms) -> VenueOrder {
    VenueOrder { direction: Direction::Short, ..order(number, side, terms) }
}

#[test]
fn what_is_not_held_is_sold_only_where_the_environment_allows_it() {
    let mut strict = venue_with("10000", lending(false, "2", "0"));
    assert!(send(&mut strict, short(1, Side::Sell, OrderTerms::Market))[0].contains("1 accepted"), "no price is known yet");
    assert!(run(&mut strict, bar("100", "101", "99"))[0].contains("lends no assets"));
    let mut venue = venue_with("10000", lending(true, "1", "0"));
    send(&mut venue, short(1, Side::Sell, OrderTerms::Market));
    assert_eq!(run(&mut venue, nth(0, bar("100", "101", "99"))), ["1 filled 10 at 100"]);
    assert_eq!((held(&venue), venue.cash()), (dec("-10"), dec("10999")));
    send(&mut venue, VenueOrder { reduce_only: true, ..short(2, Side::Buy, OrderTerms::Market) });
    assert_eq!(run(&mut venue, nth(1, bar("90", "91", "89"))), ["2 filled 10 at 90"]);
    assert_eq!((held(&venue), venue.cash()), (dec("0"), dec("10098")));
}

#[test]
fn buying_back_with_a_fee_in_the_asset_comes_to_an_end() {
    let terms = VenueTerms { fees: FeeModel::Rate(dec("0.5")), fee_asset: CommissionAsset::Base, ..lending(true, "1", "0") };
    let mut venue = venue_with("10000", terms);
    send(&mut venue, short(1, Side::Sell, OrderTerms::Market));
    run(&mut venue, nth(0, bar("100", "101", "99")));
    send(&mut venue, VenueOrder { reduce_only: true, quantity: quantity("100"), ..short(2, Side::Buy, OrderTerms::Market) });
    // Every fill returns half of what was lent, down to the smallest fee there is: that would be all of the fill.
    let said: Vec<_> = (1..=60).flat_map(|number| run(&mut venue, nth(number, bar("100", "101", "99")))).collect();
    assert_eq!(said[0], "2 filled 10 at 100");
    assert!(said.last().unwrap().contains("would take all of it"), "{said:?}");
    assert!(venue.open_orders().is_empty());
}

#[test]
fn a_short_trade_is_stopped_above_and_takes_its_profit_below() {
    let mut venue = venue_with("10000", lending(true, "1", "0"));
    let child = |number, terms, other| VenueOrder {
        reduce_only: true,
        parent: Some(OrderRef(1)),
        oco: Some(OrderRef(other)),
        ..short(number, Side::Buy, terms)
    };
    send(&mut venue, short(1, Side::Sell, OrderTerms::Market));
    send(&mut venue, child(2, stop("103"), 3));
    send(&mut venue, child(3, target("95"), 2));
    assert_eq!(run(&mut venue, nth(0, bar("100", "104", "94")))[1..], ["2 filled 10 at 103", "3 cancelled"], "the stop wins");
}

// mission: 67
#[test]
fn no_fill_turns_a_position_around_and_trades_do_not_net() {
    let mut venue = venue_with("10000", lending(true, "1", "0"));
    send(&mut venue, order(1, Side::Buy, OrderTerms::Market));
    send(&mut venue, VenueOrder { trade: TradeRef(1), ..short(2, Side::Sell, OrderTerms::Market) });
    run(&mut venue, nth(0, bar("100", "101", "99")));
    let position =
        |trade, quantity| VenuePosition { trade: TradeRef(trade), instrument: InstrumentRef(0), quantity: dec(quantity) };
    assert_eq!(venue.balances().positions, [position(0, "10"), position(1, "-10")]);
    send(&mut venue, VenueOrder { quantity: quantity("11"), ..order(3, Side::Sell, OrderTerms::Market) });
    assert!(run(&mut venue, nth(1, bar("100", "101", "99")))[0].contains("selling 11 needs a position of that size, there is 10"));
    let back = VenueOrder { trade: TradeRef(1), quantity: quantity("11"), ..short(4, Side::Buy, OrderTerms::Market) };
    send(&mut venue, back);
    assert!(run(&mut venue, nth(2, bar("100", "101", "99")))[0].contains("buying back 11 needs a short position"));
}

#[test]
fn leverage_bounds_the_worth_of_all_positions_at_the_fill() {
    let mut venue = venue_with("600", lending(false, "2", "0"));
    send(&mut venue, order(1, Side::Buy, OrderTerms::Market));
    assert_eq!(run(&mut venue, nth(0, bar("100", "101", "99"))), ["1 filled 10 at 100"]);
    assert_eq!(venue.cash(), dec("-401"), "borrowed");
    let more =
        |number, quantity_text| VenueOrder { quantity: quantity(quantity_text), ..order(number, Side::Buy, OrderTerms::Market) };
    assert_eq!(
        send(&mut venue, more(2, "2")),
        ["2 rejected INSUFFICIENT_FUNDS: insufficient margin: positions would be worth 1200, more than 2 times the equity of 598"],
        "at the door, by the latest price"
    );
    assert_eq!(send(&mut venue, more(3, "1")), ["3 accepted"]);
    let said = run(&mut venue, nth(1, bar("89", "90", "88")));
    assert_eq!(
        said,
        ["3 rejected INSUFFICIENT_FUNDS: insufficient margin: positions would be worth 979, more than 2 times the equity of 488"],
        "and again at the fill"
    );
    send(&mut venue, order(4, Side::Sell, OrderTerms::Market));
    assert_eq!(run(&mut venue, nth(2, bar("95", "96", "94"))), ["4 filled 10 at 95"], "a close always may");
}

#[test]
fn equity_below_the_maintenance_margin_is_called_once_and_takes_only_closes_then() {
    let mut venue = venue_with("600", lending(false, "2", "0.3"));
    bracket(&mut venue, OrderTerms::Market);
    run(&mut venue, nth(0, bar("100", "101", "99")));
    assert_eq!(venue.check_margin(at(200)), None);
    venue.modify(OrderRef(2), None, Some(stop("10")), at(200));
    replies(&mut venue);
    // 10 × 55 − 401 = 149, and 0.3 × 550 = 165.
    assert!(run(&mut venue, nth(1, bar("55", "56", "54"))).is_empty());
    assert_eq!(venue.check_margin(at(300)), Some(MarginCall { at: at(300), equity: dec("149"), required: dec("165") }));
    assert_eq!(replies(&mut venue), ["2 cancelled", "3 cancelled"], "everything is withdrawn");
    assert!(send(&mut venue, order(5, Side::Buy, limit("50")))[0].contains("the account is called"));
    let close = VenueOrder { reduce_only: true, ..order(6, Side::Sell, OrderTerms::Market) };
    assert_eq!(send(&mut venue, close), ["6 accepted"]);
    assert_eq!(venue.check_margin(at(300)), None, "it was called, and is closing");
    assert_eq!(run(&mut venue, nth(2, bar("50", "51", "49"))), ["6 filled 10 at 50"], "at the next price");
    assert_eq!(venue.check_margin(at(400)), None);
    assert_eq!(send(&mut venue, VenueOrder { quantity: quantity("1"), ..order(7, Side::Buy, limit("50")) }), ["7 accepted"]);
}

#[test]
fn equity_at_the_maintenance_margin_is_enough() {
    let mut venue = venue_with("601", lending(false, "2", "0.2"));
    send(&mut venue, order(1, Side::Buy, OrderTerms::Market));
    run(&mut venue, nth(0, bar("100", "101", "99")));
    run(&mut venue, nth(1, bar("50", "51", "49")));
    assert_eq!(venue.check_margin(at(300)), None, "500 − 400 is exactly a fifth of 500");
    run(&mut venue, nth(2, bar("49", "51", "49")));
    assert!(venue.check_margin(at(400)).is_some());
}

#[test]
fn a_short_that_rises_is_called_too() {
    let mut venue = venue_with("1000", lending(true, "1", "0.25"));
    send(&mut venue, VenueOrder { quantity: quantity("9"), ..short(1, Side::Sell, OrderTerms::Market) });
    run(&mut venue, nth(0, bar("100", "101", "99")));
    run(&mut venue, nth(1, bar("170", "171", "169")));
    assert_eq!(venue.check_margin(at(300)), Some(MarginCall { at: at(300), equity: dec("369"), required: dec("382.50") }));
}

#[test]
fn a_venue_without_credit_never_calls() {
    let mut venue = venue("1001");
    send(&mut venue, order(1, Side::Buy, OrderTerms::Market));
    run(&mut venue, nth(0, bar("100", "101", "99")));
    run(&mut venue, nth(1, bar("0.01", "0.01", "0.01")));
    assert_eq!(venue.check_margin(at(300)), None);
}

#[test]
fn prices_of_one_moment_are_judged_together() {
    let second = Instrument { symbol: Symbol::new("B_USD").unwrap(), ..instrument() };
    let mut venue = BacktestVenue::new(vec![instrument(), second], lending(true, "2", "0.4"), dec("1002"));
    let in_b = |bar: VenueBar| VenueBar { instrument: InstrumentRef(1), ..bar };
    send(&mut venue, order(1, Side::Buy, OrderTerms::Market));
    let hedge = VenueOrder { instrument: InstrumentRef(1), trade: TradeRef(1), ..short(2, Side::Sell, OrderTerms::Market) };
    send(&mut venue, hedge);
    let flat = bar("100", "100", "100");
    run(&mut venue, nth(0, flat));
    run(&mut venue, in_b(nth(0, flat)));
    assert_eq!(venue.check_margin(at(200)), None);
    // Both fall to 40: what one lost the other won, and only after the first bar the account looks ruined.
    let fallen = bar("40", "40", "40");
    run(&mut venue, nth(1, fallen));
    run(&mut venue, in_b(nth(1, fallen)));
    assert_eq!(venue.check_margin(at(300)), None);
}

#[test]
fn orders_that_wait_reserve_margin_and_give_it_back_when_they_end() {
    let mut venue = venue_with("1000", lending(true, "2", "0"));
    let wait = |number, quantity_of| VenueOrder {
        trade: TradeRef(number),
        quantity: quantity(quantity_of),
        ..order(number, Side::Buy, limit("50"))
    };
    assert_eq!(send(&mut venue, wait(1, "20")), ["1 accepted"]);
    assert_eq!(send(&mut venue, wait(2, "19")), ["2 accepted"], "1000 and 950 of 2000");
    let said = send(&mut venue, wait(3, "2"));
    assert!(said[0].contains("3 rejected INSUFFICIENT_FUNDS") && said[0].contains("1950 of it in orders that wait"), "{said:?}");
    venue.cancel(OrderRef(1), Instant::default());
    assert_eq!(replies(&mut venue), ["1 cancelled"]);
    assert_eq!(send(&mut venue, wait(4, "2")), ["4 accepted"]);
    let closing = VenueOrder { reduce_only: true, quantity: quantity("100"), ..order(5, Side::Sell, limit("60")) };
    assert_eq!(send(&mut venue, closing), ["5 accepted"], "what only reduces needs nothing");
}

#[test]
fn of_two_orders_that_exclude_one_another_only_the_larger_reserves() {
    let mut venue = venue_with("1000", lending(true, "2", "0"));
    let one = |number: u32, other, quantity_of| VenueOrder {
        oco: Some(OrderRef(other)),
        quantity: quantity(quantity_of),
        ..order(number, Side::Buy, limit("50"))
    };
    assert_eq!(send(&mut venue, one(1, 2, "30")), ["1 accepted"]);
    assert_eq!(send(&mut venue, one(2, 1, "39")), ["2 accepted"], "not both will fill");
    assert!(send(&mut venue, order(3, Side::Buy, limit("50")))[0].contains("1950 of it in orders that wait"));
    assert_eq!(send(&mut venue, VenueOrder { quantity: quantity("1"), ..order(4, Side::Buy, limit("40")) }), ["4 accepted"]);
}

#[test]
fn an_order_cannot_grow_beyond_the_margin_and_can_always_shrink() {
    let mut venue = venue_with("1000", lending(true, "2", "0"));
    send(&mut venue, VenueOrder { quantity: quantity("30"), ..order(1, Side::Buy, limit("50")) });
    let mut change = |of: &str| {
        venue.modify(OrderRef(1), Some(quantity(of)), None, Instant::default());
        replies(&mut venue)
    };
    let said = change("41");
    assert!(said[0].contains("change refused: insufficient margin"), "{said:?}");
    assert_eq!(change("39"), ["1 modified"]);
    assert_eq!(change("5"), ["1 modified"]);
}
