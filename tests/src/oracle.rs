//! The reference strategies in one plain loop: exact decimals, no engine, no workers, no venue. It exists to disagree.

use simpletrader_contracts::Decimal;

/// A bar with exact prices.
#[derive(Debug, Clone)]
pub struct OracleBar {
    /// As in the file.
    pub label: String,
    /// First price.
    pub open: Decimal,
    /// Highest price.
    pub high: Decimal,
    /// Lowest price.
    pub low: Decimal,
    /// Last price.
    pub close: Decimal,
}

/// Which averages are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Average {
    /// Exact sums.
    Simple,
    /// Binary64, seeded with the first close.
    Exponential,
}

/// When the rule speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// While the fast average stands above the slow one.
    Level,
    /// When it crosses strictly from one bar to the next.
    Cross,
}

/// How much is bought, and what a fill costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stake {
    /// This many, one a fill.
    Fixed(Decimal),
    /// This fraction of the cash in whole units; a tenth of a percent a fill.
    OfCash(Decimal),
}

/// One strategy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Case {
    /// Which averages.
    pub average: Average,
    /// When the rule speaks.
    pub mode: Mode,
    /// How much.
    pub stake: Stake,
    /// Stop at 0.97 and target at 1.05 of the deciding close.
    pub bracket: bool,
    /// Periods of the fast and slow average.
    pub periods: (usize, usize),
    /// Nothing is decided before this bar.
    pub warmup: usize,
}

/// What the loop came to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OracleResult {
    /// The ten columns of the trade list, a row a closed trade.
    pub trades: Vec<String>,
    /// Equity of every bar.
    pub equity: Vec<Decimal>,
    /// Cash at the end.
    pub cash: Decimal,
    /// Quantity at the end.
    pub open_quantity: Decimal,
    /// True when an order still waits.
    pub pending: bool,
    /// True when a fill cost more than there was. The loop lends; the venue does not, so such runs cannot be compared.
    pub overdrawn: bool,
}

/// Reads the bars of a sample file.
pub fn read_bars(path: &std::path::Path) -> Vec<OracleBar> {
    let text = std::fs::read_to_string(path).expect("the sample data is there");
    let bar = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let number = |index: usize| cells[index].parse().expect("a number");
        OracleBar { label: cells[0].to_owned(), open: number(1), high: number(2), low: number(3), close: number(4) }
    };
    text.lines().skip(1).map(bar).collect()
}

/// Which average is greater at every bar: 1, 0 or -1 for fast against slow, none while one is not ready.
fn signs(bars: &[OracleBar], case: &Case) -> Vec<Option<i8>> {
    let compare = |ordering: std::cmp::Ordering| ordering as i8;
    match case.average {
        Average::Simple => {
            let (fast, slow) = case.periods;
            let sum = |end: usize, period: usize| -> Option<Decimal> {
                let start = (end + 1).checked_sub(period)?;
                Some(bars[start..=end].iter().map(|bar| bar.close).sum())
            };
            // Sums are compared over a common denominator, so no division takes place at all.
            let sign = |end| Some(compare((sum(end, fast)? * Decimal::from(slow)).cmp(&(sum(end, slow)? * Decimal::from(fast)))));
            (0..bars.len()).map(sign).collect()
        }
        Average::Exponential => {
            let series = |period: usize| {
                let weight = 2.0 / (period as f64 + 1.0);
                let mut value = f64::NAN;
                let next = move |bar: &OracleBar| {
                    let close: f64 = bar.close.to_string().parse().expect("a number");
                    value = if value.is_nan() { close } else { weight * close + (1.0 - weight) * value };
                    value
                };
                bars.iter().map(next).collect::<Vec<f64>>()
            };
            let (fast, slow) = (series(case.periods.0), series(case.periods.1));
            fast.iter().zip(slow).map(|(fast, slow)| fast.partial_cmp(&slow).map(compare)).collect()
        }
    }
}

