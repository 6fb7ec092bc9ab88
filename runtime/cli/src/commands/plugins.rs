//! `simpletrader plugins`: which plug-ins a folder holds, in which versions, and which files cannot be used.

use std::path::PathBuf;

use simpletrader_config::{NoPlugin, PluginRegistry};

use crate::exit::Failure;
use crate::plugins;

/// List the worker files below a folder: each plug-in and version, and what is wrong with a file that cannot be used.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The plug-ins folder.
    folder: PathBuf,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
///
/// # Errors
/// When there is no such folder. A file that cannot be used is shown and is no failure: nobody has asked for it yet.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    if !arguments.folder.is_dir() {
        return Err(Failure::input(format!("{} is no folder", arguments.folder.display())));
    }
    let registry = plugins::scan(&arguments.folder, plugins::Scrutiny::Whole);
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&as_json(&registry)).map_err(Failure::other)?);
    } else {
        print!("{}", as_text(&registry));
    }
    Ok(())
}

fn as_json(registry: &PluginRegistry) -> serde_json::Value {
    let file = |facts: &simpletrader_contracts::worker::ComponentFacts| {
        let id = facts.manifest.plugin_id().to_string();
        serde_json::json!({ "plugin": id, "category": facts.category, "path": facts.path, "sha256": facts.digest })
    };
    let broken: Vec<_> =
        registry.broken().iter().map(|file| serde_json::json!({ "path": file.path, "reason": file.reason })).collect();
    serde_json::json!({ "plugins": registry.components().iter().map(file).collect::<Vec<_>>(), "broken": broken })
}

fn as_text(registry: &PluginRegistry) -> String {
    let mut text = String::new();
    for id in registry.list() {
        let line = match registry.get(&id) {
            Ok(facts) => format!("{:<40}{:<20}{}", id.to_string(), facts.category.to_string(), facts.path.display()),
            Err(NoPlugin::Several { paths, .. }) => {
                let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
                format!("{:<40}cannot be used: different files claim this id: {}", id.to_string(), paths.join(", "))
            }
            Err(other) => other.to_string(),
        };
        text += &format!("{line}\n");
    }
    for file in registry.broken() {
        text += &format!("{}\n  cannot be used: {}\n", file.path.display(), file.reason);
    }
    if text.is_empty() { "no worker file lies in it\n".to_owned() } else { text }
}
