//! What an operation grants to the workers of a link: the capabilities that they may call, with bounds, and what may be pushed into
//! their calls.
//!
//! ```yaml
//! grants:
//!   "*": {reads: [account, positions]}                # every worker of the link that asks for it
//!   range: {market-window: {series: ["@1d"], bars: 200}}
//!   brain: {log: {}, state: {bytes: 4096}, journal-note: {}}
//!   fast: {slices: {bars: 128}}                       # asked about many bars at once
//! ```
//!
//! The names are those of the manifest. A grant alone gives nothing: the manifest must ask. `slices` is no capability and nobody
//! asks for it: the file offers it.

use simpletrader_contracts::worker::capability::requested::{SLICE_BARS_LIMIT, STATE_BYTES_LIMIT, WINDOW_BARS_LIMIT};
use simpletrader_contracts::worker::capability::{Read, StateScope};

use super::SeriesAddress;
use crate::decode::{list, mapping, term, text, whole, written, wrong_type};
use crate::diagnostic::Findings;
use crate::document::{Content, Node};
use crate::source::{Position, Written};

/// The word that stands for every worker of a link.
pub(crate) const EVERY_WORKER: &str = "*";

/// What is granted to one worker, or to every worker of a link.
#[derive(Debug, Clone)]
pub struct GrantConfig {
    /// The worker's id in the blueprint, or `*`.
    pub worker_id: Written<String>,
    /// To write lines for the author, and where that is written.
    pub log: Option<Position>,
    /// To look back.
    pub market_window: Option<Written<WindowConfig>>,
    /// To remember.
    pub state: Option<Written<StateConfig>>,
    /// To leave remarks in the journal.
    pub journal_note: Option<Position>,
    /// To read a directory.
    pub files: Option<Written<FilesConfig>>,
    /// To have the deterministic WASI profile.
    pub wasi: Option<Position>,
    /// To be as large as a file with an interpreter is.
    pub scripting: Option<Position>,
    /// To be asked about many bars at once, or a detector about many passes.
    pub slices: Option<Written<SlicesConfig>>,
    /// What may be pushed into its calls.
    pub reads: Vec<Written<Read>>,
}

/// How far a worker may look back.
#[derive(Debug, Clone)]
pub struct WindowConfig {
    /// On which series; every series of the strategy if left out.
    pub series: Option<Vec<Written<SeriesAddress>>>,
    /// Bars of each; as many as the manifest asks for if left out.
    pub bars: Option<u32>,
}

/// How much a worker may remember.
#[derive(Debug, Clone, Copy)]
pub struct StateConfig {
    /// Who may share it; nobody if left out.
    pub scope: StateScope,
    /// Bytes, keys and values together; as many as the manifest asks for if left out.
    pub bytes: Option<u64>,
}

/// How many bars a worker may be asked about at once.
#[derive(Debug, Clone, Copy)]
pub struct SlicesConfig {
    /// Most bars of a slice, 1 to [`SLICE_BARS_LIMIT`], which it is if left out.
    pub bars: u32,
}

/// A directory that a worker may read.
#[derive(Debug, Clone)]
pub struct FilesConfig {
    /// The folder, relative to the operation file.
    pub directory: Written<String>,
}

const READS: &[(&str, Read)] =
    &[("account", Read::Account), ("positions", Read::Positions), ("open-orders", Read::OpenOrders), ("quotes", Read::Quotes)];

const SCOPES: &[(&str, StateScope)] = &[("strategy", StateScope::Strategy), ("global", StateScope::Global)];

/// Reads `{worker_id: {capability: terms}}`.
pub(super) fn grants(node: &Node, findings: &mut Findings) -> Option<Vec<GrantConfig>> {
    if !matches!(node.content, Content::Mapping(_)) {
        let finding = wrong_type(node, "a mapping of worker ids");
        findings.push(finding.help("write `grants: {worker_id: {log: {}, reads: [account]}}`; `\"*\"` means every worker"));
        return None;
    }
    let read: Vec<Option<GrantConfig>> = node
        .entries()
        .iter()
        .map(|entry| grant(Written { value: entry.key.clone(), at: entry.key_at.clone() }, &entry.value, findings))
        .collect();
    read.into_iter().collect()
}

fn grant(worker_id: Written<String>, node: &Node, findings: &mut Findings) -> Option<GrantConfig> {
    mapping(node, "a grant", findings, |fields| {
        let log = fields.optional("log", no_terms);
        let market_window = fields.optional("market-window", written(window));
        let state = fields.optional("state", written(state));
        let journal_note = fields.optional("journal-note", no_terms);
        let files = fields.optional("files", written(files));
        let wasi = fields.optional("wasi", no_terms);
        let scripting = fields.optional("scripting", no_terms);
        let slices = fields.optional("slices", written(slices));
        let reads = fields.list("reads", written(term("something to read", READS)));
        Some(GrantConfig {
            worker_id,
            log: log?,
            market_window: market_window?,
            state: state?,
            journal_note: journal_note?,
            files: files?,
            wasi: wasi?,
            scripting: scripting?,
            slices: slices?,
            reads: reads?,
        })
    })
}

