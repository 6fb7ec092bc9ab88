/**
 * @file
 * Who a worker is: its description, and the tables of its parameters, inputs and facts.
 *
 * The manifest and the schema of the parameters are made from these tables when the worker is built, so they cannot contradict
 * the code.
 */
#ifndef SIMPLETRADER_WORKER_H
#define SIMPLETRADER_WORKER_H

#include <simpletrader/market.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What may be pushed into calls, beyond the inputs and the subject of the call. */
enum st_read { ST_READS_ACCOUNT = 1, ST_READS_POSITIONS = 2, ST_READS_OPEN_ORDERS = 4, ST_READS_QUOTES = 8 };

/** Families of algorithms, for `executes`. */
enum st_family {
    ST_EXECUTES_SINGLE = 1,
    ST_EXECUTES_TWAP = 2,
    ST_EXECUTES_VWAP = 4,
    ST_EXECUTES_ICEBERG = 8,
    ST_EXECUTES_LAYERED = 16,
    ST_EXECUTES_POV = 32
};

/** Who a worker is. The arguments of `ST_CONTEXT_WORKER(…)` and its like set these fields, in this order. */
typedef struct st_about {
    const char *vendor;       /**< Who made it, snake_case. */
    const char *name;         /**< What it is called, snake_case. */
    const char *version;      /**< Semantic version. */
    const char *display_name; /**< What people call it. */
    const char *description;  /**< One or two sentences; NULL for none. */
    const char *publishes;    /**< Names of its events, with spaces between; NULL for the usual one of the category. */
    uint32_t executes;        /**< st_family values: what an execution worker works, or an execution planner may name. */
    uint32_t reads;           /**< st_read values; the operation must grant them. */
    bool logs;                /**< It calls st_log(). */
    bool writes_notes;        /**< It calls st_note(). */
    uint32_t looks_back;      /**< Bars that it asks st_window() for at most; 0 for none. */
    uint64_t remembers;       /**< Bytes of keys and values that it keeps with st_state_set(); 0 for none. */
    uint64_t shares;          /**< The same, in common with all workers of the plug-in. */
    uint64_t fuel_per_call;   /**< Upper bound that it says it needs; 0 for none. */
    uint64_t memory_bytes;    /**< Upper bound that it says it needs; 0 for none. */
} st_about;

/** The kinds of parameters, and what they are in C. */
enum st_kind {
    ST_KIND_integer,  /**< A whole number: int64_t. */
    ST_KIND_number,   /**< A number of at most fifteen digits, as a double. */
    ST_KIND_decimal,  /**< An exact decimal, written as text: st_decimal. */
    ST_KIND_fraction, /**< A decimal from 0 to 1, written as text: st_decimal. */
    ST_KIND_quantity, /**< A decimal greater than 0, written as text: st_decimal. */
    ST_KIND_flag,     /**< true or false: bool. */
    ST_KIND_text,     /**< st_text. */
    ST_KIND_symbol,   /**< BASE_QUOTE: st_text. */
    ST_KIND_choice    /**< One of the words of `.among`: its position, from 0, as an int. */
};

/** What a parameter's value must be. Everything is written as in the blueprint, without quotes, and checked at build time. */
typedef struct st_rules {
    bool optional;         /**< text and symbol only: may be left out or null, and is then empty. */
    const char *otherwise; /**< The value where it is left out; NULL makes it required. */
    const char *min;       /**< Least value of integers, numbers and decimals; least length of texts, in characters. */
    const char *max;       /**< Greatest value; greatest length. */
    const char *among;     /**< choice: the words, with spaces between. */
} st_rules;

/** One row of the table of parameters. */
typedef struct st_param {
    const char *name;
    const char *description;
    enum st_kind kind;
    size_t offset; /**< Where its value lies in the struct st_params. */
    st_rules rules;
} st_param;

/** All parameters. */
typedef struct st_param_table {
    const st_param *rows;
    size_t count;
    size_t size; /**< Of the struct st_params. */
} st_param_table;

/** One input or fact. */
typedef struct st_field {
    const char *name;
    const char *description;
    bool optional; /**< Inputs only: where nothing produces it, it is NaN. */
} st_field;

/** All inputs, or all facts. */
typedef struct st_field_table {
    const st_field *rows;
    size_t count;
} st_field_table;

typedef int64_t st_param_integer;
typedef double st_param_number;
typedef st_decimal st_param_decimal;
typedef st_decimal st_param_fraction;
typedef st_decimal st_param_quantity;
typedef bool st_param_flag;
typedef st_text st_param_text;
typedef st_text st_param_symbol;
typedef int st_param_choice;

/** The parameters of this worker: what ST_PARAMS() declares. */
typedef struct st_params st_params;
/** The inputs of this worker by name: what ST_INPUTS() declares. NaN = not ready. */
typedef struct st_inputs st_inputs;
/** The facts of this context worker by name: what ST_FACTS() declares. */
typedef struct st_facts st_facts;

