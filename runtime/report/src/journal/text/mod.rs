//! Answers for a terminal. What is a worker's own text is made safe before it is shown.

mod answer;
mod decision;
mod refusals;
mod trace;

use simpletrader_contracts::name::excerpt;

/// Longest text of a worker that is shown, in characters.
const LONGEST: usize = 400;

/// A worker's text in one line.
fn safe(text: &str) -> String {
    excerpt(text, LONGEST).replace(['\n', '\t'], " ")
}

/// Digits in groups of three.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            shown.push(' ');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workers_text_cannot_move_the_cursor() {
        assert_eq!(safe("a\u{1b}[2Jb\nc"), "a·[2Jb c");
        assert_eq!(safe(&"x".repeat(1000)).chars().count(), LONGEST + 1);
    }
}
