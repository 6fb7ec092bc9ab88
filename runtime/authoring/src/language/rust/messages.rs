//! What cargo says for programs, a line of JSON at a time: the module that it wrote, and the compiler's errors with their places.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::error::BuildError;

/// What was said that matters here.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The module that was written.
    pub module: Option<PathBuf>,
    errors: Vec<CompilerError>,
}

#[derive(Debug, PartialEq, Eq)]
struct CompilerError {
    message: String,
    file: Option<String>,
    line: u32,
    column: u32,
    /// As rustc would have shown it.
    rendered: String,
}

/// Reads all of it. Lines that are no JSON come from elsewhere and are passed over.
pub fn read(output: &str) -> Said {
    let mut said = Said::default();
    for message in output.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
        match message["reason"].as_str() {
            Some("compiler-artifact") => said.module = module(&message).or(said.module),
            Some("compiler-message") if message["message"]["level"] == "error" => said.errors.push(error(&message["message"])),
            _ => {}
        }
    }
    said
}

fn module(artifact: &Value) -> Option<PathBuf> {
    let files = artifact["filenames"].as_array()?;
    files.iter().filter_map(Value::as_str).find(|file| file.ends_with(".wasm")).map(PathBuf::from)
}

fn error(message: &Value) -> CompilerError {
    let spans = message["spans"].as_array().map(Vec::as_slice).unwrap_or_default();
    let span = spans.iter().find(|span| span["is_primary"] == true);
    // Inside a macro of the SDK the place is where the author used it.
    let span = span.map(outermost);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let number = |name: &str| span.and_then(|span| u32::try_from(span[name].as_u64()?).ok()).unwrap_or(1);
    CompilerError {
        message: text(&message["message"]),
        file: span.and_then(|span| span["file_name"].as_str()).map(str::to_owned),
        line: number("line_start"),
        column: number("column_start"),
        rendered: text(&message["rendered"]),
    }
}

fn outermost(span: &Value) -> &Value {
    let mut span = span;
    while span["expansion"]["span"].is_object() {
        span = &span["expansion"]["span"];
    }
    span
}

impl Said {
    /// Why the build failed: the first error with its place, and all of them as the compiler shows them. Without an error of the
    /// compiler it is cargo that refused, in the words of `stderr`.
    pub fn refusal(&self, stderr: &str, root: &Path) -> BuildError {
        let placed = self.errors.iter().find(|error| error.file.is_some());
        let Some(error) = placed else {
            let errors: String = self.errors.iter().map(|error| error.rendered.as_str()).collect();
            return BuildError::author("cargo could not build the worker").in_file("Cargo.toml").output(errors + stderr);
        };
        let file = error.file.as_deref().map(Path::new).unwrap_or(root);
        let file = file.strip_prefix(root).unwrap_or(file);
        let rendered: String = self.errors.iter().map(|error| error.rendered.as_str()).collect();
        BuildError::author(error.message.clone()).at(file, error.line, Some(error.column)).output(rendered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn lines(messages: &[Value]) -> String {
        messages.iter().map(|message| format!("{message}\n")).collect()
    }

    #[test]
    fn the_module_is_the_artefact_that_is_one() {
        let artefact = |files: Value| json!({"reason": "compiler-artifact", "filenames": files});
        let said = lines(&[artefact(json!(["a/libserde.rlib"])), artefact(json!(["a/worker.wasm", "a/libworker.rlib"]))]);
        assert_eq!(read(&said).module, Some("a/worker.wasm".into()));
        assert_eq!(read("no json\n{\"reason\":\"build-finished\"}\n").module, None);
    }

    #[test]
    fn an_error_inside_a_macro_is_told_where_the_author_used_it() {
        let place = |file: &str, line: u32| json!({"file_name": file, "line_start": line, "column_start": 5});
        let mut inner = place("sdk/export.rs", 9);
        inner["is_primary"] = true.into();
        inner["expansion"] = json!({"span": place("src/lib.rs", 40)});
        let message = json!({"level": "error", "message": "no `measure`", "spans": [inner], "rendered": "error: no `measure`\n"});
        let warning = json!({"reason": "compiler-message", "message": {"level": "warning"}});
        let said = read(&lines(&[warning, json!({"reason": "compiler-message", "message": message})]));
        let error = said.refusal("", Path::new("anywhere"));
        assert_eq!(error.to_string(), "src/lib.rs:40:5: no `measure`\n\nerror: no `measure`\n");
    }

    #[test]
    fn without_a_compilers_error_cargo_is_quoted() {
        let error = Said::default().refusal("error: no matching package named `serd` found", Path::new("anywhere"));
        assert!(error.to_string().starts_with("Cargo.toml: cargo could not"), "{error}");
        assert!(error.output.contains("`serd`"), "{error}");
    }
}
