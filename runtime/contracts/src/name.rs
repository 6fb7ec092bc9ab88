//! Texts with rules: symbols, labels, and what a stranger's text may look like on our screens.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Refused;

macro_rules! checked_text {
    ($(#[$doc:meta])* $name:ident, $check:path) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Box<str>);

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
                value.0.into()
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

fn check_symbol(text: &str) -> Result<(), &'static str> {
    const RULE: &str = "a symbol must be BASE_QUOTE in capitals and digits, for example BTC_USDT";
    let (base, quote) = text.split_once('_').ok_or(RULE)?;
    let side_is_valid = |side: &str| {
        (1..=12).contains(&side.len())
            && side.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            && side.bytes().any(|byte| byte.is_ascii_uppercase())
    };
    if side_is_valid(base) && side_is_valid(quote) { Ok(()) } else { Err(RULE) }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_need_both_sides() {
        for good in ["BTC_USDT", "1INCH_USDT", "BTC_USDT1", "A_B"] {
            assert!(Symbol::new(good).is_ok(), "{good}");
        }
        for bad in ["BTCUSD", "btc_usdt", "BTC_", "_USDT", "BTC_USDT_X", "123_USD", "ABCDEFGHIJKLM_USD", "", "BTC-USD"] {
            assert!(Symbol::new(bad).is_err(), "{bad}");
        }
    }

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
}
