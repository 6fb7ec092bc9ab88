//! What the author's module and the toolchain said, in terms of the author's own files.

use std::path::Path;

use serde_json::Value;

use crate::error::BuildError;
use crate::program::Ended;

/// Where the toolchain mounts the folder of the author's modules while it imports them.
const MOUNTED: &str = "/0/";

/// Reads what `simpletrader.describe` answered: manifest and schema, or a mistake with its place.
pub fn of_description(ended: &Ended, root: &Path) -> Result<(Value, Value), BuildError> {
    let unreadable =
        || BuildError::toolchain("the worker could not be asked what it is").in_file("worker.py").output(&*ended.stderr);
    let mut answer: Value = serde_json::from_str(&ended.stdout).map_err(|_| unreadable())?;
    let mistake = answer["error"].take();
    let Some(message) = mistake["message"].as_str() else {
        return match (answer["manifest"].take(), answer["schema"].take()) {
            (Value::Null, _) | (_, Value::Null) => Err(unreadable()),
            described => Ok(described),
        };
    };
    let error = BuildError::author(message);
    let file = mistake["file"].as_str().map(|file| Path::new(file).strip_prefix(root).unwrap_or(Path::new(file)));
    let line = mistake["line"].as_u64().and_then(|line| u32::try_from(line).ok());
    Err(match (file, line) {
        (Some(file), Some(line)) => error.at(file, line, None),
        (Some(file), None) => error.in_file(file),
        (None, _) => error.in_file("worker.py"),
    })
}

/// Reads why the toolchain failed: an import inside the worker's interpreter, as a rule. The native import went well before, so it
/// is mostly a module that only this machine has.
pub fn of_componentize(output: &str) -> BuildError {
    let place = output.lines().filter_map(frame).next_back();
    let message = output.lines().rev().map(str::trim).find(|line| is_exception(line));
    let (Some((file, line)), Some(message)) = (place, message) else {
        return BuildError::toolchain("componentize-py failed").output(output);
    };
    let Some(module) = message.strip_prefix("ModuleNotFoundError: No module named ") else {
        return BuildError::author(message).at(file, line, None).output(output);
    };
    let module = module.trim_matches('\'');
    BuildError::author(format!("this import needs the module `{module}`, which there is not inside a worker"))
        .at(file, line, None)
        .help("a worker has no network, no threads, no processes and no native modules; do without, or use what the call brings")
}

/// File and line of a frame of a traceback, if it is the author's.
fn frame(line: &str) -> Option<(&str, u32)> {
    let (file, rest) = line.trim_start().strip_prefix("File \"")?.strip_prefix(MOUNTED)?.split_once("\", line ")?;
    let number = rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()?;
    Some((file, number))
}

/// Whether a line is the last one of a traceback: the exception's type and text.
fn is_exception(line: &str) -> bool {
    let name = line.split(':').next().unwrap_or_default();
    name != "AssertionError"
        && !name.contains(char::is_whitespace)
        && (name.ends_with("Error") || name.ends_with("Exception") || name.ends_with("Exit"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(stdout: &str) -> Result<(Value, Value), BuildError> {
        let ended = Ended { success: false, stdout: stdout.to_owned(), stderr: "Traceback".to_owned() };
        of_description(&ended, Path::new("/home/me/project"))
    }

    #[test]
    fn a_description_is_taken_apart() {
        let (manifest, schema) = told(r#"{"manifest": {"a": 1}, "schema": {}}"#).unwrap();
        assert_eq!((manifest["a"].as_u64(), schema), (Some(1), serde_json::json!({})));
    }

    #[test]
    fn a_mistake_is_told_in_the_project() {
        let json = r#"{"error": {"file": "/home/me/project/worker.py", "line": 7, "message": "Sma has no handler"}}"#;
        assert_eq!(told(json).unwrap_err().to_string(), "worker.py:7: Sma has no handler");
        let json = r#"{"error": {"file": null, "line": null, "message": "there is no worker"}}"#;
        assert_eq!(told(json).unwrap_err().to_string(), "worker.py: there is no worker");
    }

    #[test]
    fn an_answer_that_is_none_is_shown_as_it_came() {
        for nothing in ["", "{}", r#"{"manifest": {}}"#, "oops"] {
            let error = told(nothing).unwrap_err();
            assert!(error.output == "Traceback" && error.message.contains("could not be asked"), "{error}");
        }
    }

    #[test]
    fn a_module_that_only_the_machine_has_is_told_at_the_import() {
        let output = r#"AssertionError: Traceback (most recent call last):
  File "/1/simpletrader/_guest/instance.py", line 7, in <module>
    import worker as author
  File "/0/worker.py", line 3, in <module>
    import ssl
  File "/python/ssl.py", line 100, in <module>
    import _ssl             # if we can't import it, let the error propagate
    ^^^^^^^^^^^
ModuleNotFoundError: No module named '_ssl'


Caused by:
    ModuleNotFoundError: No module named '_ssl'
"#;
        let error = of_componentize(output);
        let text = error.to_string();
        assert!(text.starts_with("worker.py:3: this import needs the module `_ssl`"), "{text}");
        assert!(error.output.is_empty());
    }

    #[test]
    fn another_failure_keeps_what_the_toolchain_said() {
        let output = "AssertionError: Traceback\n  File \"/0/worker.py\", line 9, in <module>\nOSError: no files\n";
        let error = of_componentize(output);
        assert!(error.to_string().starts_with("worker.py:9: OSError: no files"), "{error}");
        assert_eq!(error.output, output);
        let error = of_componentize("AssertionError: disk full\n");
        assert_eq!((error.place, error.output.as_str()), (None, "AssertionError: disk full\n"));
    }
}
