//! The state of one worker: small values by key, bounded, and undone as a whole when the pass in which they changed fails.

use std::collections::BTreeMap;

use super::StateChange;
use crate::name::excerpt;

/// Most keys that a worker's state may have.
pub const STATE_KEYS_LIMIT: usize = 1_000;
/// Longest key, in bytes.
pub const STATE_KEY_BYTES: usize = 120;

/// A change of the state was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StateRefusal {
    /// Keys and values together would be too large.
    #[error("keys and values together would have {asked} bytes, {limit} are granted")]
    Bytes {
        /// What they would have.
        asked: u64,
        /// What they may have.
        limit: u64,
    },
    /// There would be too many keys.
    #[error("there may be {limit} keys")]
    Keys {
        /// What there may be.
        limit: u64,
    },
    /// The key breaks the rule for keys.
    #[error("a key must have 1 to 120 bytes and no control characters, got `{0}`")]
    Key(String),
}

/// Values by key. It knows what has changed since the changes were last taken, so that a failed pass can be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateMap {
    entries: BTreeMap<String, Vec<u8>>,
    bytes: u64,
    limit: u64,
    /// What each key that was touched had when the changes were last taken.
    before: BTreeMap<String, Option<Vec<u8>>>,
}

fn size(key: &str, value: &[u8]) -> u64 {
    (key.len() + value.len()) as u64
}

