// {{title}}: everything is one order that is good till cancelled.
#include <simpletrader.hpp>

// A strategy without a worker for the family that `.executes` names does not start.
ST_EXECUTION_PLANNER(.vendor = "{{vendor}}", .name = "{{name}}", .version = "0.1.0", .display_name = "{{title}}",
                     .executes = ST_EXECUTES_SINGLE)

st_result st_plan_execution(const st_execution_request *request, const st_inputs *inputs, st_answer *answer) {
    const st_plans *plans = &request->plans;
    // The other planners had nothing to say, so there is nothing to execute.
    if (!plans->entry.present && !plans->size.present && !plans->exit.present) {
        return ST_OK;
    }
    const st_execution_plan plan = {
        .action = {.kind = ST_EXECUTE_TRADE, .algorithm = {.kind = ST_SINGLE, .single = ST_GTC}},
        .max_slippage = ST_ONE,
    };
    return st_answer_execution(answer, &plan);
}
