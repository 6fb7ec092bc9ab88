/* What the files of the library share and workers do not see. */
#ifndef SIMPLETRADER_INSIDE_H
#define SIMPLETRADER_INSIDE_H

#include <simpletrader.h>
#include <stdarg.h>

/*
 * Memory. All of it comes from one region that grows and is wound back: what a call takes is there until the next call begins, so
 * the host can read an answer where it lies and nothing is ever freed one by one.
 */

/** Memory that is aligned for everything and not zeroed. */
void *st_memory_take(size_t bytes);
/** A call begins, perhaps before its handler: the host places arguments first. Winds back what the call before it took. */
void st_memory_begin(void);
/** The call is over; its answer stays readable until the next one begins. */
void st_memory_end(void);
/** What has been taken so far is kept for good. */
void st_memory_keep(void);

/** Text that grows. Starts as `{0}`. */
typedef struct st_buffer {
    char *bytes;
    size_t length, room;
} st_buffer;

void st_buffer_add(st_buffer *buffer, const char *bytes, size_t length);
void st_buffer_add_text(st_buffer *buffer, st_text text);
void st_buffer_add_string(st_buffer *buffer, const char *zero_terminated);
void st_buffer_add_byte(st_buffer *buffer, char byte);
/** Adds a JSON string: quotes around it, everything escaped that has to be. */
void st_buffer_add_json(st_buffer *buffer, st_text text);
st_text st_buffer_text(const st_buffer *buffer);

/** st_format() for functions that take a format themselves. */
st_text st_format_list(const char *format, va_list arguments);
/** A copy of a text, for answers that outlive their author's variables. */
st_text st_text_copy(st_text text);

/** Characters of a text in UTF-8: every byte that does not continue one. */
size_t st_text_characters(st_text text);

/** A JSON value as it stands in the parameters. */
enum st_json_kind { ST_JSON_STRING, ST_JSON_NUMBER, ST_JSON_TRUE, ST_JSON_FALSE, ST_JSON_NULL, ST_JSON_OTHER };
typedef struct st_json {
    enum st_json_kind kind;
    st_text raw;  /**< As written. */
    st_text text; /**< Of a string: decoded. Else as written. */
} st_json;
/** What is done with a member of an object. */
typedef st_result st_json_member(void *context, st_text key, const st_json *value);
/** Reads a JSON object whose members are no objects and no lists: strict RFC 8259, each key once. Says what is wrong where. */
st_result st_json_object(st_text text, st_json_member *member, void *context);

/** Fills the struct st_params from a JSON object. Errors are bad parameters. */
st_result st_params_read(const st_param_table *table, st_text json, void *params);
/** Checks that the table's own rules make sense; fails with the row that does not. */
st_result st_params_check(const st_param_table *table);
/** Adds the JSON Schema of a table. */
void st_params_schema(const st_param_table *table, st_buffer *json);
/** The `n`-th word of a list with spaces between; empty when there are fewer. */
st_text st_word_at(const char *words, size_t n);

/** What a category is called in the manifest, and what else belongs to it. One per file in glue/. */
typedef struct st_category {
    const char *macro;         /**< For messages. */
    const char *type;          /**< In the manifest. */
    const char *role;          /**< Of planning workers; else NULL. */
    const char *handlers;      /**< With spaces between. */
    const char *usual_event;   /**< NULL where there is none. */
    const char *payload;       /**< What its events carry. */
} st_category;
extern const st_category st_this_category;
/** The description of this worker as JSON: manifest and schema, or an error. */
st_text st_describe(void);

/** The setup of the worker. Empty before it is configured. */
extern st_setup st_the_setup;

/** What an answer is made of; grows as the handler adds to it. Which kind it holds is the category's. */
struct st_answer {
    size_t count, room;
    size_t item; /**< Bytes of one element. */
    void *items;
};
/** Appends a copy of an element to an answer. */
void st_answer_add(st_answer *answer, const void *element, size_t size);

/** One decision of a strategy planner: the layout of the boundary. */
typedef struct st_decision {
    st_indices signals, risks;
    uint8_t kind; /**< 0 issue, 1 refuse. */
    union {
        st_directive directive;
        st_refusal refusal;
    };
} st_decision;

/** One intent of an execution worker: the layout of the boundary. */
enum st_intent_kind { ST_INTENT_PLACE, ST_INTENT_MODIFY, ST_INTENT_CANCEL, ST_INTENT_WAKE_AT, ST_INTENT_FINISH };
typedef struct st_intent {
    uint8_t kind;
    union {
        st_new_order order;
        st_change change;
        st_order_ref cancelled;
        struct {
            st_instant at;
            uint32_t tag;
        } wake;
        uint8_t completion;
    };
} st_intent;

#endif
