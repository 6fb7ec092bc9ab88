// {{title}}: a signal when a number crosses a level.
#include <simpletrader.hpp>

using namespace st::literals;

ST_SIGNAL_DETECTOR(.vendor = "{{vendor}}", .name = "{{name}}", .version = "0.1.0", .display_name = "{{title}}")

// What a blueprint sets under `config`: struct st_params and the schema of the parameters come from here.
#define PARAMS(PARAM) PARAM(number, level, "The level that is crossed.")
ST_PARAMS(PARAMS)

// The numbers that this worker wants; the blueprint says where they come from.
#define INPUTS(INPUT) INPUT(value, required, "What crosses the level.")
ST_INPUTS(INPUTS)

namespace {

enum class Side { Unknown, Above, Below };

// What the worker remembers between bars.
double level = 0.0;
Side last = Side::Unknown;

} // namespace

st_result st_configure(const st_params *params, const st_setup *setup) {
    level = params->level;
    // The signals are about the strategy's first instrument.
    return setup->instrument_count > 0 ? ST_OK : st_fail("the strategy trades nothing");
}

st_result st_detect(st_instant at, const st_inputs *inputs, st_answer *answer) {
    // A number that is not ready is NaN, which is neither above nor below.
    const Side side = inputs->value > level ? Side::Above : inputs->value < level ? Side::Below : Side::Unknown;
    if (side == Side::Unknown) {
        return ST_OK;
    }
    const bool has_crossed = last != Side::Unknown && last != side;
    last = side;
    if (!has_crossed) {
        return ST_OK;
    }
    const bool up = side == Side::Above;
    const st_signal signal = {
        .instrument = 0,
        .direction = static_cast<uint8_t>(up ? ST_LONG : ST_SHORT),
        .type = up ? "LEVEL_UP"_text : "LEVEL_DOWN"_text,
        .confidence = ST_NONE,
    };
    return st_publish_signal(answer, &signal);
}
