/* What a command still wants, and commands that are no trade of their own. */
#include "inside.h"

bool st_has_ended(const st_order *order) {
    const uint8_t status = order->status;
    return status == ST_FILLED || status == ST_CANCELLED || status == ST_REJECTED || status == ST_EXPIRED;
}

static bool is_protection(const st_order *order) {
    return order->purpose == ST_PURPOSE_STOP_LOSS || order->purpose == ST_PURPOSE_TAKE_PROFIT;
}

static uint8_t opposite(uint8_t side) {
    return side == ST_BUY ? ST_SELL : ST_BUY;
}

static st_order_terms terms_of(const st_order *order) {
    const st_decimal limit = order->price.value, trigger = order->stop_price.value;
    switch (order->kind) {
    case ST_LIMIT:
        return st_at_limit(limit);
    case ST_STOP_LIMIT:
        return st_at_stop_limit(trigger, limit);
    case ST_STOP_MARKET:
        return st_at_stop(trigger);
    case ST_TAKE_PROFIT_MARKET:
        return st_at_take_profit(trigger);
    default:
        return st_at_market();
    }
}

static bool same_terms(st_order_terms one, st_order_terms other) {
    if (one.kind != other.kind) {
        return false;
    }
    switch (one.kind) {
    case ST_LIMIT:
        return st_equal(one.limit, other.limit);
    case ST_STOP_LIMIT:
        return st_equal(one.stop_limit.trigger, other.stop_limit.trigger) && st_equal(one.stop_limit.limit, other.stop_limit.limit);
    case ST_STOP_MARKET:
    case ST_TAKE_PROFIT_MARKET:
        return st_equal(one.trigger, other.trigger);
    default:
        return true;
    }
}

/* Another price for an order that works: a protective order follows the exit plan, any other the entry plan. One that has ended
 * since the plan was made, or stands where it should, needs nothing. */
static st_result change(const st_command *command, const st_order *order, st_answer *answer) {
    const st_exit_plan exit = command->plans.exit.present ? command->plans.exit.value : (st_exit_plan){0};
    st_maybe_order_terms terms = {command->plans.entry.present, command->plans.entry.value.order};
    if (order->purpose == ST_PURPOSE_STOP_LOSS) {
        terms = (st_maybe_order_terms){exit.stop_loss.present, st_at_stop(exit.stop_loss.value)};
    } else if (order->purpose == ST_PURPOSE_TAKE_PROFIT) {
        terms = (st_maybe_order_terms){exit.take_profit.present, st_at_take_profit(exit.take_profit.value)};
    }
    if (!terms.present) {
        return st_fail("no plan says what the order that is to be changed shall be");
    }
    if (same_terms(terms.value, terms_of(order))) {
        return ST_OK;
    }
    return st_modify(answer, &(st_change){.order = order->order, .terms = terms});
}

st_result st_tend(const st_command *command, st_answer *answer, bool *tended) {
    const st_execution_action *action = &command->execution.action;
    *tended = action->kind != ST_EXECUTE_TRADE;
    if (!*tended) {
        return ST_OK;
    }
    for (size_t i = 0; i < command->open_orders.count; i++) {
        const st_order *order = &command->open_orders.items[i];
        const bool is_named = order->order == action->order;
        if (action->kind == ST_MODIFY_ORDER) {
            ST_TRY(is_named ? change(command, order, answer) : ST_OK);
        } else if (action->kind == ST_CANCEL_ALL_IN_TRADE || (action->kind == ST_CANCEL_ORDER && is_named) ||
                   (action->kind == ST_CANCEL_GROUP && order->group == action->group)) {
            ST_TRY(st_cancel(answer, order->order));
        }
    }
    return st_finish(answer, ST_DONE);
}

/* What the working orders of one side may still fill toward a target. */
static st_decimal at_work(const st_command *command, uint8_t side) {
    st_decimal sum = ST_ZERO;
    for (size_t i = 0; i < command->open_orders.count; i++) {
        const st_order *order = &command->open_orders.items[i];
        if (order->side == side && !is_protection(order)) {
            sum = st_add(sum, st_subtract(order->quantity, order->filled));
        }
    }
    return sum;
}

