/* The exports of a signal detector. */
#include "layout_decisions.h"

const st_category st_this_category = {"ST_SIGNAL_DETECTOR", "signal_detector", NULL, "detect", "SIGNAL_DETECTED", "Signal"};

bool exports_simpletrader_worker_detector_detect(exports_simpletrader_worker_detector_instant_t at, bindings_list_f64_t *inputs,
                                                 exports_simpletrader_worker_detector_disposition_t *disposition,
                                                 exports_simpletrader_worker_detector_worker_error_t *error) {
    st_memory_begin();
    const st_inputs *numbers;
    st_answer answer = {0};
    st_result result = st_boundary_inputs(inputs->ptr, inputs->len, &numbers);
    if (result.kind == ST_RESULT_OK) {
        result = st_detect(at, numbers, &answer);
    }
    if (result.kind == ST_RESULT_STOP) {
        disposition->tag = EXPORTS_SIMPLETRADER_WORKER_DETECTOR_DISPOSITION_STOP;
        disposition->val.stop = st_boundary_text(result.text);
        result = ST_OK;
    } else if (answer.count > 0) {
        disposition->tag = EXPORTS_SIMPLETRADER_WORKER_DETECTOR_DISPOSITION_PUBLISH;
        disposition->val.publish.ptr = answer.items;
        disposition->val.publish.len = answer.count;
    } else {
        disposition->tag = EXPORTS_SIMPLETRADER_WORKER_DETECTOR_DISPOSITION_PROCEED;
    }
    return st_boundary_end(result, error);
}
