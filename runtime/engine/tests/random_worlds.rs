//! A thousand random strategies at random venues over random prices: whatever is decided, ordered and charged, the invariants
//! hold. Everything comes from one seed a world, so a world that fails can be looked at again.

mod support;

use std::collections::BTreeMap;

use simpletrader_config::build_spec::{
    Credit, FeeModel, FeeTier, FillModel, Latency, SlippageModel, StrategyBuildSpec, VenueTerms,
};
use simpletrader_contracts::decision::{DecisionDraft, OrderTerms, SignalDraft};
use simpletrader_contracts::market::InstrumentRef;
use simpletrader_contracts::terms::{CommissionAsset, Direction, OrderPurpose, Side, TimeInForce};
use simpletrader_contracts::worker::AnyWorker;
use simpletrader_contracts::worker::call::*;
use simpletrader_contracts::{Decimal, Price, Quantity};
use simpletrader_engine::run::RunOutcome;
use support::*;

const WORLDS: u64 = 1_000;

/// SplitMix64, by Sebastiano Vigna.
#[derive(Clone)]
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize].clone()
    }
}

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn terms(dice: &mut Dice) -> VenueTerms {
    let tier = |from_volume: i64, maker, taker| FeeTier { from_volume: from_volume.into(), maker: dec(maker), taker: dec(taker) };
    let (per_fill, per_unit) = (FeeModel::PerFill(dec("0.99")), FeeModel::PerUnit(dec("0.005")));
    let (rate, sides) = (FeeModel::Rate(dec("0.00075")), FeeModel::MakerTaker { maker: dec("0"), taker: dec("0.001") });
    let tiered = FeeModel::Tiered(vec![tier(0, "0.001", "0.002"), tier(5_000, "0.0002", "0.0007")]);
    let fees = dice.pick(&[per_fill, per_unit, rate, sides, tiered]);
    let of_value = !matches!(fees, FeeModel::PerFill(_) | FeeModel::PerUnit(_));
    let slippage = [
        SlippageModel::None,
        SlippageModel::FixedTicks(3),
        SlippageModel::Percentage(dec("0.002")),
        SlippageModel::VolumeShare(dec("0.1")),
        SlippageModel::Spread(dec("0.004")),
    ];
    let margin = Credit { short_selling: true, leverage: dec("3"), maintenance_margin: dec("0.1") };
    let lent = Credit { short_selling: true, leverage: Decimal::ONE, maintenance_margin: Decimal::ZERO };
    VenueTerms {
        fee_asset: if of_value && dice.below(2) == 0 { CommissionAsset::Base } else { CommissionAsset::Quote },
        fees,
        slippage: dice.pick(&slippage),
        fill: dice.pick(&[FillModel::NextOpen, FillModel::NextOpen, FillModel::ThisClose]),
        latency: dice.pick(&[Latency::NONE, Latency::NONE, Latency::Bars(1), Latency::Microseconds(3_600_000_000)]),
        volume_share: dice.pick(&[None, Some(dec("0.004")), Some(dec("0.02"))]),
        credit: dice.pick(&[Credit::NONE, lent, margin]),
    }
}

/// Carries out commands in whatever way the dice say, and meddles with its orders afterwards.
struct Wanderer(Dice);

impl Wanderer {
    fn terms(&mut self, side: Side, last: Price) -> OrderTerms {
        // A few per cent around the latest price, on the tick.
        let mut near = |from: u64| {
            let per_mille = Decimal::from(from + self.0.below(60));
            Price::new((last.get() * per_mille / Decimal::ONE_THOUSAND).round_dp(2)).unwrap()
        };
        let beyond = if side == Side::Buy { 1_000 } else { 940 };
        let (limit_price, stop_price) = (near(970), near(beyond));
        match self.0.below(8) {
            0..=3 => OrderTerms::Market,
            4 | 5 => OrderTerms::Limit { limit_price },
            6 => OrderTerms::StopMarket { stop_price },
            _ => OrderTerms::StopLimit { stop_price, limit_price },
        }
    }

    /// A stop and a target that exclude one another and wake with their entry.
    fn protections(&mut self, entry: &NewOrder, last: Price) -> [NewOrder; 2] {
        let away = |per_cent: i64| Price::new((last.get() * Decimal::new(per_cent, 2)).round_dp(2)).unwrap();
        let (stop, target) = if entry.side == Side::Buy { (away(95), away(105)) } else { (away(105), away(95)) };
        let child = |tag, terms, purpose, oco_tag| NewOrder {
            tag,
            side: entry.side.opposite(),
            terms,
            time_in_force: TimeInForce::Gtc,
            purpose,
            reduce_only: true,
            parent_tag: Some(entry.tag),
            oco_tag: Some(oco_tag),
            ..entry.clone()
        };
        [
            child(2, OrderTerms::StopMarket { stop_price: stop }, OrderPurpose::StopLoss, 3),
            child(3, OrderTerms::TakeProfitMarket { stop_price: target }, OrderPurpose::TakeProfit, 2),
        ]
    }

