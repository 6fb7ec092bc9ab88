//! The files beside the database.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::json::{field_differences, shown};
use super::{ComparisonError, Difference, Extent};

/// Files of lines that the engine writes; those that neither run has do not count.
const LINES: [&str; 3] = ["trades.csv", "equity.csv", "bars.csv"];
/// Files of JSON that the engine writes and that do not depend on the machine.
const JSON: [&str; 3] = [SUMMARY, MANIFEST, "build_spec.json"];
/// What came out.
const SUMMARY: &str = "summary.json";
/// Its fields about what workers cost and how they were asked.
const COSTS: [&str; 2] = ["workers", "slices"];
/// What went in and how it ended.
const MANIFEST: &str = "run.json";
/// The folder of recorded failures.
const FAULTS: &str = "faults";

/// The first difference of each file that has one.
pub(super) fn differences(first: &Path, second: &Path, extent: Extent) -> Result<Vec<Difference>, ComparisonError> {
    let mut found = Vec::new();
    for name in LINES {
        found.extend(in_lines(first, second, name)?);
    }
    if extent != Extent::WhatHappened {
        for name in JSON {
            found.extend(in_json(first, second, name, extent)?);
        }
        for name in faults(first).union(&faults(second)) {
            found.extend(in_json(first, second, &format!("{FAULTS}/{name}"), extent)?);
        }
    }
    Ok(found)
}

fn in_lines(first: &Path, second: &Path, name: &str) -> Result<Option<Difference>, ComparisonError> {
    let (one, other) = match both(first, second, name)? {
        Ok(texts) => texts,
        Err(difference) => return Ok(difference),
    };
    if one == other {
        return Ok(None);
    }
    let (mut left, mut right) = (one.split_inclusive('\n'), other.split_inclusive('\n'));
    let mut line = 0;
    loop {
        line += 1;
        let (one, other) = (left.next(), right.next());
        if one != other || one.is_none() {
            let shown = |line: Option<&str>| line.map(|line| line.trim_end_matches('\n').to_owned());
            let row = format!("line {line}");
            return Ok(Some(Difference {
                place: name.into(),
                row,
                at: None,
                column: None,
                first: shown(one),
                second: shown(other),
            }));
        }
    }
}

fn in_json(first: &Path, second: &Path, name: &str, extent: Extent) -> Result<Option<Difference>, ComparisonError> {
    let (one, other) = match both(first, second, name)? {
        Ok(texts) => texts,
        Err(difference) => return Ok(difference),
    };
    if one == other {
        return Ok(None);
    }
    let read = |folder: &Path, text: &str| {
        serde_json::from_str::<Value>(text).map_err(|error| ComparisonError::file(&folder.join(name), error))
    };
    let (mut left, mut right) = (read(first, &one)?, read(second, &other)?);
    if name == SUMMARY && extent == Extent::ButCosts {
        for summary in [&mut left, &mut right].into_iter().filter_map(Value::as_object_mut) {
            COSTS.iter().for_each(|cost| drop(summary.remove(*cost)));
        }
        if left == right {
            return Ok(None);
        }
    }
    if name == MANIFEST {
        // Whoever compares what two programs made knows that they are two.
        let engines = [&left, &right].map(|manifest| manifest.get("engine").cloned());
        if engines[0] != engines[1] {
            [&mut left, &mut right].into_iter().filter_map(Value::as_object_mut).for_each(|manifest| {
                manifest.remove("engine");
                manifest.remove("inputs_digest");
            });
            if left == right {
                return Ok(None);
            }
        }
    }
    let place = name.to_owned();
    Ok(Some(match field_differences(&left, &right).into_iter().next() {
        Some(field) => Difference {
            place,
            row: field.path,
            at: None,
            column: None,
            first: field.first.as_ref().map(shown),
            second: field.second.as_ref().map(shown),
        },
        // Equal values, written otherwise.
        None => Difference {
            place,
            row: "its bytes".into(),
            at: None,
            column: None,
            first: Some(format!("{} bytes", one.len())),
            second: Some(format!("{} bytes", other.len())),
        },
    }))
}

/// The texts of a file that both have; else what there is to say about it, which is nothing when neither has it.
type Both = Result<(String, String), Option<Difference>>;

