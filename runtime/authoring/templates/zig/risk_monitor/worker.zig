//! {{title}}: a risk as long as a number is beyond a limit.

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
    limit: f64,
    severity: st.Decimal,

    pub const about = .{
        .limit = st.number("The largest number that is no risk.", .{}),
        .severity = st.fraction("How severe the risk is, from 0 to 1.", .{ .otherwise = "0.5" }),
    };
};

/// The numbers that this worker wants; the blueprint says where they come from.
pub const Inputs = struct {
    value: f64,

    pub const about = .{ .value = "What should stay within the limit." };
};

var limit: f64 = 0;
var severity: st.Decimal = .{};

pub fn configure(params: Params, _: *const st.Setup) !void {
    limit = params.limit;
    severity = params.severity;
}

pub fn watch(_: st.Instant, inputs: Inputs, _: *const st.Positions, answer: st.Answer) !void {
    // A number that is not ready is NaN, which is beyond nothing.
    if (inputs.value > limit) {
        try answer.risk(.{ .type = st.words("LIMIT_EXCEEDED"), .severity = severity });
    }
}
