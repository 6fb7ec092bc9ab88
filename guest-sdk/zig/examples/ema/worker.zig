//! Exponential moving average: `v = a * x + (1 - a) * v` with `a = 2 / (period + 1)`, starting at the first close.
//!
//! Ready from the first bar. It is one of the ten indicators of the library.

const st = @import("simpletrader");

pub const about: st.About = .{
    .category = .context_worker,
    .vendor = "zig",
    .name = "ema",
    .version = "0.1.0",
    .display_name = "Exponential moving average",
};

pub const Params = struct {
    period: i64,

    pub const about = .{
        .period = st.integer("Bars after which an old price weighs little; 1 follows the price itself.", .{
            .min = "1",
            .max = "10000",
        }),
    };
};

pub const Facts = struct {
    value: f64,

    pub const about = .{ .value = "The average, in quote currency." };
};

var average: st.c.st_ema = .{};

pub fn configure(params: Params, _: *const st.Setup) !void {
    st.c.st_ema_start(&average, @intCast(params.period));
}

pub fn measure(_: st.Instant, bar: st.Bar, _: st.None) !Facts {
    if (st.c.st_price_units(st.setup(), bar.series) == 0) return st.fail("there is no series {d}", .{bar.series});
    return .{ .value = st.c.st_ema_next(&average, st.priceOf(bar, bar.close)) };
}
