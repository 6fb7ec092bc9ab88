//! {{title}}: every trade has the same size.

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
    quantity: st.Decimal,

    pub const about = .{
        .quantity = st.quantity("Size of a trade, in units of the base asset; a multiple of the instrument's lot.", .{}),
    };
};

var quantity: st.Decimal = .{};

pub fn configure(params: Params, _: *const st.Setup) !void {
    quantity = params.quantity;
}

pub fn planSize(task: *const st.Task, _: st.None, answer: st.Answer) !void {
    if (task.directive.scope.kind == st.c.ST_MODIFY_EXISTING) return;
    // A plan names the size that the trade shall have, not the difference.
    const size = if (task.directive.scope.kind == st.c.ST_NEW_TRADE) quantity else st.c.ST_ZERO;
    try answer.size(.{
        .target_size = size,
        .position_value = st.c.st_multiply_rounded(size, task.quote.last),
        .leverage = st.c.ST_ONE,
    });
}
