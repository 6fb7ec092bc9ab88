//! Texts with rules: symbols, labels, and what a stranger's text may look like on our screens.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::Refused;

macro_rules! checked_text {
    ($(#[$doc:meta])* $name:ident, $check:path) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        #[serde(try_from = "String")]
        // Shared: every signal, plan, order and fill has the name of what it is about.
        pub struct $name(Arc<str>);

        impl $name {
            /// Checks the rule.
            pub fn new(text: impl AsRef<str>) -> Result<Self, Refused> {
                let text = text.as_ref();
                $check(text).map_err(|rule| Refused::new(rule, format!("`{text}`")))?;
                Ok(Self(text.into()))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = Refused;
            fn try_from(text: String) -> Result<Self, Refused> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.0.as_ref().to_owned()
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }
    };
}

checked_text!(
    /// What is traded: `BASE_QUOTE`, for example `BTC_USDT`. 1 to 12 capitals or digits on each side, at least one letter each.
    Symbol, check_symbol
);
checked_text!(
    /// A signal or risk type: 3 to 25 characters, `^[A-Z][A-Z0-9_]*$`, no prefix reserved for the platform.
    Label, check_label
);
checked_text!(
    /// The id of a worker within its strategy, a plug-in's name or vendor, a named field: `^[a-z][a-z0-9_]*$`, 1 to 60 characters.
    SnakeName, check_snake
);

checked_text!(
    /// A currency or other asset: 1 to 12 capitals or digits, at least one letter.
    Asset, check_asset
);
checked_text!(
    /// A name that the outside world or the operator chose (a planner, a schedule, a venue's order): 1 to 120 characters, not
    /// blank, no control characters.
    ShortText, check_short_text
);
checked_text!(
    /// A line of news: 1 to 500 characters, not blank, no control characters.
    Headline, check_headline
);
checked_text!(
    /// Why something was refused, in words: 1 to 500 characters, not blank.
    Reason, check_reason
);

/// Longest reason, in characters.
pub const REASON_LIMIT: usize = 500;

impl Reason {
    /// A reason that the host words itself: cut to the limit, and never blank.
    pub fn of_host(text: &str) -> Self {
        let text = excerpt(text, REASON_LIMIT - 1);
        Self(if text.trim().is_empty() { "no reason was given".into() } else { text.into() })
    }
}

impl ShortText {
    /// A name that the host knows: cut to the limit, and never blank.
    pub fn of_host(text: &str) -> Self {
        let text = excerpt(text, 119).replace(['\n', '\t'], "·");
        Self(if text.trim().is_empty() { "unnamed".into() } else { text.into() })
    }
}

fn check_symbol(text: &str) -> Result<(), &'static str> {
    const RULE: &str = "a symbol must be BASE_QUOTE in capitals and digits, for example BTC_USDT";
    let (base, quote) = text.split_once('_').ok_or(RULE)?;
    if is_asset(base) && is_asset(quote) { Ok(()) } else { Err(RULE) }
}

impl Symbol {
    /// What is traded: the part before the underscore.
    pub fn base(&self) -> Asset {
        // The symbol's own check was that both parts are assets.
        Asset(self.as_str().split_once('_').map_or("", |(base, _)| base).into())
    }

    /// What the price is counted in: the part behind the underscore.
    pub fn quote(&self) -> &str {
        self.as_str().split_once('_').map_or("", |(_, quote)| quote)
    }
}

fn is_asset(text: &str) -> bool {
    (1..=12).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && text.bytes().any(|byte| byte.is_ascii_uppercase())
}

fn check_asset(text: &str) -> Result<(), &'static str> {
    if is_asset(text) { Ok(()) } else { Err("an asset must be 1 to 12 capitals and digits with at least one letter") }
}

fn check_short_text(text: &str) -> Result<(), &'static str> {
    let fits = !text.trim().is_empty() && text.chars().count() <= 120 && !text.chars().any(char::is_control);
    if fits { Ok(()) } else { Err("must have 1 to 120 characters and no control characters") }
}

fn check_headline(text: &str) -> Result<(), &'static str> {
    let fits = !text.trim().is_empty() && text.chars().count() <= 500 && !text.chars().any(char::is_control);
    if fits { Ok(()) } else { Err("a headline must have 1 to 500 characters and no control characters") }
}

fn check_reason(text: &str) -> Result<(), &'static str> {
    let fits = !text.trim().is_empty() && text.chars().count() <= REASON_LIMIT;
    if fits { Ok(()) } else { Err("a refusal's reason must have 1 to 500 characters") }
}