st_result st_want(const st_command *command, st_answer *answer, st_wanted *wanted) {
    const st_entry_plan *entry = command->plans.entry.present ? &command->plans.entry.value : NULL;
    const st_order_terms terms = entry != NULL ? entry->order : st_at_market();
    if (!command->target.present && entry == NULL) {
        return st_fail("a new trade needs an entry plan");
    }
    if (!command->plans.size.present) {
        return st_fail("EXECUTE_TRADE needs a size plan; levels and prices are changed by MODIFY_ORDER");
    }
    const st_decimal size = command->plans.size.value.target_size;
    if (!command->target.present) {
        *wanted = (st_wanted){st_less(ST_ZERO, size), entry->instrument, entry->side, size, terms, false};
        return ST_OK;
    }
    const st_position *held = &command->target.value;
    const uint8_t opening = held->direction == ST_LONG ? ST_BUY : ST_SELL;
    const bool reduces = !st_less(held->quantity, size);
    const uint8_t side = reduces ? opposite(opening) : opening;
    const st_decimal difference = reduces ? st_subtract(held->quantity, size) : st_subtract(size, held->quantity);
    const st_decimal missing = st_subtract(difference, at_work(command, side));
    if (!st_decimal_valid(missing)) {
        return st_fail("what is missing to the target size has more than fifteen digits");
    }
    for (size_t i = 0; reduces && i < command->open_orders.count; i++) {
        const st_order *order = &command->open_orders.items[i];
        ST_TRY(order->side == opening && !is_protection(order) ? st_cancel(answer, order->order) : ST_OK);
    }
    *wanted = (st_wanted){st_less(ST_ZERO, missing), held->instrument, side, missing, terms, reduces};
    return ST_OK;
}

st_new_order st_order_for(const st_wanted *wanted, uint32_t tag, st_decimal quantity) {
    const uint8_t whole = wanted->reduces ? ST_PURPOSE_CLOSE_OUT : ST_PURPOSE_ENTRY;
    return (st_new_order){
        .tag = tag,
        .instrument = wanted->instrument,
        .side = wanted->side,
        .quantity = quantity,
        .terms = wanted->terms,
        .time_in_force = ST_GTC,
        .purpose = st_equal(quantity, wanted->quantity) ? whole : (uint8_t)ST_PURPOSE_SLICE,
        .reduce_only = wanted->reduces,
    };
}

/* A child of an order: protection works as long as there is something to protect, however short the entry's own life is. */
static st_new_order child_of(const st_new_order *order, uint32_t tag, uint8_t purpose, st_order_terms terms, st_maybe_u32 sibling) {
    return (st_new_order){
        .tag = tag,
        .instrument = order->instrument,
        .side = opposite(order->side),
        .quantity = order->quantity,
        .terms = terms,
        .time_in_force = ST_GTC,
        .purpose = purpose,
        .reduce_only = true,
        .parent_tag = {true, order->tag},
        .oco_tag = sibling,
    };
}

st_result st_place_protected(st_answer *answer, const st_new_order *order, const st_exit_plan *exit) {
    const bool has_both = exit->stop_loss.present && exit->take_profit.present;
    const uint32_t stop_tag = order->tag + 1, target_tag = order->tag + 2;
    ST_TRY(st_place(answer, order));
    if (exit->stop_loss.present) {
        const st_new_order stop = child_of(order, stop_tag, ST_PURPOSE_STOP_LOSS, st_at_stop(exit->stop_loss.value),
                                           (st_maybe_u32){has_both, target_tag});
        ST_TRY(st_place(answer, &stop));
    }
    if (exit->take_profit.present) {
        const st_new_order target = child_of(order, target_tag, ST_PURPOSE_TAKE_PROFIT, st_at_take_profit(exit->take_profit.value),
                                             (st_maybe_u32){has_both, stop_tag});
        ST_TRY(st_place(answer, &target));
    }
    return ST_OK;
}
