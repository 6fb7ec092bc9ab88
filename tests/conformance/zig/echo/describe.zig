//! A part of a situation in words: items joined by `;`, their values by blanks, `-` for a value that is absent and `none` for a
//! list without items. Enumerations have the names of the contract, doubles are the hex digits of their bits.

const std = @import("std");
const st = @import("simpletrader");
const c = st.c;

const triggers = [_][]const u8{ "bar", "schedule", "news", "reply", "user", "other" };
const directions = [_][]const u8{ "long", "short" };
const sides = [_][]const u8{ "buy", "sell" };
const kinds = [_][]const u8{ "market", "limit", "stop-limit", "stop-market", "take-profit-market", "other" };
const purposes = [_][]const u8{ "entry", "stop-loss", "take-profit", "close-out", "slice", "other" };
const statuses = [_][]const u8{ "pending", "open", "partially-filled", "filled", "cancelled", "rejected", "expired", "other" };

const Part = enum { tick, quotes, inputs, signals, risks, account, positions, orders, counts };

pub fn describe(situation: *const st.Situation, text: []const u8) ![]const u8 {
    const part = std.meta.stringToEnum(Part, text) orelse return st.fail("a situation has no part `{s}`", .{text});
    return switch (part) {
        .tick => st.format("{d} {d} {s}", .{ situation.tick.sequence, situation.tick.at, triggers[situation.tick.trigger] }),
        .quotes => list(situation.quotes, quote),
        .inputs => list(situation.inputs, bits),
        .signals => list(situation.signals, signal),
        .risks => list(situation.risks, risk),
        .account => if (st.maybe(situation.account)) |figures| account(figures) else "-",
        .positions => list(situation.positions, position),
        .orders => list(situation.open_orders, order),
        .counts => st.format("{d} {d} {d} {d} {d}", .{
            situation.quotes.count,    situation.signals.count,     situation.risks.count,
            situation.positions.count, situation.open_orders.count,
        }),
    };
}

/// All items of a list, each in the words of `show`.
fn list(of: anytype, comptime show: anytype) []const u8 {
    const items = st.items(of);
    if (items.len == 0) return "none";
    var text: std.ArrayList(u8) = .empty;
    for (items, 0..) |item, index| {
        if (index > 0) text.append(st.allocator, ';') catch unreachable;
        text.appendSlice(st.allocator, show(item)) catch unreachable;
    }
    return text.items;
}

fn decimal(value: st.Decimal) []const u8 {
    return st.bytes(c.st_decimal_text(value));
}

fn maybe(value: c.st_maybe_decimal) []const u8 {
    return if (st.maybe(value)) |given| decimal(given) else "-";
}

fn quote(item: c.st_quote) []const u8 {
    return st.format("{d} {d} {s} {s} {s}", .{ item.instrument, item.at, decimal(item.last), maybe(item.bid), maybe(item.ask) });
}

fn bits(item: f64) []const u8 {
    const shown: u64 = if (std.math.isNan(item)) 0x7ff8000000000000 else @bitCast(item);
    return st.format("{x:0>16}", .{shown});
}

fn signal(item: c.st_signal) []const u8 {
    const direction = directions[item.direction];
    return st.format("{d} {s} {s} {s}", .{ item.instrument, direction, st.bytes(item.type), maybe(item.confidence) });
}

fn risk(item: c.st_risk) []const u8 {
    const instrument = if (st.maybe(item.instrument)) |given| st.format("{d}", .{given}) else "-";
    return st.format("{s} {s} {s}", .{ st.bytes(item.type), decimal(item.severity), instrument });
}

fn account(item: c.st_account) []const u8 {
    const figures = .{ decimal(item.equity), decimal(item.cash), decimal(item.exposure), decimal(item.daily_result) };
    return st.format("{s} {s} {s} {s}", figures);
}

fn position(item: c.st_position) []const u8 {
    return st.format("{d} {d} {s} {d} {s} {s} {s} {s} {s} {s} {s}", .{
        item.trade,             item.instrument,             directions[item.direction], item.opened_at,
        decimal(item.quantity), decimal(item.average_price), decimal(item.last_price),   decimal(item.unrealised),
        decimal(item.realised), maybe(item.stop_loss),       maybe(item.take_profit),
    });
}

fn order(item: c.st_order) []const u8 {
    return st.format("{d} {d} {d} {d} {s} {s} {s} {s} {s} {s} {s} {s}", .{
        item.order,             item.tag,             item.trade,             item.group,
        sides[item.side],       kinds[item.kind],     purposes[item.purpose], statuses[item.status],
        decimal(item.quantity), decimal(item.filled), maybe(item.price),      maybe(item.stop_price),
    });
}
