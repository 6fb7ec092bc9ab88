//! The cases beside the example workers and on the page about testing, played to the workers as native code.
//!
//! `UPDATE_CASES=1` writes what came into the files, as `simpletrader test --update` does.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use support::{complaints, play};

/// The folder of the repository.
fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Plays a text; gives it back with what came, when that is asked for and something else was expected.
fn check(worker: &str, path: &str, text: &str) -> Option<String> {
    let (file, verdicts) = play(worker, path, text).unwrap_or_else(|findings| panic!("{worker}: {findings}"));
    if verdicts.iter().all(|verdict| verdict.is_right()) {
        return None;
    }
    assert!(std::env::var_os("UPDATE_CASES").is_some(), "{}", complaints(&verdicts));
    let updated = simpletrader_cases::update(&file, &verdicts);
    let (_, again) = play(worker, path, &updated).unwrap_or_else(|findings| panic!("{worker}: {findings}"));
    assert!(again.iter().all(|verdict| verdict.is_right()), "{}", complaints(&again));
    Some(updated)
}

fn check_file(worker: &str, path: &Path) {
    let text = fs::read_to_string(path).unwrap();
    if let Some(updated) = check(worker, &path.file_name().unwrap().to_string_lossy(), &text) {
        fs::write(path, updated).unwrap();
    }
}

#[test]
fn the_cases_beside_the_example_workers_are_right() {
    for worker in ["sma", "ema", "cross"] {
        let folder = repository().join("example-workers").join(worker).join("cases");
        let files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!(!files.is_empty(), "{worker}");
        files.iter().for_each(|file| check_file(worker, file));
    }
}

#[test]
fn the_cases_on_the_page_about_testing_are_right_and_show_every_category() {
    let path = repository().join("docs/testing-workers.md");
    let text = fs::read_to_string(&path).unwrap();
    let (mut whole, mut rest) = (String::new(), text.as_str());
    let mut shown = std::collections::BTreeSet::new();
    while let Some((before, after)) = rest.split_once("<!-- cases of ") {
        let (worker, after) = after.split_once(" -->\n```yaml\n").expect("the cases follow at once");
        let (cases, after) = after.split_once("```").expect("the cases end");
        let updated = check(worker, "cases.yaml", cases);
        shown.insert(support::example(worker).1.category);
        whole.push_str(&format!("{before}<!-- cases of {worker} -->\n```yaml\n{}```", updated.as_deref().unwrap_or(cases)));
        rest = after;
    }
    whole.push_str(rest);
    if whole != text {
        fs::write(&path, whole).unwrap();
    }
    assert_eq!(shown.len(), 9, "{shown:?}");
}
