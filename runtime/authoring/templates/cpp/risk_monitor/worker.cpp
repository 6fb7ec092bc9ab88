// {{title}}: a risk as long as a number is beyond a limit.
#include <simpletrader.hpp>

using namespace st::literals;

ST_RISK_MONITOR(.vendor = "{{vendor}}", .name = "{{name}}", .version = "0.1.0", .display_name = "{{title}}")

// What a blueprint sets under `config`: struct st_params and the schema of the parameters come from here.
#define PARAMS(PARAM)                                           \
    PARAM(number, limit, "The largest number that is no risk.") \
    PARAM(fraction, severity, "How severe the risk is, from 0 to 1.", .otherwise = "0.5")
ST_PARAMS(PARAMS)

// The numbers that this worker wants; the blueprint says where they come from.
#define INPUTS(INPUT) INPUT(value, required, "What should stay within the limit.")
ST_INPUTS(INPUTS)

// The parameters live as long as the worker.
static const st_params *self;

st_result st_configure(const st_params *params, const st_setup *setup) {
    self = params;
    return ST_OK;
}

st_result st_watch(st_instant at, const st_inputs *inputs, const st_positions *positions, st_answer *answer) {
    // A number that is not ready is NaN, which is beyond nothing.
    if (!(inputs->value > self->limit)) {
        return ST_OK;
    }
    const st_risk risk = {.type = "LIMIT_EXCEEDED"_text, .severity = self->severity, .instrument = {}};
    return st_publish_risk(answer, &risk);
}
