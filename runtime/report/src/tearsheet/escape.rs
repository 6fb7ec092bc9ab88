//! Text in HTML. Names, labels and reasons come from files and workers that nobody vouches for: all of them go through here.

use std::fmt::{self, Display, Formatter};

/// A text that may stand in HTML, inside an element or inside a quoted attribute.
pub(super) struct Escaped<T>(pub T);

impl<T: AsRef<str>> Display for Escaped<T> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        for symbol in self.0.as_ref().chars() {
            match symbol {
                '&' => formatter.write_str("&amp;")?,
                '<' => formatter.write_str("&lt;")?,
                '>' => formatter.write_str("&gt;")?,
                '"' => formatter.write_str("&quot;")?,
                '\'' => formatter.write_str("&#39;")?,
                // Characters that turn the direction of writing would let a text pretend to be another.
                '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => formatter.write_str("\u{fffd}")?,
                symbol if symbol.is_control() => formatter.write_str("\u{fffd}")?,
                symbol => write!(formatter, "{symbol}")?,
            }
        }
        Ok(())
    }
}

/// JSON that may stand in a script element: nothing in it can end the element or begin another.
pub(super) fn script_json(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_markup() {
        let hostile = "</td><script>alert('x')</script>\"onload=\u{202e}\u{7}&";
        assert_eq!(
            Escaped(hostile).to_string(),
            "&lt;/td&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;onload=\u{fffd}\u{fffd}&amp;"
        );
    }

    #[test]
    fn no_json_ends_its_script() {
        let text = script_json(&serde_json::json!({ "name": "</script><!--&" }));
        assert!(!text.contains(['<', '>', '&']), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap()["name"], "</script><!--&", "and it reads back equal");
    }
}
