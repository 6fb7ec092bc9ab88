//! What a worker may do and see beyond its calls, and who says so.
//!
//! A worker's manifest *asks* ([`RequestedCapabilities`], [`RequestedReads`]); the operation *grants* ([`Grants`]); only what
//! both say is linked or pushed. A capability is an interface that a worker calls; a read is something that the host pushes
//! into its calls. This module has the vocabulary and the table of who may ask for what; [`requested`] is the manifest's side,
//! [`grants`] the operation's, [`remarks`] what the calls leave behind, and [`kit`] what a live worker holds: its [`state`] and
//! its [`window`]s among it.
//!
//! Two decisions:
//!
//! * **The subject of a call comes with it.** A planner's task holds the trade that the directive is about, and a command the
//!   trade that it changes: without them the call has no meaning, so they are no reads. Everything beyond the subject is.
//! * **Facts and fields of bars are declared and granted as inputs.** The manifest names them, the blueprint binds them. A
//!   figure of the account is bound in the same way and is a read besides.

pub mod grants;
pub mod kit;
pub mod remarks;
pub mod requested;
pub mod state;
pub mod window;

use crate::terms::text_enum;
use crate::worker::Category;

pub use grants::{FilesGrant, Grants, StateGrant, WindowGrant};
pub use kit::Kit;
pub use remarks::{LogLevel, LogLine, Remarks, StateChange};
pub use requested::{RequestedCapabilities, RequestedReads, RequestedState, RequestedWindow};
pub use state::{StateMap, StateRefusal};
pub use window::{WindowBar, WindowRefusal, Windows};

text_enum!(
    /// An interface that a worker may call. The text is the interface's name in `wit/`, in the manifest and in the operation.
    Capability {
        #[doc = "Lines for the author."] Log = "log",
        #[doc = "Closed bars of the past."] MarketWindow = "market-window",
        #[doc = "Small values that outlive the instance."] State = "state",
        #[doc = "Remarks that the journal keeps."] JournalNote = "journal-note",
        #[doc = "A directory to read; it has no interface of ours."] Files = "files",
    }
);
text_enum!(
    /// Who shares a worker's state.
    StateScope {
        #[doc = "Nobody: the state belongs to one worker of one strategy."] Strategy = "strategy",
        #[doc = "All workers of the same plug-in. Needs the operation's explicit permission."] Global = "global",
    }
);
text_enum!(
    /// Something that the host pushes into a worker's calls when it was asked for and granted.
    Read {
        #[doc = "Figures of the account."] Account = "account",
        #[doc = "All trades that are not closed."] Positions = "positions",
        #[doc = "All orders that still work."] OpenOrders = "open-orders",
        #[doc = "The latest price of every instrument."] Quotes = "quotes",
    }
);

impl Capability {
    /// The capability of an interface of the contract, by the interface's name.
    pub fn of_interface(interface: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|capability| capability.interface() == Some(interface))
    }

    /// Its interface in `wit/`; none for files, which have the interfaces of another contract.
    pub const fn interface(self) -> Option<&'static str> {
        match self {
            Self::Log | Self::MarketWindow | Self::State | Self::JournalNote => Some(self.as_str()),
            Self::Files => None,
        }
    }

    /// The categories that may ask for it. To look back, to remember and to explain is open to all.
    pub const fn open_to(self) -> &'static [Category] {
        match self {
            Self::Log | Self::MarketWindow | Self::State | Self::JournalNote | Self::Files => Category::ALL,
        }
    }
}

impl Read {
    /// The categories that may ask for it. Those who measure and detect do not see what the strategy owns; planners of one
    /// aspect see the account and the trade that they plan for; an execution worker sees its command.
    pub const fn open_to(self) -> &'static [Category] {
        match self {
            Self::Account => &[
                Category::RiskMonitor,
                Category::StrategyPlanner,
                Category::EntryPlanner,
                Category::SizePlanner,
                Category::ExitPlanner,
                Category::ExecutionPlanner,
            ],
            Self::Positions => &[Category::RiskMonitor, Category::StrategyPlanner],
            Self::OpenOrders | Self::Quotes => &[Category::StrategyPlanner],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_capability_but_files_has_an_interface_of_the_contract() {
        for &capability in Capability::ALL {
            let interface = capability.interface();
            assert_eq!(interface.and_then(Capability::of_interface), interface.map(|_| capability));
        }
        assert_eq!(Capability::Files.interface(), None);
        assert_eq!(Capability::of_interface("types"), None);
    }

    #[test]
    fn those_who_measure_and_detect_see_nothing_of_the_ledger() {
        for &read in Read::ALL {
            for category in [Category::ContextWorker, Category::SignalDetector, Category::ExecutionWorker] {
                assert!(!read.open_to().contains(&category), "{read} and {category}");
            }
            assert!(read.open_to().contains(&Category::StrategyPlanner), "{read}");
        }
    }
}
