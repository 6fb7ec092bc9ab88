//! `simpletrader inspect`: what a worker file is, without running any of it.

use std::path::{Path, PathBuf};

use simpletrader_contracts::worker::ComponentFacts;
use simpletrader_sandbox::admission::SectionSizes;
use simpletrader_sandbox::{Limits, Profile, inspect_bytes};

use crate::exit::Failure;
use crate::{grants_view, workshop};

/// Show what a worker file is: world and contract, imports, what it needs and gives, parameters, sizes, digest, signature. Nothing
/// of it is run.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The worker file.
    worker: PathBuf,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// What is known of a file.
struct Inspected {
    facts: ComponentFacts,
    profile: Profile,
    sizes: SectionSizes,
}

/// Runs the command.
///
/// # Errors
/// When the file cannot be read, or breaks a rule of the admission gate.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let worker = &arguments.worker;
    let bytes = read(worker)?;
    let refused = |error: simpletrader_sandbox::AdmissionError| Failure::input(format!("{}: {error}", worker.display()));
    let facts = inspect_bytes(worker, &bytes, &Limits::scripting()).map_err(refused)?;
    let profile = workshop::profile_of(&facts, &bytes);
    let sizes = SectionSizes::of(&bytes).map_err(refused)?;
    let inspected = Inspected { facts, profile, sizes };
    if arguments.json {
        let text = serde_json::to_string_pretty(&as_json(&inspected)).map_err(Failure::other)?;
        println!("{text}");
    } else {
        print!("{}", as_text(&inspected));
    }
    Ok(())
}

/// The bytes of a worker file, of which more than any profile allows are not read.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn read(worker: &Path) -> Result<Vec<u8>, Failure> {
    use std::io::Read;
    let refused = |error: std::io::Error| Failure::input(format!("{}: {error}", worker.display()));
    let mut bytes = Vec::new();
    let file = std::fs::File::open(worker).map_err(refused)?;
    file.take(Limits::scripting().file_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(refused)?;
    Ok(bytes)
}

/// Names in a row; `none` when there are none.
pub(crate) fn listed(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// The world that the file fits, in full: `simpletrader:worker/context-worker@0.1.0`.
fn world(facts: &ComponentFacts) -> String {
    let (package, version) = facts.manifest.contract.split_once('@').unwrap_or((&facts.manifest.contract, ""));
    format!("{package}/{}@{version}", facts.category.world())
}

fn as_json(Inspected { facts, profile, sizes }: &Inspected) -> serde_json::Value {
    serde_json::json!({
        "plugin": facts.manifest.plugin_id().to_string(),
        "category": facts.category,
        "world": world(facts),
        "contract": facts.manifest.contract,
        "sha256": facts.digest,
        "bytes": facts.size,
        "sections": {
            "code": sizes.code, "data": sizes.data, "manifest": sizes.manifest, "schema": sizes.schema, "other": sizes.other,
        },
        "signer": facts.signer,
        "imports": facts.imports,
        "needs_wasi": facts.needs_wasi(),
        "profile": profile.as_str(),
        "offers_slices": facts.offers_slices(),
        "exports": facts.exports,
        "manifest": facts.manifest,
        "params_schema": facts.schema,
    })
}

fn as_text(Inspected { facts, profile, sizes }: &Inspected) -> String {
    let manifest = &facts.manifest;
    let mut lines = vec![format!("{}  {}", manifest.plugin_id(), manifest.identification.display_name)];
    let mut row = |name: &str, value: String| {
        if !value.is_empty() {
            lines.push(format!("  {name:<14}{value}"));
        }
    };
    row("", manifest.identification.description.clone().unwrap_or_default());
    row("category", facts.category.to_string());
    row("world", world(facts));
    row("contract", manifest.contract.clone());
    row("sha256", facts.digest.clone());
    row("size", format!("{} bytes", facts.size));
    let SectionSizes { code, data, manifest: own, schema, other } = sizes;
    row("", format!("code {code}, data {data}, manifest {own}, schema {schema}, other {other}"));
    row("signed by", facts.signer.map_or_else(|| "nobody".to_owned(), |signer| signer.to_string()));
    let names = |names: Vec<String>| listed(&names);
    row("needs", names(manifest.inputs.iter().map(|input| input.name.to_string()).collect()));
    row("gives", names(manifest.outputs.iter().map(|output| output.name.to_string()).collect()));
    row(
        "publishes",
        names(manifest.publishes.iter().map(|event| format!("{} ({})", event.event_name, event.payload_type)).collect()),
    );
    row("executes", manifest.executes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
    row("capabilities", grants_view::capabilities(&manifest.capabilities));
    row("reads", grants_view::reads(manifest.reads));
    row("slices", if facts.offers_slices() { "offered".to_owned() } else { String::new() });
    row("imports", listed(&facts.imports));
    row("profile", workshop::needs(facts, *profile));
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
