//! {{title}}: a stop at a fixed distance from the last price.

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
    stop_loss: st.Decimal,

    pub const about = .{ .stop_loss = st.fraction("Distance of the stop from the last price, as a share of it.", .{}) };
};

var stop_loss: st.Decimal = .{};

pub fn configure(params: Params, _: *const st.Setup) !void {
    stop_loss = params.stop_loss;
}

pub fn planExit(task: *const st.Task, _: st.None, answer: st.Answer) !void {
    if (task.directive.scope.kind != st.c.ST_NEW_TRADE) return;
    const entry = st.maybe(task.directive.entry) orelse
        return st.refuse(st.c.ST_PLAN_INCONSISTENT, "a new trade needs an entry directive with a side", .{});
    const instrument = st.c.st_instrument_at(st.setup(), task.quote.instrument) orelse
        return st.fail("there is no instrument {d}", .{task.quote.instrument});
    const change = if (entry.side == st.c.ST_BUY) st.c.st_negate(stop_loss) else stop_loss;
    const level = st.c.st_multiply(task.quote.last, st.c.st_add(st.c.ST_ONE, change));
    const stop = st.c.st_to_step(level, instrument.*.tick_size, st.c.ST_HALF_EVEN);
    try answer.exit(.{ .stop_loss = st.some(stop) });
}