/* What the macros define and the library reads. A table that a worker does not declare is empty. */
extern const st_about st_worker_about;
extern const st_param_table st_worker_params;
extern const st_field_table st_worker_inputs;
extern const st_field_table st_worker_facts;

/**
 * Declares the parameters as struct st_params and as the schema at once. The argument is a macro that lists them:
 *
 *     #define PARAMS(PARAM) \
 *         PARAM(integer, period, "Bars in the window.", .min = "1", .max = "10000") \
 *         PARAM(choice, mode, "When a signal is due.", .otherwise = "level", .among = "level cross")
 *     ST_PARAMS(PARAMS)
 */
#define ST_PARAMS(LIST)                                                  \
    struct st_params {                                                   \
        LIST(ST_PARAM_MEMBER_)                                           \
    };                                                                   \
    static const st_param st_param_rows_[] = {LIST(ST_PARAM_ROW_)};      \
    const st_param_table st_worker_params = {                            \
        st_param_rows_, sizeof(st_param_rows_) / sizeof(*st_param_rows_), sizeof(struct st_params)};
#define ST_PARAM_MEMBER_(kind, name, description, ...) st_param_##kind name;
#define ST_PARAM_ROW_(kind, name, description, ...) \
    {#name, description, ST_KIND_##kind, offsetof(struct st_params, name), {__VA_ARGS__}},

/**
 * Declares the inputs: facts of other workers, fields of bars, figures of the account. The blueprint binds them.
 *
 *     #define INPUTS(INPUT) \
 *         INPUT(fast, required, "The number that crosses.") \
 *         INPUT(slow, required, "The number that is crossed.")
 *     ST_INPUTS(INPUTS)
 */
#define ST_INPUTS(LIST)                                              \
    struct st_inputs {                                               \
        LIST(ST_FIELD_MEMBER_)                                       \
    };                                                               \
    static const st_field st_input_rows_[] = {LIST(ST_INPUT_ROW_)};  \
    const st_field_table st_worker_inputs = {st_input_rows_, sizeof(st_input_rows_) / sizeof(*st_input_rows_)};
#define ST_FIELD_MEMBER_(name, ...) double name;
#define ST_INPUT_ROW_(name, need, description) {#name, description, ST_NEED_##need},
#define ST_NEED_required false
#define ST_NEED_optional true

/**
 * Declares the facts of a context worker: `#define FACTS(FACT) FACT(value, "The mean, in quote currency.")`. Before each call
 * they are NaN, which means not ready.
 */
#define ST_FACTS(LIST)                                             \
    struct st_facts {                                              \
        LIST(ST_FIELD_MEMBER_)                                     \
    };                                                             \
    static const st_field st_fact_rows_[] = {LIST(ST_FACT_ROW_)};  \
    const st_field_table st_worker_facts = {st_fact_rows_, sizeof(st_fact_rows_) / sizeof(*st_fact_rows_)};
#define ST_FACT_ROW_(name, description) {#name, description, false},

/** Measures closed bars; never judges. */
#define ST_CONTEXT_WORKER(...) ST_WORKER_(context_worker, __VA_ARGS__)
/** Turns facts into opportunities. */
#define ST_SIGNAL_DETECTOR(...) ST_WORKER_(signal_detector, __VA_ARGS__)
/** Turns facts and figures of the account into threats. */
#define ST_RISK_MONITOR(...) ST_WORKER_(risk_monitor, __VA_ARGS__)
/** Decides what is wanted. There is exactly one in a strategy. */
#define ST_STRATEGY_PLANNER(...) ST_WORKER_(strategy_planner, __VA_ARGS__)
/** Plans where and how to get in or out. */
#define ST_ENTRY_PLANNER(...) ST_WORKER_(entry_planner, __VA_ARGS__)
/** Plans how much. */
#define ST_SIZE_PLANNER(...) ST_WORKER_(size_planner, __VA_ARGS__)
/** Plans where to leave. */
#define ST_EXIT_PLANNER(...) ST_WORKER_(exit_planner, __VA_ARGS__)
/** Plans by which algorithm, within which limits. */
#define ST_EXECUTION_PLANNER(...) ST_WORKER_(execution_planner, __VA_ARGS__)
/** Turns commands into orders. */
#define ST_EXECUTION_WORKER(...) ST_WORKER_(execution_worker, __VA_ARGS__)

/* The build reads the name of the marker to know which category's exports to link. */
#define ST_WORKER_(category, ...)                        \
    extern const char st_this_is_a_##category;           \
    const char st_this_is_a_##category = 1;              \
    const st_about st_worker_about = {__VA_ARGS__};

#ifdef __cplusplus
}
#endif
#endif
