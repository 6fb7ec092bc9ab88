//! Decoders of single values.

use std::ops::RangeInclusive;

use simpletrader_contracts::name::{Asset, SnakeName};
use simpletrader_contracts::worker::{PluginId, SignerKey};
use simpletrader_contracts::{Decimal, Fraction, Instant, Symbol};

use super::wrong_type;
use crate::diagnostic::suggest;
use crate::diagnostic::{Finding, Findings, Rule};
use crate::document::{Node, Scalar};
use crate::schema::Timeframe;

fn refuse(node: &Node, findings: &mut Findings, rule: Rule, message: String, help: impl AsRef<str>) {
    findings.push(Finding::error(rule, message).at(&node.at).help(help));
}

fn scalar<'n>(node: &'n Node, expected: &str, findings: &mut Findings) -> Option<&'n Scalar> {
    let scalar = node.scalar().filter(|scalar| !scalar.is_null());
    if scalar.is_none() {
        findings.push(wrong_type(node, expected));
    }
    scalar
}

/// A text with at least one character that is not white. Numbers and booleans without quotes are taken by their text.
pub fn text(node: &Node, findings: &mut Findings) -> Option<String> {
    let scalar = scalar(node, "a text", findings)?;
    if scalar.text.trim().is_empty() {
        refuse(node, findings, Rule::V02, format!("{} is empty", node.at.name()), "write a text");
        return None;
    }
    Some(scalar.text.clone())
}

/// `true` or `false`.
pub fn boolean(node: &Node, findings: &mut Findings) -> Option<bool> {
    let value = node.scalar().and_then(Scalar::boolean);
    if value.is_none() {
        findings.push(wrong_type(node, "true or false").help("write `true` or `false`, without quotes"));
    }
    value
}

/// A whole number in a range.
pub fn whole<T>(range: RangeInclusive<T>) -> impl Fn(&Node, &mut Findings) -> Option<T>
where
    T: std::str::FromStr + PartialOrd + std::fmt::Display,
{
    move |node, findings| {
        let expected = format!("a whole number from {} to {}", range.start(), range.end());
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let text = node.scalar().map_or("", |scalar| scalar.text.as_str());
        let is_whole = digits(text.strip_prefix('-').unwrap_or(text));
        let value = text.parse::<T>().ok().filter(|value| is_whole && range.contains(value));
        if value.is_none() {
            let help =
                if is_whole { "choose a number in that range" } else { "write digits only, without separators or a decimal point" };
            findings.push(wrong_type(node, &expected).help(help));
        }
        value
    }
}

/// A number of things or bytes: a whole number of at least 1 that every language can hold exactly.
pub fn count(node: &Node, findings: &mut Findings) -> Option<u64> {
    whole(1..=(1_u64 << 53))(node, findings)
}

/// An exact decimal, taken from the text: `0.1` is one tenth, with quotes or without.
pub fn decimal(node: &Node, findings: &mut Findings) -> Option<Decimal> {
    let value = node
        .scalar()
        .filter(|scalar| crate::document::is_decimal(&scalar.text))
        .and_then(|scalar| Decimal::from_str_exact(&scalar.text).ok());
    if value.is_none() {
        findings
            .push(wrong_type(node, "a decimal number").help(
                "write digits with at most one point and at most 28 digits in all, for example `0.001`; no exponent, no `%`",
            ));
    }
    value.map(|value| value.normalize())
}

/// A decimal from 0 to 1.
pub fn fraction(node: &Node, findings: &mut Findings) -> Option<Fraction> {
    let value = decimal(node, findings)?;
    let fraction = Fraction::new(value).ok();
    if fraction.is_none() {
        let shown = node.scalar().map(Scalar::shown).unwrap_or_default();
        refuse(node, findings, Rule::V02, format!("{} must lie between 0 and 1, but is {shown}", node.at.name()), "1 is 100 %");
    }
    fraction
}

/// The id of a link, environment, data source, provider, strategy or wiring.
pub fn identifier(node: &Node, findings: &mut Findings) -> Option<String> {
    let scalar = scalar(node, "an id", findings)?;
    let id = scalar.text.as_str();
    let fits = id.len() <= 60
        && id.starts_with(|first: char| first.is_ascii_alphanumeric())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
    if !fits {
        let message = format!("`{}` is not an id", scalar.shown());
        refuse(
            node,
            findings,
            Rule::V02,
            message,
            "use letters, digits, `_`, `-` and `.`, beginning with a letter or digit, at most 60",
        );
        return None;
    }
    Some(id.to_owned())
}

