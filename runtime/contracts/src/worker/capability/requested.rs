//! What a manifest asks for.
//!
//! ```json
//! "capabilities": {"log": {}, "market-window": {"bars": 200}, "state": {"scope": "strategy"}, "journal-note": {}},
//! "reads": ["account", "positions"]
//! ```

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Capability, Read, StateScope};
use crate::Refused;
use crate::name::{excerpt, nearest};
use crate::worker::Category;

/// Most bars of one series that a window may hold.
pub const WINDOW_BARS_LIMIT: u32 = 10_000;
/// Most bytes of state, keys and values together, that one worker may have.
pub const STATE_BYTES_LIMIT: u64 = 4 * 1024 * 1024;
/// Most bars that a worker may be asked about at once: as many as are read ahead together. More would save next to nothing, because
/// the price of a crossing is already shared by all of them.
pub const SLICE_BARS_LIMIT: u32 = 256;
/// Bytes of state where nobody says how many.
pub const STATE_BYTES_USUAL: u64 = 64 * 1024;

/// The capabilities that a manifest asks for. Written as an object from the capability's name to its terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "Map<String, Value>", into = "Map<String, Value>")]
pub struct RequestedCapabilities {
    /// To write lines for the author.
    pub log: bool,
    /// To look back.
    pub market_window: Option<RequestedWindow>,
    /// To remember.
    pub state: Option<RequestedState>,
    /// To leave remarks in the journal.
    pub journal_note: bool,
    /// To read files of a directory that the operation chooses.
    pub files: bool,
}

/// How far a worker wants to look back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestedWindow {
    /// Bars of each series, 1 to [`WINDOW_BARS_LIMIT`].
    pub bars: u32,
}

/// What a worker wants to remember.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestedState {
    /// Who shares it; [`StateScope::Strategy`] where nothing is said.
    #[serde(default = "own")]
    pub scope: StateScope,
    /// Bytes, keys and values together, 1 to [`STATE_BYTES_LIMIT`]; [`STATE_BYTES_USUAL`] where nothing is said.
    #[serde(default = "usual")]
    pub bytes: u64,
}

fn own() -> StateScope {
    StateScope::Strategy
}

fn usual() -> u64 {
    STATE_BYTES_USUAL
}

impl Default for RequestedState {
    fn default() -> Self {
        Self { scope: own(), bytes: usual() }
    }
}

impl RequestedCapabilities {
    /// Nothing.
    pub const NONE: Self = Self { log: false, market_window: None, state: None, journal_note: false, files: false };

    /// Whether it asks for this.
    pub const fn contains(&self, capability: Capability) -> bool {
        match capability {
            Capability::Log => self.log,
            Capability::MarketWindow => self.market_window.is_some(),
            Capability::State => self.state.is_some(),
            Capability::JournalNote => self.journal_note,
            Capability::Files => self.files,
        }
    }

    /// All that it asks for, in the order of [`Capability::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = Capability> + '_ {
        Capability::ALL.iter().copied().filter(|capability| self.contains(*capability))
    }

    fn add(&mut self, name: &str, terms: Value) -> Result<(), Refused> {
        let capability = Capability::from_text(name)
            .ok_or_else(|| Refused::new(UNKNOWN_CAPABILITY, unknown(name, Capability::ALL.iter().map(|known| known.as_str()))))?;
        match capability {
            Capability::Log => self.log = no_terms(&terms)?,
            Capability::MarketWindow => {
                let window: RequestedWindow = read_terms(name, terms)?;
                if !(1..=WINDOW_BARS_LIMIT).contains(&window.bars) {
                    return Err(Refused::new("market-window: bars must lie between 1 and 10000", window.bars));
                }
                self.market_window = Some(window);
            }
            Capability::State => {
                let state: RequestedState = read_terms(name, terms)?;
                if !(1..=STATE_BYTES_LIMIT).contains(&state.bytes) {
                    return Err(Refused::new("state: bytes must lie between 1 and 4194304", state.bytes));
                }
                self.state = Some(state);
            }
            Capability::JournalNote => self.journal_note = no_terms(&terms)?,
            Capability::Files => self.files = no_terms(&terms)?,
        }
        Ok(())
    }
}

