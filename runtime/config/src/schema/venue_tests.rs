//! The terms of a venue: what is read, and what is refused with which advice.

use super::*;
use crate::decode::tests::decoded;

fn read(fields: &str) -> (Option<VenueTerms>, Findings) {
    decoded(&format!("{{{fields}}}\n"), |node, findings| mapping(node, "a backtest", findings, venue))
}

fn terms(fields: &str) -> VenueTerms {
    let (terms, findings) = read(fields);
    assert!(findings.is_empty(), "{fields}: {findings}");
    terms.unwrap()
}

fn refused(fields: &str, word: &str) {
    let (terms, findings) = read(fields);
    assert!(terms.is_none() && findings.has_errors(), "accepted: {fields}");
    assert!(findings.to_string().contains(word), "{fields}: {findings}");
}

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn a_commission_alone_means_the_plainest_terms() {
    assert_eq!(terms("commission: \"0.0010\""), VenueTerms::plain(FeeModel::Rate(dec("0.001"))));
    refused("fill: next_open", "needs `commission`");
}

#[test]
fn commission_is_one_of_five_models() {
    let fees = |commission: &str| terms(&format!("commission: {commission}")).fees;
    assert_eq!(fees("0"), FeeModel::Rate(dec("0")));
    assert_eq!(fees("{rate: 0.001}"), FeeModel::Rate(dec("0.001")));
    assert_eq!(fees("{per_fill: 1}"), FeeModel::PerFill(dec("1")));
    assert_eq!(fees("{per_unit: 0.005}"), FeeModel::PerUnit(dec("0.005")));
    assert_eq!(fees("{maker: 0, taker: 0.001}"), FeeModel::MakerTaker { maker: dec("0"), taker: dec("0.001") });
    let tier = |from, maker, taker| FeeTier { from_volume: dec(from), maker: dec(maker), taker: dec(taker) };
    let text = "{tiers: [{from_volume: 0, maker: 0.001, taker: 0.002}, {from_volume: 1000, maker: 0, taker: 0.001}]}";
    assert_eq!(fees(text), FeeModel::Tiered(vec![tier("0", "0.001", "0.002"), tier("1000", "0", "0.001")]));
    for (commission, word) in [
        ("{}", "exactly one of"),
        ("{per_fill: 1, rate: 0}", "exactly one of"),
        ("{maker: 0.001}", "exactly one of"),
        ("{taker: 0.001, per_unit: 1}", "exactly one of"),
        ("-0.1", "at least 0"),
        ("1", "per_fill"),
        ("{per_fill: -1}", "must not be negative"),
        ("{per_unit: -1}", "must not be negative"),
        ("{per_unit: 0.0000000000001}", "more than 12 digits"),
        ("{maker: 0, taker: 1}", "less than 1"),
        ("{fixed: 1}", "has no key `fixed`"),
        ("[1]", "must be a decimal number"),
        ("{tiers: []}", "begin with `from_volume: 0`"),
        ("{tiers: [{from_volume: 5, maker: 0, taker: 0}]}", "begin with `from_volume: 0`"),
        ("{tiers: [{from_volume: 0, maker: 0, taker: 0}, {from_volume: 0, maker: 0, taker: 0}]}", "ascend"),
        ("{tiers: [{from_volume: 0, maker: 0}]}", "needs `taker`"),
    ] {
        refused(&format!("commission: {commission}"), word);
    }
}

#[test]
fn a_fee_in_the_base_asset_is_a_share_and_nobody_sells_short() {
    assert_eq!(terms("commission: 0.001, commission_asset: base").fee_asset, CommissionAsset::Base);
    assert_eq!(terms("commission: {per_fill: 1}, commission_asset: quote").fee_asset, CommissionAsset::Quote);
    refused("commission: {per_fill: 1}, commission_asset: base", "share of the value");
    refused("commission: {per_unit: 1}, commission_asset: base", "share of the value");
    refused("commission: 0.001, commission_asset: base, short_selling: true", "exclude one another");
    refused("commission: 0.001, commission_asset: bnb", "`bnb` is not an asset");
}