/// A name in snake_case: ids of workers, vendors, fields.
pub fn snake_name(node: &Node, findings: &mut Findings) -> Option<SnakeName> {
    let scalar = scalar(node, "a name", findings)?;
    let name = SnakeName::new(&scalar.text).ok();
    if name.is_none() {
        let message = format!("`{}` is not a name in snake_case", scalar.shown());
        let suggestion = snake(&scalar.text).map(|name| format!(", for example `{name}`")).unwrap_or_default();
        let help = format!("use small letters, digits and _, beginning with a letter, at most 60 characters{suggestion}");
        refuse(node, findings, Rule::V02, message, help);
    }
    name
}

/// The nearest name in snake_case, if there is one.
fn snake(text: &str) -> Option<String> {
    let mut name = String::new();
    for character in text.chars().take(60) {
        match character {
            'A'..='Z' if !name.is_empty() && !name.ends_with('_') => {
                name.push('_');
                name.push(character.to_ascii_lowercase());
            }
            'A'..='Z' => name.push(character.to_ascii_lowercase()),
            'a'..='z' | '0'..='9' => name.push(character),
            _ if !name.is_empty() && !name.ends_with('_') => name.push('_'),
            _ => {}
        }
    }
    let name = name.trim_end_matches('_').to_owned();
    SnakeName::new(&name).ok().map(|_| name)
}

/// `BASE_QUOTE`.
pub fn symbol(node: &Node, findings: &mut Findings) -> Option<Symbol> {
    let scalar = scalar(node, "a symbol", findings)?;
    let symbol = Symbol::new(&scalar.text).ok();
    if symbol.is_none() {
        let message = format!("`{}` is not a symbol", scalar.shown());
        refuse(node, findings, Rule::V02, message, "write BASE_QUOTE in capitals and digits, for example BTC_USDT or GOOG_USD");
    }
    symbol
}

/// `vendor/name/vX.Y.Z`.
pub fn plugin_id(node: &Node, findings: &mut Findings) -> Option<PluginId> {
    let scalar = scalar(node, "a plug-in id", findings)?;
    let id = PluginId::parse(&scalar.text).ok();
    if id.is_none() {
        let message = format!("`{}` is not a plug-in id", scalar.shown());
        refuse(node, findings, Rule::V05, message, "write vendor/name/vX.Y.Z, for example `acme/ema/v1.0.0`");
    }
    id
}

/// A public key: `ed25519:` and 64 small hex digits.
pub fn signer_key(node: &Node, findings: &mut Findings) -> Option<SignerKey> {
    let scalar = scalar(node, "a public key", findings)?;
    let key = SignerKey::parse(&scalar.text).ok();
    if key.is_none() {
        let message = format!("`{}` is not a public key", scalar.shown());
        let help =
            "write `ed25519:` and 64 small hex digits, as `simpletrader keygen` and `simpletrader verify-signature` print it";
        refuse(node, findings, Rule::V02, message, help);
    }
    key
}

/// The length of a bar: a number and `s`, `m`, `h`, `d` or `w`.
pub fn timeframe(node: &Node, findings: &mut Findings) -> Option<Timeframe> {
    let scalar = scalar(node, "a timeframe", findings)?;
    let timeframe = Timeframe::parse(&scalar.text);
    if timeframe.is_none() {
        let message = format!("`{}` is not a timeframe", scalar.shown());
        refuse(node, findings, Rule::V02, message, "write a number and s, m, h, d or w: `1m`, `5m`, `1h`, `4h`, `1d`");
    }
    timeframe
}

/// A date or an instant. The flag is true when only a date was written.
pub fn instant(node: &Node, findings: &mut Findings) -> Option<(Instant, bool)> {
    let scalar = scalar(node, "a date or time", findings)?;
    match Instant::parse(&scalar.text) {
        Ok(instant) => Some((instant, scalar.text.len() == "2024-02-01".len())),
        Err(_) => {
            let message = format!("`{}` is not a date or time", scalar.shown());
            refuse(node, findings, Rule::V02, message, "write `2024-02-01` or `2024-02-01T09:30:00Z`");
            None
        }
    }
}

/// A currency or other asset in which money is counted.
pub fn asset(node: &Node, findings: &mut Findings) -> Option<Asset> {
    let scalar = scalar(node, "an asset", findings)?;
    let asset = Asset::new(&scalar.text).ok();
    if asset.is_none() {
        let message = format!("`{}` is not a currency or asset", scalar.shown());
        refuse(node, findings, Rule::V02, message, "write its code in 1 to 12 capitals and digits, for example USD or USDT");
    }
    asset
}

