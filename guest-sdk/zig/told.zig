//! How a call ends when it has no answer, and the memory and the texts of a call.
//!
//! An error in Zig carries no words, so the words wait here: `fail` and its like leave them and return `error.Told`, and the export
//! of the handler takes them to the host.

const std = @import("std");
const c = @import("c");

/// What was told instead of an answer.
pub const Error = error{Told};

var last: c.st_result = .{};

/// Something went wrong; the text says what, in the words of `std.fmt`.
pub fn fail(comptime form: []const u8, values: anytype) Error {
    return tell(c.ST_RESULT_FAILED, 0, form, values);
}

/// The parameters cannot be used; say which, and what to write instead.
pub fn badParams(comptime form: []const u8, values: anytype) Error {
    return tell(c.ST_RESULT_BAD_PARAMS, 0, form, values);
}

/// Called before the worker can answer.
pub fn notReady(comptime form: []const u8, values: anytype) Error {
    return tell(c.ST_RESULT_NOT_READY, 0, form, values);
}

/// This pass ends here, for this reason: detectors, monitors and strategy planners.
pub fn stop(comptime form: []const u8, values: anytype) Error {
    return tell(c.ST_RESULT_STOP, 0, form, values);
}

/// A planner of entry, size, exit or execution declines: a code such as `c.ST_PLAN_MISSING`, and the reason.
pub fn refuse(code: u32, comptime form: []const u8, values: anytype) Error {
    return tell(c.ST_RESULT_REFUSED, code, form, values);
}

/// Passes on what a function of the C library says: `try st.check(c.st_tend(…))`.
pub fn check(said: c.st_result) Error!void {
    if (said.kind == c.ST_RESULT_OK) return;
    last = said;
    return error.Told;
}

/// What a handler came to, as the library wants it. An error that is not of this file is told by its name.
pub fn result(outcome: anyerror!void) c.st_result {
    outcome catch |problem| {
        if (problem == error.Told) return last;
        return c.st_fail("%s", @errorName(problem).ptr);
    };
    return .{};
}

/// A text that lives until the end of the call.
pub fn format(comptime form: []const u8, values: anytype) []const u8 {
    // Memory is never refused: a worker that takes more than it is granted ends there.
    return std.fmt.allocPrint(allocator, form, values) catch unreachable;
}

fn tell(kind: u32, code: u32, comptime form: []const u8, values: anytype) Error {
    const line = format(form, values);
    last = .{ .kind = kind, .code = code, .text = .{ .bytes = line.ptr, .length = line.len } };
    return error.Told;
}

/// The memory of a call; in `configure`, of the worker. Freeing is not needed and does nothing.
pub const allocator: std.mem.Allocator = .{ .ptr = undefined, .vtable = &.{
    .alloc = alloc,
    .resize = std.mem.Allocator.noResize,
    .remap = std.mem.Allocator.noRemap,
    .free = std.mem.Allocator.noFree,
} };

fn alloc(_: *anyopaque, length: usize, alignment: std.mem.Alignment, _: usize) ?[*]u8 {
    const room = length + alignment.toByteUnits();
    const start: [*]u8 = @ptrCast(c.st_alloc(room, 1) orelse return null);
    return @ptrFromInt(alignment.forward(@intFromPtr(start)));
}
