/*
 * The exports of a planner of entry, size or exit, which differ in the type of their plan alone. Defines the one export; the file
 * that includes this names INTERFACE (`entry`), OUTCOME (its name in capitals), HANDLER, and ANSWER.
 */
#include <string.h>

#include "layout_decisions.h"
#include "layout_ledger.h"

#define JOIN_(a, b, c) a##b##c
#define JOIN(a, b, c) JOIN_(a, b, c)
#define EXPORTED(name) JOIN(JOIN(exports_simpletrader_worker_, INTERFACE, _), name, )
#define CASE(name) JOIN(JOIN(EXPORTS_SIMPLETRADER_WORKER_, OUTCOME, _OUTCOME_), name, )

#define THEIRS EXPORTED(task_t)
SAME_SIZE(st_task, THEIRS);
SAME_FIELD(st_task, tick, THEIRS, tick);
SAME_FIELD(st_task, quote, THEIRS, quote);
SAME_FIELD(st_task, inputs, THEIRS, inputs);
SAME_FIELD(st_task, directive, THEIRS, directive);
SAME_FIELD(st_task, target, THEIRS, target);
SAME_FIELD(st_task, open_orders, THEIRS, open_orders);
SAME_FIELD(st_task, account, THEIRS, account);

bool EXPORTED(plan)(EXPORTED(task_t) * task, EXPORTED(outcome_t) * outcome, EXPORTED(worker_error_t) * error) {
    st_memory_begin();
    const st_inputs *numbers;
    st_answer answer = {0};
    st_result result = st_boundary_inputs(task->inputs.ptr, task->inputs.len, &numbers);
    if (result.kind == ST_RESULT_OK) {
        result = HANDLER((const st_task *)(const void *)task, numbers, &answer);
    }
    if (result.kind == ST_RESULT_REFUSED) {
        st_refusal refusal;
        result = st_boundary_refusal(result, &refusal);
        outcome->tag = CASE(REFUSE);
        memcpy(&outcome->val.refuse, &refusal, sizeof refusal);
    } else if (answer.count > 0) {
        outcome->tag = CASE(PLAN);
        _Static_assert(sizeof outcome->val.plan == sizeof(ANSWER), "a plan is not what the contract says");
        memcpy(&outcome->val.plan, answer.items, sizeof(ANSWER));
    } else {
        outcome->tag = CASE(NOTHING);
    }
    return st_boundary_end(result, error);
}
