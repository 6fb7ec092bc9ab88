//! Gives back the situation that it is given, in words or as a directive. For tests of every guest language: each has a worker that
//! does the same, so that every value is seen to cross the boundary in both directions.

const std = @import("std");
const st = @import("simpletrader");
const describe = @import("describe.zig").describe;
const c = st.c;

pub const about: st.About = .{
    .category = .strategy_planner,
    .vendor = "zig",
    .name = "echo",
    .version = "0.1.0",
    .display_name = "Echo of a situation",
    .reads = c.ST_READS_ACCOUNT | c.ST_READS_POSITIONS | c.ST_READS_OPEN_ORDERS | c.ST_READS_QUOTES,
};

pub const Params = struct {
    say: enum { params_refused, not_ready, failed, crash, stop, proceed, describe, issue, refuse, beyond },
    text: []const u8,

    pub const about = .{
        .say = st.choice("What to answer.", .{}),
        .text = st.text("Words to answer with, or which part of the situation is meant.", .{ .otherwise = "" }),
    };
};

pub const Inputs = struct {
    x: ?f64,
    y: ?f64,

    pub const about = .{ .x = "", .y = "" };
};

/// The parameters live as long as the worker.
var self: Params = undefined;

pub fn configure(params: Params, _: *const st.Setup) !void {
    self = params;
    if (params.say == .params_refused) return st.badParams("{s}", .{params.text});
}

pub fn decide(situation: *const st.Situation, _: Inputs, answer: st.Answer) !void {
    switch (self.say) {
        .params_refused => return st.fail("refused parameters were used", .{}),
        .not_ready => return st.notReady("{s}", .{self.text}),
        .failed => return st.fail("{s}", .{self.text}),
        .crash => @panic("crash"),
        .stop => return st.stop("{s}", .{self.text}),
        .proceed => {},
        .describe => return st.stop("{s}", .{try describe(situation, self.text)}),
        .issue => try issue(situation, null, answer),
        .beyond => try issue(situation, st.dec("2"), answer),
        .refuse => try refuse(situation, answer),
    }
}

fn isText(text: []const u8) bool {
    return std.mem.eql(u8, self.text, text);
}

// Decisions that are made of numbers of the situation, so that whoever asked can compare.

/// One directive a signal; the first one takes all risks.
fn issue(situation: *const st.Situation, confidence: ?st.Decimal, answer: st.Answer) !void {
    const quotes = st.items(situation.quotes);
    const risks = st.items(situation.risks);
    const urgency = if (risks.len > 0) st.some(risks[0].severity) else c.ST_NONE;
    for (st.items(situation.signals), 0..) |signal, index| {
        var entry: c.st_entry_directive = .{
            .instrument = signal.instrument,
            .side = if (signal.direction == c.ST_LONG) c.ST_BUY else c.ST_SELL,
            .timing_preference = signal.confidence,
        };
        var size: c.st_size_directive = .{};
        if (st.maybe(situation.account)) |account| size.max_risk_amount = st.some(account.equity);
        if (index < quotes.len) {
            const quote = quotes[index];
            size.target_size = st.some(quote.last);
            if (st.maybe(quote.bid)) |bid| if (st.maybe(quote.ask)) |ask| {
                entry.price_zone = .{ .present = true, .value = .{ .low = bid, .high = ask } };
            };
        }
        try answer.issue(c.st_one(@intCast(index)), if (index == 0) c.st_all(risks.len) else c.ST_NO_INDICES, .{
            .scope = try scope(situation),
            .confidence = confidence orelse c.st_or(signal.confidence, c.ST_ONE),
            .entry = .{ .present = true, .value = entry },
            .size = .{ .present = true, .value = size },
            .execution = .{ .present = true, .value = .{ .urgency = urgency } },
            .policy = policy(),
        });
    }
}

fn scope(situation: *const st.Situation) !c.st_scope {
    const positions = st.items(situation.positions);
    if (positions.len == 0) return .{ .kind = c.ST_NEW_TRADE };
    const trades = try st.allocator.alloc(c.st_trade_ref, positions.len);
    for (trades, positions) |*trade, position| trade.* = position.trade;
    const existing: u8 = if (isText("modify")) c.ST_MODIFY_EXISTING else c.ST_CLOSE_EXISTING;
    return .{ .kind = existing, .trades = .{ .items = trades.ptr, .count = trades.len } };
}

fn policy() c.st_maybe_execution_policy {
    const modes = [_][]const u8{ "independent", "coordinated", "sequential" };
    for (modes, 0..) |mode, kind| {
        if (isText(mode)) {
            return .{ .present = true, .value = .{ .mode = @intCast(kind), .timeout_seconds = .{ .present = true, .value = 60 } } };
        }
    }
    return .{};
}

fn refuse(situation: *const st.Situation, answer: st.Answer) !void {
    const codes = [_][]const u8{
        "low-confidence",     "risk-veto",           "conflicting-signals", "duplicate-position", "limit-reached",
        "cooldown",           "no-matching-planner", "plan-inconsistent",   "plan-missing",       "below-minimum-size",
        "insufficient-funds", "exchange-rejected",   "timed-out",           "fuel-exhausted",     "worker-trap",
        "halted",             "other",
    };
    for (codes, 0..) |code, kind| {
        if (isText(code)) {
            const signals = c.st_all(st.items(situation.signals).len);
            const risks = c.st_all(st.items(situation.risks).len);
            return answer.decline(signals, risks, .{ .kind = @intCast(kind), .other = std.math.maxInt(u32) }, "echo");
        }
    }
    return st.fail("there is no rejection code `{s}`", .{self.text});
}
