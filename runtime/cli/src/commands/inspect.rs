//! `simpletrader inspect`: what a worker file is, without running any of it.

use std::path::Path;

use simpletrader_contracts::worker::ComponentFacts;
use simpletrader_sandbox::{Limits, inspect};

use crate::exit::Failure;
use crate::grants_view;

/// Runs the command.
pub fn run(worker: &Path, json: bool) -> Result<(), Failure> {
    let facts = inspect(worker, &Limits::scripting()).map_err(|error| Failure::input(format!("{}: {error}", worker.display())))?;
    if json {
        let text = serde_json::to_string_pretty(&as_json(&facts)).map_err(Failure::other)?;
        println!("{text}");
    } else {
        print!("{}", as_text(&facts));
    }
    Ok(())
}

fn as_json(facts: &ComponentFacts) -> serde_json::Value {
    serde_json::json!({
        "plugin": facts.manifest.plugin_id().to_string(),
        "category": facts.category,
        "sha256": facts.digest,
        "bytes": facts.size,
        "signer": facts.signer,
        "imports": facts.imports,
        "needs_wasi": facts.needs_wasi(),
        "exports": facts.exports,
        "manifest": facts.manifest,
        "params_schema": facts.schema,
    })
}

fn as_text(facts: &ComponentFacts) -> String {
    let manifest = &facts.manifest;
    let mut lines = vec![format!("{}  {}", manifest.plugin_id(), manifest.identification.display_name)];
    let mut row = |name: &str, value: String| {
        if !value.is_empty() {
            lines.push(format!("  {name:<14}{value}"));
        }
    };
    row("", manifest.identification.description.clone().unwrap_or_default());
    row("category", facts.category.to_string());
    row("contract", manifest.contract.clone());
    row("sha256", facts.digest.clone());
    row("size", format!("{} bytes", facts.size));
    row("signed by", facts.signer.map_or_else(|| "nobody".to_owned(), |signer| signer.to_string()));
    let names = |names: Vec<String>| if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    row("needs", names(manifest.inputs.iter().map(|input| input.name.to_string()).collect()));
    row("gives", names(manifest.outputs.iter().map(|output| output.name.to_string()).collect()));
    row(
        "publishes",
        names(manifest.publishes.iter().map(|event| format!("{} ({})", event.event_name, event.payload_type)).collect()),
    );
    row("executes", manifest.executes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
    row("capabilities", grants_view::capabilities(&manifest.capabilities));
    row("reads", grants_view::reads(manifest.reads));
    row("imports", names(facts.imports.clone()));
    row("profile", if facts.needs_wasi() { "needs the WASI profile: grant it `wasi: {}`".to_owned() } else { String::new() });
    row("parameters", parameters(facts));
    lines.join("\n") + "\n"
}

/// Each parameter with its description, one a line.
fn parameters(facts: &ComponentFacts) -> String {
    let properties =
        facts.schema.as_ref().and_then(|schema| schema.get("properties")).and_then(|properties| properties.as_object());
    let Some(properties) = properties.filter(|properties| !properties.is_empty()) else {
        return "none".to_owned();
    };
    let describe = |(name, schema): (&String, &serde_json::Value)| {
        let text = schema.get("description").and_then(|text| text.as_str()).unwrap_or("");
        let default = schema.get("default").map(|value| format!(" (default {value})")).unwrap_or_default();
        format!("{name}: {text}{default}")
    };
    let shown: Vec<_> = properties.iter().map(describe).collect();
    simpletrader_contracts::name::excerpt(&shown.join("\n                "), 4000)
}
