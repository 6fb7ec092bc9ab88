//! {{title}}: buys on a long signal when nothing is held, and sells everything on a short one.

const st = @import("simpletrader");

pub const about: st.About = .{
    .category = .{{category}},
    .vendor = "{{vendor}}",
    .name = "{{name}}",
    .version = "0.1.0",
    .display_name = "{{title}}",
    // Without this the host would not show what is held.
    .reads = st.c.ST_READS_POSITIONS,
};

/// Every signal is used or refused by one decision, so that "why did we not trade?" has an answer.
pub fn decide(situation: *const st.Situation, _: st.None, answer: st.Answer) !void {
    const held = st.items(situation.positions);
    for (st.items(situation.signals), 0..) |signal, index| {
        const used = st.c.st_one(@intCast(index));
        const is_long = signal.direction == st.c.ST_LONG;
        if (is_long and held.len > 0) {
            try answer.decline(used, st.c.ST_NO_INDICES, .{ .kind = st.c.ST_DUPLICATE_POSITION }, "there is a trade already");
        } else if (is_long) {
            try answer.issue(used, st.c.ST_NO_INDICES, opening(signal.instrument));
        } else if (held.len > 0) {
            try answer.issue(used, st.c.ST_NO_INDICES, try closing(held));
        } else {
            try answer.decline(used, st.c.ST_NO_INDICES, .{ .kind = st.c.ST_REJECTION_OTHER }, "there is nothing to sell");
        }
    }
}

/// Opens a trade; every other part is left to the planners.
fn opening(instrument: u32) st.c.st_directive {
    return .{
        .confidence = st.c.ST_ONE,
        .entry = .{ .present = true, .value = .{ .instrument = instrument, .side = st.c.ST_BUY } },
    };
}

fn closing(held: []const st.c.st_position) !st.c.st_directive {
    const trades = try st.allocator.alloc(st.c.st_trade_ref, held.len);
    for (trades, held) |*trade, position| trade.* = position.trade;
    return .{
        .scope = .{ .kind = st.c.ST_CLOSE_EXISTING, .trades = .{ .items = trades.ptr, .count = trades.len } },
        .confidence = st.c.ST_ONE,
    };
}
