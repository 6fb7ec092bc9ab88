/* The rules of a directive and of an execution plan: those for single values, and those that make them readable at all. Rules
 * between the parts are the host's. */
#include "check.h"

static st_result check_entry(st_entry_directive *entry) {
    ST_TRY(st_check_member("entry.side", entry->side, ST_SELL + 1));
    ST_TRY(st_check_maybe("entry.timing_preference", ST_ZERO_TO_ONE, &entry->timing_preference));
    if (entry->price_zone.present) {
        st_price_zone *zone = &entry->price_zone.value;
        ST_TRY(st_check_decimal("entry.price_zone.low", ST_POSITIVE, &zone->low));
        ST_TRY(st_check_decimal("entry.price_zone.high", ST_POSITIVE, &zone->high));
        if (st_less(zone->high, zone->low)) {
            return st_fail("entry.price_zone needs low <= high, got %.*s and %.*s", ST_SHOW(st_decimal_text(zone->low)),
                           ST_SHOW(st_decimal_text(zone->high)));
        }
    }
    return st_check_maybe("entry.max_slippage", ST_NOT_NEGATIVE, &entry->max_slippage);
}

static st_result check_size(st_size_directive *size) {
    ST_TRY(st_check_maybe("size.aggressiveness", ST_ZERO_TO_ONE, &size->aggressiveness));
    ST_TRY(st_check_maybe("size.max_risk_amount", ST_POSITIVE, &size->max_risk_amount));
    ST_TRY(st_check_maybe("size.account_risk_pct", ST_ZERO_TO_ONE, &size->account_risk_pct));
    return st_check_maybe("size.target_size", ST_NOT_NEGATIVE, &size->target_size);
}

static st_result check_exit(st_exit_directive *exit) {
    ST_TRY(st_check_maybe("exit.profit_taking_preference", ST_ZERO_TO_ONE, &exit->profit_taking_preference));
    ST_TRY(st_check_maybe("exit.risk_reward_ratio", ST_POSITIVE, &exit->risk_reward_ratio));
    return st_check_maybe("exit.stop_loss_tolerance", ST_NOT_NEGATIVE, &exit->stop_loss_tolerance);
}

static st_result check_leg(st_leg *leg) {
    ST_TRY(check_entry(&leg->entry));
    ST_TRY(leg->size.present ? check_size(&leg->size.value) : ST_OK);
    return leg->exit.present ? check_exit(&leg->exit.value) : ST_OK;
}

st_result st_check_directive(st_directive *directive) {
    ST_TRY(st_check_member("scope", directive->scope.kind, ST_CLOSE_EXISTING + 1));
    ST_TRY(st_check_decimal("confidence", ST_ZERO_TO_ONE, &directive->confidence));
    ST_TRY(directive->entry.present ? check_entry(&directive->entry.value) : ST_OK);
    ST_TRY(directive->size.present ? check_size(&directive->size.value) : ST_OK);
    ST_TRY(directive->exit.present ? check_exit(&directive->exit.value) : ST_OK);
    if (directive->execution.present) {
        st_execution_directive *execution = &directive->execution.value;
        ST_TRY(st_check_maybe("execution.urgency", ST_ZERO_TO_ONE, &execution->urgency));
        ST_TRY(st_check_maybe("execution.max_total_slippage", ST_NOT_NEGATIVE, &execution->max_total_slippage));
    }
    if (directive->policy.present) {
        ST_TRY(st_check_member("policy.mode", directive->policy.value.mode, ST_SEQUENTIAL + 1));
    }
    st_trades *trades = &directive->scope.trades;
    trades->items = st_copy_items(trades->items, trades->count, sizeof *trades->items);
    st_leg *legs = (st_leg *)st_copy_items(directive->legs.items, directive->legs.count, sizeof *legs);
    for (size_t i = 0; i < directive->legs.count; i++) {
        ST_TRY(check_leg(&legs[i]));
    }
    directive->legs.items = legs;
    return ST_OK;
}

static st_result check_layers(st_layers *layers) {
    st_layer *copies = (st_layer *)st_copy_items(layers->items, layers->count, sizeof *copies);
    for (size_t i = 0; i < layers->count; i++) {
        ST_TRY(st_check_decimal("a layer's offset", ST_ANY, &copies[i].offset));
        ST_TRY(st_check_decimal("a layer's share", ST_ZERO_TO_ONE, &copies[i].share));
    }
    layers->items = copies;
    return ST_OK;
}

static st_result check_algorithm(st_algorithm *how) {
    switch (how->kind) {
    case ST_SINGLE:
        return st_check_member("time in force", how->single, ST_TIME_IN_FORCE_OTHER);
    case ST_TWAP:
        return st_check_decimal("twap.jitter", ST_ZERO_TO_ONE, &how->twap.jitter);
    case ST_VWAP:
        how->vwap.profile = st_text_copy(how->vwap.profile);
        return ST_OK;
    case ST_ICEBERG: {
        st_visible *visible = &how->iceberg.visible;
        ST_TRY(st_check_member("iceberg.visible", visible->kind, ST_VISIBLE_RATIO + 1));
        const enum st_bound bound = visible->kind == ST_VISIBLE_RATIO ? ST_ZERO_TO_ONE : ST_POSITIVE;
        ST_TRY(st_check_decimal("iceberg.visible", bound, &visible->value));
        return st_check_decimal("iceberg.refresh_at", ST_ZERO_TO_ONE, &how->iceberg.refresh_at);
    }
    case ST_LAYERED:
        return check_layers(&how->layered);
    case ST_POV:
        ST_TRY(st_check_decimal("pov.participation", ST_ZERO_TO_ONE, &how->pov.participation));
        ST_TRY(st_check_maybe("pov.min_child", ST_POSITIVE, &how->pov.min_child));
        return st_check_maybe("pov.max_child", ST_POSITIVE, &how->pov.max_child);
    default:
        return st_fail("there is no algorithm %u", (unsigned)how->kind);
    }
}

st_result st_check_execution_plan(st_execution_plan *plan) {
    ST_TRY(st_check_member("an execution plan's action", plan->action.kind, ST_CANCEL_ALL_IN_TRADE + 1));
    if (plan->action.kind == ST_EXECUTE_TRADE) {
        ST_TRY(check_algorithm(&plan->action.algorithm));
    }
    ST_TRY(st_check_decimal("max_slippage", ST_ZERO_TO_ONE, &plan->max_slippage));
    return st_check_maybe("min_fill_ratio", ST_ZERO_TO_ONE, &plan->min_fill_ratio);
}
