//! What was refused, by reason, and what prices did afterwards.
//!
//! What would have happened is more than a run directory can know: a trade that was not made would have changed the account, the
//! size of later trades and what the strategy decided next. What it does know is where prices went. For a refused signal that is
//! the move, in its direction, from the close of its bar to the close of the bar of the next signal in the other direction about
//! the same symbol (the strategy's own word that it was over), for one unit, without fees, slippage, stops and targets. A signal
//! after which no such signal came has no end and is counted apart. A refusal of an order, a plan or a change has no move of its
//! own.

use std::collections::{BTreeMap, HashMap};

use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
use simpletrader_contracts::Decimal;

use super::{JournalError, Refusal};
use crate::records::{JournalLine, Records, Signal};

/// Everything that was refused.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Refusals {
    /// By stage, code and reason; the most frequent first.
    pub classes: Vec<RefusalClass>,
    /// How many refusals there are.
    pub total: u64,
    /// What [`Aftermath`] means.
    pub aftermath_means: &'static str,
}

/// Refusals for one reason.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RefusalClass {
    /// How far the matter had come.
    pub stage: String,
    /// The reason as a code.
    pub code: String,
    /// The reason in words, with `#` for every number, so that figures do not make a class of their own. They may be a worker's
    /// words.
    pub reason: String,
    /// How many refusals.
    pub count: u64,
    /// The first of them.
    pub first: Refusal,
    /// When the last of them was.
    pub last_at: String,
    /// What prices did after the signals that were refused; none where no signal was.
    pub aftermath: Option<Aftermath>,
}

/// What prices did after refused signals.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Aftermath {
    /// Signals that were refused.
    pub signals: u64,
    /// Those after which no signal in the other direction came: they are in none of the figures below.
    pub without_end: u64,
    /// Those after which the price went in their direction.
    pub right: u64,
    /// The mean move in their direction, in percent of the price at the signal; none when none has an end.
    pub mean_percent: Option<f64>,
    /// The best and the worst move, in percent.
    pub extremes_percent: Option<[f64; 2]>,
}

const AFTERMATH_MEANS: &str = "the price move in the signal's direction from the close of its bar to the close of the bar of the \
    next signal in the other direction about the same symbol, for one unit, without fees, slippage, stops, targets and sizes; not \
    what the account would have made, because a trade that was made changes what is decided afterwards";

/// Everything that was refused, by reason.
///
/// # Errors
/// When the records cannot be read.
pub fn refusals(records: &Records) -> Result<Refusals, JournalError> {
    let moves = Moves::of(records)?;
    let mut classes: BTreeMap<[String; 3], Class> = BTreeMap::new();
    let mut total = 0;
    records.each_refusal(|line| {
        let Some(refusal) = Refusal::of_line(&line) else { return };
        total += 1;
        let key = [refusal.stage.clone(), refusal.code.clone(), without_numbers(&refusal.reason)];
        let class = classes.entry(key).or_insert_with(|| Class {
            count: 0,
            first: refusal.clone(),
            last_at: String::new(),
            signals: 0,
            moves: Vec::new(),
        });
        class.count += 1;
        class.last_at = refusal.at;
        for signal in refused_signals(&line) {
            class.signals += 1;
            class.moves.extend(moves.after(signal));
        }
    })?;
    let mut classes: Vec<RefusalClass> = classes.into_iter().map(|(key, class)| class.named(key)).collect();
    classes.sort_by_key(|class| std::cmp::Reverse(class.count));
    Ok(Refusals { classes, total, aftermath_means: AFTERMATH_MEANS })
}

struct Class {
    count: u64,
    first: Refusal,
    last_at: String,
    signals: u64,
    /// Of the signals that have an end, in percent.
    moves: Vec<f64>,
}

impl Class {
    fn named(self, [stage, code, reason]: [String; 3]) -> RefusalClass {
        let Self { count, first, last_at, signals, moves } = self;
        let ended = moves.len();
        let best_and_worst = || {
            let (best, worst) = moves.iter().fold((f64::MIN, f64::MAX), |(best, worst), one| (best.max(*one), worst.min(*one)));
            [best, worst]
        };
        let aftermath = (signals > 0).then(|| Aftermath {
            signals,
            without_end: signals.saturating_sub(ended as u64),
            right: moves.iter().filter(|one| **one > 0.0).count() as u64,
            mean_percent: (ended > 0).then(|| moves.iter().sum::<f64>() / ended as f64),
            extremes_percent: (ended > 0).then(best_and_worst),
        });
        RefusalClass { stage, code, reason, count, first, last_at, aftermath }
    }
}

/// The signals that a refusal refuses.
fn refused_signals(line: &JournalLine) -> Vec<&str> {
    let chain = line.body.get("rejection").and_then(|rejection| rejection.get("chain"));
    let ids = chain.and_then(|chain| chain.get("rejected_signal_ids")).and_then(|ids| ids.as_array());
    ids.into_iter().flatten().filter_map(|id| id.as_str()).collect()
}

