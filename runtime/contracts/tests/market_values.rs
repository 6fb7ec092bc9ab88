//! Origins, payloads, platform data and the anchor of a pass.

mod support;

use serde_json::json;
use simpletrader_contracts::decision::Origin;
use simpletrader_contracts::market::*;
use simpletrader_contracts::terms::OriginType;
use support::*;

const LATER: &str = "2004-09-21T00:00:01Z";

// mission: 1
#[test]
fn an_origin_has_the_prefix_of_its_type() {
    for (prefix, kind) in [("TCK", "TICK"), ("NWS", "NEWS"), ("SCH", "SCHEDULE"), ("RPL", "REPLY"), ("USR", "USER")] {
        round_trip::<Origin>(&json!({"id": id(prefix, 0), "type": kind}));
    }
    assert!(refusal::<Origin>(origin(), |it| it["type"] = "NEWS".into()).contains("prefix"));
    assert!(refusal::<Origin>(origin(), |it| it["id"] = id("SIG", 1).into()).contains("prefix"));
}

// mission: 1
#[test]
fn an_origin_refuses_unknown_repeated_and_missing_fields() {
    assert!(refusal::<Origin>(origin(), |it| it["note"] = 1.into()).contains("unknown field `note`"));
    assert!(refusal::<Origin>(origin(), |it| drop(it.as_object_mut().unwrap().remove("type"))).contains("missing field `type`"));
    let twice = r#"{"id":"TCK_20040921_000000_00000000","type":"TICK","type":"TICK"}"#;
    assert!(serde_json::from_str::<Origin>(twice).unwrap_err().to_string().contains("`type` stands twice"));
}

#[test]
fn an_origin_that_the_host_makes_is_one_that_can_be_read() {
    for kind in OriginType::ALL {
        let made = Origin::of_pass(*kind, "2004-09-21".parse_instant(), 3);
        assert_eq!(read::<Origin>(&serde_json::to_value(made).unwrap()), Ok(made));
    }
}

trait ParseInstant {
    fn parse_instant(&self) -> simpletrader_contracts::Instant;
}

impl ParseInstant for str {
    fn parse_instant(&self) -> simpletrader_contracts::Instant {
        simpletrader_contracts::Instant::parse(self).unwrap()
    }
}

// mission: 25
#[test]
fn each_payload_arrives_by_its_own_type() {
    let of = |prefix: &str, kind: &str, payload| json!({"origin": {"id": id(prefix, 0), "type": kind}, "timestamp": AT, "payload": payload});
    for (data, name) in [
        (of("TCK", "TICK", json!({"CandleWindow": window()})), "CandleWindow"),
        (of("TCK", "TICK", json!({"OrderBookSnapshot": order_book()})), "OrderBookSnapshot"),
        (of("RPL", "REPLY", json!({"ExchangeReply": exchange_reply()})), "ExchangeReply"),
        (of("SCH", "SCHEDULE", json!({"ScheduleFiring": schedule_firing()})), "ScheduleFiring"),
        (of("USR", "USER", json!({"ScheduleFiring": schedule_firing()})), "ScheduleFiring"),
        (of("NWS", "NEWS", json!({"NewsItem": news_item()})), "NewsItem"),
    ] {
        let written = round_trip::<PlatformData>(&data);
        assert!(written["payload"].get(name).is_some(), "{written}");
    }
}

// mission: 25
#[test]
fn a_payload_must_fit_its_origin() {
    let error = refusal::<PlatformData>(platform_data(), |it| it["payload"] = json!({"NewsItem": news_item()}));
    assert!(error.contains("payload"), "{error}");
}

// mission: 25
#[test]
fn platform_data_knows_nothing_later_than_its_timestamp() {
    let error = refusal::<PlatformData>(platform_data(), |it| it["payload"]["CandleWindow"]["window_end"] = LATER.into());
    assert!(error.contains("must not be later"), "{error}");
    let error = refusal::<PlatformData>(platform_data(), |it| it["origin"]["id"] = "TCK_20050921_000000_00000000".into());
    assert!(error.contains("origin"), "{error}");
}