    fn orders(&mut self, command: &Command<'_>) -> Vec<OrderIntent> {
        if command.target.is_some_and(|target| target.quantity.is_zero()) {
            return command.open_orders.iter().map(|order| OrderIntent::Cancel(order.order)).collect();
        }
        let mut order = order_for(command);
        let mut intents = Vec::new();
        if command.target.is_none() {
            order.terms = self.terms(order.side, command.quote.last);
            order.time_in_force = self.0.pick(&[TimeInForce::Gtc, TimeInForce::Gtc, TimeInForce::Ioc, TimeInForce::Fok]);
            intents.push(OrderIntent::Place(order.clone()));
            if self.0.below(2) == 0 {
                intents.extend(self.protections(&order, command.quote.last).map(OrderIntent::Place));
            }
        } else {
            intents.push(OrderIntent::Place(order));
        }
        intents
    }

    fn meddle(&mut self, reply: &Reply) -> Vec<OrderIntent> {
        let order = reply.order.order;
        match (&reply.kind, self.0.below(12)) {
            (ReplyKind::Accepted | ReplyKind::Filled { .. }, 0) => vec![OrderIntent::Cancel(order)],
            (ReplyKind::Accepted, 1) => {
                // Never more than it was: a group promises no more than its command wants.
                let quantity = Decimal::from(1 + self.0.below(5)).min(reply.order.quantity);
                vec![OrderIntent::Modify { order, quantity: Quantity::new(quantity).ok(), terms: None }]
            }
            _ => Vec::new(),
        }
    }

    fn worker(mut self) -> AnyWorker {
        hands(move |event| {
            Ok(match event {
                Event::Command(command) => self.orders(command),
                Event::Reply(reply) => self.meddle(reply),
                Event::Timer(_) => Vec::new(),
            })
        })
    }
}

fn decide(dice: &mut Dice, situation: &Situation<'_>) -> Vec<DecisionDraft> {
    let all: Vec<u32> = (0..situation.signals.len() as u32).collect();
    let position = situation.positions.first().map(|position| position.trade);
    match (dice.below(8), position) {
        (0, _) => Vec::new(),
        (1, _) => vec![refuse(&all)],
        (2 | 3, Some(trade)) => vec![close(&all, trade)],
        _ if situation.positions.len() >= 3 => vec![refuse(&all)],
        _ => {
            let mut draft = buy(&all, "1");
            if let simpletrader_contracts::decision::Outcome::Issue(directive) = &mut draft.outcome
                && let Some(entry) = &mut directive.entry
                && let Some(signal) = situation.signals.first()
            {
                entry.instrument = signal.instrument;
                entry.side = signal.direction.opening_side();
            }
            vec![draft]
        }
    }
}

/// One world, run in its own folder.
fn run(seed: u64) -> (RunOutcome, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut dice = Dice(seed);
    let mut walk = |bars: u64| -> Vec<i64> {
        let mut close = 100;
        let mut step = || {
            close = (close + dice.below(9) as i64 - 4).clamp(40, 160);
            close
        };
        (0..bars).map(|_| step()).collect()
    };
    // In every other world there is a second instrument, whose data ends on another day.
    let closes = [walk(24 + seed % 17), walk(24 + seed % 13)];
    let market: Vec<(&str, &[i64])> =
        ["A_USD", "B_USD"].into_iter().zip(closes.iter().map(Vec::as_slice)).take(1 + (seed / 2 % 2) as usize).collect();
    let traded = market.len() as u64;
    let venue = terms(&mut dice);
    let (mut hunch, mut mind) = (dice.clone(), Dice(seed ^ 0xffff));
    let outcome = CrewScript::default()
        .detector("hunch", move |_, _| {
            let one = |dice: &mut Dice| SignalDraft {
                instrument: InstrumentRef(dice.below(traded) as u32),
                ..signal(dice.pick(&[Direction::Long, Direction::Short]), "0.9")
            };
            let heard: Vec<_> = (0..hunch.below(3)).map(|_| one(&mut hunch)).collect();
            Ok(if heard.is_empty() { Disposition::Proceed } else { Disposition::Publish(heard) })
        })
        .brain_with(
            move |situation| {
                let decided = decide(&mut mind, situation);
                Ok(if decided.is_empty() { Disposition::Proceed } else { Disposition::Publish(decided) })
            },
            Wanderer(dice).worker(),
        )
        .run_in(folder.path(), &market, |spec: &mut StrategyBuildSpec| {
            spec.environment.venue = venue;
            for instrument in &mut spec.instruments {
                // A fee in the asset leaves fractions, and these must be tradable.
                instrument.size_scale = 8;
                instrument.lot_size = Decimal::new(1, 8);
            }
        })
        .unwrap_or_else(|error| panic!("world {seed}: {error}"));
    (outcome, folder)
}

/// The rows of a query, cell by cell.
fn cells(outcome: &RunOutcome, sql: &str) -> Vec<Vec<String>> {
    query(outcome, sql).iter().map(|row| row.split('|').map(str::to_owned).collect()).collect()
}

