//! The files of an operation among themselves: unique ids (V11), references (V16), something to do (V19), listeners of the schedule
//! (V63).

use std::collections::BTreeMap;

use crate::diagnostic::suggest;
use crate::diagnostic::{Finding, Findings, Rule};
use crate::schema::{Connector, DataSource, Environment, EnvironmentKind, Operation, ScheduleEntry};
use crate::source::{Position, Written};

/// The files that an operation names, as far as they could be read. What refers to an absent one is not checked.
pub(crate) struct OperationFiles<'a> {
    /// Empty if the operation names no such file.
    pub connectors: Option<&'a [Connector]>,
    pub data_sources: Option<&'a [DataSource]>,
    pub environments: Option<&'a [Environment]>,
    /// Empty if the operation names no such file.
    pub schedule: Option<&'a [ScheduleEntry]>,
}

/// Checks an operation.
pub(crate) fn operation(operation: &Operation, files: &OperationFiles<'_>, findings: &mut Findings) {
    let OperationFiles { connectors, data_sources, environments, schedule } = *files;
    let links = &operation.strategy_links;
    unique("strategy link", links.iter().map(|link| &link.name), findings);
    at_least_one_is_enabled(operation, findings);
    if let Some(sources) = data_sources {
        unique("data source", sources.iter().map(|source| &source.id), findings);
    }
    if let Some(environments) = environments {
        unique("environment", environments.iter().map(|environment| &environment.id), findings);
        for environment in environments {
            unique("data provider", environment.data_providers.iter().map(|provider| &provider.id), findings);
            let symbols: Vec<Written<String>> =
                environment.instruments.iter().map(|one| one.symbol.clone().map(String::from)).collect();
            unique("instrument", symbols.iter(), findings);
        }
        let ids: Vec<&str> = environments.iter().map(|environment| environment.id.as_str()).collect();
        exist("environment", "environments", links.iter().map(|link| &link.environment_ref), &ids, findings);
    }
    if let Some(connectors) = connectors {
        unique("connector", connectors.iter().map(|connector| &connector.id), findings);
    }
    if let (Some(connectors), Some(environments)) = (connectors, environments) {
        let ids: Vec<&str> = connectors.iter().map(|connector| connector.id.as_str()).collect();
        let named = environments.iter().filter_map(|environment| match &environment.kind {
            EnvironmentKind::Live { connector } => connector.as_ref(),
            EnvironmentKind::Backtest(_) | EnvironmentKind::Paper => None,
        });
        exist("connector", "connectors", named, &ids, findings);
    }
    if let Some(schedule) = schedule {
        unique("schedule entry", schedule.iter().map(|entry| &entry.name), findings);
        somebody_listens(operation, schedule, findings);
    }
    if let (Some(sources), Some(environments)) = (data_sources, environments) {
        let ids: Vec<&str> = sources.iter().map(|source| source.id.as_str()).collect();
        let named = environments.iter().flat_map(|environment| &environment.data_providers).map(|provider| &provider.data_source);
        exist("data source", "data sources", named, &ids, findings);
        super::ticks::providers_fit(environments, sources, findings);
    }
}

/// V11: no id twice.
pub(super) fn unique<'a>(what: &str, ids: impl Iterator<Item = &'a Written<String>>, findings: &mut Findings) {
    let mut seen: BTreeMap<&str, &Position> = BTreeMap::new();
    for id in ids {
        if let Some(first) = seen.get(id.value.as_str()) {
            let finding = Finding::error(Rule::V11, format!("there are two of the {what} `{}`", id.value)).at(&id.at);
            findings.push(finding.related(first, "the first one").help("rename one of the two"));
        } else {
            seen.insert(id.value.as_str(), &id.at);
        }
    }
}

/// V16: what is named exists.
fn exist<'a>(what: &str, plural: &str, named: impl Iterator<Item = &'a Written<String>>, ids: &[&str], findings: &mut Findings) {
    for name in named.filter(|name| !ids.contains(&name.as_str())) {
        let finding = Finding::error(Rule::V16, format!("there is no {what} `{}`", name.value)).at(&name.at);
        findings.push(finding.help(suggest::advice(name, plural, ids)));
    }
}

/// V63: an entry that chooses its listeners chooses some that exist.
fn somebody_listens(operation: &Operation, schedule: &[ScheduleEntry], findings: &mut Findings) {
    let names: Vec<&str> = operation.strategy_links.iter().map(|link| link.name.as_str()).collect();
    for strategies in schedule.iter().filter_map(|entry| entry.strategies.as_ref()) {
        if strategies.value.is_empty() {
            let finding = Finding::warning(Rule::V63, "an empty list of listeners means that nobody hears the event");
            findings.push(finding.at(&strategies.at).help("remove `strategies`, and every strategy hears it"));
        }
        for unknown in strategies.value.iter().filter(|name| !names.contains(&name.as_str())) {
            let finding = Finding::warning(Rule::V63, format!("the operation has no strategy link `{}`", unknown.value));
            findings.push(finding.at(&unknown.at).help(suggest::advice(unknown, "links", &names)));
        }
    }
}

/// V19: something to do.
fn at_least_one_is_enabled(operation: &Operation, findings: &mut Findings) {
    if operation.strategy_links.iter().any(|link| link.enabled) {
        return;
    }
    let finding = Finding::warning(Rule::V19, "no strategy link is enabled: there is nothing to run");
    let at = operation.strategy_links.first().map_or(&operation.data_sources_file.at, |link| &link.name.at);
    findings.push(finding.at(at).help("write `enabled: true` in a link, or add one"));
}