/// What the price did after each signal, in percent in the signal's direction.
struct Moves(HashMap<String, f64>);

impl Moves {
    fn of(records: &Records) -> Result<Self, JournalError> {
        let signals = records.signals()?;
        let mut closes: HashMap<(String, String), Decimal> = HashMap::new();
        if signals.iter().any(|signal| signal.outcome == "REFUSED") {
            records.each_pass(|pass| {
                for bar in pass.bars {
                    if let Ok(close) = bar.close.parse() {
                        closes.insert((bar.symbol, pass.at.clone()), close);
                    }
                }
            })?;
        }
        Ok(Self::between(&signals, &closes))
    }

    /// From the last signal to the first, so that the next one in each direction is known.
    fn between(signals: &[Signal], closes: &HashMap<(String, String), Decimal>) -> Self {
        let mut next: HashMap<(&str, &str), Decimal> = HashMap::new();
        let mut moves = HashMap::new();
        for signal in signals.iter().rev() {
            let Some(close) = closes.get(&(signal.symbol.clone(), signal.at.clone())) else { continue };
            let other = if signal.direction == "long" { "short" } else { "long" };
            if let Some(end) = next.get(&(signal.symbol.as_str(), other)) {
                let rise = end.checked_div(*close).and_then(|ratio| (ratio - Decimal::ONE).to_f64());
                let sign = if signal.direction == "long" { 100.0 } else { -100.0 };
                moves.extend(rise.map(|rise| (signal.signal_id.clone(), sign * rise)));
            }
            next.insert((&signal.symbol, &signal.direction), *close);
        }
        Self(moves)
    }

    fn after(&self, signal_id: &str) -> Option<f64> {
        self.0.get(signal_id).copied()
    }
}

/// A reason with `#` for every number, of whatever sign and length.
fn without_numbers(reason: &str) -> String {
    let mut shown = String::with_capacity(reason.len());
    let mut in_number = false;
    let mut characters = reason.chars().peekable();
    while let Some(character) = characters.next() {
        let goes_on = in_number && matches!(character, '.' | ':' | '-') && characters.peek().is_some_and(char::is_ascii_digit);
        if character.is_ascii_digit() || goes_on {
            if !in_number {
                shown.push('#');
            }
            in_number = true;
        } else {
            in_number = false;
            shown.push(character);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signal(number: u32, direction: &str, day: u32) -> Signal {
        Signal {
            signal_id: format!("SIG_{number}"),
            at: format!("day {day}"),
            worker_id: "cross".into(),
            symbol: "GOOG_USD".into(),
            direction: direction.into(),
            signal_type: "CROSS".into(),
            confidence: None,
            outcome: "REFUSED".into(),
            decided_by: "REJ".into(),
        }
    }

    #[test]
    fn the_move_goes_to_the_next_signal_in_the_other_direction() {
        let closes =
            [(1, 100), (2, 110), (3, 99)].map(|(day, close)| (("GOOG_USD".to_owned(), format!("day {day}")), close.into()));
        let signals = [signal(1, "long", 1), signal(2, "long", 2), signal(3, "short", 3)];
        let moves = Moves::between(&signals, &closes.into());
        let after = |number: u32| moves.after(&format!("SIG_{number}"));
        assert!((after(1).unwrap() + 1.0).abs() < 1e-12, "long at 100, over at 99");
        assert!((after(2).unwrap() + 10.0).abs() < 1e-12, "long at 110, over at 99");
        assert_eq!(after(3), None, "nothing came after it");
    }

    #[test]
    fn a_short_signal_is_right_when_the_price_falls() {
        let closes = [(1, 100), (2, 80)].map(|(day, close)| (("GOOG_USD".to_owned(), format!("day {day}")), close.into()));
        let moves = Moves::between(&[signal(1, "short", 1), signal(2, "long", 2)], &closes.into());
        assert!((moves.after("SIG_1").unwrap() - 20.0).abs() < 1e-12);
    }

    #[test]
    fn reasons_that_differ_in_figures_are_one_class() {
        let shown = without_numbers("withdrawn: its time was over at 2004-12-04T00:00:00Z; 3.5 of 10 was filled and stays");
        assert_eq!(shown, "withdrawn: its time was over at #T#Z; # of # was filled and stays");
        assert_eq!(without_numbers("no figures, no change."), "no figures, no change.");
    }

    #[test]
    fn a_class_without_an_end_has_no_mean() {
        let refusal = Refusal {
            rejection_id: "REJ".into(),
            at: "day 1".into(),
            pass: 1,
            stage: "RUNTIME".into(),
            refused_by: "host".into(),
            code: "OTHER".into(),
            reason: "why".into(),
        };
        let class = Class { count: 1, first: refusal, last_at: "day 1".into(), signals: 1, moves: Vec::new() };
        let aftermath = class.named(["RUNTIME".into(), "OTHER".into(), "why".into()]).aftermath.unwrap();
        assert_eq!((aftermath.signals, aftermath.without_end, aftermath.mean_percent), (1, 1, None));
    }
}