/// One of a closed list of terms.
pub fn term<T: Copy>(what: &'static str, terms: &'static [(&'static str, T)]) -> impl Fn(&Node, &mut Findings) -> Option<T> {
    move |node, findings| {
        let scalar = scalar(node, what, findings)?;
        if let Some((_, value)) = terms.iter().find(|(name, _)| *name == scalar.text) {
            return Some(*value);
        }
        let message = format!("`{}` is not {what}", scalar.shown());
        refuse(node, findings, Rule::V02, message, suggest::advice(&scalar.text, "terms", &names_of(terms)));
        None
    }
}

/// The names of a list of terms.
pub fn names_of<T>(terms: &[(&'static str, T)]) -> Vec<&'static str> {
    terms.iter().map(|(name, _)| *name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::tests::decoded;

    fn accepts<T>(text: &str, decode: impl Fn(&Node, &mut Findings) -> Option<T>) -> T {
        let (value, findings) = decoded(&format!("{text}\n"), decode);
        assert!(findings.is_empty(), "{text}: {findings}");
        value.unwrap()
    }

    fn refuses<T>(text: &str, decode: impl Fn(&Node, &mut Findings) -> Option<T>) -> String {
        let (value, findings) = decoded(&format!("{text}\n"), decode);
        assert!(value.is_none() && findings.has_errors(), "accepted: {text}");
        findings.to_string()
    }

    #[test]
    fn decimals_are_exact_with_quotes_and_without() {
        assert_eq!(accepts("0.1", decimal), accepts("\"0.10\"", decimal));
        assert_eq!(accepts("-1234567890.123456789", decimal).to_string(), "-1234567890.123456789");
        for bad in ["1e3", "5 %", "1_000", ".5", "0x10", ".nan", "[1]", "0.12345678901234567890123456789", "\"\"", "1,5"] {
            assert!(refuses(bad, decimal).contains("must be a decimal number"), "{bad}");
        }
    }

    #[test]
    fn whole_numbers_keep_their_range() {
        assert_eq!(accepts("12", whole(0_u8..=12)), 12);
        assert_eq!(accepts("-3", whole(-5_i32..=5)), -3);
        for bad in ["13", "-1", "1.0", "+1", "1_0", "x", "{}", "99999999999999999999999"] {
            assert!(refuses(bad, whole(0_u8..=12)).contains("from 0 to 12"), "{bad}");
        }
    }

    #[test]
    fn fractions_lie_between_0_and_1() {
        assert_eq!(accepts("1", fraction), Fraction::ONE);
        assert!(refuses("1.01", fraction).contains("between 0 and 1, but is 1.01"));
        assert!(refuses("-0.1", fraction).contains("between 0 and 1"));
    }

    #[test]
    fn booleans_have_two_spellings() {
        assert!(accepts("true", boolean));
        assert!(refuses("yes", boolean).contains("write `true` or `false`"));
        assert!(refuses("\"true\"", boolean).contains("true or false"));
    }

    #[test]
    fn names_are_snake_case_and_the_refusal_shows_how() {
        assert_eq!(accepts("sma_fast", snake_name).as_str(), "sma_fast");
        assert!(refuses("SmaFast", snake_name).contains("for example `sma_fast`"));
        assert!(refuses("sma-fast", snake_name).contains("for example `sma_fast`"));
        assert!(!refuses("1", snake_name).contains("for example"));
    }

    #[test]
    fn ids_are_safe_in_paths_and_messages() {
        assert_eq!(accepts("us_daily-2.x", identifier), "us_daily-2.x");
        for bad in ["a b", "../x", "-x", ".", "a/b", "ü", "\"\""] {
            assert!(refuses(bad, identifier).contains("is not an id"), "{bad}");
        }
    }

    #[test]
    fn symbols_and_plugin_ids_have_their_shape() {
        assert_eq!(accepts("GOOG_USD", symbol).as_str(), "GOOG_USD");
        assert!(refuses("GOOG", symbol).contains("BASE_QUOTE"));
        assert_eq!(accepts("acme/ema/v1.0.0", plugin_id).to_string(), "acme/ema/v1.0.0");
        assert!(refuses("acme/ema/1.0", plugin_id).contains("V05"));
    }

    #[test]
    fn dates_are_told_from_times() {
        assert!(accepts("2024-02-01", instant).1);
        assert!(!accepts("2024-02-01T00:00:00Z", instant).1);
        assert!(refuses("2024-02-30", instant).contains("not a date"));
        assert!(refuses("01.02.2024", instant).contains("2024-02-01"));
    }

    #[test]
    fn terms_are_listed_when_one_is_wrong() {
        let side = term("a side", &[("buy", 1), ("sell", 2)]);
        assert_eq!(accepts("sell", &side), 2);
        let shown = refuses("sel", &side);
        assert!(
            shown.contains("`sel` is not a side") && shown.contains("did you mean `sell`? (the terms are: buy, sell)"),
            "{shown}"
        );
    }

    #[test]
    fn assets_are_capitals_and_digits() {
        assert_eq!(accepts("USDT", asset).as_str(), "USDT");
        assert!(refuses("usdt", asset).contains("USD or USDT"));
    }

    #[test]
    fn currencies_are_three_capitals() {}
}
