/**
 * @file
 * What handlers answer.
 *
 * Each function below adds to the answer of the call, after it has checked the rules that the contract has for it: a number out of
 * its range is refused here, by the name of its field, and not at the boundary. What it is given is copied, lists included.
 */
#ifndef SIMPLETRADER_ANSWERS_H
#define SIMPLETRADER_ANSWERS_H

#include <simpletrader/calls.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The answer that a call is building. Its inside is the library's. */
typedef struct st_answer st_answer;

/** Publishes a signal. Signal detectors. */
st_result st_publish_signal(st_answer *answer, const st_signal *signal);
/** Publishes a risk. Risk monitors. */
st_result st_publish_risk(st_answer *answer, const st_risk *risk);

/** Positions in the signals or risks of a situation. */
typedef struct st_indices {
    const uint32_t *items;
    size_t count;
} st_indices;

/** No signals, or no risks. */
extern const st_indices ST_NO_INDICES;
/** The one signal, or risk, at this position. */
st_indices st_one(uint32_t index);
/** All of `count` signals or risks, in order. */
st_indices st_all(size_t count);

/** Issues a directive for these signals and risks. Strategy planners. */
st_result st_issue(st_answer *answer, st_indices signals, st_indices risks, const st_directive *directive);
/** Refuses these signals and risks, at least one. What nobody mentions the host refuses. Strategy planners. */
st_result st_decline(st_answer *answer, st_indices signals, st_indices risks, st_rejection code, st_text reason);

/** Answers with an entry plan. Without one a planner says that nothing is needed. */
st_result st_answer_entry(st_answer *answer, const st_entry_plan *plan);
/** Answers with a size plan. */
st_result st_answer_size(st_answer *answer, const st_size_plan *plan);
/** Answers with an exit plan. */
st_result st_answer_exit(st_answer *answer, const st_exit_plan *plan);
/** Answers with an execution plan. */
st_result st_answer_execution(st_answer *answer, const st_execution_plan *plan);

/** An instant that may be absent. */
typedef struct st_maybe_instant {
    bool present;
    st_instant value;
} st_maybe_instant;

/** An order to place. */
typedef struct st_new_order {
    uint32_t tag; /**< The worker's own name for it, unique within its group. */
    st_instrument_ref instrument;
    uint8_t side;        /**< An st_side. */
    st_decimal quantity; /**< Greater than 0, a multiple of the lot size. */
    st_order_terms terms;
    uint8_t time_in_force; /**< An st_time_in_force. */
    st_maybe_instant good_till;
    uint8_t purpose;         /**< An st_order_purpose. */
    bool reduce_only;        /**< May only reduce the position. */
    bool post_only;          /**< May only wait in the book. */
    st_maybe_u32 parent_tag; /**< Sleeps until the order of this tag, placed in the same answer, fills. */
    st_maybe_u32 oco_tag;    /**< One of the two cancels the other; placed in the same answer. */
} st_new_order;

/** Terms that may be absent. */
typedef struct st_maybe_order_terms {
    bool present;
    st_order_terms value;
} st_maybe_order_terms;

/** A change of an order; what is absent stays as it is. */
typedef struct st_change {
    st_order_ref order;
    st_maybe_decimal quantity;
    st_maybe_order_terms terms;
} st_change;

/** How a command ended. */
enum st_completion { ST_DONE, ST_ABANDONED };

/** Places an order. Execution workers, as all that follow. */
st_result st_place(st_answer *answer, const st_new_order *order);
/** Changes an order. */
st_result st_modify(st_answer *answer, const st_change *change);
/** Withdraws an order. */
st_result st_cancel(st_answer *answer, st_order_ref order);
/** Asks to be woken, with a tag that `st_on_timer` gets back. */
st_result st_wake_at(st_answer *answer, st_instant at, uint32_t tag);
/** Says that the command is over. */
st_result st_finish(st_answer *answer, enum st_completion completion);

#ifdef __cplusplus
}
#endif
#endif
