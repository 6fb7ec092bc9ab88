//! What is tried: orders, changes, markets and terms.

use proptest::prelude::{Just, Strategy, any, prop, prop_oneof};
use simpletrader_config::build_spec::{Credit, FeeModel, FeeTier, FillModel, Latency, SlippageModel, VenueTerms};
use simpletrader_contracts::Decimal;
use simpletrader_contracts::terms::{CommissionAsset, TimeInForce};

use super::stage::dec;

/// What a test does next.
#[derive(Debug, Clone)]
pub enum Step {
    /// Each instrument moves: by so many ticks from the last close to the close, and so far beyond both ends.
    Bars { gap: i64, change: i64, above: i64, below: i64, volume: u32 },
    /// An order, alone or with a family.
    Place(Wish),
    /// Another quantity or price for an order that was sent.
    Modify { pick: u32, quantity: u32, offset: i64 },
    /// A withdrawal.
    Cancel { pick: u32 },
}

/// An order as the test wants it. Trades 0 to 3: the instrument is the first bit, the direction the second.
#[derive(Debug, Clone)]
pub struct Wish {
    pub trade: u32,
    pub closes: bool,
    pub kind: u8,
    pub offset: i64,
    pub width: i64,
    pub quantity: u32,
    pub time_in_force: TimeInForce,
    pub reduce_only: bool,
    pub post_only: bool,
    pub family: Family,
}

/// What comes with an order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Family {
    /// By itself.
    Alone,
    /// With a stop and a target as children.
    Bracket,
    /// With another that excludes it.
    Pair,
}

fn wish() -> impl Strategy<Value = Wish> {
    let times = prop_oneof![
        4 => Just(TimeInForce::Gtc), 1 => Just(TimeInForce::Ioc), 1 => Just(TimeInForce::Fok), 1 => Just(TimeInForce::Gtd)
    ];
    let families = prop_oneof![2 => Just(Family::Alone), 2 => Just(Family::Bracket), 1 => Just(Family::Pair)];
    let shape = (0..4_u32, prop::bool::weighted(0.3), 0..7_u8, -150..150_i64, 1..200_i64, 1..15_u32);
    let flags = (prop::bool::weighted(0.2), prop::bool::weighted(0.1));
    (shape, times, flags, families).prop_map(|(shape, time_in_force, (reduce_only, post_only), family)| {
        let (trade, closes, kind, offset, width, quantity) = shape;
        Wish { trade, closes, kind, offset, width, quantity, time_in_force, reduce_only, post_only, family }
    })
}

pub fn request() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => wish().prop_map(Step::Place),
        1 => (any::<u32>(), 1..15_u32, -150..150_i64).prop_map(|(pick, quantity, offset)| Step::Modify { pick, quantity, offset }),
        1 => any::<u32>().prop_map(|pick| Step::Cancel { pick }),
    ]
}

pub fn bars() -> impl Strategy<Value = Step> {
    let parts = (-100..100_i64, -150..150_i64, 0..100_i64, 0..100_i64, prop_oneof![Just(0), 1..200_u32]);
    parts.prop_map(|(gap, change, above, below, volume)| Step::Bars { gap, change, above, below, volume })
}

fn fees() -> impl Strategy<Value = FeeModel> {
    let tier = |from_volume, maker, taker| FeeTier { from_volume: dec(from_volume), maker: dec(maker), taker: dec(taker) };
    prop_oneof![
        Just(FeeModel::PerFill(dec("1"))),
        Just(FeeModel::PerUnit(dec("0.01"))),
        Just(FeeModel::Rate(dec("0.001"))),
        Just(FeeModel::MakerTaker { maker: dec("0.0005"), taker: dec("0.002") }),
        Just(FeeModel::Tiered(vec![tier("0", "0.001", "0.002"), tier("3000", "0", "0.001")])),
    ]
}

/// Terms of every kind that configuration lets stand together.
pub fn terms(touch: bool) -> impl Strategy<Value = VenueTerms> {
    let slippage = prop_oneof![
        Just(SlippageModel::None),
        Just(SlippageModel::FixedTicks(3)),
        Just(SlippageModel::Percentage(dec("0.002"))),
        Just(SlippageModel::VolumeShare(dec("0.1"))),
        Just(SlippageModel::Spread(dec("0.004"))),
    ];
    let latency = prop_oneof![
        3 => Just(Latency::NONE),
        1 => (1..3_u32).prop_map(Latency::Bars),
        1 => (1..1_500_u64).prop_map(Latency::Microseconds)
    ];
    let share = prop_oneof![Just(None), Just(Some(dec("0.05"))), Just(Some(dec("1")))];
    let credit = prop_oneof![
        Just(Credit::NONE),
        Just(Credit { short_selling: true, ..Credit::NONE }),
        Just(Credit { short_selling: true, leverage: dec("4"), maintenance_margin: dec("0.2") }),
        Just(Credit { short_selling: false, leverage: dec("2"), maintenance_margin: dec("0") }),
    ];
    (fees(), any::<bool>(), slippage, any::<bool>(), latency, share, credit).prop_map(
        move |(fees, base, slippage, at_close, latency, volume_share, credit)| {
            let amounts = matches!(fees, FeeModel::PerFill(_) | FeeModel::PerUnit(_));
            let fee_asset = if base && !amounts && !credit.short_selling { CommissionAsset::Base } else { CommissionAsset::Quote };
            if touch {
                let fill = FillModel::Touch;
                return VenueTerms {
                    fees,
                    fee_asset,
                    fill,
                    volume_share,
                    credit,
                    ..VenueTerms::plain(FeeModel::Rate(Decimal::ZERO))
                };
            }
            let fill = if at_close { FillModel::ThisClose } else { FillModel::NextOpen };
            let latency = if at_close { Latency::NONE } else { latency };
            VenueTerms { fees, fee_asset, slippage, fill, latency, volume_share, credit }
        },
    )
}
