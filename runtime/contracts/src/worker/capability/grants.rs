//! What one worker actually gets: asked for by its manifest and granted by the operation.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Capability, RequestedCapabilities, RequestedReads, StateScope};
use crate::market::SeriesRef;
use crate::worker::ComponentFacts;

/// Everything beyond its calls that one worker gets. The default is nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grants {
    /// It may write lines for its author.
    pub log: bool,
    /// It may look back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub market_window: Option<WindowGrant>,
    /// It may remember.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<StateGrant>,
    /// It may leave remarks in the journal.
    pub journal_note: bool,
    /// It may read a directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<FilesGrant>,
    /// It gets the deterministic WASI profile, for languages that cannot do without.
    pub wasi: bool,
    /// Its file may be as large as one with an interpreter is; nothing more comes with that.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub scripting: bool,
    /// It is trusted to be asked about this many bars at once, 1 to [`SLICE_BARS_LIMIT`](super::requested::SLICE_BARS_LIMIT);
    /// bar by bar where nothing is said. No manifest asks for it: it makes a run faster and nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slices: Option<u32>,
    /// What is pushed into its calls.
    pub reads: RequestedReads,
}

/// How far a worker may look back, on which series.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WindowGrant {
    /// The series, by their place in the strategy's list; ascending, each once.
    pub series: Vec<SeriesRef>,
    /// Bars of each, 1 to [`WINDOW_BARS_LIMIT`](super::requested::WINDOW_BARS_LIMIT).
    pub bars: u32,
}

/// How much a worker may remember, and for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateGrant {
    /// Who shares it.
    pub scope: StateScope,
    /// Bytes, keys and values together.
    pub bytes: u64,
}

/// A directory that a worker may read, and nothing above it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilesGrant {
    /// As the operation writes it.
    pub directory: String,
    /// Where it lies on this machine. No part of what a strategy is, so it is not written out.
    #[serde(skip)]
    pub path: PathBuf,
}

impl Grants {
    /// Everything that a manifest asks for, but no directory and a window on no series: to try a worker file by itself, where no
    /// operation says more.
    pub fn as_asked(capabilities: &RequestedCapabilities, reads: RequestedReads) -> Self {
        Self {
            log: capabilities.log,
            market_window: capabilities.market_window.map(|window| WindowGrant { series: Vec::new(), bars: window.bars }),
            state: capabilities.state.map(|state| StateGrant { scope: state.scope, bytes: state.bytes }),
            journal_note: capabilities.journal_note,
            files: None,
            wasi: false,
            scripting: false,
            slices: None,
            reads,
        }
    }

    /// Everything that a file asks for, by what it says and by what it is; see [`as_asked`](Self::as_asked).
    pub fn as_asked_by(facts: &ComponentFacts) -> Self {
        Self {
            wasi: facts.needs_wasi(),
            scripting: facts.needs_scripting(),
            ..Self::as_asked(&facts.manifest.capabilities, facts.manifest.reads)
        }
    }

    /// Whether the file may be as large as one with an interpreter in it.
    pub const fn makes_room(&self) -> bool {
        self.wasi || self.scripting
    }

    /// Whether this capability is among them.
    pub const fn contains(&self, capability: Capability) -> bool {
        match capability {
            Capability::Log => self.log,
            Capability::MarketWindow => self.market_window.is_some(),
            Capability::State => self.state.is_some(),
            Capability::JournalNote => self.journal_note,
            Capability::Files => self.files.is_some(),
        }
    }

    /// Whether the worker's calls may leave anything behind beside their answers.
    pub const fn leaves_remarks(&self) -> bool {
        // The WASI profile's error stream ends in the log.
        self.log || self.journal_note || self.state.is_some() || self.wasi
    }
}
