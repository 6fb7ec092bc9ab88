/* The exports of a context worker. */
#include <math.h>

#include "boundary.h"

const st_category st_this_category = {"ST_CONTEXT_WORKER", "context_worker", NULL, "measure", NULL, NULL};

bool exports_simpletrader_worker_context_measure(exports_simpletrader_worker_context_instant_t at,
                                                 exports_simpletrader_worker_context_bar_t *bar, bindings_list_f64_t *inputs,
                                                 bindings_list_f64_t *facts,
                                                 exports_simpletrader_worker_context_worker_error_t *error) {
    st_memory_begin();
    const st_inputs *numbers;
    st_result result = st_boundary_inputs(inputs->ptr, inputs->len, &numbers);
    if (result.kind == ST_RESULT_OK) {
        *facts = (bindings_list_f64_t){st_alloc(st_worker_facts.count, sizeof(double)), st_worker_facts.count};
        for (size_t i = 0; i < facts->len; i++) {
            facts->ptr[i] = NAN;
        }
        result = st_measure(at, (const st_bar *)(const void *)bar, numbers, (st_facts *)(void *)facts->ptr);
    }
    return st_boundary_end(result, error);
}
