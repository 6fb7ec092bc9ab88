/* {{title}}: a stop at a fixed distance from the last price. */
#include <simpletrader.h>

ST_EXIT_PLANNER(.vendor = "{{vendor}}", .name = "{{name}}", .version = "0.1.0", .display_name = "{{title}}")

/* What a blueprint sets under `config`: struct st_params and the schema of the parameters come from here. */
#define PARAMS(PARAM) PARAM(fraction, stop_loss, "Distance of the stop from the last price, as a share of it.")
ST_PARAMS(PARAMS)

/* The parameters live as long as the worker. */
static const st_params *self;

st_result st_configure(const st_params *params, const st_setup *setup) {
    self = params;
    return ST_OK;
}

st_result st_plan_exit(const st_task *task, const st_inputs *inputs, st_answer *answer) {
    if (task->directive.scope.kind != ST_NEW_TRADE) {
        return ST_OK;
    }
    if (!task->directive.entry.present) {
        return st_refuse(ST_PLAN_INCONSISTENT, "a new trade needs an entry directive with a side");
    }
    const st_instrument *instrument = st_instrument_at(st_this_setup(), task->quote.instrument);
    if (instrument == NULL) {
        return st_fail("there is no instrument %u", task->quote.instrument);
    }
    const bool buys = task->directive.entry.value.side == ST_BUY;
    const st_decimal share = buys ? st_subtract(ST_ONE, self->stop_loss) : st_add(ST_ONE, self->stop_loss);
    const st_decimal stop = st_to_step(st_multiply(task->quote.last, share), instrument->tick_size, ST_HALF_EVEN);
    return st_answer_exit(answer, &(st_exit_plan){.stop_loss = st_some(stop)});
}
