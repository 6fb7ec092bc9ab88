/* What a worker need not define. Weak, so that its own definitions win. */
#include "inside.h"

#define UNLESS_DEFINED __attribute__((weak))

UNLESS_DEFINED const st_param_table st_worker_params = {NULL, 0, 0};
UNLESS_DEFINED const st_field_table st_worker_inputs = {NULL, 0};
UNLESS_DEFINED const st_field_table st_worker_facts = {NULL, 0};

UNLESS_DEFINED st_result st_configure(const st_params *params, const st_setup *setup) {
    (void)params;
    (void)setup;
    return ST_OK;
}

UNLESS_DEFINED st_result st_on_reply(const st_reply *reply, st_answer *answer) {
    (void)reply;
    (void)answer;
    return ST_OK;
}

UNLESS_DEFINED st_result st_on_timer(const st_timer *timer, st_answer *answer) {
    (void)timer;
    (void)answer;
    return ST_OK;
}
