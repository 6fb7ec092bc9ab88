//! {{title}}: enters and leaves at the market.

const st = @import("simpletrader");

pub const about: st.About = .{
    .category = .{{category}},
    .vendor = "{{vendor}}",
    .name = "{{name}}",
    .version = "0.1.0",
    .display_name = "{{title}}",
};

pub fn planEntry(task: *const st.Task, _: st.None, answer: st.Answer) !void {
    switch (task.directive.scope.kind) {
        st.c.ST_NEW_TRADE => {
            const entry = st.maybe(task.directive.entry) orelse
                return st.refuse(st.c.ST_PLAN_INCONSISTENT, "a new trade needs an entry directive with a side", .{});
            try answer.entry(.{ .instrument = entry.instrument, .side = entry.side, .order = st.c.st_at_market() });
        },
        st.c.ST_CLOSE_EXISTING => {
            const target = st.maybe(task.target) orelse return st.fail("a trade to close, but not which", .{});
            const side: u8 = if (target.direction == st.c.ST_LONG) st.c.ST_SELL else st.c.ST_BUY;
            try answer.entry(.{ .instrument = target.instrument, .side = side, .order = st.c.st_at_market() });
        },
        // A change needs no entry plan.
        else => {},
    }
}
