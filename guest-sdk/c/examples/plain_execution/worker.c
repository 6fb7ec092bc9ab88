/*
 * Executes everything as one order. A change of a trade that is not about its size changes the order that works already.
 */
#include <simpletrader.h>

ST_EXECUTION_PLANNER(.vendor = "c", .name = "plain_execution", .version = "0.1.0", .display_name = "Plain execution",
                     .executes = ST_EXECUTES_SINGLE)

/* GTD is not among them, because nothing here names the date. */
#define PARAMS(PARAM) \
    PARAM(choice, time_in_force, "How long an order may work.", .otherwise = "GTC", .among = "GTC IOC FOK")
ST_PARAMS(PARAMS)

static uint8_t time_in_force;

st_result st_configure(const st_params *params, const st_setup *setup) {
    static const uint8_t WORDS[] = {ST_GTC, ST_IOC, ST_FOK};
    time_in_force = WORDS[params->time_in_force];
    return ST_OK;
}

/*
 * What kind of order a change is about. One plan changes one order, so of two levels the stop comes first: it is the one that
 * protects.
 */
static uint8_t changed(const st_plans *plans) {
    if (plans->entry.present) {
        return ST_PURPOSE_ENTRY;
    }
    const bool has_stop = plans->exit.present && plans->exit.value.stop_loss.present;
    return has_stop ? ST_PURPOSE_STOP_LOSS : ST_PURPOSE_TAKE_PROFIT;
}

static const st_order *working(const st_orders *orders, uint8_t purpose) {
    for (size_t i = 0; i < orders->count; i++) {
        if (orders->items[i].purpose == purpose) {
            return &orders->items[i];
        }
    }
    return NULL;
}

st_result st_plan_execution(const st_execution_request *request, const st_inputs *inputs, st_answer *answer) {
    const st_plans *plans = &request->plans;
    if (!plans->entry.present && !plans->size.present && !plans->exit.present) {
        return ST_OK;
    }
    st_execution_plan plan = {
        .action = {.kind = ST_EXECUTE_TRADE, .algorithm = {.kind = ST_SINGLE, .single = time_in_force}},
        .max_slippage = ST_ONE,
    };
    if (request->directive.scope.kind == ST_MODIFY_EXISTING && !plans->size.present) {
        const st_order *order = working(&request->open_orders, changed(plans));
        if (order == NULL) {
            return st_refuse(ST_PLAN_INCONSISTENT, "the trade has no working order of the kind to change");
        }
        plan.action = (st_execution_action){.kind = ST_MODIFY_ORDER, .order = order->order};
    }
    const st_maybe_execution_directive *wanted = &request->directive.execution;
    if (wanted->present && wanted->value.max_total_slippage.present) {
        /* The limit of a plan is a share of the price, so more than all of it says no more than all of it. */
        const st_decimal most = wanted->value.max_total_slippage.value;
        plan.max_slippage = st_less(most, ST_ONE) ? most : ST_ONE;
    }
    return st_answer_execution(answer, &plan);
}
