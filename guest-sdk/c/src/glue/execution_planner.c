/* The exports of an execution planner. */
#include <string.h>

#include "layout_decisions.h"
#include "layout_ledger.h"

#define THEIRS exports_simpletrader_worker_execution_planning_execution_request_t

SAME_SIZE(st_execution_request, THEIRS);
SAME_FIELD(st_execution_request, tick, THEIRS, tick);
SAME_FIELD(st_execution_request, quote, THEIRS, quote);
SAME_FIELD(st_execution_request, inputs, THEIRS, inputs);
SAME_FIELD(st_execution_request, directive, THEIRS, directive);
SAME_FIELD(st_execution_request, plans, THEIRS, plans);
SAME_FIELD(st_execution_request, target, THEIRS, target);
SAME_FIELD(st_execution_request, open_orders, THEIRS, open_orders);
SAME_FIELD(st_execution_request, account, THEIRS, account);

const st_category st_this_category = {
    "ST_EXECUTION_PLANNER", "planning_worker", "execution", "plan", "EXECUTION_PLAN_CREATED", "ExecutionPlan",
};

bool exports_simpletrader_worker_execution_planning_plan(
    exports_simpletrader_worker_execution_planning_execution_request_t *request,
    exports_simpletrader_worker_execution_planning_outcome_t *outcome,
    exports_simpletrader_worker_execution_planning_worker_error_t *error) {
    st_memory_begin();
    const st_inputs *numbers;
    st_answer answer = {0};
    st_result result = st_boundary_inputs(request->inputs.ptr, request->inputs.len, &numbers);
    if (result.kind == ST_RESULT_OK) {
        result = st_plan_execution((const st_execution_request *)(const void *)request, numbers, &answer);
    }
    if (result.kind == ST_RESULT_REFUSED) {
        st_refusal refusal;
        result = st_boundary_refusal(result, &refusal);
        outcome->tag = EXPORTS_SIMPLETRADER_WORKER_EXECUTION_PLANNING_OUTCOME_REFUSE;
        memcpy(&outcome->val.refuse, &refusal, sizeof refusal);
    } else if (answer.count > 0) {
        outcome->tag = EXPORTS_SIMPLETRADER_WORKER_EXECUTION_PLANNING_OUTCOME_PLAN;
        memcpy(&outcome->val.plan, answer.items, sizeof(st_execution_plan));
    } else {
        outcome->tag = EXPORTS_SIMPLETRADER_WORKER_EXECUTION_PLANNING_OUTCOME_NOTHING;
    }
    return st_boundary_end(result, error);
}
