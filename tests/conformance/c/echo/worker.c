/*
 * Gives back the situation that it is given, in words or as a directive. For tests of every guest language: each has a worker that
 * does the same, so that every value is seen to cross the boundary in both directions.
 */
#include <simpletrader.h>
#include <string.h>

ST_STRATEGY_PLANNER(.vendor = "c", .name = "echo", .version = "0.1.0", .display_name = "Echo of a situation",
                    .reads = ST_READS_ACCOUNT | ST_READS_POSITIONS | ST_READS_OPEN_ORDERS | ST_READS_QUOTES)

#define PARAMS(PARAM)                                                                                        \
    PARAM(choice, say, "What to answer.",                                                                    \
          .among = "params_refused not_ready failed crash stop proceed describe issue refuse beyond")        \
    PARAM(text, text, "Words to answer with, or which part of the situation is meant.", .otherwise = "")
ST_PARAMS(PARAMS)
enum say { PARAMS_REFUSED, NOT_READY, FAILED, CRASH, STOP, PROCEED, DESCRIBE, ISSUE, REFUSE, BEYOND };

#define INPUTS(INPUT) INPUT(x, optional, "") INPUT(y, optional, "")
ST_INPUTS(INPUTS)

static const st_params *self;

st_result st_configure(const st_params *params, const st_setup *setup) {
    self = params;
    return params->say == PARAMS_REFUSED ? st_bad_params("%.*s", ST_SHOW(params->text)) : ST_OK;
}

/*
 * A part of a situation in words: items joined by `;`, their values by blanks, `-` for a value that is absent and `none` for a list
 * without items. Enumerations have the names of the contract, doubles are the hex digits of their bits.
 */

static const char *const TRIGGERS[] = {"bar", "schedule", "news", "reply", "user", "other"};
static const char *const DIRECTIONS[] = {"long", "short"};
static const char *const SIDES[] = {"buy", "sell"};
static const char *const KINDS[] = {"market", "limit", "stop-limit", "stop-market", "take-profit-market", "other"};
static const char *const PURPOSES[] = {"entry", "stop-loss", "take-profit", "close-out", "slice", "other"};
static const char *const STATUSES[] = {
    "pending", "open", "partially-filled", "filled", "cancelled", "rejected", "expired", "other",
};

static const char *number(st_decimal value) {
    return st_text_terminated(st_decimal_text(value));
}

static const char *maybe(st_maybe_decimal value) {
    return value.present ? number(value.value) : "-";
}

static st_text quote(const void *item) {
    const st_quote *quote = item;
    return st_format("%u %lld %s %s %s", quote->instrument, (long long)quote->at, number(quote->last), maybe(quote->bid),
                     maybe(quote->ask));
}

static st_text bits(const void *item) {
    const double value = *(const double *)item;
    uint64_t bits = 0x7ff8000000000000;
    if (value == value) {
        memcpy(&bits, &value, sizeof bits);
    }
    return st_format("%016llx", (unsigned long long)bits);
}

static st_text signal(const void *item) {
    const st_signal *signal = item;
    return st_format("%u %s %.*s %s", signal->instrument, DIRECTIONS[signal->direction], ST_SHOW(signal->type),
                     maybe(signal->confidence));
}

static st_text risk(const void *item) {
    const st_risk *risk = item;
    const st_text instrument = risk->instrument.present ? st_format("%u", risk->instrument.value) : ST_TEXT("-");
    return st_format("%.*s %s %.*s", ST_SHOW(risk->type), number(risk->severity), ST_SHOW(instrument));
}

static st_text position(const void *item) {
    const st_position *held = item;
    return st_format("%u %u %s %lld %s %s %s %s %s %s %s", held->trade, held->instrument, DIRECTIONS[held->direction],
                     (long long)held->opened_at, number(held->quantity), number(held->average_price), number(held->last_price),
                     number(held->unrealised), number(held->realised), maybe(held->stop_loss), maybe(held->take_profit));
}

static st_text order(const void *item) {
    const st_order *order = item;
    return st_format("%u %u %u %u %s %s %s %s %s %s %s %s", order->order, order->tag, order->trade, order->group,
                     SIDES[order->side], KINDS[order->kind], PURPOSES[order->purpose], STATUSES[order->status],
                     number(order->quantity), number(order->filled), maybe(order->price), maybe(order->stop_price));
}

/* All items of a list, each in the words of `show`. */
static st_text list(const void *items, size_t count, size_t size, st_text (*show)(const void *)) {
    size_t length = 0;
    st_text *parts = st_alloc(count, sizeof *parts);
    for (size_t i = 0; i < count; i++) {
        parts[i] = show((const char *)items + i * size);
        length += parts[i].length + 1;
    }
    char *text = st_alloc(length, 1);
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        memcpy(text + at, parts[i].bytes, parts[i].length);
        at += parts[i].length;
        text[at++] = ';';
    }
    return count == 0 ? ST_TEXT("none") : (st_text){text, at - 1};
}

#define LIST(items_, show) list((items_).items, (items_).count, sizeof *(items_).items, show)

