//! What a call of the host costs a guest, in fuel.
//!
//! The engine counts instructions of the guest only. These prices make up for what the host does meanwhile, so that no guest
//! gets more of the host's time out of its fuel than it would get of its own: a unit is about a nanosecond.

/// Any function.
pub(super) const CALL: u64 = 1_000;
/// Each byte that goes in or out.
pub(super) const BYTE: u64 = 1;
/// Each byte that is printed: it is looked at, cut into lines and kept.
pub(super) const PRINTED: u64 = 10;
/// Each item of a list.
pub(super) const ITEM: u64 = 10;
/// A function that looks something up in the directory: several calls of the operating system.
pub(super) const PATH: u64 = 50_000;
/// A function that reads from an open file.
pub(super) const READ: u64 = 5_000;
/// Each entry of a directory that is listed.
pub(super) const ENTRY: u64 = 1_000;

/// Bytes that one call moves at most. WASI lets a host answer with less than was asked for.
pub(super) const MOST_BYTES: u64 = 64 * 1024;

/// The price of a call that moves bytes.
pub(super) fn bytes(count: u64) -> u64 {
    CALL.saturating_add(count.saturating_mul(BYTE))
}
