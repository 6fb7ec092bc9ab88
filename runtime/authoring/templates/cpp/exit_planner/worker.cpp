// {{title}}: a stop at a fixed distance from the last price.
#include <simpletrader.hpp>

ST_EXIT_PLANNER(.vendor = "{{vendor}}", .name = "{{name}}", .version = "0.1.0", .display_name = "{{title}}")

// What a blueprint sets under `config`: struct st_params and the schema of the parameters come from here.
#define PARAMS(PARAM) PARAM(fraction, stop_loss, "Distance of the stop from the last price, as a share of it.")
ST_PARAMS(PARAMS)

static st::Decimal stop_loss;

st_result st_configure(const st_params *params, const st_setup *setup) {
    stop_loss = params->stop_loss;
    return ST_OK;
}

st_result st_plan_exit(const st_task *task, const st_inputs *inputs, st_answer *answer) {
    if (task->directive.scope.kind != ST_NEW_TRADE) {
        return ST_OK;
    }
    const auto *entry = st::maybe(task->directive.entry);
    if (entry == nullptr) {
        return st_refuse(ST_PLAN_INCONSISTENT, "a new trade needs an entry directive with a side");
    }
    const st_instrument *instrument = st_instrument_at(st_this_setup(), task->quote.instrument);
    if (instrument == nullptr) {
        return st_fail("there is no instrument %u", task->quote.instrument);
    }
    const st::Decimal one = ST_ONE, last = task->quote.last;
    const st::Decimal level = last * (entry->side == ST_BUY ? one - stop_loss : one + stop_loss);
    const st_exit_plan plan = {.stop_loss = level.to_step(instrument->tick_size, ST_HALF_EVEN), .take_profit = ST_NONE};
    return st_answer_exit(answer, &plan);
}