// mission: 25
#[test]
fn platform_data_refuses_an_unknown_payload_and_an_unknown_field() {
    assert!(refusal::<PlatformData>(platform_data(), |it| it["payload"] = json!({"Gossip": {}})).contains("Gossip"));
    assert!(refusal::<PlatformData>(platform_data(), |it| it["symbol"] = "A_B".into()).contains("unknown field `symbol`"));
    assert!(refusal::<PlatformData>(platform_data(), |it| it["source_type"] = "x".into()).contains("is gone"));
}

// mission: 25
#[test]
fn times_of_platform_data_are_converted_to_utc() {
    let data = with(platform_data(), |it| it["timestamp"] = "2004-09-21T05:00:00+05:00".into());
    assert_eq!(round_trip::<PlatformData>(&data)["timestamp"], AT);
    let naive = with(platform_data(), |it| it["timestamp"] = "2004-09-21T00:00:00".into());
    assert_eq!(round_trip::<PlatformData>(&naive)["timestamp"], AT, "a naive time is read as UTC");
}

#[test]
fn a_candle_holds_its_prices_in_order() {
    round_trip::<Candle>(&candle(AT));
    for (field, value, reason) in [
        ("low", "10.5", "low"),
        ("high", "10.5", "high"),
        ("low", "0", "greater than 0"),
        ("volume", "-1", "negative"),
        ("open", "13", "high"),
        ("close", "8", "low"),
    ] {
        let error = refusal::<Candle>(candle(AT), |it| it[field] = value.into());
        assert!(error.contains(reason), "{field} = {value}: {error}");
    }
}

#[test]
fn a_number_that_is_not_text_is_refused_because_binary_fractions_are_not_exact() {
    assert!(refusal::<Candle>(candle(AT), |it| it["open"] = json!(10.5)).contains("Candle.open"));
}

#[test]
fn the_candles_of_a_window_follow_one_another() {
    round_trip::<CandleWindow>(&window());
    assert!(refusal::<CandleWindow>(window(), |it| it["candles"] = json!([])).contains("at least one"));
    assert!(refusal::<CandleWindow>(window(), |it| it["candles"][0]["timestamp"] = AT.into()).contains("increase"));
    assert!(refusal::<CandleWindow>(window(), |it| it["timeframe"] = "1h".into()).contains("has_gaps"));
    round_trip::<CandleWindow>(&with(window(), |it| {
        it["timeframe"] = "1h".into();
        it["has_gaps"] = true.into();
    }));
    assert!(refusal::<CandleWindow>(window(), |it| it["window_start"] = AT.into()).contains("window_start"));
    assert!(refusal::<CandleWindow>(window(), |it| it["window_end"] = "2004-09-20".into()).contains("window_end"));
    assert!(refusal::<CandleWindow>(window(), |it| it["candles"][0]["is_closed"] = false.into()).contains("only the last"));
    round_trip::<CandleWindow>(&with(window(), |it| it["candles"][1]["is_closed"] = false.into()));
}

#[test]
fn a_refusal_inside_a_list_says_where() {
    let error = refusal::<CandleWindow>(window(), |it| it["candles"][1]["high"] = "x".into());
    assert!(error.contains("candles[1]") && error.contains("Candle.high"), "{error}");
}

