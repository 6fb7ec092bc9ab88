/**
 * @file
 * What execution workers have in common: commands that are no trade of their own, and what a trade still wants.
 *
 * A size is a target, so what is to be ordered is a difference: what is held and what works already is taken off it, and the same
 * command twice orders nothing twice.
 */
#ifndef SIMPLETRADER_EXECUTION_H
#define SIMPLETRADER_EXECUTION_H

#include <simpletrader/answers.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Answers a command that is no trade of its own: the order that it names is changed, or the orders that it means are withdrawn, and
 * the command is finished. `tended` is false for a trade, which is the worker's own business. Fails when an order is to be changed
 * and no plan says what it shall be.
 */
st_result st_tend(const st_command *command, st_answer *answer, bool *tended);

/** What a command wants to be traded. */
typedef struct st_wanted {
    bool present; /**< False: nothing is missing. */
    st_instrument_ref instrument;
    uint8_t side;         /**< An st_side. */
    st_decimal quantity;  /**< Over all orders together. */
    st_order_terms terms; /**< Those of the entry plan, or the market's. */
    bool reduces;         /**< It makes a trade smaller. */
} st_wanted;

/**
 * What a command wants beyond what is held and what works already. Withdraws the orders whose end it means: a trade that shall be
 * smaller needs no more entries. Fails when the plans do not say what to trade.
 */
st_result st_want(const st_command *command, st_answer *answer, st_wanted *wanted);

/** An order for `quantity` of what is wanted, good till cancelled; a part of it is a slice. */
st_new_order st_order_for(const st_wanted *wanted, uint32_t tag, st_decimal quantity);

/**
 * Places an order and, as its children, the levels of an exit plan: they sleep until it fills and cancel each other. The stop has
 * the next tag after the order's own, the target the one after that.
 */
st_result st_place_protected(st_answer *answer, const st_new_order *order, const st_exit_plan *exit);

/** Whether an order will not change any more: filled, cancelled, rejected or expired. */
bool st_has_ended(const st_order *order);

#ifdef __cplusplus
}
#endif
#endif
