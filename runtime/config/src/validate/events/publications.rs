//! What plug-ins declare: handlers, and events with their contracts.

use std::collections::BTreeMap;

use simpletrader_contracts::worker::{Category, ComponentFacts};

use super::super::{Staffed, in_words};
use super::{FLOW_STARTS, flow_handler};
use crate::diagnostic::{Finding, Findings, Rule};
use crate::translate::{BATCH_READY, DIRECTIVE_REJECTED, INTENT_REQUESTED};

/// Events that the platform itself publishes with a meaning.
const PLATFORM_EVENTS: [&str; 3] = [INTENT_REQUESTED, BATCH_READY, DIRECTIVE_REJECTED];
/// Most different events that the plug-ins of a strategy may declare; far below what an event's index can count.
const MAX_EVENTS: usize = 10_000;

/// What the plug-ins declare and show: the handler that the platform calls (V30), names that are free (V41), one contract an event
/// (V36) that is known (V38).
pub(in super::super) fn publications(staff: &[Staffed<'_>], findings: &mut Findings) {
    let mut payloads: BTreeMap<&str, (&str, &Staffed<'_>)> = BTreeMap::new();
    for staffed in staff {
        let Some(facts) = staffed.facts else { continue };
        let plugin_at = &staffed.config.plugin.at;
        let handler = flow_handler(staffed.category);
        if !facts.manifest.invokes.iter().any(|declared| declared == handler) {
            let message = format!("`{}` declares no handler `{handler}`, which the platform calls", staffed.config.plugin.value);
            let help = "this is a defect of the plug-in's manifest (`invokes`): tell its author";
            findings.push(Finding::error(Rule::V30, message).at(plugin_at).help(help));
        }
        if !exports(facts, staffed.category) {
            let message = format!("`{}` does not export the interface of a {}", facts.path.display(), in_words(staffed.category));
            let help = "this is a defect of the worker file: build it again, or tell its author";
            findings.push(Finding::error(Rule::V30, message).at(plugin_at).help(help));
        }
        for publication in &facts.manifest.publishes {
            let known = Category::ALL.iter().any(|category| category.payload_types().contains(&publication.payload_type.as_str()));
            if !known {
                let message = format!(
                    "`{}` publishes `{}`, which is no contract of this platform",
                    staffed.config.plugin.value, publication.payload_type
                );
                let help = "this is a defect of the plug-in's manifest (`publishes`): tell its author";
                findings.push(Finding::error(Rule::V38, message).at(plugin_at).help(help));
            }
            let (name, payload) = (publication.event_name.as_str(), publication.payload_type.as_str());
            if FLOW_STARTS.contains(&name) || PLATFORM_EVENTS.contains(&name) {
                let message = format!("`{}` declares the event `{name}`, which is the platform's own", staffed.config.plugin.value);
                findings.push(
                    Finding::error(Rule::V41, message).at(plugin_at).help("this is a defect of the plug-in: tell its author"),
                );
            }
            match payloads.get(name) {
                Some((other, first)) if *other != payload => {
                    let message = format!("the event `{name}` carries {other} and {payload}");
                    let finding =
                        Finding::error(Rule::V36, message).at(plugin_at).related(&first.config.plugin.at, "the other publisher");
                    findings.push(finding.help("an event carries one contract; use plug-ins whose events differ in name"));
                }
                Some(_) => {}
                None => {
                    payloads.insert(name, (payload, staffed));
                }
            }
        }
    }
    if payloads.len() > MAX_EVENTS {
        let message = format!("the plug-ins declare {} different events, more than {MAX_EVENTS}", payloads.len());
        findings.push(Finding::error(Rule::V36, message).help("use plug-ins that declare fewer"));
    }
}

/// Whether a worker file exports the interface of a category, in whatever version.
fn exports(facts: &ComponentFacts, category: Category) -> bool {
    let interface = |export: &str| export.rsplit('/').next().and_then(|name| name.split('@').next()) == Some(category.interface());
    facts.exports.iter().any(|export| interface(export))
}
