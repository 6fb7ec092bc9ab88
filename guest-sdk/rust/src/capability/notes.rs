//! Remarks that the journal keeps beside the pass, for whoever asks later why something happened or did not. Declared with
//! [`About::writes_notes`](crate::About::writes_notes). Few: at most 16 in one call, each up to 500 characters.

use super::host;

/// Adds a remark to the journal of this pass.
pub fn add(text: impl AsRef<str>) {
    host::note(text.as_ref());
}