fn check_label(text: &str) -> Result<(), &'static str> {
    // Checked before the pattern, so that the message names the real reason.
    if ["SYSTEM_", "INTERNAL_", "_"].iter().any(|prefix| text.starts_with(prefix)) {
        return Err("names that start with SYSTEM_, INTERNAL_ or _ are reserved for the platform");
    }
    if !(3..=25).contains(&text.len()) {
        return Err("a type name must have 3 to 25 characters");
    }
    let mut bytes = text.bytes();
    let starts_well = bytes.next().is_some_and(|byte| byte.is_ascii_uppercase());
    let goes_on_well = bytes.all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    if starts_well && goes_on_well { Ok(()) } else { Err("a type name must be capitals, digits and _, starting with a letter") }
}

fn check_snake(text: &str) -> Result<(), &'static str> {
    const RULE: &str = "a name must be snake_case: small letters, digits and _, starting with a letter, at most 60 characters";
    let starts_well = text.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
    let goes_on_well = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if starts_well && goes_on_well && text.len() <= 60 { Ok(()) } else { Err(RULE) }
}

/// Serde form of a name that people type: spaces around it are no part of it.
pub(crate) mod trimmed {
    use serde::{Deserialize, Deserializer, de::Error};

    use crate::Refused;

    /// Reads a checked text without the spaces around it.
    pub(crate) fn deserialize<'de, D: Deserializer<'de>, T: TryFrom<String, Error = Refused>>(d: D) -> Result<T, D::Error> {
        T::try_from(String::deserialize(d)?.trim().to_owned()).map_err(D::Error::custom)
    }
}

/// A stranger's text made safe for a terminal, log or page: control characters become `·`, and at most `limit`
/// characters remain, with `…` where some were cut.
pub fn excerpt(text: &str, limit: usize) -> String {
    let mut shown = String::with_capacity(text.len().min(limit * 4));
    for (index, character) in text.chars().enumerate() {
        if index == limit {
            shown.push('…');
            break;
        }
        // Bidirectional overrides reorder what a reader sees, so they count as control characters here.
        let disguises =
            matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}'..='\u{200f}' | '\u{feff}');
        match character {
            '\n' | '\t' => shown.push(character),
            _ if character.is_control() || disguises => shown.push('·'),
            _ => shown.push(character),
        }
    }
    shown
}

/// The legal name that is most like `written`, if one is like it enough to be a slip of the pen.
pub fn nearest<'a>(written: &str, legal: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // One slip in a short word, three in a long one; swapped neighbours are one slip.
    let bound = (written.chars().count() / 3).clamp(1, 3);
    // The cost is the product of the lengths: a text this long is no slip of the pen.
    if written.len() > 200 {
        return None;
    }
    legal
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&written.to_lowercase(), &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= bound)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    // mission: 2
    #[test]
    fn symbols_need_both_sides() {
        for good in ["BTC_USDT", "1INCH_USDT", "BTC_USDT1", "A_B"] {
            assert!(Symbol::new(good).is_ok(), "{good}");
        }
        for bad in ["BTCUSD", "btc_usdt", "BTC_", "_USDT", "BTC_USDT_X", "123_USD", "ABCDEFGHIJKLM_USD", "", "BTC-USD"] {
            assert!(Symbol::new(bad).is_err(), "{bad}");
        }
    }

    // mission: 2
    #[test]
    fn reserved_labels_are_refused_with_the_real_reason() {
        assert!(Label::new("TREND_UP").is_ok());
        assert!(Label::new("SYSTEM_X").unwrap_err().to_string().contains("reserved"));
        assert!(Label::new("_X").unwrap_err().to_string().contains("reserved"));
        for bad in ["UP", "trend", "1TREND", "A".repeat(26).as_str(), "TREND UP"] {
            assert!(Label::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn snake_names_accept_what_yaml_authors_write() {
        assert!(SnakeName::new("sma_fast2").is_ok());
        for bad in ["Sma", "2sma", "sma-fast", "", "a".repeat(61).as_str()] {
            assert!(SnakeName::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_strangers_text_cannot_move_the_cursor() {
        assert_eq!(excerpt("a\u{1b}[2Jb\u{202e}c", 80), "a·[2Jb·c");
        assert_eq!(excerpt("abcdef", 3), "abc…");
        assert_eq!(excerpt("äöü", 3), "äöü");
    }

    #[test]
    fn a_slip_finds_its_name_and_another_word_finds_none() {
        let keys = ["worker_id", "plugin", "config"];
        assert_eq!(nearest("plugn", keys), Some("plugin"));
        assert_eq!(nearest("worker_di", keys), Some("worker_id"));
        assert_eq!(nearest("Config", keys), Some("config"));
        assert_eq!(nearest("timeframe", keys), None);
        assert_eq!(nearest(&"c".repeat(100_000), keys), None);
    }
}
