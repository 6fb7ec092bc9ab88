/**
 * @file
 * Texts, results and the memory of a call.
 */
#ifndef SIMPLETRADER_TEXT_H
#define SIMPLETRADER_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Text in UTF-8 of a known length. It has no zero at its end: print it with `%.*s` and ST_SHOW(). */
typedef struct st_text {
    const char *bytes; /**< Not zero-terminated. */
    size_t length;     /**< In bytes. */
} st_text;

/** The text of a literal: `ST_TEXT("CROSS_UP")`. */
#define ST_TEXT(literal) ((st_text){(literal), sizeof(literal) - 1})
/** The two arguments that `%.*s` wants: `st_fail("no %.*s", ST_SHOW(symbol))`. */
#define ST_SHOW(text) (int)(text).length, (text).bytes

/** The text of a zero-terminated string, which is not copied. */
st_text st_text_of(const char *zero_terminated);
/** Whether two texts are the same bytes. */
bool st_text_equal(st_text one, st_text other);
/** Whether a text is this zero-terminated string. */
bool st_text_is(st_text text, const char *zero_terminated);
/** A copy with a zero at its end, for functions that want one. */
const char *st_text_terminated(st_text text);

/**
 * Makes a text as printf does. Known: `%s %.*s %c %% %d %i %u %x %zu`, the integers also with `l`, `ll` and `h`, with a width and
 * with leading zeros (`%016llx`), and `%f` with up to nine digits (`%.2f`, six where nothing is said). Anything else stays in the
 * text as it was written. The C library's own printf would need files, which a worker has not.
 */
__attribute__((format(printf, 1, 2))) st_text st_format(const char *format, ...);

/**
 * Zeroed memory for `count` things of `size` bytes, until the end of the call; in `st_configure` as long as the worker lives. It is
 * never NULL: a worker that takes more memory than it is granted ends there.
 */
void *st_alloc(size_t count, size_t size);

/** How a call ended. The values but ST_RESULT_OK are made by the functions below. */
enum st_result_kind {
    ST_RESULT_OK,         /**< The call has its answer. */
    ST_RESULT_STOP,       /**< The pass ends here, for a reason. Detectors, monitors and strategy planners. */
    ST_RESULT_REFUSED,    /**< A planner declines. */
    ST_RESULT_BAD_PARAMS, /**< The parameters cannot be used. */
    ST_RESULT_NOT_READY,  /**< Called before the worker can answer. */
    ST_RESULT_FAILED      /**< Anything else that went wrong. */
};

/** How a call ended: what every handler returns. */
typedef struct st_result {
    uint32_t kind; /**< An st_result_kind. */
    uint32_t code; /**< ST_RESULT_REFUSED: an st_rejection_kind. */
    st_text text;  /**< The reason; empty when all is well. */
} st_result;

/** All is well. */
extern const st_result ST_OK;

/** Something went wrong; the text says what, as st_format() makes it. */
__attribute__((format(printf, 1, 2))) st_result st_fail(const char *format, ...);
/** The parameters cannot be used; say which and what to write instead. */
__attribute__((format(printf, 1, 2))) st_result st_bad_params(const char *format, ...);
/** Called before the worker can answer. */
__attribute__((format(printf, 1, 2))) st_result st_not_ready(const char *format, ...);
/** This pass ends here, for this reason: detectors, monitors and strategy planners. */
__attribute__((format(printf, 1, 2))) st_result st_stop(const char *format, ...);
/** A planner of entry, size, exit or execution declines: a code of st_rejection_kind, and the reason in 1 to 500 characters. */
__attribute__((format(printf, 2, 3))) st_result st_refuse(uint32_t code, const char *format, ...);

/** Goes on when `expression` is well and returns its result from the enclosing function when it is not. */
#define ST_TRY(expression)                          \
    do {                                            \
        const st_result st_tried_ = (expression);   \
        if (st_tried_.kind != ST_RESULT_OK) {       \
            return st_tried_;                       \
        }                                           \
    } while (0)

#ifdef __cplusplus
}
#endif
#endif
