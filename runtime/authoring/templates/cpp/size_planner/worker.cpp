// {{title}}: every trade has the same size.
#include <simpletrader.hpp>

ST_SIZE_PLANNER(.vendor = "{{vendor}}", .name = "{{name}}", .version = "0.1.0", .display_name = "{{title}}")

// What a blueprint sets under `config`: struct st_params and the schema of the parameters come from here.
#define PARAMS(PARAM) \
    PARAM(quantity, quantity, "Size of a trade, in units of the base asset; a multiple of the instrument's lot.")
ST_PARAMS(PARAMS)

// The parameters live as long as the worker.
static const st_params *self;

st_result st_configure(const st_params *params, const st_setup *setup) {
    self = params;
    return ST_OK;
}

st_result st_plan_size(const st_task *task, const st_inputs *inputs, st_answer *answer) {
    if (task->directive.scope.kind == ST_MODIFY_EXISTING) {
        return ST_OK;
    }
    // A plan names the size that the trade shall have, not the difference.
    const st_decimal size = task->directive.scope.kind == ST_NEW_TRADE ? self->quantity : ST_ZERO;
    const st_size_plan plan = {
        .target_size = size,
        .position_value = st_multiply_rounded(size, task->quote.last),
        .leverage = ST_ONE,
    };
    return st_answer_size(answer, &plan);
}
