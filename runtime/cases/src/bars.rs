//! Bars as a case writes them, in whole steps of their instrument, and as a window holds them.

use simpletrader_config::decode::{decimal, list, mapping};
use simpletrader_config::diagnostic::{Finding, Findings, Rule};
use simpletrader_config::document::{Content, Node};
use simpletrader_contracts::market::{Bar, Instrument, SeriesRef};
use simpletrader_contracts::worker::capability::WindowBar;
use simpletrader_contracts::{Decimal, Instant, decimal::to_f64};

use crate::step::Reading;

impl Reading<'_> {
    pub fn bars(&self, node: &Node, series: u32, findings: &mut Findings) -> Option<Vec<Bar>> {
        list(|node, findings| self.bar(node, series, findings))(node, findings)
    }

    /// `100.5`, `[100, 102, 99, 101]`, `[100, 102, 99, 101, 5000]` or `{open: …, high: …, low: …, close: …, volume: …}`.
    pub fn bar(&self, node: &Node, series: u32, findings: &mut Findings) -> Option<Bar> {
        let prices = match &node.content {
            Content::Scalar(_) => {
                let price = decimal(node, findings)?;
                [price, price, price, price, Decimal::ZERO]
            }
            Content::List(_) => match list(decimal)(node, findings)?.as_slice() {
                [open, high, low, close] => [*open, *high, *low, *close, Decimal::ZERO],
                [open, high, low, close, volume] => [*open, *high, *low, *close, *volume],
                _ => {
                    let finding = Finding::error(Rule::V02, "a bar has four or five numbers").at(&node.at);
                    findings.push(finding.help("write [open, high, low, close] or [open, high, low, close, volume]"));
                    return None;
                }
            },
            Content::Mapping(_) => mapping(node, "a bar", findings, |fields| {
                let close = fields.required("close", decimal);
                let [open, high, low, volume] = ["open", "high", "low", "volume"].map(|key| fields.optional(key, decimal));
                let (close, open) = (close?, open?);
                let open = open.unwrap_or(close);
                let (high, low) = (high?.unwrap_or(open.max(close)), low?.unwrap_or(open.min(close)));
                Some([open, high, low, close, volume?.unwrap_or_default()])
            })?,
        };
        let bar = self.setup.instrument_of(series).ok_or_else(|| "there is no such series".to_owned());
        match bar.and_then(|instrument| bar_of(prices, series, instrument)) {
            Ok(bar) => Some(bar),
            Err(message) => {
                findings.push(Finding::error(Rule::V02, message).at(&node.at));
                None
            }
        }
    }

    /// The length of a bar.
    pub fn seconds(&self, bar: &Bar) -> u32 {
        self.setup.series.get(bar.series.index()).map_or(1, |series| series.timeframe_seconds)
    }

    /// A bar as a window holds it.
    pub fn seen(&self, bar: &Bar, closed_at: Instant) -> WindowBar {
        let instrument = self.setup.instrument_of(bar.series.0);
        let price = |mantissa: i64| instrument.map_or(f64::NAN, |instrument| to_f64(instrument.price(mantissa)));
        let (open, high, low, close) = (price(bar.open), price(bar.high), price(bar.low), price(bar.close));
        let volume = instrument.map_or(f64::NAN, |instrument| to_f64(instrument.size(bar.volume)));
        WindowBar { series: bar.series, closed_at, open, high, low, close, volume }
    }
}

/// The bar in whole steps, checked as the data of a run is.
fn bar_of([open, high, low, close, volume]: [Decimal; 5], series: u32, instrument: &Instrument) -> Result<Bar, String> {
    if low > open.min(close) || high < open.max(close) || low <= Decimal::ZERO || volume < Decimal::ZERO {
        return Err("a bar needs 0 < low <= open, close <= high, and a volume of at least 0".to_owned());
    }
    let steps = |value: Decimal, scale: u8, what: &str| {
        let scaled = value.checked_mul(Decimal::from(10_u64.pow(u32::from(scale)))).map(|scaled| scaled.normalize());
        scaled.filter(|scaled| scaled.scale() == 0).and_then(|scaled| i64::try_from(scaled.mantissa()).ok()).ok_or_else(|| {
            let symbol = &instrument.symbol;
            format!("{value} has more digits than a {what} of {symbol}, which has {scale} after the point: see `instruments`")
        })
    };
    let price = |value| steps(value, instrument.price_scale, "price");
    Ok(Bar {
        series: SeriesRef(series),
        open: price(open)?,
        high: price(high)?,
        low: price(low)?,
        close: price(close)?,
        volume: steps(volume, instrument.size_scale, "size")?,
    })
}