/// A capability without terms: `{}`.
fn no_terms(node: &Node, findings: &mut Findings) -> Option<Position> {
    mapping(node, "a capability without terms", findings, |fields| Some(fields.at().clone()))
}

fn window(node: &Node, findings: &mut Findings) -> Option<WindowConfig> {
    mapping(node, "a grant of market-window", findings, |fields| {
        let series = fields.optional("series", list(written(SeriesAddress::decode)));
        let bars = fields.optional("bars", whole(1..=WINDOW_BARS_LIMIT));
        Some(WindowConfig { series: series?, bars: bars? })
    })
}

fn state(node: &Node, findings: &mut Findings) -> Option<StateConfig> {
    mapping(node, "a grant of state", findings, |fields| {
        let scope = fields.or("scope", term("a scope of state", SCOPES), StateScope::Strategy);
        let bytes = fields.optional("bytes", whole(1..=STATE_BYTES_LIMIT));
        Some(StateConfig { scope: scope?, bytes: bytes? })
    })
}

fn slices(node: &Node, findings: &mut Findings) -> Option<SlicesConfig> {
    mapping(node, "a grant of slices", findings, |fields| {
        let bars = fields.or("bars", whole(1..=SLICE_BARS_LIMIT), SLICE_BARS_LIMIT);
        Some(SlicesConfig { bars: bars? })
    })
}

fn files(node: &Node, findings: &mut Findings) -> Option<FilesConfig> {
    mapping(node, "a grant of files", findings, |fields| {
        let directory = fields.required("directory", written(text));
        Some(FilesConfig { directory: directory? })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::tests::decoded;

    #[test]
    fn grants_are_read_with_their_bounds() {
        let text = "\"*\": {reads: [account, open-orders]}\nrange: {market-window: {series: [\"@1d\"], bars: 200}, log: {}}\n\
                    brain: {state: {scope: global, bytes: 4096}, journal-note: {}, files: {directory: data}, wasi: {}}\n\
                    rsi: {scripting: {}, slices: {}}\nfast: {slices: {bars: 16}}\n";
        let (grants, findings) = decoded(text, grants);
        assert!(findings.is_empty(), "{findings}");
        let grants = grants.unwrap();
        let [every, range, brain, rsi, fast] = grants.as_slice() else { panic!("{grants:?}") };
        assert_eq!(every.reads.iter().map(|read| read.value).collect::<Vec<_>>(), [Read::Account, Read::OpenOrders]);
        let window = &range.market_window.as_ref().unwrap().value;
        assert_eq!((window.bars, window.series.as_ref().map(Vec::len), range.log.is_some()), (Some(200), Some(1), true));
        let state = brain.state.as_ref().unwrap().value;
        assert_eq!((state.scope, state.bytes), (StateScope::Global, Some(4096)));
        assert!(brain.journal_note.is_some() && brain.wasi.is_some() && brain.scripting.is_none());
        assert!(rsi.scripting.is_some());
        let bars = |grant: &GrantConfig| grant.slices.as_ref().map(|slices| slices.value.bars);
        assert_eq!([rsi, fast, brain].map(bars), [Some(256), Some(16), None]);
        assert_eq!(brain.files.as_ref().unwrap().value.directory.as_str(), "data");
    }

    #[test]
    fn what_is_no_grant_is_refused_with_what_was_meant() {
        for (text, word) in [
            ("[brain]", "a mapping of worker ids"),
            ("brain: {market_window: {}}", "did you mean `market-window`?"),
            ("brain: {reads: [acount]}", "did you mean `account`?"),
            ("brain: {log: yes}", "a mapping"),
            ("brain: {state: {scope: everybody}}", "is not a scope of state"),
            ("brain: {market-window: {bars: 0}}", "from 1 to 10000"),
            ("brain: {state: {bytes: 4194305}}", "from 1 to 4194304"),
            ("fast: {slices: {bars: 0}}", "from 1 to 256"),
            ("fast: {slices: {bars: 257}}", "from 1 to 256"),
            ("fast: {slices: yes}", "a mapping"),
            ("brain: {files: {}}", "needs `directory`"),
            ("brain: {market-window: {series: [1d]}}", "is not a series"),
        ] {
            let (value, findings) = decoded(text, grants);
            assert!(value.is_none() || !findings.is_empty(), "{text}");
            assert!(findings.to_string().contains(word), "{text}: {findings}");
        }
    }
}
