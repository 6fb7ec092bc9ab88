/* What handlers answer: checked, copied and kept in the layout of the boundary. */
#include "check.h"

const st_indices ST_NO_INDICES = {NULL, 0};

st_result st_publish_signal(st_answer *answer, const st_signal *signal) {
    st_signal copy = *signal;
    ST_TRY(st_check_member("a signal's direction", copy.direction, ST_SHORT + 1));
    ST_TRY(st_check_label("a signal's type", &copy.type));
    ST_TRY(st_check_maybe("a signal's confidence", ST_ZERO_TO_ONE, &copy.confidence));
    st_answer_add(answer, &copy, sizeof copy);
    return ST_OK;
}

st_result st_publish_risk(st_answer *answer, const st_risk *risk) {
    st_risk copy = *risk;
    ST_TRY(st_check_label("a risk's type", &copy.type));
    ST_TRY(st_check_decimal("a risk's severity", ST_ZERO_TO_ONE, &copy.severity));
    st_answer_add(answer, &copy, sizeof copy);
    return ST_OK;
}

st_indices st_one(uint32_t index) {
    return (st_indices){st_copy_items(&index, 1, sizeof index), 1};
}

st_indices st_all(size_t count) {
    uint32_t *items = st_alloc(count, sizeof *items);
    for (size_t i = 0; i < count; i++) {
        items[i] = (uint32_t)i;
    }
    return (st_indices){items, count};
}

static st_indices copy_indices(st_indices indices) {
    return (st_indices){st_copy_items(indices.items, indices.count, sizeof *indices.items), indices.count};
}

st_result st_issue(st_answer *answer, st_indices signals, st_indices risks, const st_directive *directive) {
    st_decision decision = {copy_indices(signals), copy_indices(risks), 0, {.directive = *directive}};
    ST_TRY(st_check_directive(&decision.directive));
    st_answer_add(answer, &decision, sizeof decision);
    return ST_OK;
}

st_result st_decline(st_answer *answer, st_indices signals, st_indices risks, st_rejection code, st_text reason) {
    if (signals.count == 0 && risks.count == 0) {
        return st_fail("a refusal must name a signal or a risk");
    }
    st_decision decision = {copy_indices(signals), copy_indices(risks), 1, {.refusal = {code, reason}}};
    ST_TRY(st_check_refusal(&decision.refusal));
    st_answer_add(answer, &decision, sizeof decision);
    return ST_OK;
}

/* A planner answers once: the last plan is the answer. */
static st_result answer_with(st_answer *answer, const void *plan, size_t size) {
    answer->count = 0;
    st_answer_add(answer, plan, size);
    return ST_OK;
}

st_result st_answer_entry(st_answer *answer, const st_entry_plan *plan) {
    st_entry_plan copy = *plan;
    ST_TRY(st_check_member("an entry plan's side", copy.side, ST_SELL + 1));
    ST_TRY(st_check_terms(&copy.order));
    return answer_with(answer, &copy, sizeof copy);
}

st_result st_answer_size(st_answer *answer, const st_size_plan *plan) {
    st_size_plan copy = *plan;
    ST_TRY(st_check_decimal("target_size", ST_NOT_NEGATIVE, &copy.target_size));
    ST_TRY(st_check_decimal("position_value", ST_NOT_NEGATIVE, &copy.position_value));
    ST_TRY(st_check_maybe("risk_amount", ST_NOT_NEGATIVE, &copy.risk_amount));
    ST_TRY(st_check_decimal("leverage", ST_FROM_ONE, &copy.leverage));
    return answer_with(answer, &copy, sizeof copy);
}

st_result st_answer_exit(st_answer *answer, const st_exit_plan *plan) {
    st_exit_plan copy = *plan;
    ST_TRY(st_check_maybe("stop_loss", ST_POSITIVE, &copy.stop_loss));
    ST_TRY(st_check_maybe("take_profit", ST_POSITIVE, &copy.take_profit));
    return answer_with(answer, &copy, sizeof copy);
}

st_result st_answer_execution(st_answer *answer, const st_execution_plan *plan) {
    st_execution_plan copy = *plan;
    ST_TRY(st_check_execution_plan(&copy));
    return answer_with(answer, &copy, sizeof copy);
}

static st_result intend(st_answer *answer, const st_intent *intent) {
    st_answer_add(answer, intent, sizeof *intent);
    return ST_OK;
}

st_result st_place(st_answer *answer, const st_new_order *order) {
    st_intent intent = {.kind = ST_INTENT_PLACE, .order = *order};
    ST_TRY(st_check_member("an order's side", order->side, ST_SELL + 1));
    ST_TRY(st_check_decimal("an order's quantity", ST_POSITIVE, &intent.order.quantity));
    ST_TRY(st_check_terms(&intent.order.terms));
    ST_TRY(st_check_member("an order's time in force", order->time_in_force, ST_TIME_IN_FORCE_OTHER));
    ST_TRY(st_check_member("an order's purpose", order->purpose, ST_PURPOSE_OTHER));
    return intend(answer, &intent);
}

st_result st_modify(st_answer *answer, const st_change *change) {
    st_intent intent = {.kind = ST_INTENT_MODIFY, .change = *change};
    ST_TRY(st_check_maybe("the new quantity", ST_POSITIVE, &intent.change.quantity));
    ST_TRY(change->terms.present ? st_check_terms(&intent.change.terms.value) : ST_OK);
    return intend(answer, &intent);
}

st_result st_cancel(st_answer *answer, st_order_ref order) {
    return intend(answer, &(st_intent){.kind = ST_INTENT_CANCEL, .cancelled = order});
}

st_result st_wake_at(st_answer *answer, st_instant at, uint32_t tag) {
    return intend(answer, &(st_intent){.kind = ST_INTENT_WAKE_AT, .wake = {at, tag}});
}

st_result st_finish(st_answer *answer, enum st_completion completion) {
    ST_TRY(st_check_member("a completion", (uint8_t)completion, ST_ABANDONED + 1));
    return intend(answer, &(st_intent){.kind = ST_INTENT_FINISH, .completion = (uint8_t)completion});
}
