//! The root of a worker's module: the author's file, exported as the library wants it.

const simpletrader = @import("simpletrader");

/// A panic ends the call and the host shows where. The usual one would print first, and a worker has no output.
pub const panic = @import("std").debug.no_panic;

comptime {
    simpletrader.exportWorker(@import("worker"));
}
