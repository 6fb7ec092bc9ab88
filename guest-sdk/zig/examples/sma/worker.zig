//! Simple moving average: the mean of the last `period` closing prices.
//!
//! The sum is kept in whole price steps and divided once, correctly rounded, so two averages whose true values are equal are the
//! same number: a crossing is never an artefact of rounding.

const st = @import("simpletrader");

pub const about: st.About = .{
    .category = .context_worker,
    .vendor = "zig",
    .name = "sma",
    .version = "0.1.0",
    .display_name = "Simple moving average",
};

pub const Params = struct {
    period: i64,

    pub const about = .{ .period = st.integer("Bars in the window.", .{ .min = "1", .max = "10000" }) };
};

pub const Facts = struct {
    value: f64,

    pub const about = .{ .value = "Mean of the last `period` closes, in quote currency." };
};

/// The window, a ring, and its sum.
var closes: []i64 = &.{};
var count: usize = 0;
var next: usize = 0;
var sum: i128 = 0;

pub fn configure(params: Params, _: *const st.Setup) !void {
    closes = try st.allocator.alloc(i64, @intCast(params.period));
}

pub fn measure(_: st.Instant, bar: st.Bar, _: st.None) !Facts {
    const units = st.c.st_price_units(st.setup(), bar.series);
    if (units == 0) return st.fail("there is no series {d}", .{bar.series});
    const denominator = @mulWithOverflow(units, closes.len);
    if (denominator[1] != 0) {
        return st.fail("prices of series {d} have too many digits for a mean of {d}", .{ bar.series, closes.len });
    }
    if (count == closes.len) sum -= closes[next] else count += 1;
    closes[next] = bar.close;
    next = (next + 1) % closes.len;
    sum += bar.close;
    return .{ .value = if (count == closes.len) st.ratio(sum, denominator[0]) else st.nan };
}
