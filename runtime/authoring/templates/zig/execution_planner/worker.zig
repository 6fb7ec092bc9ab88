//! {{title}}: everything is one order that is good till cancelled.

const st = @import("simpletrader");

pub const about: st.About = .{
    .category = .{{category}},
    .vendor = "{{vendor}}",
    .name = "{{name}}",
    .version = "0.1.0",
    .display_name = "{{title}}",
    // A strategy without a worker for this family does not start.
    .executes = st.c.ST_EXECUTES_SINGLE,
};

pub fn planExecution(request: *const st.ExecutionRequest, _: st.None, answer: st.Answer) !void {
    const plans = request.plans;
    // The other planners had nothing to say, so there is nothing to execute.
    if (!plans.entry.present and !plans.size.present and !plans.exit.present) return;
    try answer.execution(.{ .action = st.single(st.c.ST_GTC), .max_slippage = st.c.ST_ONE });
}
