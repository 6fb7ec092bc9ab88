//! What a live worker holds of its capabilities, wherever it runs: a sandboxed and a native worker leave the same remarks
//! because they share this. How often it may be used is the sandbox's business.

use super::state::StateMap;
use super::window::{WindowBar, WindowRefusal, Windows};
use super::{Grants, LogLevel, LogLine, Remarks, StateChange};
use crate::market::SeriesRef;
use crate::name::excerpt;

/// Longest line of a log that is kept, in characters.
pub const LOG_LINE_CHARS: usize = 1_000;
/// Longest note that is kept, in characters.
pub const NOTE_CHARS: usize = 500;
/// The last line of a log that was too long for its run.
pub const LOG_ENDS: &str = "the log of this worker has reached its bound; what it writes from here on is not kept";

/// The log, notes, state and windows of one live worker.
#[derive(Debug, Clone, PartialEq)]
pub struct Kit {
    remarks: Remarks,
    /// Bytes of log that are still kept; none when it has ended.
    log_left: Option<u64>,
    state: Option<StateMap>,
    windows: Option<Windows>,
}

impl Kit {
    /// What these grants give, with a log of at most `log_bytes` over the whole run.
    pub fn new(grants: &Grants, log_bytes: u64) -> Self {
        Self {
            remarks: Remarks::default(),
            log_left: Some(log_bytes),
            state: grants.state.map(|state| StateMap::new(state.bytes)),
            windows: grants.market_window.as_ref().map(Windows::new),
        }
    }

    /// Keeps a line for the author, safe to show and cut; the last one that fits says that there are no more.
    pub fn log(&mut self, level: LogLevel, text: &str) {
        let Some(left) = self.log_left else { return };
        let text = excerpt(text, LOG_LINE_CHARS);
        let bytes = text.len() as u64;
        if bytes <= left {
            self.log_left = Some(left - bytes);
            self.remarks.log.push(LogLine { level, text });
        } else {
            self.log_left = None;
            self.remarks.log.push(LogLine { level: LogLevel::Warn, text: LOG_ENDS.to_owned() });
        }
    }

    /// Keeps a remark for the journal, safe to show and cut.
    pub fn note(&mut self, text: &str) {
        self.remarks.notes.push(excerpt(text, NOTE_CHARS));
    }

    /// The state, if there is one.
    pub fn state(&self) -> Option<&StateMap> {
        self.state.as_ref()
    }

    /// The state, if there is one, to change it.
    pub fn state_mut(&mut self) -> Option<&mut StateMap> {
        self.state.as_mut()
    }

    /// The latest bars of a series, oldest first.
    ///
    /// # Errors
    /// When the series or the number is not granted; without a window no series is.
    pub fn latest(&self, series: SeriesRef, count: u32) -> Result<impl ExactSizeIterator<Item = &WindowBar>, WindowRefusal> {
        self.windows.as_ref().ok_or(WindowRefusal::Series(series.0))?.latest(series, count)
    }

    /// A bar has closed.
    pub fn observe(&mut self, bar: &WindowBar) {
        if let Some(windows) = &mut self.windows {
            windows.push(bar);
        }
    }

    /// What the calls left behind since this was last asked. From now on the changes of state cannot be undone.
    pub fn take_remarks(&mut self) -> Remarks {
        let state = self.state.as_mut().map(StateMap::take_changes).unwrap_or_default();
        Remarks { state, ..std::mem::take(&mut self.remarks) }
    }

    /// The pass failed: its changes of state did not happen. What was said stays said.
    pub fn undo_state(&mut self) {
        if let Some(state) = &mut self.state {
            state.undo();
        }
    }

    /// Others who share the state have changed it.
    pub fn adopt_state(&mut self, changes: &[StateChange]) {
        if let Some(state) = &mut self.state {
            state.adopt(changes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worker::capability::{StateGrant, StateScope};

    fn kit(log_bytes: u64) -> Kit {
        let state = Some(StateGrant { scope: StateScope::Strategy, bytes: 100 });
        Kit::new(&Grants { state, ..Grants::default() }, log_bytes)
    }

    #[test]
    fn a_log_past_its_bound_ends_in_a_mark_and_stays_ended() {
        let mut kit = kit(10);
        for text in ["12345", "12345", "6", "7"] {
            kit.log(LogLevel::Info, text);
        }
        let lines: Vec<String> = kit.take_remarks().log.into_iter().map(|line| line.text).collect();
        assert_eq!(lines, ["12345", "12345", LOG_ENDS]);
        kit.log(LogLevel::Error, "8");
        assert!(kit.take_remarks().is_empty());
    }

    #[test]
    fn texts_are_made_safe_and_cut() {
        let mut kit = kit(10_000);
        kit.log(LogLevel::Debug, "\u{1b}[31mred\u{202e}");
        kit.note(&"n".repeat(501));
        let remarks = kit.take_remarks();
        assert_eq!(remarks.log, [LogLine { level: LogLevel::Debug, text: "·[31mred·".into() }]);
        assert_eq!(remarks.notes[0].chars().count(), NOTE_CHARS + 1, "and the sign that it was cut");
    }

    #[test]
    fn a_failed_pass_changes_no_state_but_keeps_what_was_said() {
        let mut kit = kit(10_000);
        kit.state_mut().unwrap().set("a".into(), b"1".to_vec()).unwrap();
        kit.note("about to fail");
        kit.undo_state();
        let remarks = kit.take_remarks();
        assert_eq!((remarks.notes.len(), remarks.state.len()), (1, 0));
        assert_eq!(kit.state().unwrap().get("a"), None);
    }

    #[test]
    fn what_is_not_granted_is_not_there() {
        let mut kit = Kit::new(&Grants::default(), 0);
        assert!(kit.state().is_none());
        assert!(matches!(kit.latest(SeriesRef(0), 1).map(|_| ()), Err(WindowRefusal::Series(0))));
        kit.adopt_state(&[StateChange { key: "a".into(), value: None }]);
        assert!(kit.take_remarks().is_empty());
    }
}
