/* {{title}}: a signal when a number crosses a level. */
#include <simpletrader.h>

ST_SIGNAL_DETECTOR(.vendor = "{{vendor}}", .name = "{{name}}", .version = "0.1.0", .display_name = "{{title}}")

/* What a blueprint sets under `config`: struct st_params and the schema of the parameters come from here. */
#define PARAMS(PARAM) PARAM(number, level, "The level that is crossed.")
ST_PARAMS(PARAMS)

/* The numbers that this worker wants; the blueprint says where they come from. */
#define INPUTS(INPUT) INPUT(value, required, "What crosses the level.")
ST_INPUTS(INPUTS)

/* What the worker remembers between bars. */
static struct {
    double level;
    enum { UNKNOWN, ABOVE, BELOW } was;
} self;

st_result st_configure(const st_params *params, const st_setup *setup) {
    self.level = params->level;
    /* The signals are about the strategy's first instrument. */
    return setup->instrument_count > 0 ? ST_OK : st_fail("the strategy trades nothing");
}

st_result st_detect(st_instant at, const st_inputs *inputs, st_answer *answer) {
    const bool is_above = inputs->value > self.level;
    /* A number that is not ready is NaN, which is neither above nor below. */
    if (!is_above && !(inputs->value < self.level)) {
        return ST_OK;
    }
    const bool has_crossed = self.was != UNKNOWN && (self.was == ABOVE) != is_above;
    self.was = is_above ? ABOVE : BELOW;
    if (!has_crossed) {
        return ST_OK;
    }
    const st_signal signal = {
        .instrument = 0,
        .direction = is_above ? ST_LONG : ST_SHORT,
        .type = is_above ? ST_TEXT("LEVEL_UP") : ST_TEXT("LEVEL_DOWN"),
    };
    return st_publish_signal(answer, &signal);
}
