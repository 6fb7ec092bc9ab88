//! JSON Schemas (draft 2020-12) of the files that people write, so that an editor completes keys, shows their meaning and marks
//! mistakes while one types.
//!
//! They say what the decoders in `schema` accept, no more: what needs two values or two files to judge is the validator's. They
//! are published under `docs/schemas`; tests hold the published files, these functions and the decoders together. Everywhere a
//! value may also be `${NAME}`.

mod operation;
mod strategy;
mod terms;

use serde_json::{Value, json};

/// The kinds of files whose schema is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    /// `platform.yaml`.
    Platform,
    /// Which strategies run where.
    Operation,
    /// Where bars come from.
    DataSources,
    /// Where strategies run.
    Environments,
    /// Who works in a strategy.
    Blueprint,
    /// Who hears whom.
    Wiring,
    /// Ways to venues.
    Connectors,
    /// What the clock starts.
    Schedule,
}

impl Published {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Platform,
        Self::Operation,
        Self::DataSources,
        Self::Environments,
        Self::Blueprint,
        Self::Wiring,
        Self::Connectors,
        Self::Schedule,
    ];

    /// Its name: the published file is `docs/schemas/<name>.json`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Platform => "platform",
            Self::Operation => "operation",
            Self::DataSources => "data_sources",
            Self::Environments => "environments",
            Self::Blueprint => "blueprint",
            Self::Wiring => "wiring",
            Self::Connectors => "connectors",
            Self::Schedule => "schedule",
        }
    }
}

/// The schema of a kind of file.
pub fn schema(kind: Published) -> Value {
    let mut schema = match kind {
        Published::Platform => operation::platform(),
        Published::Operation => operation::operation(),
        Published::DataSources => operation::data_sources(),
        Published::Environments => operation::environments(),
        Published::Connectors => operation::connectors(),
        Published::Schedule => operation::schedule(),
        Published::Blueprint => strategy::blueprint(),
        Published::Wiring => strategy::wiring(),
    };
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!(format!("SimpleTrader {}", kind.as_str()));
    schema
}

/// The text of a schema as it is published: indented, keys sorted, with a line end.
pub fn text(kind: Published) -> String {
    format!("{:#}\n", schema(kind))
}

/// A YAML text as JSON, read as configuration files are: what an editor holds against a schema.
///
/// # Errors
/// When it is not one YAML document within the bounds of a configuration file.
pub fn yaml_as_json(text: &str) -> Result<Value, crate::diagnostic::Findings> {
    use std::sync::Arc;

    use crate::document::{as_json, parse};
    use crate::source::SourceText;

    let source = Arc::new(SourceText { path: "text".to_owned(), text: text.to_owned(), sha256: String::new() });
    let mut findings = crate::diagnostic::Findings::new();
    parse(&source, &mut findings).map(|node| as_json(&node)).ok_or(findings)
}
