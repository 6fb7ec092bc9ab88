//! Write SimpleTrader workers in Zig.
//!
//! A worker is one file, `worker.zig`, and what it declares `pub`:
//!
//! * `about`: who it is and what it asks for (`About`);
//! * `Params`, `Inputs`, `Facts`: structs with plain fields, each with an `about` that says what its fields mean. The manifest and
//!   the schema of the parameters are made from them when the worker is built, so they cannot contradict the code;
//! * `configure(params: Params, setup: *const Setup) !void`, if it has something to prepare;
//! * the handler of its category: `handlers.zig` lists all nine.
//!
//! A handler that is missing, or takes or returns something else, is told at compile time.
//!
//! Beneath it is the C library, whose headers Zig's own translator shows as `c`: `c.st_bar`, `c.st_sma_next`, `c.ST_LONG`. What has
//! a nicer form in Zig has it here. Three rules make life easy:
//!
//! * **Nothing has to be freed.** What the host hands in, and what `allocator` gives, lives until the end of the call; what is made
//!   in `configure` lives as long as the worker. State of your own is a `var` of the file: an instance is one worker, one call at a
//!   time.
//! * **Errors carry their words.** `return st.fail("no series {d}", .{series})` ends a call with a text for you; `try` passes it
//!   on.
//! * **Money is exact.** A `Decimal` is never rounded unless a function's name says so; a result that has no exact form is invalid,
//!   stays invalid in further arithmetic, and is refused by name when it is answered.

const std = @import("std");

/// The C library as it is.
pub const c = @import("c");

const declared = @import("declared.zig");
const handlers = @import("handlers.zig");
const told = @import("told.zig");

pub const About = declared.About;
/// Inputs without fields: `inputs: st.None`.
pub const None = declared.None;
pub const Param = declared.Param;
pub const integer = declared.integer;
pub const number = declared.number;
pub const decimal = declared.decimal;
pub const fraction = declared.fraction;
pub const quantity = declared.quantity;
pub const flag = declared.flag;
pub const text = declared.text;
pub const symbol = declared.symbol;
pub const choice = declared.choice;

pub const Answer = @import("answer.zig").Answer;
pub const exportWorker = handlers.exportWorker;

pub const Error = told.Error;
pub const fail = told.fail;
pub const badParams = told.badParams;
pub const notReady = told.notReady;
pub const stop = told.stop;
pub const refuse = told.refuse;
pub const check = told.check;
pub const format = told.format;
pub const allocator = told.allocator;

/// Signed microseconds since 1970-01-01T00:00:00Z.
pub const Instant = c.st_instant;
/// What a worker is told once: instruments and series, to whose positions all references refer.
pub const Setup = c.st_setup;
/// One closed bar, its figures whole price steps; `priceOf` makes doubles of them.
pub const Bar = c.st_bar;
/// An exact decimal of at most fifteen digits.
pub const Decimal = c.st_decimal;
pub const Situation = c.st_situation;
pub const Task = c.st_task;
pub const ExecutionRequest = c.st_execution_request;
pub const Positions = c.st_positions;
pub const Command = c.st_command;
pub const Reply = c.st_reply;
pub const Timer = c.st_timer;

/// Not ready.
pub const nan = std.math.nan(f64);

/// The decimal of a literal: `st.dec("0.25")`. What is none is told at compile time.
pub fn dec(comptime digits: []const u8) Decimal {
    return comptime literal(digits);
}

fn literal(comptime digits: []const u8) Decimal {
    var mantissa: i64 = 0;
    var scale: ?u8 = null;
    for (digits, 0..) |digit, index| {
        if (digit >= '0' and digit <= '9') {
            mantissa = mantissa * 10 + (digit - '0');
            if (scale) |places| scale = places + 1;
        } else if (digit == '.' and scale == null) {
            scale = 0;
        } else if (digit != '-' or index != 0) {
            @compileError("`" ++ digits ++ "` is no decimal");
        }
    }
    // The form of the boundary has no zeros at the end.
    var places = scale orelse 0;
    while (places > 0 and @rem(mantissa, 10) == 0) : (places -= 1) mantissa = @divExact(mantissa, 10);
    return .{ .mantissa = if (digits[0] == '-') -mantissa else mantissa, .scale = places };
}

/// A decimal that is given, where one may be absent.
pub fn some(value: Decimal) c.st_maybe_decimal {
    return .{ .present = true, .value = value };
}

/// A part that may be absent, as Zig has it: `if (st.maybe(situation.account)) |account| …`.
pub fn maybe(part: anytype) ?@TypeOf(part.value) {
    return if (part.present) part.value else null;
}

/// The items of a list: `for (st.items(situation.signals)) |signal| …`.
pub fn items(list: anytype) []const std.meta.Child(@TypeOf(list.items)) {
    return if (list.count == 0) &.{} else list.items[0..list.count];
}

/// The bytes of a text that the host handed in.
pub fn bytes(of: c.st_text) []const u8 {
    return if (of.length == 0) "" else of.bytes[0..of.length];
}

/// A text for the host.
pub fn words(of: []const u8) c.st_text {
    return .{ .bytes = of.ptr, .length = of.len };
}

/// The setup that `configure` was given, for later calls.
pub fn setup() *const Setup {
    return c.st_this_setup();
}

/// A price of a bar in quote currency, correctly rounded; NaN for a series that was never named.
pub fn priceOf(bar: Bar, price: i64) f64 {
    return c.st_price_double(setup(), bar.series, price);
}

/// The reference of a symbol that the strategy trades.
pub fn findInstrument(name: []const u8) Error!c.st_instrument_ref {
    var found: c.st_instrument_ref = 0;
    try check(c.st_find_instrument(setup(), words(name), &found));
    return found;
}

/// The algorithm of one order that works as long as `time_in_force` says.
pub fn single(time_in_force: u8) c.st_execution_action {
    var action: c.st_execution_action = .{ .kind = c.ST_EXECUTE_TRADE };
    const algorithm: *c.st_algorithm = &action.unnamed_0.algorithm;
    algorithm.* = .{ .kind = c.ST_SINGLE };
    algorithm.unnamed_0.single = time_in_force;
    return action;
}

/// Writes a line for the author. Asked for with `.logs = true`.
pub fn log(level: c_uint, comptime form: []const u8, values: anytype) void {
    const line = format(form, values);
    c.st_log(level, "%.*s", @as(c_int, @intCast(line.len)), line.ptr);
}

/// An exact sum of price steps divided by `denominator`, as the nearest double, ties to even; NaN when the denominator is 0.
pub fn ratio(sum: i128, denominator: u64) f64 {
    return c.st_sum_over(.{ .high = @intCast(sum >> 64), .low = @truncate(@as(u128, @bitCast(sum))) }, denominator);
}