impl StateMap {
    /// An empty state of at most `limit` bytes, keys and values together.
    pub fn new(limit: u64) -> Self {
        Self { entries: BTreeMap::new(), bytes: 0, limit, before: BTreeMap::new() }
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&[u8]> {
        self.entries.get(key).map(Vec::as_slice)
    }

    /// Gives a key a value.
    ///
    /// # Errors
    /// When a bound would be passed or the key is none; then nothing has changed.
    pub fn set(&mut self, key: String, value: Vec<u8>) -> Result<(), StateRefusal> {
        let old = self.entries.get(&key).map(|old| size(&key, old));
        if old.is_none() && self.entries.len() >= STATE_KEYS_LIMIT {
            return Err(StateRefusal::Keys { limit: STATE_KEYS_LIMIT as u64 });
        }
        if key.is_empty() || key.len() > STATE_KEY_BYTES || excerpt(&key, STATE_KEY_BYTES) != key || key.contains(['\n', '\t']) {
            return Err(StateRefusal::Key(excerpt(&key, 40)));
        }
        let asked = self.bytes.saturating_sub(old.unwrap_or(0)).saturating_add(size(&key, &value));
        if asked > self.limit {
            return Err(StateRefusal::Bytes { asked, limit: self.limit });
        }
        self.put(key, Some(value));
        Ok(())
    }

    /// Takes a key away; one that is not there is no matter.
    pub fn remove(&mut self, key: &str) {
        if self.entries.contains_key(key) {
            self.put(key.to_owned(), None);
        }
    }

    /// What changed since this was last asked, each key once, in the order of the keys. From now on it cannot be undone.
    pub fn take_changes(&mut self) -> Vec<StateChange> {
        let touched = std::mem::take(&mut self.before);
        let changed = touched.into_iter().filter(|(key, before)| self.entries.get(key) != before.as_ref());
        changed.map(|(key, _)| StateChange { value: self.entries.get(&key).cloned(), key }).collect()
    }

    /// Makes everything as it was when the changes were last taken.
    pub fn undo(&mut self) {
        for (key, value) in std::mem::take(&mut self.before) {
            self.replace(key, value);
        }
    }

    /// Takes over what others who share the state have changed. The bound does not hold here, but at the next [`set`](Self::set).
    pub fn adopt(&mut self, changes: &[StateChange]) {
        for change in changes {
            self.replace(change.key.clone(), change.value.clone());
        }
    }

    fn put(&mut self, key: String, value: Option<Vec<u8>>) {
        let old = self.replace(key.clone(), value);
        self.before.entry(key).or_insert(old);
    }

    fn replace(&mut self, key: String, value: Option<Vec<u8>>) -> Option<Vec<u8>> {
        let added = value.as_ref().map_or(0, |value| size(&key, value));
        let old = match value {
            Some(value) => self.entries.insert(key.clone(), value),
            None => self.entries.remove(&key),
        };
        let freed = old.as_ref().map_or(0, |old| size(&key, old));
        self.bytes = self.bytes.saturating_add(added).saturating_sub(freed);
        old
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(state: &mut StateMap, key: &str, value: &[u8]) -> Result<(), StateRefusal> {
        state.set(key.to_owned(), value.to_vec())
    }

    #[test]
    fn a_value_past_the_bound_is_refused_and_changes_nothing() {
        let mut state = StateMap::new(10);
        set(&mut state, "a", b"12345").unwrap();
        assert_eq!(set(&mut state, "b", b"1234"), Err(StateRefusal::Bytes { asked: 11, limit: 10 }));
        assert_eq!(state.get("b"), None);
        set(&mut state, "a", b"123456789").unwrap();
        assert_eq!(set(&mut state, "a", b"1234567890"), Err(StateRefusal::Bytes { asked: 11, limit: 10 }));
        state.remove("a");
        set(&mut state, "b", b"123456789").unwrap();
    }

    #[test]
    fn there_are_only_so_many_keys() {
        let mut state = StateMap::new(1 << 20);
        (0..STATE_KEYS_LIMIT).for_each(|key| set(&mut state, &key.to_string(), b"").unwrap());
        assert_eq!(set(&mut state, "more", b""), Err(StateRefusal::Keys { limit: 1_000 }));
        set(&mut state, "0", b"another value").unwrap();
    }

    #[test]
    fn a_key_is_a_short_text_without_control_characters() {
        let mut state = StateMap::new(1 << 20);
        for bad in ["", "a\nb", "a\u{1b}[2J", "a\u{202e}", &"k".repeat(121)] {
            assert!(matches!(set(&mut state, bad, b""), Err(StateRefusal::Key(_))), "{bad:?}");
        }
        set(&mut state, &"k".repeat(120), b"").unwrap();
    }

    #[test]
    fn what_a_failed_pass_changed_is_undone() {
        let mut state = StateMap::new(100);
        set(&mut state, "kept", b"1").unwrap();
        set(&mut state, "gone", b"2").unwrap();
        state.take_changes();
        let before = state.clone();
        set(&mut state, "kept", b"changed").unwrap();
        set(&mut state, "kept", b"again").unwrap();
        set(&mut state, "new", b"3").unwrap();
        state.remove("gone");
        state.undo();
        assert_eq!(state, before);
        assert!(state.take_changes().is_empty());
    }

    #[test]
    fn changes_are_told_once_with_what_there_is_in_the_end() {
        let mut state = StateMap::new(100);
        set(&mut state, "b", b"1").unwrap();
        set(&mut state, "b", b"2").unwrap();
        set(&mut state, "a", b"3").unwrap();
        set(&mut state, "c", b"4").unwrap();
        state.remove("c");
        state.remove("never there");
        let change = |key: &str, value: Option<&[u8]>| StateChange { key: key.into(), value: value.map(<[u8]>::to_vec) };
        assert_eq!(state.take_changes(), [change("a", Some(b"3")), change("b", Some(b"2"))]);
        set(&mut state, "a", b"3").unwrap();
        assert!(state.take_changes().is_empty(), "the same value is no change");
        state.remove("a");
        assert_eq!(state.take_changes(), [change("a", None)]);
    }

    #[test]
    fn what_others_changed_is_no_change_of_ones_own() {
        let mut state = StateMap::new(4);
        state.adopt(&[StateChange { key: "shared".into(), value: Some(b"12345".to_vec()) }]);
        assert_eq!(state.get("shared"), Some(b"12345".as_slice()));
        assert!(state.take_changes().is_empty());
        assert!(matches!(set(&mut state, "a", b""), Err(StateRefusal::Bytes { asked: 12, limit: 4 })));
    }
}
