/* {{title}}: buys on a long signal when nothing is held, and sells everything on a short one. */
#include <simpletrader.h>

/* Without `.reads` the host would not show what is held. */
ST_STRATEGY_PLANNER(.vendor = "{{vendor}}", .name = "{{name}}", .version = "0.1.0", .display_name = "{{title}}",
                    .reads = ST_READS_POSITIONS)

/* A decision not to act, with its reason for the journal. */
static st_result decline(st_answer *answer, uint32_t signal, uint8_t kind, st_text reason) {
    return st_decline(answer, st_one(signal), ST_NO_INDICES, (st_rejection){.kind = kind}, reason);
}

/* Opens a trade; every other part is left to the planners. */
static st_result open_trade(st_answer *answer, uint32_t index, const st_signal *signal) {
    const st_directive directive = {
        .scope = {.kind = ST_NEW_TRADE},
        .confidence = ST_ONE,
        .entry = {true, {.instrument = signal->instrument, .side = ST_BUY}},
    };
    return st_issue(answer, st_one(index), ST_NO_INDICES, &directive);
}

static st_result close_all(st_answer *answer, uint32_t index, const st_positions *held) {
    st_trade_ref *trades = st_alloc(held->count, sizeof *trades);
    for (size_t i = 0; i < held->count; i++) {
        trades[i] = held->items[i].trade;
    }
    const st_directive directive = {
        .scope = {.kind = ST_CLOSE_EXISTING, .trades = {trades, held->count}},
        .confidence = ST_ONE,
    };
    return st_issue(answer, st_one(index), ST_NO_INDICES, &directive);
}

/* Every signal is used or refused by one decision, so that "why did we not trade?" has an answer. */
st_result st_decide(const st_situation *situation, const st_inputs *inputs, st_answer *answer) {
    const bool holds = situation->positions.count > 0;
    for (uint32_t i = 0; i < situation->signals.count; i++) {
        const st_signal *signal = &situation->signals.items[i];
        if (signal->direction == ST_LONG) {
            ST_TRY(holds ? decline(answer, i, ST_DUPLICATE_POSITION, ST_TEXT("there is a trade already"))
                         : open_trade(answer, i, signal));
        } else {
            ST_TRY(holds ? close_all(answer, i, &situation->positions)
                         : decline(answer, i, ST_REJECTION_OTHER, ST_TEXT("there is nothing to sell")));
        }
    }
    return ST_OK;
}