/// Runs a case over bars, starting with 10 000 in cash.
pub fn run(bars: &[OracleBar], case: &Case) -> OracleResult {
    let signs = signs(bars, case);
    let dec = |mantissa, scale| Decimal::new(mantissa, scale);
    let fee = |value: Decimal| match case.stake {
        Stake::Fixed(_) => Decimal::ONE,
        Stake::OfCash(_) => value * dec(1, 3),
    };
    let mut result = OracleResult { cash: Decimal::from(10_000), ..OracleResult::default() };
    // Waiting for the next open: the quantity to buy with its levels, or the wish to sell.
    let mut buy: Option<(Decimal, Option<(Decimal, Decimal)>)> = None;
    let mut sell = false;
    let mut levels: Option<(Decimal, Decimal)> = None;
    let (mut entry_bar, mut entry_price, mut entry_fee) = (0, Decimal::ZERO, Decimal::ZERO);
    for (index, bar) in bars.iter().enumerate() {
        let mut exit: Option<(Decimal, &str)> = None;
        if let Some((quantity, bracket)) = buy.take() {
            (entry_bar, entry_price, entry_fee) = (index, bar.open, fee(bar.open * quantity));
            result.cash -= bar.open * quantity + entry_fee;
            result.open_quantity = quantity;
            result.overdrawn |= result.cash < Decimal::ZERO;
            levels = bracket;
        }
        if std::mem::take(&mut sell) {
            exit = Some((bar.open, "signal"));
        } else if let (Some((stop, target)), false) = (levels, result.open_quantity.is_zero()) {
            if bar.low <= stop {
                exit = Some((bar.open.min(stop), "stop"));
            } else if bar.high >= target {
                exit = Some((bar.open.max(target), "target"));
            }
        }
        if let Some((price, reason)) = exit {
            let quantity = std::mem::take(&mut result.open_quantity);
            levels = None;
            let exit_fee = fee(price * quantity);
            result.cash += price * quantity - exit_fee;
            let result_of_trade = (price - entry_price) * quantity - entry_fee - exit_fee;
            let text = |value: Decimal| value.normalize().to_string();
            result.trades.push(format!(
                "{},{},{entry_bar},{index},{},{},{},{},{},{reason}",
                bars[entry_bar].label,
                bar.label,
                text(entry_price),
                text(price),
                text(quantity),
                text(entry_fee + exit_fee),
                text(result_of_trade)
            ));
        }
        result.equity.push(result.cash + result.open_quantity * bar.close);
        if index < case.warmup {
            continue;
        }
        let now = signs[index];
        let before = index.checked_sub(1).and_then(|previous| signs[previous]);
        let speaks = |wanted: i8| match case.mode {
            Mode::Level => now == Some(wanted),
            Mode::Cross => now == Some(wanted) && before == Some(-wanted),
        };
        if result.open_quantity.is_zero() && speaks(1) {
            let quantity = match case.stake {
                Stake::Fixed(quantity) => quantity,
                Stake::OfCash(fraction) => whole_units(fraction * result.cash, bar.close),
            };
            let round = |level: Decimal| level.round_dp_with_strategy(4, rust_decimal::RoundingStrategy::MidpointNearestEven);
            let bracket = case.bracket.then(|| (round(bar.close * dec(97, 2)), round(bar.close * dec(105, 2))));
            buy = Some((quantity, bracket));
        } else if !result.open_quantity.is_zero() && speaks(-1) {
            sell = true;
        }
    }
    result.pending = buy.is_some() || sell;
    result
}

/// The largest whole number of units that the money buys, counted up to by multiplication only.
fn whole_units(money: Decimal, price: Decimal) -> Decimal {
    let mut units = (money / price).floor();
    while units * price > money {
        units -= Decimal::ONE;
    }
    while (units + Decimal::ONE) * price <= money {
        units += Decimal::ONE;
    }
    units
}
