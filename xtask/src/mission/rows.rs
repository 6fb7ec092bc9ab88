//! The rows of the mission: what was promised, and how an outsider sees that it works.
//!
//! One row a line, its fields separated by `|`: number, week, item, works when, and optionally `later`. Numbers count from 1
//! without gaps, because claims of tests name them for good. The week is a number, `TD` for technical debt or `-` for what belongs
//! to no week. Empty lines and lines that begin with `#` mean nothing.

use anyhow::{Context as _, bail, ensure};

/// One promise.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// Its stable number, counted from 1.
    pub number: usize,
    /// When it was planned for.
    pub week: Week,
    /// What it is.
    pub item: String,
    /// What somebody who runs the project can see when it is done.
    pub works_when: String,
    /// Not part of what is being built now: no test may claim it.
    pub later: bool,
}

/// The part of the plan that a row belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Week {
    /// A week of the plan.
    Number(u8),
    /// Decisions and repairs that were owed before the weeks began.
    TechnicalDebt,
    /// Rules for the whole project.
    Always,
}

/// Reads the rows.
///
/// # Errors
/// The first line that is no row, or whose number is not the next one.
pub fn parse(text: &str) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let row = parse_line(line, rows.len() + 1).with_context(|| format!("line {}: `{line}`", index + 1))?;
        rows.push(row);
    }
    Ok(rows)
}

fn parse_line(line: &str, expected: usize) -> anyhow::Result<Row> {
    let fields: Vec<&str> = line.split('|').map(str::trim).collect();
    let (number, week, item, works_when, later) = match fields[..] {
        [number, week, item, works_when] => (number, week, item, works_when, false),
        [number, week, item, works_when, "later"] => (number, week, item, works_when, true),
        _ => bail!("write `number | week | item | works when`, and ` | later` where that is meant"),
    };
    ensure!(number.parse() == Ok(expected), "the number here must be {expected}");
    ensure!(!item.is_empty() && !works_when.is_empty(), "the item and what shows that it works must be said");
    let week = match week {
        "TD" => Week::TechnicalDebt,
        "-" => Week::Always,
        other => Week::Number(other.parse().context("the week is a number, `TD` or `-`")?),
    };
    Ok(Row { number: expected, week, item: item.to_owned(), works_when: works_when.to_owned(), later })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_every_kind_are_read_and_comments_are_not() {
        let rows = parse("# the plan\n\n1 | 0 | Bread | eaten\n2 | TD | Wine | drunk | later\n3|-|Cheese|kept\n").unwrap();
        let row = |number, week, item: &str, works_when: &str, later| Row {
            number,
            week,
            item: item.to_owned(),
            works_when: works_when.to_owned(),
            later,
        };
        let expected = [
            row(1, Week::Number(0), "Bread", "eaten", false),
            row(2, Week::TechnicalDebt, "Wine", "drunk", true),
            row(3, Week::Always, "Cheese", "kept", false),
        ];
        assert_eq!(rows, expected);
    }

    #[test]
    fn what_is_no_row_is_refused_with_its_line() {
        for (text, reason) in [
            ("1 | 0 | Bread", "number | week | item | works when"),
            ("1 | 0 | Bread | eaten | soon", "later"),
            ("1 | 0 | Bread | eaten | later | never", "later"),
            ("2 | 0 | Bread | eaten", "must be 1"),
            ("one | 0 | Bread | eaten", "must be 1"),
            ("1 | 0 |  | eaten", "must be said"),
            ("1 | 0 | Bread | ", "must be said"),
            ("1 | soon | Bread | eaten", "the week is"),
        ] {
            let error = format!("{:#}", parse(text).unwrap_err());
            assert!(error.starts_with("line 1:") && error.contains(reason), "{text}: {error}");
        }
    }

    #[test]
    fn a_number_given_twice_or_left_out_is_refused() {
        for second in [1, 3] {
            let text = format!("1 | 0 | Bread | eaten\n{second} | 0 | Wine | drunk\n");
            assert!(format!("{:#}", parse(&text).unwrap_err()).contains("line 2"));
        }
    }
}
