//! What each worker gets: what its manifest asks for and the operation grants. V17 where it asks for more than it is granted, or is
//! granted what it does not ask for; V62 for state that is shared without permission.

use simpletrader_contracts::worker::capability::{
    Capability, FilesGrant, Grants, Read, RequestedCapabilities, RequestedReads, StateGrant, StateScope, WindowGrant,
};

use super::series::{Traded, index_of};
use super::{Producer, Staffed};
use crate::build_spec::InputSource;
use crate::diagnostic::suggest;
use crate::diagnostic::{Finding, Findings, Rule};
use crate::files::Root;
use crate::schema::{Blueprint, EVERY_WORKER, GrantConfig, StrategyLink, WindowConfig};
use crate::source::{Position, Written};

/// What the grants of a link are checked with.
pub(super) struct GrantCheck<'a> {
    pub link: &'a StrategyLink,
    pub blueprint: &'a Blueprint,
    pub symbol: Traded<'a>,
    pub root: &'a Root,
}

/// Everything that one worker wants beyond its calls.
#[derive(Debug, Clone, Copy)]
struct Asked {
    capabilities: RequestedCapabilities,
    /// Those of the manifest, and the account where an input is bound to it.
    reads: RequestedReads,
    /// Its file imports interfaces of WASI.
    wasi: bool,
    /// Its file carries an interpreter that imports nothing.
    scripting: bool,
}

