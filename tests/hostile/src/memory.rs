//! How much memory this process holds and has held, as the kernel counts it.

use std::fs;

/// Resident memory in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resident {
    /// Now.
    pub now: u64,
    /// The most since the process began, or since [`forget_peak`].
    pub peak: u64,
}

/// Reads the kernel's figures; none where there is no `/proc`.
pub fn resident() -> Option<Resident> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let kibibytes = |name: &str| -> Option<u64> {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim().strip_suffix("kB")?.trim().parse().ok()
    };
    Some(Resident { now: kibibytes("VmRSS:")? * 1024, peak: kibibytes("VmHWM:")? * 1024 })
}

/// Makes the kernel begin a new peak. Where it refuses, the old one stays, so that a growth is seen too large, never too small.
pub fn forget_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_that_was_held_is_in_the_peak() {
        let before = resident().unwrap();
        drop(std::hint::black_box(vec![1_u8; 64 << 20]));
        let after = resident().unwrap();
        assert!(after.peak >= before.now + (60 << 20), "{before:?} {after:?}");
        assert!(after.peak >= after.now);
    }
}
