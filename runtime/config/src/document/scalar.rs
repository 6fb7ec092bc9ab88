//! What a scalar can be read as.
//!
//! Only decimal notation is a number here: YAML's hexadecimal, octal, infinite and not-a-number forms are text, because nothing
//! in a trading configuration is meant by them.

use simpletrader_contracts::name::excerpt;

use super::Scalar;

impl Scalar {
    /// Whether it is nothing, `~` or `null`.
    pub fn is_null(&self) -> bool {
        self.plain && matches!(self.text.as_str(), "" | "~" | "null" | "Null" | "NULL")
    }

    /// Its boolean, if it is written as one.
    pub fn boolean(&self) -> Option<bool> {
        match self.text.as_str() {
            _ if !self.plain => None,
            "true" | "True" | "TRUE" => Some(true),
            "false" | "False" | "FALSE" => Some(false),
            _ => None,
        }
    }

    /// Whether it is a number in decimal notation, without quotes.
    pub fn is_number(&self) -> bool {
        self.plain && is_number(&self.text)
    }

    /// The text as it may be shown: as it stands in the file, cut.
    pub fn shown(&self) -> String {
        excerpt(self.written.as_deref().unwrap_or(&self.text), 60)
    }

    /// What it is, in words for a message.
    pub fn describe(&self) -> String {
        if self.is_null() {
            "empty".to_owned()
        } else if self.boolean().is_some() {
            format!("the boolean {}", self.shown())
        } else if self.is_number() {
            format!("the number {}", self.shown())
        } else {
            format!("the text `{}`", self.shown())
        }
    }
}

/// Sign, digits, and optionally a point with digits on both sides: no exponent, no separators.
pub(crate) fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && digits(fraction)
}

/// A decimal, optionally with an exponent.
pub(crate) fn is_number(text: &str) -> bool {
    match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => is_decimal(mantissa) && !exponent.contains('.') && is_decimal(exponent),
        None => is_decimal(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Scalar {
        Scalar { text: text.into(), written: None, plain: true }
    }

    #[test]
    fn quotes_make_text_of_everything() {
        for text in ["", "null", "true", "5"] {
            let quoted = Scalar { plain: false, ..plain(text) };
            assert!(!quoted.is_null() && quoted.boolean().is_none() && !quoted.is_number(), "{text}");
        }
        assert!(plain("").is_null() && plain("~").is_null());
        assert_eq!(plain("true").boolean(), Some(true));
        assert!(plain("yes").boolean().is_none(), "YAML 1.2: yes is a text");
    }

    #[test]
    fn numbers_are_decimal() {
        for number in ["0", "-1", "+2.50", "10.0", "1e3", "2.5E-7"] {
            assert!(is_number(number), "{number}");
        }
        for text in ["", "-", ".5", "5.", "1_000", "0x1f", ".inf", "1e", "1e2.5", "1.2.3", "١"] {
            assert!(!is_number(text), "{text}");
        }
        assert!(!is_decimal("1e3"));
    }

    #[test]
    fn what_came_from_the_environment_is_not_shown() {
        let secret = Scalar { text: "hunter2".into(), written: Some("${KEY}".into()), plain: true };
        assert_eq!(secret.describe(), "the text `${KEY}`");
    }
}
