//! Signals when one number crosses another: a moving average and the price, two averages, an oscillator and its level.
//!
//! A signal marks a change, not a state. In mode `level` the worker remembers on which side it last saw `fast` and says so when
//! that changes; the first bar that it looks at, after the warm-up, counts as a change. In mode `cross` it speaks only when the bar
//! just before was strictly on the other side, so a touch of equality in between breaks the crossing.

const st = @import("simpletrader");

pub const about: st.About = .{
    .category = .signal_detector,
    .vendor = "zig",
    .name = "cross",
    .version = "0.1.0",
    .display_name = "Crossing",
};

const Mode = enum { level, cross };

pub const Params = struct {
    mode: Mode,
    warmup: i64,
    confidence: st.Decimal,
    instrument: []const u8,

    pub const about = .{
        .mode = st.choice("When a signal is due.", .{}),
        .warmup = st.integer("Bars that publish nothing.", .{ .otherwise = "0", .min = "0", .max = "4294967295" }),
        .confidence = st.fraction("Confidence of every signal.", .{ .otherwise = "1" }),
        .instrument = st.symbol("What the signals are about; the strategy's first instrument when left out.", .{
            .optional = true,
        }),
    };
};

pub const Inputs = struct {
    fast: f64,
    slow: f64,

    pub const about = .{ .fast = "The number that crosses.", .slow = "The number that is crossed." };
};

/// Above is long, below is short; equal, and numbers that are not ready, are neither.
const Side = enum { neither, above, below };

var mode: Mode = .level;
var bars_to_skip: i64 = 0;
var confidence: st.Decimal = .{};
var instrument: u32 = 0;
/// Mode `level`: the side last seen. Mode `cross`: the side one bar ago, if it was on one.
var last: Side = .neither;

pub fn configure(params: Params, setup: *const st.Setup) !void {
    mode = params.mode;
    bars_to_skip = params.warmup;
    confidence = params.confidence;
    if (params.instrument.len > 0) instrument = try st.findInstrument(params.instrument);
    if (instrument >= setup.instrument_count) return st.fail("there is no instrument {d}", .{instrument});
}

fn changed(now: Side) Side {
    const warming_up = bars_to_skip > 0;
    const before = last;
    if (warming_up) bars_to_skip -= 1;
    if (mode == .cross) {
        last = now;
        return if (!warming_up and before != .neither and now != before) now else .neither;
    }
    if (warming_up or now == .neither) return .neither;
    last = now;
    return if (now != before) now else .neither;
}

pub fn detect(_: st.Instant, inputs: Inputs, answer: st.Answer) !void {
    const side = changed(if (inputs.fast > inputs.slow) .above else if (inputs.fast < inputs.slow) .below else .neither);
    if (side == .neither) return;
    try answer.signal(.{
        .instrument = instrument,
        .direction = if (side == .above) st.c.ST_LONG else st.c.ST_SHORT,
        .type = st.words(if (side == .above) "CROSS_UP" else "CROSS_DOWN"),
        .confidence = st.some(confidence),
    });
}
