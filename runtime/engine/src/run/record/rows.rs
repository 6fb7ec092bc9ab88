//! The rows of `bars.csv` and `equity.csv`, written by hand: there is one of each for every bar, and a million of them must stay cheap.

use simpletrader_contracts::market::{Bar, Instrument, InstrumentRef};
use simpletrader_contracts::{Decimal, Instant};

/// A bar that orders were matched against.
#[derive(Debug, Clone, Copy)]
pub(in crate::run) struct MatchedBar {
    /// Of what.
    pub instrument: InstrumentRef,
    /// When it closed.
    pub closes_at: Instant,
    /// The bar.
    pub bar: Bar,
}

/// What the account was worth at the end of a moment, in account currency.
#[derive(Debug, Clone, Copy)]
pub(in crate::run) struct Mark {
    /// The moment.
    pub at: Instant,
    /// Cash and positions.
    pub equity: Decimal,
    /// Cash alone.
    pub cash: Decimal,
    /// What stands in positions, long and short alike, >= 0.
    pub exposure: Decimal,
}

pub(super) const BARS_HEADER: &str = "symbol,closes_at,open,high,low,close,volume\n";
pub(super) const EQUITY_HEADER: &str = "time,equity,cash,at,exposure\n";

/// Appends the row of a bar; nothing for an instrument that is not known.
pub(super) fn write_bar(text: &mut String, row: &MatchedBar, instruments: &[Instrument]) {
    let Some(instrument) = instruments.get(row.instrument.index()) else { return };
    let Bar { open, high, low, close, volume, .. } = row.bar;
    text.push_str(instrument.symbol.as_str());
    text.push(',');
    write_instant(text, row.closes_at);
    for price in [open, high, low, close] {
        text.push(',');
        write_mantissa(text, price, instrument.price_scale);
    }
    text.push(',');
    write_mantissa(text, volume, instrument.size_scale);
    text.push('\n');
}

/// Appends the row of a moment; `label` is that of its first bar.
pub(super) fn write_mark(text: &mut String, label: &str, mark: &Mark) {
    text.push_str(label);
    for money in [mark.equity, mark.cash] {
        text.push(',');
        write_decimal(text, money);
    }
    text.push(',');
    write_instant(text, mark.at);
    text.push(',');
    write_decimal(text, mark.exposure);
    text.push('\n');
}

/// Canonical, as [`simpletrader_contracts::decimal::canonical`] writes it.
fn write_decimal(text: &mut String, value: Decimal) {
    match (i64::try_from(value.mantissa()), u8::try_from(value.scale())) {
        (Ok(mantissa), Ok(scale)) => write_mantissa(text, mantissa, scale),
        _ => text.push_str(&simpletrader_contracts::decimal::canonical(value)),
    }
}

/// A mantissa with its point, without trailing zeros.
fn write_mantissa(text: &mut String, mantissa: i64, scale: u8) {
    let (mut rest, mut places) = (mantissa.unsigned_abs(), usize::from(scale));
    while places > 0 && rest.is_multiple_of(10) {
        rest /= 10;
        places -= 1;
    }
    // Digits from the right: 20 are in a u64, and one more may stand before the point of a fraction with up to 28 places.
    let mut digits = [b'0'; 32];
    let mut start = digits.len();
    for (count, digit) in digits.iter_mut().enumerate().rev() {
        let written = 31 - count;
        if rest == 0 && written > places {
            break;
        }
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
        start = count;
    }
    if mantissa < 0 {
        text.push('-');
    }
    let point = digits.len() - places;
    let ascii =
        |range: std::ops::Range<usize>| digits.get(range).and_then(|digits| std::str::from_utf8(digits).ok()).unwrap_or_default();
    text.push_str(ascii(start..point));
    if places > 0 {
        text.push('.');
        text.push_str(ascii(point..digits.len()));
    }
}

/// As the instant displays itself, without its machinery.
fn write_instant(text: &mut String, at: Instant) {
    let civil = at.civil();
    if civil.micros > 0 {
        text.push_str(&at.to_string());
        return;
    }
    write_digits(text, civil.year as u32, 4);
    for (mark, value) in [('-', civil.month), ('-', civil.day), ('T', civil.hour), (':', civil.minute), (':', civil.second)] {
        text.push(mark);
        write_digits(text, value, 2);
    }
    text.push('Z');
}

/// A number with leading zeros.
fn write_digits(text: &mut String, value: u32, width: u32) {
    for place in (0..width).rev() {
        text.push(char::from(b'0' + (value / 10_u32.pow(place) % 10) as u8));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use simpletrader_contracts::decimal::canonical;

    fn mantissa(value: i64, scale: u8) -> String {
        let mut text = String::new();
        write_mantissa(&mut text, value, scale);
        text
    }

    #[test]
    fn numbers_have_no_superfluous_digit() {
        let written = [(0, 2), (5, 2), (100, 2), (-1250, 2), (1_234_567, 0), (-7, 12)].map(|(value, scale)| mantissa(value, scale));
        assert_eq!(written, ["0", "0.05", "1", "-12.5", "1234567", "-0.000000000007"]);
        assert_eq!(mantissa(i64::MIN, 0), "-9223372036854775808");
    }

    proptest! {
        #[test]
        fn numbers_are_canonical(value: i64, scale in 0..=12_u8) {
            prop_assert_eq!(mantissa(value, scale), canonical(Decimal::new(value, u32::from(scale))));
        }

        #[test]
        fn decimals_of_any_size_are_canonical(value: i128, scale in 0..=28_u32) {
            let value = Decimal::from_i128_with_scale(value % (1 << 95), scale);
            let mut text = String::new();
            write_decimal(&mut text, value);
            prop_assert_eq!(text, canonical(value));
        }

        #[test]
        fn instants_are_written_as_they_display_themselves(micros in -62_167_219_200_000_000..=253_402_300_799_999_999_i64) {
            for at in [Instant::from_micros(micros), Instant::from_micros(micros / 1_000_000 * 1_000_000)] {
                let mut text = String::new();
                write_instant(&mut text, at);
                prop_assert_eq!(text, at.to_string());
            }
        }
    }
}