#[test]
fn a_slippage_model_and_its_value_come_together() {
    let slippage = |text: &str| terms(&format!("commission: 0, {text}")).slippage;
    assert_eq!(slippage("slippage_model: none"), SlippageModel::None);
    assert_eq!(slippage("slippage_model: fixed_ticks, slippage_value: 2"), SlippageModel::FixedTicks(2));
    assert_eq!(slippage("slippage_model: percentage, slippage_value: 0.001"), SlippageModel::Percentage(dec("0.001")));
    assert_eq!(slippage("slippage_model: volume_share, slippage_value: 0.1"), SlippageModel::VolumeShare(dec("0.1")));
    assert_eq!(slippage("slippage_model: spread, slippage_value: 0.001"), SlippageModel::Spread(dec("0.001")));
    for (text, word) in [
        ("slippage_model: percentage", "needs `slippage_value`"),
        ("slippage_value: 1", "means nothing without a `slippage_model`"),
        ("slippage_model: none, slippage_value: 1", "means nothing"),
        ("slippage_model: fixed_ticks, slippage_value: 0.5", "whole number"),
        ("slippage_model: fixed_ticks, slippage_value: 0", "from 1"),
        ("slippage_model: percentage, slippage_value: 1", "less than 1"),
        ("slippage_model: spread, slippage_value: -0.1", "at least 0"),
        ("slippage_model: volume_share, slippage_value: 0", "greater than 0"),
        ("slippage_model: random, slippage_value: 1", "`random` is not a slippage model"),
    ] {
        refused(&format!("commission: 0, {text}"), word);
    }
}

#[test]
fn fills_come_at_the_next_open_the_same_close_or_the_touch() {
    let fill = |text: &str| terms(&format!("commission: 0, fill: {text}")).fill;
    assert_eq!((fill("next_open"), fill("this_close"), fill("touch")), {
        (FillModel::NextOpen, FillModel::ThisClose, FillModel::Touch)
    });
    refused("commission: 0, fill: mid", "fill model");
    refused("commission: 0, fill: touch, slippage_model: fixed_ticks, slippage_value: 1", "takes its prices from quotes");
    refused("commission: 0, fill: this_close, latency: {bars: 1}", "cannot have a `latency`");
    assert_eq!(fill("this_close, latency: {bars: 0}"), FillModel::ThisClose);
}

#[test]
fn latency_is_counted_in_bars_or_microseconds() {
    assert_eq!(terms("commission: 0, latency: {bars: 2}").latency, Latency::Bars(2));
    assert_eq!(terms("commission: 0, latency: {microseconds: 250000}").latency, Latency::Microseconds(250_000));
    refused("commission: 0, latency: {}", "exactly one of");
    refused("commission: 0, latency: {bars: 1, microseconds: 1}", "exactly one of");
    refused("commission: 0, latency: {bars: -1}", "from 0");
    refused("commission: 0, latency: 5", "must be a mapping");
}

#[test]
fn a_volume_share_lies_above_nothing_and_is_at_most_all() {
    assert_eq!(terms("commission: 0, volume_share: 1").volume_share, Some(dec("1")));
    refused("commission: 0, volume_share: 0", "greater than 0");
    refused("commission: 0, volume_share: 1.1", "at most 1");
}

#[test]
fn credit_has_bounds() {
    let credit = terms("commission: 0, short_selling: true, leverage: 3, maintenance_margin: 0.25").credit;
    assert_eq!(credit, Credit { short_selling: true, leverage: dec("3"), maintenance_margin: dec("0.25") });
    assert!(!terms("commission: 0, leverage: 1").credit.is_granted());
    refused("commission: 0, leverage: 0.5", "between 1 and 1000");
    refused("commission: 0, leverage: 1001", "between 1 and 1000");
    refused("commission: 0, maintenance_margin: 0.1", "where nothing is lent");
    refused("commission: 0, leverage: 4, maintenance_margin: 0.25", "below 1 / leverage");
    refused("commission: 0, short_selling: perhaps", "true or false");
}
