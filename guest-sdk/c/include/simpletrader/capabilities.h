/**
 * @file
 * What a worker may do beyond its calls. Each must be asked for in the description of the worker and granted by the operation;
 * what is used without having been asked for is not built.
 */
#ifndef SIMPLETRADER_CAPABILITIES_H
#define SIMPLETRADER_CAPABILITIES_H

#include <simpletrader/market.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How important a line is. */
enum st_level { ST_TRACE, ST_DEBUG, ST_INFO, ST_WARN, ST_ERROR };

/** Writes a line for the author, as st_format() makes it; kept with the run. Asked for with `.logs = true`. */
__attribute__((format(printf, 2, 3))) void st_log(enum st_level level, const char *format, ...);
/** Leaves a remark in the journal, at most 500 characters and 16 a call. Asked for with `.writes_notes = true`. */
__attribute__((format(printf, 1, 2))) void st_note(const char *format, ...);

/** Bytes of a key; `found` is false where there are none. */
typedef struct st_value {
    bool found;
    const uint8_t *bytes;
    size_t length;
} st_value;

/** The bytes of a key. Asked for with `.remembers = <bytes>`, as the two that follow. */
st_value st_state_get(const char *key);
/** Gives a key of 1 to 120 bytes these bytes. Stored with the pass, and undone when the pass fails. */
void st_state_set(const char *key, const void *bytes, size_t length);
/** Takes a key away; one that is not there is no matter. */
void st_state_remove(const char *key);

/** Closed bars as columns of equal length, oldest first, with prices in quote currency. */
typedef struct st_columns {
    size_t count;
    const st_instant *times; /**< When each bar closed. */
    const double *open, *high, *low, *close, *volume;
} st_columns;

/**
 * The latest closed bars of a series: `count` of them, or as many as there are yet. Fails, in words, when the series is not granted
 * or `count` is more than was asked for with `.looks_back = <bars>`.
 */
st_result st_window(st_series_ref series, uint32_t count, st_columns *columns);

#ifdef __cplusplus
}
#endif
#endif
