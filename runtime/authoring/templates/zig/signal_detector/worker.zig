//! {{title}}: a signal when a number crosses a level.

const st = @import("simpletrader");

pub const about: st.About = .{
    .category = .{{category}},
    .vendor = "{{vendor}}",
    .name = "{{name}}",
    .version = "0.1.0",
    .display_name = "{{title}}",
};

/// What a blueprint sets under `config`; the schema of the parameters is made from it.
pub const Params = struct {
    level: f64,

    pub const about = .{ .level = st.number("The level that is crossed.", .{}) };
};

/// The numbers that this worker wants; the blueprint says where they come from.
pub const Inputs = struct {
    value: f64,

    pub const about = .{ .value = "What crosses the level." };
};

const Side = enum { above, below };

/// What the worker remembers between bars.
var level: f64 = 0;
var last: ?Side = null;

pub fn configure(params: Params, setup: *const st.Setup) !void {
    level = params.level;
    // The signals are about the strategy's first instrument.
    if (setup.instrument_count == 0) return st.fail("the strategy trades nothing", .{});
}

pub fn detect(_: st.Instant, inputs: Inputs, answer: st.Answer) !void {
    // A number that is not ready is NaN, which is neither above nor below.
    const side: Side = if (inputs.value > level) .above else if (inputs.value < level) .below else return;
    const before = last orelse side;
    last = side;
    if (side == before) return;
    try answer.signal(.{
        .instrument = 0,
        .direction = if (side == .above) st.c.ST_LONG else st.c.ST_SHORT,
        .type = st.words(if (side == .above) "LEVEL_UP" else "LEVEL_DOWN"),
    });
}
