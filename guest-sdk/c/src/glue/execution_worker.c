/* The exports of an execution worker. */
#include "layout_decisions.h"
#include "layout_ledger.h"

#define THEIRS(name) exports_simpletrader_worker_execution_##name##_t
#define FIELD(name, field) SAME_FIELD(st_##name, field, THEIRS(name), field)

SAME_SIZE(st_command, THEIRS(command));
FIELD(command, tick);
FIELD(command, quote);
FIELD(command, group);
FIELD(command, trade);
FIELD(command, plans);
FIELD(command, execution);
FIELD(command, target);
FIELD(command, open_orders);
SAME_SIZE(st_reply, THEIRS(reply));
FIELD(reply, tick);
FIELD(reply, quote);
FIELD(reply, group);
FIELD(reply, order);
SAME_FIELD(st_reply, word.kind, THEIRS(reply), kind.tag);
SAME_FIELD(st_reply, word.fill, THEIRS(reply), kind.val.filled);
SAME_FIELD(st_reply, word.reason, THEIRS(reply), kind.val.rejected);
SAME_SIZE(st_timer, THEIRS(timer));
FIELD(timer, tick);
FIELD(timer, quote);
FIELD(timer, group);
FIELD(timer, tag);
SAME_SIZE(st_new_order, THEIRS(new_order));
FIELD(new_order, tag);
FIELD(new_order, instrument);
FIELD(new_order, side);
FIELD(new_order, quantity);
FIELD(new_order, terms);
FIELD(new_order, time_in_force);
FIELD(new_order, good_till);
FIELD(new_order, purpose);
FIELD(new_order, reduce_only);
FIELD(new_order, post_only);
FIELD(new_order, parent_tag);
FIELD(new_order, oco_tag);
SAME_SIZE(st_change, THEIRS(change));
FIELD(change, order);
FIELD(change, quantity);
FIELD(change, terms);
SAME_SIZE(st_intent, THEIRS(order_intent));
SAME_FIELD(st_intent, kind, THEIRS(order_intent), tag);
SAME_FIELD(st_intent, order, THEIRS(order_intent), val.place);
SAME_FIELD(st_intent, change, THEIRS(order_intent), val.modify);
SAME_FIELD(st_intent, cancelled, THEIRS(order_intent), val.cancel);
SAME_FIELD(st_intent, wake, THEIRS(order_intent), val.wake_at);
SAME_FIELD(st_intent, completion, THEIRS(order_intent), val.finish);
SAME_VALUE(ST_REPLY_OTHER, EXPORTS_SIMPLETRADER_WORKER_EXECUTION_REPLY_KIND_OTHER);
SAME_VALUE(ST_REPLY_REJECTED, EXPORTS_SIMPLETRADER_WORKER_EXECUTION_REPLY_KIND_REJECTED);
SAME_VALUE(ST_INTENT_FINISH, EXPORTS_SIMPLETRADER_WORKER_EXECUTION_ORDER_INTENT_FINISH);
SAME_VALUE(ST_ABANDONED, EXPORTS_SIMPLETRADER_WORKER_EXECUTION_COMPLETION_ABANDONED);

const st_category st_this_category = {
    "ST_EXECUTION_WORKER", "execution_worker", NULL, "on-command on-reply on-timer", NULL, NULL,
};

/* An execution worker has no inputs, but it is configured like any other. */
static st_result ready(void) {
    const st_inputs *none;
    return st_boundary_inputs(NULL, 0, &none);
}

static bool end(st_result result, const st_answer *answer, THEIRS(list_order_intent) * intents, THEIRS(worker_error) * error) {
    intents->ptr = answer->items;
    intents->len = answer->count;
    return st_boundary_end(result, error);
}

bool exports_simpletrader_worker_execution_on_command(THEIRS(command) * command, THEIRS(list_order_intent) * intents,
                                                      THEIRS(worker_error) * error) {
    st_memory_begin();
    st_answer answer = {0};
    st_result result = ready();
    if (result.kind == ST_RESULT_OK) {
        result = st_on_command((const st_command *)(const void *)command, &answer);
    }
    return end(result, &answer, intents, error);
}

bool exports_simpletrader_worker_execution_on_reply(THEIRS(reply) * reply, THEIRS(list_order_intent) * intents,
                                                    THEIRS(worker_error) * error) {
    st_memory_begin();
    st_answer answer = {0};
    st_result result = ready();
    if (result.kind == ST_RESULT_OK) {
        result = st_on_reply((const st_reply *)(const void *)reply, &answer);
    }
    return end(result, &answer, intents, error);
}

bool exports_simpletrader_worker_execution_on_timer(THEIRS(timer) * timer, THEIRS(list_order_intent) * intents,
                                                    THEIRS(worker_error) * error) {
    st_memory_begin();
    st_answer answer = {0};
    st_result result = ready();
    if (result.kind == ST_RESULT_OK) {
        result = st_on_timer((const st_timer *)(const void *)timer, &answer);
    }
    return end(result, &answer, intents, error);
}
