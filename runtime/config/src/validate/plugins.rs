//! Each worker's plug-in: installed in that version (V12), in a place that fits it (V13).

use simpletrader_contracts::worker::{Category, ComponentFacts, PluginId};

use super::{Staffed, in_words};
use crate::diagnostic::suggest;
use crate::diagnostic::{Finding, Findings, Rule};
use crate::plugin_registry::{NoPlugin, PluginRegistry};
use crate::schema::{Blueprint, WorkerConfig};

/// Unusable files that are mentioned when a plug-in is missing.
const MENTIONED_BROKEN: usize = 3;

/// The workforce with its plug-ins. A plug-in that is missing or out of place is absent, so that later checks keep silent.
pub(super) fn staff<'a>(blueprint: &'a Blueprint, registry: &'a PluginRegistry, findings: &mut Findings) -> Vec<Staffed<'a>> {
    blueprint
        .workforce
        .workers()
        .map(|(category, config)| {
            let facts = installed(config, registry, findings).filter(|facts| fits(facts, category, config, findings));
            Staffed { category, config, facts }
        })
        .collect()
}

fn installed<'a>(config: &WorkerConfig, registry: &'a PluginRegistry, findings: &mut Findings) -> Option<&'a ComponentFacts> {
    let id = &config.plugin.value;
    let finding = match registry.get(id) {
        Ok(facts) => return Some(facts),
        Err(NoPlugin::Several { paths, .. }) => {
            let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
            Finding::error(Rule::V12, format!("several different files claim to be `{id}`"))
                .help(format!("keep one of {}", paths.join(", ")))
        }
        Err(missing) => Finding::error(Rule::V12, missing.to_string()).help(what_is_there(id, registry)),
    };
    findings.push(finding.at(&config.plugin.at));
    None
}

/// Files that could not be read, then other versions or a name that is nearly the same.
fn what_is_there(id: &PluginId, registry: &PluginRegistry) -> String {
    let versions: Vec<String> = registry.versions(&id.vendor, &id.name).iter().map(ToString::to_string).collect();
    let texts: Vec<String> = registry.list().iter().map(ToString::to_string).collect();
    let advice = if versions.is_empty() {
        suggest::advice(&id.to_string(), "installed plug-ins", &texts.iter().map(String::as_str).collect::<Vec<_>>())
    } else {
        format!("installed are: {}", versions.join(", "))
    };
    let broken: Vec<String> = registry
        .broken()
        .iter()
        .take(MENTIONED_BROKEN)
        .map(|file| format!("`{}` cannot be used: {}", file.path.display(), file.reason))
        .collect();
    // Advice is cut where it gets too long, so what most likely is the reason comes first.
    if broken.is_empty() { advice } else { format!("{}; {advice}", broken.join("; ")) }
}

fn fits(facts: &ComponentFacts, place: Category, config: &WorkerConfig, findings: &mut Findings) -> bool {
    if facts.category == place {
        return true;
    }
    let message =
        format!("`{}` is of category {}, but here stands a {}", config.plugin.value, in_words(facts.category), in_words(place));
    let help = format!("move the worker to `{}`, or name a {} plug-in", place_of(facts.category), in_words(place));
    findings.push(Finding::error(Rule::V13, message).at(&config.plugin.at).help(help));
    false
}

/// Where a blueprint lists the workers of a category.
fn place_of(category: Category) -> &'static str {
    match category {
        Category::ContextWorker => "workforce.context_workers",
        Category::SignalDetector => "workforce.signal_detectors",
        Category::RiskMonitor => "workforce.risk_monitors",
        Category::StrategyPlanner => "workforce.strategy_planner",
        Category::EntryPlanner => "workforce.planning_workers.entry",
        Category::SizePlanner => "workforce.planning_workers.size",
        Category::ExitPlanner => "workforce.planning_workers.exit",
        Category::ExecutionPlanner => "workforce.planning_workers.execution",
        Category::ExecutionWorker => "workforce.execution_workers",
    }
}
