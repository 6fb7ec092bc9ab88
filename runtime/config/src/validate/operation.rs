//! The files of an operation among themselves: unique ids (V11), references (V16), something to do (V19).

use std::collections::BTreeMap;

use crate::diagnostic::suggest;
use crate::diagnostic::{Finding, Findings, Rule};
use crate::schema::{DataSource, Environment, Operation};
use crate::source::{Position, Written};

/// Checks an operation. A file that could not be read is absent, and what refers to it is not checked.
pub(crate) fn operation(
    operation: &Operation,
    data_sources: Option<&[DataSource]>,
    environments: Option<&[Environment]>,
    findings: &mut Findings,
) {
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
    if let (Some(sources), Some(environments)) = (data_sources, environments) {
        let ids: Vec<&str> = sources.iter().map(|source| source.id.as_str()).collect();
        let named = environments.iter().flat_map(|environment| &environment.data_providers).map(|provider| &provider.data_source);
        exist("data source", "data sources", named, &ids, findings);
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

/// V19: something to do.
fn at_least_one_is_enabled(operation: &Operation, findings: &mut Findings) {
    if operation.strategy_links.iter().any(|link| link.enabled) {
        return;
    }
    let finding = Finding::warning(Rule::V19, "no strategy link is enabled: there is nothing to run");
    let at = operation.strategy_links.first().map_or(&operation.data_sources_file.at, |link| &link.name.at);
    findings.push(finding.at(at).help("write `enabled: true` in a link, or add one"));
}