#[test]
fn a_timeframe_has_one_text() {
    for (read, written) in [("1m", "1m"), ("60m", "1h"), ("4h", "4h"), ("24h", "1d"), ("7d", "1w"), ("90s", "90s"), ("52w", "52w")]
    {
        assert_eq!(Timeframe::parse(read).unwrap().to_string(), written);
    }
    for bad in ["", "m", "0m", "1", "1M", "-1h", "1.5h", "01h", "53w", "99999999999s", "h1", "1é"] {
        assert!(Timeframe::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn an_order_book_is_sorted_and_not_crossed() {
    round_trip::<OrderBookSnapshot>(&order_book());
    round_trip::<OrderBookSnapshot>(&with(order_book(), |it| it["bids"] = json!([])));
    assert!(refusal::<OrderBookSnapshot>(order_book(), |it| it["bids"][1]["price"] = "10".into()).contains("fall"));
    assert!(refusal::<OrderBookSnapshot>(order_book(), |it| it["asks"][1]["price"] = "11".into()).contains("rise"));
    assert!(refusal::<OrderBookSnapshot>(order_book(), |it| it["asks"][0]["price"] = "10".into()).contains("below the best ask"));
    assert!(refusal::<OrderBookSnapshot>(order_book(), |it| it["bids"][0]["size"] = "1".into()).contains("bids[0]"));
}

#[test]
fn a_venues_reply_has_exactly_the_fields_of_its_kind() {
    round_trip::<ExchangeReply>(&exchange_reply());
    for field in ["connector_fill_id", "quantity", "price"] {
        let error = refusal::<ExchangeReply>(exchange_reply(), |it| drop(it.as_object_mut().unwrap().remove(field)));
        assert!(error.contains(field), "{error}");
    }
    for kind in ["ACCEPTED", "CANCELLED", "REJECTED", "EXPIRED"] {
        let error = refusal::<ExchangeReply>(exchange_reply(), |it| it["kind"] = kind.into());
        assert!(error.contains("exactly for FILL"), "{error}");
    }
    let plain = json!({"connector_order_id": "v", "order_id": id("ORD", 1), "kind": "ACCEPTED", "exchange_time": AT});
    round_trip::<ExchangeReply>(&plain);
    assert!(refusal::<ExchangeReply>(plain.clone(), |it| it["reason"] = "because".into()).contains("reason"));
    assert!(refusal::<ExchangeReply>(plain.clone(), |it| it["kind"] = "REJECTED".into()).contains("reason"));
    round_trip::<ExchangeReply>(&with(plain, |it| {
        it["kind"] = "REJECTED".into();
        it["reason"] = "no funds".into();
    }));
}

#[test]
fn a_fee_comes_with_its_asset() {
    for field in ["commission", "commission_asset"] {
        let error = refusal::<ExchangeReply>(exchange_reply(), |it| drop(it.as_object_mut().unwrap().remove(field)));
        assert!(error.contains("come together"), "{error}");
    }
    assert!(refusal::<ExchangeReply>(exchange_reply(), |it| it["commission_asset"] = "usdt".into()).contains("commission_asset"));
}

#[test]
fn a_schedule_never_fires_early() {
    round_trip::<ScheduleFiring>(&with(schedule_firing(), |it| it["actual"] = LATER.into()));
    assert!(refusal::<ScheduleFiring>(schedule_firing(), |it| it["planned"] = LATER.into()).contains("early"));
}

#[test]
fn news_has_a_headline_and_each_symbol_once() {
    round_trip::<NewsItem>(&news_item());
    assert!(refusal::<NewsItem>(news_item(), |it| it["headline"] = " ".into()).contains("NewsItem.headline"));
    assert!(refusal::<NewsItem>(news_item(), |it| it["headline"] = "x".repeat(501).into()).contains("NewsItem.headline"));
    assert!(refusal::<NewsItem>(news_item(), |it| it["symbols"] = json!(["A_B", "A_B"])).contains("once"));
}

// mission: 1
#[test]
fn an_anchor_keeps_the_origin_which_is_not_later() {
    round_trip::<RunAnchor>(&run_anchor());
    assert!(refusal::<RunAnchor>(run_anchor(), |it| it["timestamp"] = "2004-09-20".into()).contains("origin"));
    assert!(refusal::<RunAnchor>(run_anchor(), |it| it["sequence"] = (-1).into()).contains("RunAnchor.sequence"));
    assert!(refusal::<RunAnchor>(run_anchor(), |it| it["run_id"] = "".into()).contains("RunAnchor.run_id"));
}
