/* What a worker may do beyond its calls: imports of the host. One that is not used is not imported. */
#include "boundary.h"

SAME_VALUE(ST_TRACE, SIMPLETRADER_WORKER_LOG_LEVEL_TRACE);
SAME_VALUE(ST_ERROR, SIMPLETRADER_WORKER_LOG_LEVEL_ERROR);

void st_log(enum st_level level, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    bindings_string_t text = st_boundary_text(st_format_list(format, arguments));
    va_end(arguments);
    simpletrader_worker_log_write((simpletrader_worker_log_level_t)level, &text);
}

void st_note(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    bindings_string_t text = st_boundary_text(st_format_list(format, arguments));
    va_end(arguments);
    simpletrader_worker_journal_note_add(&text);
}

st_value st_state_get(const char *key) {
    bindings_string_t name = st_boundary_text(st_text_of(key));
    bindings_list_u8_t bytes = {NULL, 0};
    const bool found = simpletrader_worker_state_get(&name, &bytes);
    return (st_value){found, bytes.ptr, bytes.len};
}

void st_state_set(const char *key, const void *bytes, size_t length) {
    bindings_string_t name = st_boundary_text(st_text_of(key));
    bindings_list_u8_t value = {(uint8_t *)(uintptr_t)bytes, length};
    simpletrader_worker_state_set(&name, &value);
}

void st_state_remove(const char *key) {
    bindings_string_t name = st_boundary_text(st_text_of(key));
    simpletrader_worker_state_remove(&name);
}

st_result st_window(st_series_ref series, uint32_t count, st_columns *columns) {
    simpletrader_worker_market_window_columns_t window;
    bindings_string_t refusal;
    if (!simpletrader_worker_market_window_window(series, count, &window, &refusal)) {
        return st_fail("%.*s", (int)refusal.len, (const char *)refusal.ptr);
    }
    *columns = (st_columns){window.times.len, window.times.ptr, window.open.ptr,  window.high.ptr,
                            window.low.ptr,   window.close.ptr, window.volume.ptr};
    return ST_OK;
}
