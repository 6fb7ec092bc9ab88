/* The exports of a strategy planner. */
#include "layout_decisions.h"
#include "layout_ledger.h"

#define THEIRS exports_simpletrader_worker_strategy_situation_t

SAME_SIZE(st_situation, THEIRS);
SAME_FIELD(st_situation, tick, THEIRS, tick);
SAME_FIELD(st_situation, quotes, THEIRS, quotes);
SAME_FIELD(st_situation, inputs, THEIRS, inputs);
SAME_FIELD(st_situation, signals, THEIRS, signals);
SAME_FIELD(st_situation, risks, THEIRS, risks);
SAME_FIELD(st_situation, account, THEIRS, account);
SAME_FIELD(st_situation, positions, THEIRS, positions);
SAME_FIELD(st_situation, open_orders, THEIRS, open_orders);
SAME_SIZE(st_decision, exports_simpletrader_worker_strategy_decision_t);
SAME_FIELD(st_decision, signals, exports_simpletrader_worker_strategy_decision_t, signals);
SAME_FIELD(st_decision, risks, exports_simpletrader_worker_strategy_decision_t, risks);
SAME_FIELD(st_decision, kind, exports_simpletrader_worker_strategy_decision_t, outcome.tag);
SAME_FIELD(st_decision, directive, exports_simpletrader_worker_strategy_decision_t, outcome.val.issue);
SAME_FIELD(st_decision, refusal, exports_simpletrader_worker_strategy_decision_t, outcome.val.refuse);

const st_category st_this_category = {
    "ST_STRATEGY_PLANNER", "strategy_planner", NULL, "decide", "STRATEGY_DIRECTIVE_ISSUED", "StrategyDirective",
};

bool exports_simpletrader_worker_strategy_decide(exports_simpletrader_worker_strategy_situation_t *situation,
                                                 exports_simpletrader_worker_strategy_disposition_t *disposition,
                                                 exports_simpletrader_worker_strategy_worker_error_t *error) {
    st_memory_begin();
    const st_inputs *numbers;
    st_answer answer = {0};
    st_result result = st_boundary_inputs(situation->inputs.ptr, situation->inputs.len, &numbers);
    if (result.kind == ST_RESULT_OK) {
        result = st_decide((const st_situation *)(const void *)situation, numbers, &answer);
    }
    if (result.kind == ST_RESULT_STOP) {
        disposition->tag = EXPORTS_SIMPLETRADER_WORKER_STRATEGY_DISPOSITION_STOP;
        disposition->val.stop = st_boundary_text(result.text);
        result = ST_OK;
    } else if (answer.count > 0) {
        disposition->tag = EXPORTS_SIMPLETRADER_WORKER_STRATEGY_DISPOSITION_PUBLISH;
        disposition->val.publish.ptr = answer.items;
        disposition->val.publish.len = answer.count;
    } else {
        disposition->tag = EXPORTS_SIMPLETRADER_WORKER_STRATEGY_DISPOSITION_PROCEED;
    }
    return st_boundary_end(result, error);
}
