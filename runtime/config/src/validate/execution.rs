//! Who works the orders (V70), and what one call may use (V81).

use std::collections::BTreeMap;

use super::Staffed;
use crate::build_spec::WorkerLimits;
use crate::diagnostic::{Finding, Findings, Rule};
use crate::schema::Platform;
use crate::source::{Position, Written};
use simpletrader_contracts::worker::Category;

/// V70: no execution family has two workers, and each family that an execution planner says its plans may name has one. What a planner
/// does not say is known only when it plans: then the batch coordinator refuses what nobody works.
pub(super) fn families(staff: &[Staffed<'_>], findings: &mut Findings) {
    let mut workers = BTreeMap::new();
    for staffed in staff.iter().filter(|staffed| staffed.category == Category::ExecutionWorker) {
        for family in staffed.facts.iter().flat_map(|facts| &facts.manifest.executes) {
            let id = &staffed.config.worker_id;
            match workers.get(family) {
                None => {
                    workers.insert(*family, id);
                }
                Some(first) => {
                    let message = format!("both `{}` and `{}` work orders of the family {family}", first.as_str(), id.as_str());
                    let finding = Finding::error(Rule::V70, message).at(&id.at).related(&first.at, "the other one");
                    findings.push(finding.help("keep one of the two; a plan names a family, not a worker"));
                }
            }
        }
    }
    // Of a plug-in that was not found nothing is known, and it has a finding of its own.
    let all_known = staff.iter().all(|staffed| staffed.category != Category::ExecutionWorker || staffed.facts.is_some());
    for staffed in staff.iter().filter(|staffed| all_known && staffed.category == Category::ExecutionPlanner) {
        for family in staffed.facts.iter().flat_map(|facts| &facts.manifest.executes) {
            if !workers.contains_key(family) {
                let planner = &staffed.config.worker_id;
                let message = format!("the plans of `{}` may name the family {family}, which nobody works", planner.as_str());
                let help = format!("add an execution worker whose manifest says `executes: [{family}]`, or choose another planner");
                findings.push(Finding::error(Rule::V70, message).at(&planner.at).help(help));
            }
        }
    }
}

/// V81: what each worker may use in one call. The blueprint decides, else the plug-in's wish, else the platform's default.
pub(super) fn limits(staff: &[Staffed<'_>], platform: &Platform, findings: &mut Findings) -> Vec<WorkerLimits> {
    let bounds = &platform.sandbox;
    staff
        .iter()
        .map(|staffed| {
            let wished = staffed.facts.map(|facts| facts.manifest.limits).unwrap_or_default();
            let config = &staffed.config.limits;
            let plugin_at = &staffed.config.plugin.at;
            WorkerLimits {
                fuel_per_call: within(
                    Amount { what: "fuel for one call", key: "max_fuel_per_call", bound: bounds.max_fuel_per_call },
                    config.fuel_per_call.as_ref(),
                    wished.fuel_per_call,
                    bounds.default_fuel_per_call,
                    plugin_at,
                    findings,
                ),
                memory_bytes: within(
                    Amount { what: "bytes of memory", key: "max_memory_bytes", bound: bounds.max_memory_bytes },
                    config.memory_bytes.as_ref(),
                    wished.memory_bytes,
                    bounds.max_memory_bytes,
                    plugin_at,
                    findings,
                ),
            }
        })
        .collect()
}

/// Something that the platform bounds.
struct Amount {
    what: &'static str,
    key: &'static str,
    bound: u64,
}

fn within(
    amount: Amount,
    written: Option<&Written<u64>>,
    wished: Option<u64>,
    default: u64,
    plugin_at: &Position,
    findings: &mut Findings,
) -> u64 {
    let Amount { what, key, bound } = amount;
    let (value, at, who) = match (written, wished) {
        (Some(written), _) => (written.value, &written.at, "the blueprint"),
        (None, Some(wished)) => (wished, plugin_at, "the plug-in"),
        (None, None) => return default,
    };
    if value > bound {
        let message = format!("{who} asks for {value} {what}, more than the platform's {bound}");
        let help = format!("lower it with `limits` of the worker, or raise `sandbox.{key}` in platform.yaml");
        findings.push(Finding::error(Rule::V81, message).at(at).help(help));
    }
    value
}