fn both(first: &Path, second: &Path, name: &str) -> Result<Both, ComparisonError> {
    let read = |folder: &Path| {
        let path = folder.join(name);
        if !path.is_file() {
            return Ok(None);
        }
        fs::read(&path)
            .map(|bytes| Some(String::from_utf8_lossy(&bytes).into_owned()))
            .map_err(|error| ComparisonError::file(&path, error))
    };
    Ok(match (read(first)?, read(second)?) {
        (Some(one), Some(other)) => Ok((one, other)),
        (None, None) => Err(None),
        (one, other) => {
            let shown = |text: Option<String>| text.map(|text| format!("{} bytes", text.len()));
            let row = "the file".to_owned();
            Err(Some(Difference { place: name.into(), row, at: None, column: None, first: shown(one), second: shown(other) }))
        }
    })
}

fn faults(run: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(run.join(FAULTS)).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(files: [&[(&str, &str)]; 2]) -> [tempfile::TempDir; 2] {
        files.map(|files| {
            let folder = tempfile::tempdir().unwrap();
            files.iter().for_each(|(name, text)| fs::write(folder.path().join(name), text).unwrap());
            folder
        })
    }

    fn found(files: [&[(&str, &str)]; 2]) -> Vec<String> {
        let [first, second] = runs(files);
        let found = differences(first.path(), second.path(), Extent::Everything).unwrap();
        found.into_iter().map(|difference| difference.to_string()).collect()
    }

    #[test]
    fn equal_files_differ_in_nothing_and_the_machines_own_do_not_count() {
        let one = [("equity.csv", "time\n1\n"), ("summary.json", "{}"), ("timing.json", "1"), ("origin.json", "1")];
        let other = [("equity.csv", "time\n1\n"), ("summary.json", "{}"), ("timing.json", "2")];
        assert_eq!(found([&one, &other]), Vec::<String>::new());
    }

    #[test]
    fn what_workers_cost_and_how_they_were_asked_can_be_left_out() {
        let one = r#"{"trades": 4, "workers": [{"fuel": 7}], "slices": [{"worker_id": "fast"}]}"#;
        let other = r#"{"trades": 4, "workers": [{"fuel": 9}]}"#;
        let but_costs = |one: &str, other: &str| {
            let [first, second] = runs([&[("summary.json", one)], &[("summary.json", other)]]);
            let found = differences(first.path(), second.path(), Extent::ButCosts).unwrap();
            found.into_iter().map(|difference| difference.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(but_costs(one, other), Vec::<String>::new());
        assert_eq!(but_costs(one, &other.replace('4', "5")), ["summary.json, trades: 4 and 5"]);
        assert_eq!(found([&[("summary.json", one)], &[("summary.json", other)]]).len(), 1, "else they count");
    }

    #[test]
    fn a_line_is_named_by_its_number_and_a_field_by_its_path() {
        let one = [("equity.csv", "time\n1\n2\n"), ("summary.json", "{\"signals\": {\"used\": 1}}")];
        let other = [("equity.csv", "time\n1\n3\n"), ("summary.json", "{\"signals\": {\"used\": 2}}")];
        assert_eq!(found([&one, &other]), ["equity.csv, line 3: 2 and 3", "summary.json, signals.used: 1 and 2"]);
    }

    #[test]
    fn a_missing_line_end_and_other_white_space_are_differences() {
        let one = [("equity.csv", "time\n1\n"), ("summary.json", "{}")];
        let other = [("equity.csv", "time\n1"), ("summary.json", "{ }")];
        assert_eq!(found([&one, &other]).len(), 2);
    }

    #[test]
    fn what_two_versions_made_is_compared_without_their_names() {
        let manifest = |engine: &str, status: &str| {
            format!("{{\"engine\": \"{engine}\", \"inputs_digest\": \"{engine}\", \"status\": \"{status}\"}}")
        };
        let found = |one: &str, other: &str| found([&[("run.json", one)], &[("run.json", other)]]);
        assert_eq!(found(&manifest("1", "finished"), &manifest("2", "finished")), Vec::<String>::new());
        assert_eq!(found(&manifest("1", "finished"), &manifest("2", "failed")), ["run.json, status: finished and failed"]);
        let changed = manifest("1", "finished").replacen("inputs_digest\": \"1", "inputs_digest\": \"9", 1);
        assert_eq!(found(&changed, &manifest("1", "finished")), ["run.json, inputs_digest: 9 and 1"]);
    }

    #[test]
    fn a_file_that_only_one_has_is_a_difference() {
        assert_eq!(found([&[("trades.csv", "a\n")], &[]]), ["trades.csv, the file: 2 bytes and nothing"]);
    }
}