static st_result describe(const st_situation *situation) {
    st_text text;
    if (st_text_is(self->text, "tick")) {
        const st_tick tick = situation->tick;
        text = st_format("%u %lld %s", tick.sequence, (long long)tick.at, TRIGGERS[tick.trigger]);
    } else if (st_text_is(self->text, "quotes")) {
        text = LIST(situation->quotes, quote);
    } else if (st_text_is(self->text, "inputs")) {
        text = LIST(situation->inputs, bits);
    } else if (st_text_is(self->text, "signals")) {
        text = LIST(situation->signals, signal);
    } else if (st_text_is(self->text, "risks")) {
        text = LIST(situation->risks, risk);
    } else if (st_text_is(self->text, "account")) {
        const st_account account = situation->account.value;
        text = situation->account.present ? st_format("%s %s %s %s", number(account.equity), number(account.cash),
                                                      number(account.exposure), number(account.daily_result))
                                          : ST_TEXT("-");
    } else if (st_text_is(self->text, "positions")) {
        text = LIST(situation->positions, position);
    } else if (st_text_is(self->text, "orders")) {
        text = LIST(situation->open_orders, order);
    } else if (st_text_is(self->text, "counts")) {
        text = st_format("%zu %zu %zu %zu %zu", situation->quotes.count, situation->signals.count, situation->risks.count,
                         situation->positions.count, situation->open_orders.count);
    } else {
        return st_fail("a situation has no part `%.*s`", ST_SHOW(self->text));
    }
    return st_stop("%.*s", ST_SHOW(text));
}

/* Decisions that are made of numbers of the situation, so that whoever asked can compare. */

static st_scope scope(const st_situation *situation) {
    const size_t count = situation->positions.count;
    st_trade_ref *trades = st_alloc(count, sizeof *trades);
    for (size_t i = 0; i < count; i++) {
        trades[i] = situation->positions.items[i].trade;
    }
    const uint8_t existing = st_text_is(self->text, "modify") ? ST_MODIFY_EXISTING : ST_CLOSE_EXISTING;
    return (st_scope){.kind = count == 0 ? ST_NEW_TRADE : existing, .trades = {trades, count}};
}

static st_maybe_execution_policy policy(void) {
    static const char *const modes[] = {"independent", "coordinated", "sequential"};
    for (uint8_t mode = ST_INDEPENDENT; mode <= ST_SEQUENTIAL; mode++) {
        if (st_text_is(self->text, modes[mode])) {
            return (st_maybe_execution_policy){true, {.mode = mode, .timeout_seconds = {true, 60}}};
        }
    }
    return (st_maybe_execution_policy){0};
}

/* One directive a signal; the first one takes all risks. */
static st_result issue(const st_situation *situation, st_maybe_decimal confidence, st_answer *answer) {
    for (uint32_t i = 0; i < situation->signals.count; i++) {
        const st_signal *signal = &situation->signals.items[i];
        const st_quote *quote = i < situation->quotes.count ? &situation->quotes.items[i] : NULL;
        const bool has_zone = quote != NULL && quote->bid.present && quote->ask.present;
        st_directive directive = {
            .scope = scope(situation),
            .confidence = confidence.present ? confidence.value : st_or(signal->confidence, ST_ONE),
            .entry = {true, {.instrument = signal->instrument,
                             .side = signal->direction == ST_LONG ? ST_BUY : ST_SELL,
                             .timing_preference = signal->confidence}},
            .size = {true, {.max_risk_amount = situation->account.present ? st_some(situation->account.value.equity) : ST_NONE,
                            .target_size = quote != NULL ? st_some(quote->last) : ST_NONE}},
            .execution = {true, {.urgency = situation->risks.count > 0 ? st_some(situation->risks.items[0].severity) : ST_NONE}},
            .policy = policy(),
        };
        if (has_zone) {
            directive.entry.value.price_zone = (st_maybe_price_zone){true, {quote->bid.value, quote->ask.value}};
        }
        const st_indices risks = i == 0 ? st_all(situation->risks.count) : ST_NO_INDICES;
        ST_TRY(st_issue(answer, st_one(i), risks, &directive));
    }
    return ST_OK;
}

static st_result refuse(const st_situation *situation, st_answer *answer) {
    static const char *const codes[] = {
        "low-confidence", "risk-veto", "conflicting-signals", "duplicate-position", "limit-reached", "cooldown",
        "no-matching-planner", "plan-inconsistent", "plan-missing", "below-minimum-size", "insufficient-funds",
        "exchange-rejected", "timed-out", "fuel-exhausted", "worker-trap", "halted", "other",
    };
    for (uint8_t kind = 0; kind <= ST_REJECTION_OTHER; kind++) {
        if (st_text_is(self->text, codes[kind])) {
            const st_rejection code = {.kind = kind, .other = UINT32_MAX};
            return st_decline(answer, st_all(situation->signals.count), st_all(situation->risks.count), code, ST_TEXT("echo"));
        }
    }
    return st_fail("there is no rejection code `%.*s`", ST_SHOW(self->text));
}

st_result st_decide(const st_situation *situation, const st_inputs *inputs, st_answer *answer) {
    switch ((enum say)self->say) {
    case PARAMS_REFUSED:
        return st_fail("refused parameters were used");
    case NOT_READY:
        return st_not_ready("%.*s", ST_SHOW(self->text));
    case FAILED:
        return st_fail("%.*s", ST_SHOW(self->text));
    case CRASH:
        __builtin_trap();
    case STOP:
        return st_stop("%.*s", ST_SHOW(self->text));
    case PROCEED:
        return ST_OK;
    case DESCRIBE:
        return describe(situation);
    case ISSUE:
        return issue(situation, ST_NONE, answer);
    case BEYOND:
        return issue(situation, st_some(st_decimal_of(2, 0)), answer);
    case REFUSE:
        return refuse(situation, answer);
    }
    return st_fail("there is nothing to say");
}
