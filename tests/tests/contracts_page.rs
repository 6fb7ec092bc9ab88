//! The page about contracts says what is true: its types, fields, terms and tests exist, and its tables are complete.

use std::collections::BTreeSet;

use simpletrader_contracts::terms::{BatchMode, DirectiveScope, ExecutionStrategyType, RejectionStage};
use simpletrader_tests::pipeline::repository;

fn page() -> String {
    std::fs::read_to_string(repository().join("docs/contracts.md")).unwrap()
}

/// One part of the page, from its heading to the next of the same or a higher level.
fn section(heading: &str) -> String {
    let page = page();
    let (_, rest) = page.split_once(&format!("\n{heading}\n")).unwrap_or_else(|| panic!("no heading `{heading}`"));
    let level = heading.split(' ').next().unwrap_or_default();
    let end = ["#", "##", "###"].iter().filter(|other| other.len() <= level.len());
    let ends = end.filter_map(|other| rest.find(&format!("\n{other} ")));
    rest[..ends.min().unwrap_or(rest.len())].to_owned()
}

/// Texts between single backticks.
fn code_words(text: &str) -> Vec<&str> {
    let prose = text.split("```").step_by(2);
    prose.flat_map(|part| part.split('`').skip(1).step_by(2)).collect()
}

/// The cells of a table's rows, without heading and ruler.
fn rows(text: &str) -> Vec<Vec<String>> {
    let lines = text.lines().filter(|line| line.starts_with('|') && !line.starts_with("|-"));
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
    lines.map(cells).collect()
}

/// Every Rust source below these folders, joined.
fn sources(folders: &[&str]) -> String {
    let mut text = String::new();
    let mut open: Vec<_> = folders.iter().map(|folder| repository().join(folder)).collect();
    while let Some(folder) = open.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                text += &std::fs::read_to_string(path).unwrap();
            }
        }
    }
    text
}

/// Whether a contract of this name is declared.
fn is_contract(contracts: &str, name: &str) -> bool {
    contracts.contains(&format!("    {name} holds ")) || contracts.contains(&format!("pub struct {name} {{"))
}

// mission: 35, 43
#[test]
fn the_diagram_shows_contracts_that_exist_in_the_order_in_which_they_name_one_another() {
    let flow = section("## From directive to fill");
    let diagram = flow.split("```").nth(1).unwrap();
    let contracts = sources(&["runtime/contracts/src"]);
    let words = diagram.split(|letter: char| !letter.is_alphanumeric());
    let names: BTreeSet<&str> = words.filter(|word| word.len() > 3 && word.starts_with(char::is_uppercase)).collect();
    assert_eq!(names.len(), 14, "{names:?}");
    for name in names {
        assert!(is_contract(&contracts, name), "the diagram shows `{name}`");
    }
    // Each arrow of the table is a field that leads back to what the contract follows from.
    for row in rows(&flow).iter().skip(1) {
        for contract in code_words(&row[0]) {
            assert!(is_contract(&contracts, contract), "{row:?}");
        }
        for field in code_words(&row[2]) {
            assert!(contracts.contains(&format!("pub {field}: ")), "`{field}` in {row:?}");
        }
    }
}

#[test]
fn every_test_that_the_page_cites_exists() {
    let page = page();
    let tests = sources(&["runtime", "tests/tests", "example-workers", "guest-sdk"]);
    let cited: BTreeSet<&str> = code_words(&page).into_iter().filter(|word| word.matches('_').count() > 3).collect();
    assert!(cited.len() > 8, "{cited:?}");
    for name in cited {
        assert!(tests.contains(&format!("#[test]\nfn {name}()")) || tests.contains(&format!("#[test]\n    fn {name}()")), "{name}");
    }
}

// mission: 23
#[test]
fn the_table_of_scopes_is_complete_and_changes_of_the_entry_are_in_it() {
    let section = section("## What a directive may say about a trade");
    let scopes: Vec<String> = rows(&section).into_iter().map(|row| row[0].clone()).collect();
    for scope in DirectiveScope::ALL {
        assert!(scopes.contains(&format!("`{scope}`")), "{scope}");
    }
    assert!(section.contains("`an_unfilled_entry_is_re_priced_and_fills_at_its_new_price`"));
}

// mission: 29
#[test]
fn the_four_levels_name_the_stages_of_their_refusals_and_an_example_each() {
    let section = section("## Who checks a plan");
    let levels = rows(&section);
    assert_eq!(levels.len(), 1 + 4);
    let stages: Vec<&str> = levels.iter().skip(2).flat_map(|row| code_words(&row[3])).collect();
    assert_eq!(
        stages,
        [RejectionStage::Aggregation, RejectionStage::Execution, RejectionStage::Connector].map(RejectionStage::as_str)
    );
    for level in levels.iter().skip(1) {
        assert!(!code_words(&level[4]).is_empty(), "{level:?}");
    }
}

// mission: 31
#[test]
fn every_batch_mode_has_its_semantics_and_its_reason() {
    let section = section("## Modes of a batch");
    let modes = rows(&section);
    assert_eq!(modes.len(), 1 + BatchMode::ALL.len());
    for (mode, row) in BatchMode::ALL.iter().zip(modes.iter().skip(1)) {
        assert_eq!(row[0], format!("`{mode}`"));
        assert!(row[1].len() > 20 && row[2].len() > 20, "{row:?}");
    }
    assert_eq!(BatchMode::DEFAULT, BatchMode::Independent);
}

// mission: 40
#[test]
fn nothing_translates_plans_into_orders() {
    let section = section("### Plan and order: nothing in between");
    for family in ExecutionStrategyType::ALL {
        assert!(section.contains(&format!("`{family}`")), "{family}");
    }
    let on_the_way = sources(&["runtime/contracts/src", "runtime/engine/src", "runtime/sandbox/src"]).to_lowercase();
    assert!(!on_the_way.contains("translat"), "between plan and order nothing translates");
    assert!(rows(&section).is_empty(), "the page has no such table");
}