const UNKNOWN_CAPABILITY: &str = "a capability is one of log, market-window, state, journal-note, files";

/// The unknown name, with the known one that it may have been meant for.
fn unknown<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let shown = excerpt(name, 40);
    match nearest(name, known) {
        Some(meant) => format!("`{shown}`: did you mean `{meant}`?"),
        None => format!("`{shown}`"),
    }
}

/// The terms of a capability that has none: an empty object.
fn no_terms(terms: &Value) -> Result<bool, Refused> {
    match terms {
        Value::Object(fields) if fields.is_empty() => Ok(true),
        other => Err(Refused::new("this capability has no terms: write {}", other)),
    }
}

fn read_terms<T: for<'de> Deserialize<'de>>(name: &str, terms: Value) -> Result<T, Refused> {
    serde_json::from_value(terms)
        .map_err(|error| Refused::new("the terms of the capability cannot be read", format!("{name}: {error}")))
}

impl TryFrom<Map<String, Value>> for RequestedCapabilities {
    type Error = Refused;

    fn try_from(map: Map<String, Value>) -> Result<Self, Refused> {
        let mut asked = Self::default();
        for (name, terms) in map {
            asked.add(&name, terms)?;
        }
        Ok(asked)
    }
}

impl From<RequestedCapabilities> for Map<String, Value> {
    fn from(asked: RequestedCapabilities) -> Self {
        let terms = |capability: Capability| match capability {
            Capability::MarketWindow => serde_json::json!({ "bars": asked.market_window.map_or(0, |window| window.bars) }),
            Capability::State => {
                let RequestedState { scope, bytes } = asked.state.unwrap_or_default();
                serde_json::json!({ "scope": scope, "bytes": bytes })
            }
            Capability::Log | Capability::JournalNote | Capability::Files => Value::Object(Self::new()),
        };
        asked.iter().map(|capability| (capability.as_str().to_owned(), terms(capability))).collect()
    }
}

/// What a manifest asks to be pushed into its calls. Written as a list of names; equal in any order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<Read>")]
pub struct RequestedReads {
    /// Figures of the account.
    pub account: bool,
    /// All trades that are not closed.
    pub positions: bool,
    /// All orders that still work.
    pub open_orders: bool,
    /// The latest price of every instrument.
    pub quotes: bool,
}

impl RequestedReads {
    /// Nothing.
    pub const NONE: Self = Self { account: false, positions: false, open_orders: false, quotes: false };
    /// Everything that there is to read.
    pub const ALL: Self = Self { account: true, positions: true, open_orders: true, quotes: true };

    /// These.
    pub const fn of(reads: &[Read]) -> Self {
        let mut asked = Self::NONE;
        let mut index = 0;
        while index < reads.len() {
            asked = asked.with(reads[index]);
            index += 1;
        }
        asked
    }

    /// This one too.
    #[must_use]
    pub const fn with(mut self, read: Read) -> Self {
        match read {
            Read::Account => self.account = true,
            Read::Positions => self.positions = true,
            Read::OpenOrders => self.open_orders = true,
            Read::Quotes => self.quotes = true,
        }
        self
    }

    /// Whether this is one of them.
    pub const fn contains(&self, read: Read) -> bool {
        match read {
            Read::Account => self.account,
            Read::Positions => self.positions,
            Read::OpenOrders => self.open_orders,
            Read::Quotes => self.quotes,
        }
    }

