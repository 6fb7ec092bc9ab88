/*
 * Sizes every trade alike, unless the directive wants a size of its own.
 */
#include <simpletrader.h>

ST_SIZE_PLANNER(.vendor = "c", .name = "fixed_size", .version = "0.1.0", .display_name = "Fixed size")

#define PARAMS(PARAM) \
    PARAM(decimal, quantity, "Size of a trade, in units of the base asset; a multiple of the instrument's lot.", .min = "0")
ST_PARAMS(PARAMS)

static st_decimal usual;

st_result st_configure(const st_params *params, const st_setup *setup) {
    usual = params->quantity;
    return st_compare(usual, ST_ZERO) > 0 ? ST_OK : st_bad_params("quantity: must be greater than 0");
}

st_result st_plan_size(const st_task *task, const st_inputs *inputs, st_answer *answer) {
    const st_maybe_decimal none = {0};
    const st_maybe_decimal wanted = task->directive.size.present ? task->directive.size.value.target_size : none;
    st_decimal size = ST_ZERO;
    switch (task->directive.scope.kind) {
    case ST_NEW_TRADE:
        size = wanted.present ? wanted.value : usual;
        if (st_compare(size, ST_ZERO) == 0) {
            return st_refuse(ST_BELOW_MINIMUM_SIZE, "a new trade of size 0 was asked for");
        }
        break;
    case ST_MODIFY_EXISTING:
        if (!wanted.present) {
            return ST_OK;
        }
        size = wanted.value;
        break;
    default:
        break;
    }
    const st_decimal value = st_multiply_rounded(size, task->quote.last);
    return st_answer_size(answer, &(st_size_plan){.target_size = size, .position_value = value, .leverage = ST_ONE});
}
