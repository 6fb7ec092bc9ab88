/**
 * @file
 * What the handlers are given. Everything that a call needs is in it; nothing has to be asked for.
 */
#ifndef SIMPLETRADER_CALLS_H
#define SIMPLETRADER_CALLS_H

#include <simpletrader/ledger.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Numbers in the order of the manifest; NaN = not ready. Handlers get them by name, as st_inputs. */
typedef struct st_numbers {
    const double *items;
    size_t count;
} st_numbers;

/** Signals, one after another. */
typedef struct st_signals {
    const st_signal *items;
    size_t count;
} st_signals;

/** Risks, one after another. */
typedef struct st_risks {
    const st_risk *items;
    size_t count;
} st_risks;

/** Everything of one pass that a strategy planner asked for and was granted. */
typedef struct st_situation {
    st_tick tick;
    st_quotes quotes; /**< None unless the manifest reads quotes. */
    st_numbers inputs;
    st_signals signals;       /**< All of the pass, in worker order, then in the order of emission. */
    st_risks risks;           /**< All of the pass, likewise. */
    st_maybe_account account; /**< Absent unless the manifest reads the account. */
    st_positions positions;   /**< Trades that are not closed; none unless the manifest reads positions. */
    st_orders open_orders;    /**< Orders that still work; none unless the manifest reads open orders. */
} st_situation;

/** One directive and one of its trades: a target, a leg, or the one new trade. */
typedef struct st_task {
    st_tick tick;
    st_quote quote; /**< Of the instrument concerned. */
    st_numbers inputs;
    st_directive directive; /**< Of a leg: narrowed to that leg. */
    st_maybe_position target;
    st_orders open_orders;    /**< Orders of the target that still work. */
    st_maybe_account account; /**< Absent unless the manifest reads the account. */
} st_task;

/** The aggregated plans of one directive and one target. */
typedef struct st_execution_request {
    st_tick tick;
    st_quote quote;
    st_numbers inputs;
    st_directive directive;
    st_plans plans;
    st_maybe_position target;
    st_orders open_orders;
    st_maybe_account account;
} st_execution_request;

/** One instruction to an execution worker: the plans of one directive and one target. */
typedef struct st_command {
    st_tick tick;
    st_quote quote;
    st_group_ref group; /**< The orders of this command will belong to it. */
    st_trade_ref trade; /**< For a new trade the one that its first order opens. */
    st_plans plans;
    st_execution_plan execution;
    st_maybe_position target; /**< The trade as it stands now; absent for a new one. */
    st_orders open_orders;
} st_command;

/** What was filled. */
typedef struct st_fill {
    st_decimal quantity;
    st_decimal price;
    st_maybe_decimal commission;
} st_fill;

/** What a venue may say about an order. */
enum st_reply_kind {
    ST_REPLY_ACCEPTED,
    ST_REPLY_FILLED,
    ST_REPLY_CANCELLED,
    ST_REPLY_EXPIRED,
    ST_REPLY_REJECTED,
    ST_REPLY_OTHER
};

/** What the venue said about an order. */
typedef struct st_word {
    uint8_t kind; /**< An st_reply_kind. */
    union {
        st_fill fill;   /**< ST_REPLY_FILLED. */
        st_text reason; /**< ST_REPLY_REJECTED. */
        uint32_t other; /**< ST_REPLY_OTHER: a code of a later contract. */
    };
} st_word;

/** The venue said something about an order of this worker. */
typedef struct st_reply {
    st_tick tick;
    st_quote quote;
    st_group_ref group;
    st_order order;
    st_word word;
} st_reply;

/** A wake-up that this worker asked for. */
typedef struct st_timer {
    st_tick tick;
    st_quote quote;
    st_group_ref group;
    uint32_t tag;
} st_timer;

#ifdef __cplusplus
}
#endif
#endif
