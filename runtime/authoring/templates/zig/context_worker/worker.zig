//! {{title}}: the mean of the last `period` closing prices.

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
    period: i64,

    pub const about = .{ .period = st.integer("Bars in the window.", .{ .min = "1", .max = "10000" }) };
};

/// The facts that this worker gives; other workers name them in the blueprint.
pub const Facts = struct {
    value: f64,

    pub const about = .{ .value = "Mean of the last `period` closes, in quote currency; NaN while there are fewer." };
};

/// What the worker remembers between bars.
var mean: st.c.st_sma = .{};

pub fn configure(params: Params, _: *const st.Setup) !void {
    st.c.st_sma_start(&mean, @intCast(params.period));
}

pub fn measure(_: st.Instant, bar: st.Bar, _: st.None) !Facts {
    // Prices of bars are whole price steps; this is the close in quote currency.
    const close = st.priceOf(bar, bar.close);
    return .{ .value = st.c.st_sma_next(&mean, close) };
}
