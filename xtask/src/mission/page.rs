//! The page for readers: counts first, then every row with its state and its tests.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use super::rows::{Row, Week};
use super::scan::Source;

/// How far a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// At least one test proves the row.
    Proved,
    /// Tests show a part of it, none all that it asks for.
    Partly,
    /// No test claims it.
    Open,
    /// Not being built now.
    Later,
}

impl fmt::Display for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Proved => "proved",
            Self::Partly => "partly",
            Self::Open => "open",
            Self::Later => "later",
        })
    }
}

/// A test beside a row.
struct Proof<'a> {
    source: &'a Source,
    name: &'a str,
    partly: bool,
}

/// The page's text.
pub fn render(rows: &[Row], sources: &[Source]) -> String {
    let table: Vec<(&Row, State, Vec<Proof<'_>>)> = rows
        .iter()
        .map(|row| {
            let proofs = proofs(row, sources);
            (row, state(row, &proofs), proofs)
        })
        .collect();
    let count = |wanted| table.iter().filter(|(_, state, _)| *state == wanted).count();

    let mut page = format!(
        "# Mission\n\n\
         <!-- Written by `cargo xtask mission` from docs/mission-rows.txt and the claims above the tests. Change those. -->\n\n\
         What the project set out to do and the tests that prove it. A test claims a row by a comment directly above it: \
         `// mission: 10` when it shows, together with the others that claim the row, all that the row asks for, and \
         `// mission: 10 (partly)` when something of it still lacks a test. A row is *proved* with at least one full claim, *partly* \
         with partial ones only, *open* without any, and *later* when it is not being built now.\n\n\
         | rows | proved | partly | open | later |\n|---:|---:|---:|---:|---:|\n| {} | {} | {} | {} | {} |\n\n\
         {}",
        rows.len(),
        count(State::Proved),
        count(State::Partly),
        count(State::Open),
        count(State::Later),
        tests_by_package(sources),
    );
    let mut week = None;
    for (row, state, proofs) in &table {
        if week != Some(row.week) {
            week = Some(row.week);
            page += &format!("\n## {}\n\n| row | item | works when | state | tests |\n|---:|---|---|---|---|\n", heading(row.week));
        }
        // Writing to a String cannot fail.
        let _ = writeln!(page, "| {} | {} | {} | {state} | {} |", row.number, row.item, row.works_when, told(proofs));
    }
    page
}

fn heading(week: Week) -> String {
    match week {
        Week::Number(number) => format!("Week {number}"),
        Week::TechnicalDebt => "Technical debt".to_owned(),
        Week::Always => "The whole project".to_owned(),
    }
}

fn tests_by_package(sources: &[Source]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for source in sources.iter().filter(|source| !source.tests.is_empty()) {
        *counts.entry(&source.package).or_default() += source.tests.len();
    }
    let mut table = "| crate | test functions |\n|---|---:|\n".to_owned();
    for (package, count) in &counts {
        // Writing to a String cannot fail.
        let _ = writeln!(table, "| {package} | {count} |");
    }
    table + &format!("| **all** | {} |\n", counts.values().sum::<usize>())
}

fn proofs<'a>(row: &Row, sources: &'a [Source]) -> Vec<Proof<'a>> {
    let mut proofs = Vec::new();
    for source in sources {
        for test in &source.tests {
            for claim in test.claims.iter().filter(|claim| claim.row == row.number) {
                proofs.push(Proof { source, name: &test.name, partly: claim.partly });
            }
        }
    }
    proofs
}

fn state(row: &Row, proofs: &[Proof<'_>]) -> State {
    match proofs {
        _ if row.later => State::Later,
        [] => State::Open,
        proofs if proofs.iter().all(|proof| proof.partly) => State::Partly,
        _ => State::Proved,
    }
}

/// One test a line: crate and name, linked to the file.
fn told(proofs: &[Proof<'_>]) -> String {
    let tell = |proof: &Proof<'_>| {
        let partly = if proof.partly { " (partly)" } else { "" };
        format!("{} [{}](../{}){partly}", proof.source.package, proof.name, proof.source.path)
    };
    proofs.iter().map(tell).collect::<Vec<_>>().join("<br>")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::{rows, scan};
    use super::*;

    /// The page of one crate whose only file is the text.
    fn page(rows: &str, text: &str) -> String {
        let place = tempfile::tempdir().unwrap();
        fs::create_dir_all(place.path().join("bakery/src")).unwrap();
        fs::write(place.path().join("bakery/Cargo.toml"), "").unwrap();
        fs::write(place.path().join("bakery/src/lib.rs"), text).unwrap();
        render(&rows::parse(rows).unwrap(), &scan::sources(place.path()).unwrap())
    }

    #[test]
    fn a_row_is_proved_by_a_full_claim_and_only_by_one() {
        let rows = "1 | 0 | Bread | eaten\n2 | 0 | Wine | drunk\n3 | TD | Salt | used\n4 | - | Cake | kept | later\n";
        let text = "// mission: 1, 2 (partly)\n#[test]\nfn a() {}\n// mission: 1 (partly), 2 (partly)\n#[test]\nfn b() {}\n#[test]\nfn c() {}\n";
        let page = page(rows, text);
        let (a, b) = ("bakery [a](../bakery/src/lib.rs)", "bakery [b](../bakery/src/lib.rs)");
        for line in [
            format!("| 1 | Bread | eaten | proved | {a}<br>{b} (partly) |"),
            format!("| 2 | Wine | drunk | partly | {a} (partly)<br>{b} (partly) |"),
            "| 3 | Salt | used | open |  |".to_owned(),
            "| 4 | Cake | kept | later |  |".to_owned(),
            "| 4 | 1 | 1 | 1 | 1 |".to_owned(),
            "| bakery | 3 |".to_owned(),
            "| **all** | 3 |".to_owned(),
        ] {
            assert!(page.lines().any(|found| found == line), "{line}\n\n{page}");
        }
        let headings: Vec<_> = page.lines().filter(|line| line.starts_with("## ")).collect();
        assert_eq!(headings, ["## Week 0", "## Technical debt", "## The whole project"]);
    }
}
