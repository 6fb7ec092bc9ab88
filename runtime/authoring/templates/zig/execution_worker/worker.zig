//! {{title}}: works a command as one order, without a stop or a target. What works is in every call, so it remembers nothing.

const st = @import("simpletrader");

pub const about: st.About = .{
    .category = .{{category}},
    .vendor = "{{vendor}}",
    .name = "{{name}}",
    .version = "0.1.0",
    .display_name = "{{title}}",
    .executes = st.c.ST_EXECUTES_SINGLE,
};

/// The tag of the one order of a command.
const order_tag = 1;

pub fn onCommand(command: *const st.Command, answer: st.Answer) !void {
    // Changes and withdrawals of orders that work already.
    if (try answer.tend(command)) return;
    // The size of a plan is a target: what is held and what works already is taken off it.
    const wanted = try answer.want(command) orelse return answer.finish(st.c.ST_DONE);
    try answer.place(st.c.st_order_for(&wanted, order_tag, wanted.quantity));
}

pub fn onReply(reply: *const st.Reply, answer: st.Answer) !void {
    if (!st.c.st_has_ended(&reply.order)) return;
    try answer.finish(if (reply.order.status == st.c.ST_REJECTED) st.c.ST_ABANDONED else st.c.ST_DONE);
}
