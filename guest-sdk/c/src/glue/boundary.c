/* What every component has: memory for the host, `configure`, and the description. */
#include "boundary.h"

#include <string.h>

#include "../check.h"
#include "layout_types.h"

static bool configured;

/* The host asks here for room for its arguments and its answers. Replaces the weak one of the bindings. */
__attribute__((export_name("cabi_realloc"))) void *cabi_realloc(void *old, size_t old_size, size_t align, size_t new_size);

void *cabi_realloc(void *old, size_t old_size, size_t align, size_t new_size) {
    st_memory_begin();
    if (new_size == 0) {
        return (void *)align;
    }
    void *room = st_memory_take(new_size);
    if (old_size > 0) {
        memcpy(room, old, old_size < new_size ? old_size : new_size);
    }
    return room;
}

/* The bindings are compiled to call this where they would call free(): the memory of a call is given back as a whole. */
void st_boundary_kept(void *memory);

void st_boundary_kept(void *memory) {
    (void)memory;
}

bindings_string_t st_boundary_text(st_text text) {
    return (bindings_string_t){(uint8_t *)(uintptr_t)text.bytes, text.length};
}

st_result st_boundary_inputs(const double *values, size_t count, const st_inputs **inputs) {
    if (!configured) {
        return st_not_ready("configure was not called");
    }
    if (count != st_worker_inputs.count) {
        return st_fail("expected %zu inputs, got %zu", st_worker_inputs.count, count);
    }
    *inputs = (const st_inputs *)(const void *)values;
    return ST_OK;
}

st_result st_boundary_refusal(st_result refused, st_refusal *refusal) {
    if (refused.code >= ST_REJECTION_OTHER) {
        return st_fail("st_refuse() has no code %u", (unsigned)refused.code);
    }
    *refusal = (st_refusal){{(uint8_t)refused.code, 0}, refused.text};
    return st_check_refusal(refusal);
}

bool st_boundary_end(st_result result, boundary_error *error) {
    st_memory_end();
    const bindings_string_t text = st_boundary_text(result.text);
    switch (result.kind) {
    case ST_RESULT_OK:
        return true;
    case ST_RESULT_BAD_PARAMS:
        error->tag = SIMPLETRADER_WORKER_TYPES_WORKER_ERROR_BAD_PARAMS;
        error->val.bad_params = text;
        return false;
    case ST_RESULT_NOT_READY:
        error->tag = SIMPLETRADER_WORKER_TYPES_WORKER_ERROR_NOT_READY;
        error->val.not_ready = text;
        return false;
    case ST_RESULT_FAILED:
        error->tag = SIMPLETRADER_WORKER_TYPES_WORKER_ERROR_FAILED;
        error->val.failed = text;
        return false;
    default: {
        /* Only some categories can stop or refuse; those have taken it before it comes here. */
        const char *what = result.kind == ST_RESULT_STOP ? "st_stop" : "st_refuse";
        const st_text wrong = st_format("%s is not an answer of %s: %.*s", what, st_this_category.macro, ST_SHOW(result.text));
        error->tag = SIMPLETRADER_WORKER_TYPES_WORKER_ERROR_FAILED;
        error->val.failed = st_boundary_text(wrong);
        return false;
    }
    }
}

bool exports_simpletrader_worker_lifecycle_configure(
    bindings_string_t *params, exports_simpletrader_worker_lifecycle_list_instrument_t *instruments,
    exports_simpletrader_worker_lifecycle_list_series_t *series, exports_simpletrader_worker_lifecycle_worker_error_t *error) {
    st_memory_begin();
    st_the_setup = (st_setup){(const st_instrument *)(const void *)instruments->ptr, instruments->len,
                              (const st_series *)(const void *)series->ptr, series->len};
    st_params *values = st_alloc(1, st_worker_params.size);
    st_result result = st_params_read(&st_worker_params, (st_text){(const char *)params->ptr, params->len}, values);
    if (result.kind == ST_RESULT_OK) {
        result = st_configure(values, &st_the_setup);
    }
    configured = result.kind == ST_RESULT_OK;
    if (configured) {
        st_memory_keep();
    }
    return st_boundary_end(result, error);
}

/* Not part of the component: the packager calls it once, on the module. */
__attribute__((export_name("simpletrader_describe"))) uint64_t simpletrader_describe(void);

uint64_t simpletrader_describe(void) {
    const st_text text = st_describe();
    return (uint64_t)(uintptr_t)text.bytes << 32 | text.length;
}
