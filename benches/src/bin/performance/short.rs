//! What Criterion measured, as it lies in `target/criterion`: groups of short things, each with its fastest and its median time.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// Things that are compared with one another.
pub struct Group {
    pub name: String,
    pub entries: Vec<Entry>,
}

/// One thing.
pub struct Entry {
    pub name: String,
    /// Nanoseconds of one, at best: what disturbs a measurement makes it longer.
    pub fastest: f64,
    /// Nanoseconds of one, in the middle.
    pub median: f64,
}

/// All groups that were measured, by name; entries in the order of their time.
pub fn groups(folder: &Path) -> Result<Vec<Group>, String> {
    let mut files = Vec::new();
    find(folder, &mut files).map_err(|error| format!("{}: {error}; `cargo xtask performance` measures first", folder.display()))?;
    files.sort();
    let mut groups: Vec<Group> = Vec::new();
    for file in files {
        let (group, entry) = entry(&file).ok_or_else(|| format!("{}: not as Criterion writes it", file.display()))?;
        match groups.iter_mut().find(|known| known.name == group) {
            Some(known) => known.entries.push(entry),
            None => groups.push(Group { name: group, entries: vec![entry] }),
        }
    }
    groups.iter_mut().for_each(|group| group.entries.sort_by(|one, other| one.fastest.total_cmp(&other.fastest)));
    Ok(groups)
}

/// Every `new/benchmark.json` below a folder.
fn find(folder: &Path, into: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            find(&path, into)?;
        } else if path.ends_with("new/benchmark.json") {
            into.push(path);
        }
    }
    Ok(())
}

fn entry(benchmark: &Path) -> Option<(String, Entry)> {
    let read =
        |name: &str| -> Option<Value> { serde_json::from_str(&std::fs::read_to_string(benchmark.with_file_name(name)).ok()?).ok() };
    let about = read("benchmark.json")?;
    let sample = read("sample.json")?;
    // Where a run is over many bars, a bar is what is told.
    let elements = about["throughput"]["Elements"].as_f64().unwrap_or(1.0);
    let numbers = |key: &str| -> Option<Vec<f64>> { sample[key].as_array()?.iter().map(Value::as_f64).collect() };
    let mut times: Vec<f64> =
        numbers("times")?.into_iter().zip(numbers("iters")?).map(|(time, iters)| time / iters / elements).collect();
    times.sort_by(f64::total_cmp);
    let name = [about["function_id"].as_str(), about["value_str"].as_str()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let (fastest, median) = (*times.first()?, *times.get(times.len() / 2)?);
    Some((about["group_id"].as_str()?.to_owned(), Entry { name, fastest, median }))
}