impl GrantCheck<'_> {
    /// For each worker what it gets; nothing where its plug-in is missing. `inputs` are the producers of each worker's inputs.
    pub(super) fn all(
        &self,
        staff: &[Staffed<'_>],
        inputs: &[Vec<Option<Producer>>],
        findings: &mut Findings,
    ) -> Vec<Option<Grants>> {
        self.unknown_workers(staff, findings);
        let asked: Vec<Option<Asked>> = staff.iter().zip(inputs).map(|(staffed, inputs)| asked(staffed, inputs)).collect();
        self.superfluous(staff, &asked, findings);
        staff.iter().zip(&asked).map(|(staffed, asked)| asked.map(|asked| self.grants_of(staffed, &asked, findings))).collect()
    }

    fn unknown_workers(&self, staff: &[Staffed<'_>], findings: &mut Findings) {
        let ids: Vec<&str> = staff.iter().map(|staffed| staffed.config.worker_id.as_str()).collect();
        for grant in &self.link.grants {
            let id = grant.worker_id.as_str();
            if id != EVERY_WORKER && !ids.contains(&id) {
                let message = format!("the blueprint has no worker `{id}` to grant anything to");
                findings
                    .push(Finding::error(Rule::V17, message).at(&grant.worker_id.at).help(suggest::advice(id, "workers", &ids)));
            }
        }
    }

    fn grants_of(&self, staffed: &Staffed<'_>, asked: &Asked, findings: &mut Findings) -> Grants {
        let id = staffed.config.worker_id.as_str();
        let own = self.link.grants.iter().find(|grant| grant.worker_id.as_str() == id);
        let every = self.link.grants.iter().find(|grant| grant.worker_id.as_str() == EVERY_WORKER);
        // What is said of the worker itself goes before what is said of all.
        let entries: Vec<&GrantConfig> = own.into_iter().chain(every).collect();
        let mut missing: Vec<String> = Vec::new();
        let mut missed = |what: &str| missing.push(format!("`{what}`"));
        let mut grants = Grants::default();
        for capability in asked.capabilities.iter() {
            match capability {
                Capability::Log => grants.log = entries.iter().any(|entry| entry.log.is_some()),
                Capability::JournalNote => grants.journal_note = entries.iter().any(|entry| entry.journal_note.is_some()),
                Capability::MarketWindow => {
                    let entry = entries.iter().find_map(|entry| entry.market_window.as_ref());
                    grants.market_window = entry.and_then(|entry| self.window(entry, asked, findings));
                }
                Capability::State => grants.state = self.state(staffed, asked, own, every, findings),
                Capability::Files => {
                    let entry = entries.iter().find_map(|entry| entry.files.as_ref());
                    grants.files = entry.and_then(|entry| self.files(&entry.value.directory, findings));
                }
            }
            if !grants.contains(capability) && !self.was_told(capability, &entries) {
                missed(capability.as_str());
            }
        }
        let read: Vec<Read> = entries.iter().flat_map(|entry| &entry.reads).map(|read| read.value).collect();
        grants.reads = asked.reads.and(RequestedReads::of(&read));
        asked.reads.iter().filter(|read| !grants.reads.contains(*read)).for_each(|read| missed(&format!("reads: {read}")));
        grants.wasi = asked.wasi && entries.iter().any(|entry| entry.wasi.is_some());
        if asked.wasi && !grants.wasi {
            missed("wasi");
        }
        grants.scripting = asked.scripting && entries.iter().any(|entry| entry.scripting.is_some());
        if asked.scripting && !grants.scripting {
            missed("scripting");
        }
        if !missing.is_empty() {
            let message = format!("`{id}` ({}) asks for {}, which is not granted", staffed.config.plugin.value, missing.join(", "));
            let place = own.map_or(&self.link.name.at, |grant| &grant.worker_id.at);
            let finding = Finding::error(Rule::V17, message).at(place).related(&staffed.config.plugin.at, "this worker");
            let help = format!("if you trust it with that, write under `grants:` of this link: `{id}: {}`", in_yaml(asked));
            findings.push(finding.help(help));
        }
        grants
    }

    /// Whether another finding says why a capability that stands in the grants is not granted.
    fn was_told(&self, capability: Capability, entries: &[&GrantConfig]) -> bool {
        match capability {
            Capability::State => entries.iter().any(|entry| entry.state.is_some()),
            Capability::MarketWindow => entries.iter().any(|entry| entry.market_window.is_some()),
            Capability::Files => entries.iter().any(|entry| entry.files.is_some()),
            Capability::Log | Capability::JournalNote => false,
        }
    }

    fn window(&self, written: &Written<WindowConfig>, asked: &Asked, findings: &mut Findings) -> Option<WindowGrant> {
        let wanted = asked.capabilities.market_window?.bars;
        let bars = written.value.bars.unwrap_or(wanted);
        if bars < wanted {
            let message = format!("a worker asks for a window of {wanted} bars and is granted {bars}");
            let help = format!("write `market-window: {{bars: {wanted}}}`, or use a plug-in that looks back less");
            findings.push(Finding::error(Rule::V17, message).at(&written.at).help(help));
            return None;
        }
        let mut series = match &written.value.series {
            None => (0..self.blueprint.data_needs.len()).filter_map(|index| u32::try_from(index).ok()).collect(),
            Some(named) => named
                .iter()
                .map(|series| index_of(&series.value, &series.at, self.blueprint, self.symbol, findings))
                .collect::<Option<Vec<u32>>>()?,
        };
        series.sort_unstable();
        series.dedup();
        // More than it asks for would only cost memory.
        Some(WindowGrant { series: series.into_iter().map(simpletrader_contracts::market::SeriesRef).collect(), bars: wanted })
    }

    fn state(
        &self,
        staffed: &Staffed<'_>,
        asked: &Asked,
        own: Option<&GrantConfig>,
        every: Option<&GrantConfig>,
        findings: &mut Findings,
    ) -> Option<StateGrant> {
        let wanted = asked.capabilities.state?;
        let written = own.and_then(|entry| entry.state.as_ref()).or(every.and_then(|entry| entry.state.as_ref()))?;
        let id = staffed.config.worker_id.as_str();
        let bytes = written.value.bytes.unwrap_or(wanted.bytes);
        if bytes < wanted.bytes {
            let message = format!("`{id}` asks for {} bytes of state and is granted {bytes}", wanted.bytes);
            let help = format!("write `state: {{bytes: {}}}`, or use a plug-in that remembers less", wanted.bytes);
            findings.push(Finding::error(Rule::V17, message).at(&written.at).help(help));
            return None;
        }
        let permitted = own.and_then(|entry| entry.state.as_ref()).is_some_and(|state| state.value.scope == StateScope::Global);
        if wanted.scope == StateScope::Global && !permitted {
            let message = format!("`{id}` shares its state with all workers of `{}`", staffed.config.plugin.value);
            let help = format!(
                "if that is wanted, permit it by the worker's own name, under `grants:` of this link: `{id}: {}`",
                in_yaml(asked)
            );
            findings.push(Finding::error(Rule::V62, message).at(&written.at).help(help));
            return None;
        }
        Some(StateGrant { scope: wanted.scope, bytes: wanted.bytes })
    }

    fn files(&self, directory: &Written<String>, findings: &mut Findings) -> Option<FilesGrant> {
        let path = self.root.resolve_folder(directory, findings)?;
        Some(FilesGrant { directory: directory.value.clone(), path })
    }

    /// A grant that nobody asks for is harmless today and a surprise the day a plug-in changes.
    fn superfluous(&self, staff: &[Staffed<'_>], asked: &[Option<Asked>], findings: &mut Findings) {
        // A plug-in that is missing might ask for it.
        if asked.iter().any(Option::is_none) {
            return;
        }
        for grant in &self.link.grants {
            let id = grant.worker_id.as_str();
            let concerned: Vec<&Asked> = staff
                .iter()
                .zip(asked)
                .filter(|(staffed, _)| id == EVERY_WORKER || staffed.config.worker_id.as_str() == id)
                .filter_map(|(_, asked)| asked.as_ref())
                .collect();
            if concerned.is_empty() {
                continue;
            }
            let who = if id == EVERY_WORKER { "no worker of this link".to_owned() } else { format!("`{id}`") };
            let asks = |capability| concerned.iter().any(|asked| asked.capabilities.contains(capability));
            let not_asked = |at: &Position, what: &str| {
                let verb = if id == EVERY_WORKER { "asks for it" } else { "does not ask for it" };
                Finding::warning(Rule::V17, format!("`{what}` is granted, but {who} {verb}"))
                    .at(at)
                    .help("remove it from the grant")
            };
            for (capability, at) in written(grant) {
                if !asks(capability) {
                    findings.push(not_asked(at, capability.as_str()));
                }
            }
            for read in grant.reads.iter().filter(|read| !concerned.iter().any(|asked| asked.reads.contains(read.value))) {
                findings.push(not_asked(&read.at, &format!("reads: {}", read.value)));
            }
            if let Some(at) = grant.wasi.as_ref().filter(|_| !concerned.iter().any(|asked| asked.wasi)) {
                findings.push(not_asked(at, "wasi"));
            }
            if let Some(at) = grant.scripting.as_ref().filter(|_| !concerned.iter().any(|asked| asked.scripting)) {
                findings.push(not_asked(at, "scripting"));
            }
        }
    }
}

/// The capabilities that a grant names, and where.
fn written(grant: &GrantConfig) -> impl Iterator<Item = (Capability, &Position)> {
    let places = [
        (Capability::Log, grant.log.as_ref()),
        (Capability::MarketWindow, grant.market_window.as_ref().map(|written| &written.at)),
        (Capability::State, grant.state.as_ref().map(|written| &written.at)),
        (Capability::JournalNote, grant.journal_note.as_ref()),
        (Capability::Files, grant.files.as_ref().map(|written| &written.at)),
    ];
    places.into_iter().filter_map(|(capability, at)| Some((capability, at?)))
}

fn asked(staffed: &Staffed<'_>, inputs: &[Option<Producer>]) -> Option<Asked> {
    let facts = staffed.facts?;
    let is_account = |input: &Option<Producer>| matches!(input, Some(Producer::Direct(InputSource::Account(_))));
    let reads = facts.manifest.reads;
    Some(Asked {
        capabilities: facts.manifest.capabilities,
        // Whoever binds an input to the account lets the worker see it.
        reads: if inputs.iter().any(is_account) { reads.with(Read::Account) } else { reads },
        wasi: facts.needs_wasi(),
        scripting: facts.needs_scripting(),
    })
}

/// The grant that gives a worker all it asks for, as it is written in an operation.
fn in_yaml(asked: &Asked) -> String {
    let mut parts: Vec<String> = Vec::new();
    for capability in asked.capabilities.iter() {
        parts.push(match (capability, asked.capabilities.market_window, asked.capabilities.state) {
            (Capability::MarketWindow, Some(window), _) => format!("market-window: {{bars: {}}}", window.bars),
            (Capability::State, _, Some(state)) => format!("state: {{scope: {}, bytes: {}}}", state.scope, state.bytes),
            (Capability::Files, ..) => "files: {directory: <folder>}".to_owned(),
            _ => format!("{capability}: {{}}"),
        });
    }
    if asked.wasi {
        parts.push("wasi: {}".to_owned());
    }
    if asked.scripting {
        parts.push("scripting: {}".to_owned());
    }
    let reads: Vec<&str> = asked.reads.iter().map(Read::as_str).collect();
    if !reads.is_empty() {
        parts.push(format!("reads: [{}]", reads.join(", ")));
    }
    format!("{{{}}}", parts.join(", "))
}