    /// All of them, in the order of [`Read::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = Read> + '_ {
        Read::ALL.iter().copied().filter(|read| self.contains(*read))
    }

    /// Those that a category may not have.
    pub fn closed_to(&self, category: Category) -> impl Iterator<Item = Read> + '_ {
        self.iter().filter(move |read| !read.open_to().contains(&category))
    }

    /// Those that are in both.
    #[must_use]
    pub fn and(&self, other: Self) -> Self {
        Self::of(&self.iter().filter(|read| other.contains(*read)).collect::<Vec<_>>())
    }
}

impl TryFrom<Vec<String>> for RequestedReads {
    type Error = Refused;

    fn try_from(names: Vec<String>) -> Result<Self, Refused> {
        const RULE: &str = "a read is one of account, positions, open-orders, quotes";
        names.iter().try_fold(Self::NONE, |asked, name| {
            let known = || Read::ALL.iter().map(|known| known.as_str());
            Read::from_text(name).map(|read| asked.with(read)).ok_or_else(|| Refused::new(RULE, unknown(name, known())))
        })
    }
}

impl From<RequestedReads> for Vec<Read> {
    fn from(asked: RequestedReads) -> Self {
        asked.iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capabilities(json: Value) -> Result<RequestedCapabilities, String> {
        serde_json::from_value(json).map_err(|error| error.to_string())
    }

    fn reads(json: Value) -> Result<RequestedReads, String> {
        serde_json::from_value(json).map_err(|error| error.to_string())
    }

    #[test]
    fn a_request_reads_back_equal() {
        let json =
            serde_json::json!({"log": {}, "market-window": {"bars": 200}, "state": {"scope": "global", "bytes": 9}, "files": {}});
        let asked = capabilities(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(asked).unwrap(), json);
        let asked = reads(serde_json::json!(["quotes", "account"])).unwrap();
        assert_eq!(serde_json::to_value(asked).unwrap(), serde_json::json!(["account", "quotes"]));
    }

    #[test]
    fn state_is_a_workers_own_and_small_unless_it_says_otherwise() {
        let state = capabilities(serde_json::json!({"state": {}})).unwrap().state.unwrap();
        assert_eq!(state, RequestedState { scope: StateScope::Strategy, bytes: 65_536 });
    }

    #[test]
    fn an_unknown_name_is_refused_with_the_one_that_was_meant() {
        for (json, meant) in [
            (serde_json::json!({"market_window": {"bars": 1}}), "did you mean `market-window`?"),
            (serde_json::json!({"lgo": {}}), "did you mean `log`?"),
            (serde_json::json!({"network": {}}), "one of log, market-window, state, journal-note, files"),
        ] {
            let error = capabilities(json).unwrap_err();
            assert!(error.contains(meant), "{error}");
        }
        let error = reads(serde_json::json!(["open_orders"])).unwrap_err();
        assert!(error.contains("did you mean `open-orders`?"), "{error}");
        assert!(reads(serde_json::json!(["everything"])).is_err());
    }

    #[test]
    fn terms_outside_their_bounds_are_refused() {
        for bad in [
            serde_json::json!({"log": true}),
            serde_json::json!({"log": {"level": "info"}}),
            serde_json::json!({"market-window": {}}),
            serde_json::json!({"market-window": {"bars": 0}}),
            serde_json::json!({"market-window": {"bars": 10_001}}),
            serde_json::json!({"state": {"bytes": 0}}),
            serde_json::json!({"state": {"bytes": 4_194_305}}),
            serde_json::json!({"state": {"scope": "everybody"}}),
            serde_json::json!({"state": {"size": 5}}),
        ] {
            assert!(capabilities(bad.clone()).is_err(), "{bad}");
        }
    }

    #[test]
    fn both_must_say_so() {
        let asked = RequestedReads::of(&[Read::Account, Read::Positions]);
        assert_eq!(asked.and(RequestedReads::of(&[Read::Positions, Read::Quotes])), RequestedReads::of(&[Read::Positions]));
        let closed: Vec<Read> = asked.closed_to(Category::SizePlanner).collect();
        assert_eq!(closed, [Read::Positions]);
    }
}
