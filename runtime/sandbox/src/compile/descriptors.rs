//! What a compiler process inherited and must not have.

#![allow(unsafe_code, reason = "closing a descriptor by its number is unsafe, because it may belong to somebody")]

use std::os::fd::RawFd;

/// Closes every open file but standard input, output and error.
///
/// To be called first in a process, before it opens anything itself: what is open then was left open by whoever started it.
pub(super) fn close_inherited() {
    let folder = if cfg!(target_os = "linux") { "/proc/self/fd" } else { "/dev/fd" };
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    // The listing itself is among them; it is closed when the list is complete, and closing its number once more does nothing.
    let open: Vec<RawFd> = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect();
    for descriptor in open.into_iter().filter(|descriptor| *descriptor > 2) {
        // SAFETY: nothing in this process has opened a file yet, by the rule above, so nobody owns the number.
        unsafe { rustix::io::close(descriptor) };
    }
}
