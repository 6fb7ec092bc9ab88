/* The exports of a risk monitor. */
#include "layout_decisions.h"
#include "layout_ledger.h"

const st_category st_this_category = {"ST_RISK_MONITOR", "risk_monitor", NULL, "watch", "RISK_DETECTED", "Risk"};

bool exports_simpletrader_worker_monitor_watch(exports_simpletrader_worker_monitor_instant_t at, bindings_list_f64_t *inputs,
                                               exports_simpletrader_worker_monitor_list_position_t *positions,
                                               exports_simpletrader_worker_monitor_disposition_t *disposition,
                                               exports_simpletrader_worker_monitor_worker_error_t *error) {
    st_memory_begin();
    const st_inputs *numbers;
    const st_positions held = {(const st_position *)(const void *)positions->ptr, positions->len};
    st_answer answer = {0};
    st_result result = st_boundary_inputs(inputs->ptr, inputs->len, &numbers);
    if (result.kind == ST_RESULT_OK) {
        result = st_watch(at, numbers, &held, &answer);
    }
    if (result.kind == ST_RESULT_STOP) {
        disposition->tag = EXPORTS_SIMPLETRADER_WORKER_MONITOR_DISPOSITION_STOP;
        disposition->val.stop = st_boundary_text(result.text);
        result = ST_OK;
    } else if (answer.count > 0) {
        disposition->tag = EXPORTS_SIMPLETRADER_WORKER_MONITOR_DISPOSITION_PUBLISH;
        disposition->val.publish.ptr = answer.items;
        disposition->val.publish.len = answer.count;
    } else {
        disposition->tag = EXPORTS_SIMPLETRADER_WORKER_MONITOR_DISPOSITION_PROCEED;
    }
    return st_boundary_end(result, error);
}