fn sum_by(rows: &[Vec<String>], key: usize, value: usize) -> BTreeMap<&str, Decimal> {
    let mut sums = BTreeMap::new();
    for row in rows {
        *sums.entry(row[key].as_str()).or_insert(Decimal::ZERO) += dec(&row[value]);
    }
    sums
}

fn assert_sound(seed: u64, outcome: &RunOutcome) -> usize {
    assert!(outcome.failure.is_none(), "world {seed}: {:?}", outcome.failure);
    // The runner holds the venue's own books against the ledger's at the end of every run.
    assert_eq!(outcome.contradiction, None, "world {seed}");

    let counts = outcome.summary.signals;
    assert_eq!(counts.produced, counts.used + counts.refused, "world {seed}: signals add up");
    assert_eq!(query(outcome, "SELECT count(*) FROM signal"), [counts.produced.to_string()], "world {seed}");

    let fills = cells(
        outcome,
        "SELECT parent_order_id, parent_group_id, side, purpose, fill.quantity, price, commission, commission_asset
         FROM fill JOIN orders ON order_id = parent_order_id",
    );
    let mut cash = Decimal::from(10_000);
    for fill in &fills {
        let value = dec(&fill[4]) * dec(&fill[5]);
        cash += if fill[2] == "BUY" { -value } else { value };
        assert!(["-", "A", "B"].contains(&fill[7].as_str()), "world {seed}: a fee in {}", fill[7]);
        cash -= if fill[7] == "-" { dec(&fill[6]) } else { Decimal::ZERO };
    }
    assert_eq!(dec(&outcome.summary.cash), cash, "world {seed}: money is conserved");

    let of_orders = sum_by(&fills, 0, 4);
    for order in cells(outcome, "SELECT order_id, filled_quantity, quantity, status FROM orders") {
        let filled = of_orders.get(order[0].as_str()).copied().unwrap_or_default();
        assert_eq!(filled, dec(&order[1]), "world {seed}: an order has filled what its fills have");
        assert!(filled <= dec(&order[2]), "world {seed}: and never more than was ordered");
        assert_eq!(filled == dec(&order[2]), order[3] == "FILLED", "world {seed}: {order:?}");
    }
    let toward: Vec<_> = fills.iter().filter(|fill| !["STOP_LOSS", "TAKE_PROFIT"].contains(&fill[3].as_str())).cloned().collect();
    let of_groups = sum_by(&toward, 1, 4);
    for group in cells(outcome, "SELECT group_id, filled_quantity FROM execution_group") {
        let filled = of_groups.get(group[0].as_str()).copied().unwrap_or_default();
        assert_eq!(filled, dec(&group[1]), "world {seed}: a group has filled what its orders have");
    }

    let changes = cells(outcome, "SELECT sequence, at FROM ledger_change ORDER BY sequence");
    let without_gap = changes.iter().zip(1_u64..).all(|(change, sequence)| change[0] == sequence.to_string());
    assert!(without_gap, "world {seed}: changes are numbered from 1 without gaps");
    assert!(changes.is_sorted_by(|one, next| one[1] <= next[1]), "world {seed}: time never runs backwards");
    let passes = cells(outcome, "SELECT pass FROM journal ORDER BY entry_id");
    let passes: Vec<u64> = passes.iter().map(|row| row[0].parse().unwrap()).collect();
    assert!(passes.is_sorted(), "world {seed}: ids sort by time");
    let undead = "SELECT order_id FROM orders JOIN execution_group ON group_id = parent_group_id
                  JOIN trade_plan ON plan_id = parent_plan_id
                  WHERE trade_plan.status = 'CLOSED' AND orders.status IN ('PENDING', 'OPEN', 'PARTIALLY_FILLED')";
    assert!(query(outcome, undead).is_empty(), "world {seed}: nothing works for a trade that is closed");
    fills.len()
}

fn bytes(outcome: &RunOutcome) -> Vec<Vec<u8>> {
    let files = ["run.sqlite", "run.json", "summary.json", "trades.csv", "equity.csv"];
    files.iter().map(|file| std::fs::read(outcome.directory.join(file)).unwrap()).collect()
}

// mission: 79 (partly), 82 (partly)
#[test]
fn a_thousand_random_worlds_break_no_invariant() {
    let worlds = |remainder: u64| {
        move || {
            let mut fills = 0;
            for seed in (0..WORLDS).filter(|seed| seed % 2 == remainder) {
                let (outcome, _folder) = run(seed);
                fills += assert_sound(seed, &outcome);
                if seed % 20 == remainder {
                    let (again, _folder) = run(seed);
                    assert!(bytes(&outcome) == bytes(&again), "world {seed}: equal seeds give equal bytes");
                }
            }
            fills
        }
    };
    let fills: usize = std::thread::scope(|scope| {
        let threads = [scope.spawn(worlds(0)), scope.spawn(worlds(1))];
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert!(fills > 5 * WORLDS as usize, "the worlds are not empty: {fills} fills");
}
