//! Gives back the numbers that it is given, bit by bit. For tests of every guest language: each has a worker that does the same.

const st = @import("simpletrader");

pub const about: st.About = .{
    .category = .context_worker,
    .vendor = "zig",
    .name = "echo_facts",
    .version = "0.1.0",
    .display_name = "Echo of numbers",
};

pub const Inputs = struct {
    a: ?f64,
    b: ?f64,
    c: ?f64,
    d: ?f64,
    e: ?f64,
    f: ?f64,
    g: ?f64,
    h: ?f64,

    pub const about = .{ .a = "", .b = "", .c = "", .d = "", .e = "", .f = "", .g = "", .h = "" };
};

pub const Facts = struct {
    a: f64,
    b: f64,
    c: f64,
    d: f64,
    e: f64,
    f: f64,
    g: f64,
    h: f64,
    open: f64,
    high: f64,
    low: f64,
    close: f64,
    volume: f64,
    series: f64,
    at: f64,

    pub const about = .{
        .a = "",
        .b = "",
        .c = "",
        .d = "",
        .e = "",
        .f = "",
        .g = "",
        .h = "",
        .open = "The mantissa of the open; so are the next four.",
        .high = "",
        .low = "",
        .close = "",
        .volume = "",
        .series = "The number of the series.",
        .at = "Microseconds since the epoch.",
    };
};

pub fn measure(at: st.Instant, bar: st.Bar, inputs: Inputs) !Facts {
    return .{
        .a = inputs.a orelse st.nan,
        .b = inputs.b orelse st.nan,
        .c = inputs.c orelse st.nan,
        .d = inputs.d orelse st.nan,
        .e = inputs.e orelse st.nan,
        .f = inputs.f orelse st.nan,
        .g = inputs.g orelse st.nan,
        .h = inputs.h orelse st.nan,
        // Fifteen digits at most, and times until the year 2255: exact in a double.
        .open = @floatFromInt(bar.open),
        .high = @floatFromInt(bar.high),
        .low = @floatFromInt(bar.low),
        .close = @floatFromInt(bar.close),
        .volume = @floatFromInt(bar.volume),
        .series = @floatFromInt(bar.series),
        .at = @floatFromInt(at),
    };
}
