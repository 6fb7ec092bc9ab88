//! `docs/mission.md`: what the project set out to do, row by row, with the tests that prove each row.
//!
//! The rows stand in `docs/mission-rows.txt` ([`rows`]). A test says which of them it proves by a comment directly above it
//! ([`scan`]); the page is put together from both ([`page`]) and committed, so that a reader needs no tool.
//!
//! Decisions:
//! - The claim stands beside the test and not in the page. Whoever changes a test sees what it is meant to prove, and no list of
//!   test names can outlive its tests.
//! - Nothing on the page is counted by hand. [`check`] refuses a page that is not what the scan gives, and every claim that names
//!   no row or belongs to no test; `cargo xtask lint` runs it.

mod page;
mod rows;
mod scan;

use std::fs;

use anyhow::{Context as _, bail, ensure};

use crate::commands::Checkout;

/// Where the rows are written down, from the checkout's root.
const ROWS: &str = "docs/mission-rows.txt";
/// Where the page goes, from the checkout's root.
const PAGE: &str = "docs/mission.md";

/// Writes the page.
///
/// # Errors
/// Rows or claims that are wrong, each named with its file and line; nothing is written then.
pub fn write(checkout: &Checkout) -> anyhow::Result<()> {
    let page = compose(checkout)?;
    let path = checkout.root.join(PAGE);
    fs::write(&path, page).with_context(|| format!("{} cannot be written", path.display()))
}

/// Refuses a page that is not what [`write()`] would write.
///
/// # Errors
/// The same as [`write()`], and a page that is missing or stale.
pub fn check(checkout: &Checkout) -> anyhow::Result<()> {
    let page = compose(checkout)?;
    let written = fs::read_to_string(checkout.root.join(PAGE))
        .with_context(|| format!("{PAGE} cannot be read; run `cargo xtask mission`"))?;
    ensure!(written == page, "{PAGE} is not what the tests say today; run `cargo xtask mission` and commit the result");
    Ok(())
}

fn compose(checkout: &Checkout) -> anyhow::Result<String> {
    let text = fs::read_to_string(checkout.root.join(ROWS)).with_context(|| format!("{ROWS} cannot be read"))?;
    let rows = rows::parse(&text).with_context(|| format!("{ROWS} is not a list of rows"))?;
    let sources = scan::sources(&checkout.root)?;
    let problems: Vec<String> = sources.iter().flat_map(|source| source.problems(&rows)).collect();
    if !problems.is_empty() {
        bail!("{} wrong claims of tests:\n  {}", problems.len(), problems.join("\n  "));
    }
    Ok(page::render(&rows, &sources))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// A checkout with one crate of one test file and two rows.
    fn checkout(root: &Path, test_file: &str) -> Checkout {
        for (path, text) in [
            (ROWS, "1 | 0 | Bread | it can be eaten\n2 | 7 | Wine | it can be drunk | later\n"),
            ("bakery/Cargo.toml", ""),
            ("bakery/src/lib.rs", test_file),
            ("target/bakery/generated.rs", "// mission: 99\n"),
        ] {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Checkout { root: root.to_path_buf(), target: root.join("target") }
    }

    // mission: 88
    #[test]
    fn the_page_is_current_after_it_was_written_and_stale_after_a_test_was_added() {
        let place = tempfile::tempdir().unwrap();
        let before = checkout(place.path(), "// mission: 1\n#[test]\nfn bread_is_eaten() {}\n");
        assert!(check(&before).unwrap_err().to_string().contains("cargo xtask mission"), "there is no page yet");
        write(&before).unwrap();
        check(&before).unwrap();
        let page = fs::read_to_string(place.path().join(PAGE)).unwrap();
        assert!(page.contains("| 1 | Bread | it can be eaten | proved |"), "{page}");
        assert!(page.contains("| bakery | 1 |"), "{page}");

        let after = checkout(place.path(), "// mission: 1\n#[test]\nfn bread_is_eaten() {}\n#[test]\nfn and_more() {}\n");
        let error = check(&after).unwrap_err().to_string();
        assert!(error.contains("is not what the tests say"), "the number of tests has changed: {error}");
    }

    #[test]
    fn a_claim_to_an_unknown_row_or_above_no_test_is_named_with_its_place_and_nothing_is_written() {
        let place = tempfile::tempdir().unwrap();
        let wrong = checkout(place.path(), "// mission: 3\n#[test]\nfn a() {}\n// mission: 1\nfn no_test() {}\n");
        for error in [write(&wrong).unwrap_err().to_string(), check(&wrong).unwrap_err().to_string()] {
            assert!(error.contains("bakery/src/lib.rs:1: there is no row 3"), "{error}");
            assert!(error.contains("bakery/src/lib.rs:4: no test begins on the line below"), "{error}");
        }
        assert!(!place.path().join(PAGE).exists());
    }

    #[test]
    fn broken_rows_are_refused_with_their_file() {
        let place = tempfile::tempdir().unwrap();
        let broken = checkout(place.path(), "");
        fs::write(place.path().join(ROWS), "2 | 0 | Bread | it can be eaten\n").unwrap();
        let error = format!("{:#}", check(&broken).unwrap_err());
        assert!(error.contains(ROWS) && error.contains("line 1"), "{error}");
    }
}
