//! `toolchain/build.mjs` of the SDK, run by Node, and what it finds.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use super::text;
use crate::error::BuildError;
use crate::files;
use crate::program::Program;

/// What a step needs to know; the same as in `build.mjs`.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The project's folder.
    pub project: PathBuf,
    /// The author's file.
    pub entry: PathBuf,
    /// The SDK's folder.
    pub sdk: PathBuf,
    /// Where to write.
    pub out: PathBuf,
    /// The folder with the packages of npm.
    pub toolchain: PathBuf,
    /// The folder and the name of the world, for the step `component`.
    pub wit: Option<(PathBuf, &'static str)>,
}

/// Findings that are shown; more would scroll the first one away.
const MOST_FINDINGS: usize = 10;

/// Runs a step.
///
/// # Errors
/// What it found, the first with its place.
pub fn run(step: &str, settings: &Settings) -> Result<(), BuildError> {
    let answer = settings.out.join("answer.json");
    files::write(&answer, b"")?;
    let node = Program::new("node").args(arguments(step, settings)?).within(&settings.project);
    let ended = node.output()?;
    let answer = fs::read(&answer).map_err(|error| BuildError::file(&answer, &error))?;
    match serde_json::from_slice::<Value>(&answer) {
        Ok(answer) if answer["ok"] == true => Ok(()),
        Ok(answer) => Err(refusal(answer["findings"].as_array().map_or(&[], Vec::as_slice))),
        Err(_) => Err(BuildError::toolchain(format!("the step `{step}` of the build ended without an answer"))
            .output(ended.stdout + &ended.stderr)),
    }
}

/// A step as a command for whoever wants its output.
///
/// # Errors
/// When the settings cannot be written.
pub fn command(step: &str, settings: &Settings) -> Result<Command, BuildError> {
    let mut node = Command::new("node");
    node.args(arguments(step, settings)?).current_dir(&settings.project);
    Ok(node)
}

/// Writes the settings, and names them to the script.
fn arguments(step: &str, settings: &Settings) -> Result<[PathBuf; 3], BuildError> {
    let file = settings.out.join("settings.json");
    files::write(&file, written(settings).to_string().as_bytes())?;
    Ok([settings.sdk.join("toolchain/build.mjs"), step.into(), file])
}

fn written(settings: &Settings) -> Value {
    let mut written = json!({
        "project": text(&settings.project),
        "entry": text(&settings.entry),
        "sdk": text(&settings.sdk),
        "out": text(&settings.out),
        "toolchain": text(&settings.toolchain),
    });
    if let Some((folder, world)) = &settings.wit {
        written["wit"] = text(folder).into();
        written["world"] = (*world).into();
    }
    written
}

/// The first finding with its place, the others as lines below it.
fn refusal(findings: &[Value]) -> BuildError {
    let [first, others @ ..] = findings else { return BuildError::toolchain("the build failed without a reason") };
    let words = |finding: &Value| finding["text"].as_str().unwrap_or_default().to_owned();
    let number = |finding: &Value, name: &str| finding[name].as_u64().and_then(|number| u32::try_from(number).ok());
    let error = BuildError::author(words(first));
    let error = match (first["file"].as_str(), number(first, "line")) {
        (Some(file), Some(line)) => error.at(file, line, number(first, "column")),
        (Some(file), None) => error.in_file(file),
        (None, _) => error,
    };
    let shown: Vec<String> = others
        .iter()
        .take(MOST_FINDINGS)
        .map(|finding| {
            let numbers = ["line", "column"].iter().filter_map(|name| number(finding, name)).map(|number| format!(":{number}"));
            format!("{}{}: {}", finding["file"].as_str().unwrap_or("the project"), numbers.collect::<String>(), words(finding))
        })
        .collect();
    let hidden = others.len().saturating_sub(MOST_FINDINGS);
    let rest = if hidden > 0 { format!("\nand {hidden} more") } else { String::new() };
    error.output(shown.join("\n") + &rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_finding_has_its_place_and_the_others_follow() {
        let findings = [
            json!({"file": "worker.ts", "line": 3, "column": 7, "text": "wrong"}),
            json!({"file": "other.ts", "line": 1, "text": "wrong too"}),
        ];
        assert_eq!(refusal(&findings).to_string(), "worker.ts:3:7: wrong\n\nother.ts:1: wrong too\n");
    }

    #[test]
    fn many_findings_are_cut_and_none_is_told_as_such() {
        let findings = vec![json!({"text": "wrong"}); 15];
        assert!(refusal(&findings).output.ends_with("and 4 more"), "{}", refusal(&findings));
        assert!(refusal(&[]).message.contains("without a reason"));
    }
}
