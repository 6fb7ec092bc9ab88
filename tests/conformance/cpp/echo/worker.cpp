// Gives back the situation that it is given, in words or as a directive. For tests of every guest language: each has a worker that
// does the same, so that every value is seen to cross the boundary in both directions.
#include <simpletrader.hpp>
#include <string.h>

using namespace st::literals;

ST_STRATEGY_PLANNER(.vendor = "cpp", .name = "echo", .version = "0.1.0", .display_name = "Echo of a situation",
                    .reads = ST_READS_ACCOUNT | ST_READS_POSITIONS | ST_READS_OPEN_ORDERS | ST_READS_QUOTES)

#define PARAMS(PARAM)                                                                                 \
    PARAM(choice, say, "What to answer.",                                                             \
          .among = "params_refused not_ready failed crash stop proceed describe issue refuse beyond") \
    PARAM(text, text, "Words to answer with, or which part of the situation is meant.", .otherwise = "")
ST_PARAMS(PARAMS)

#define INPUTS(INPUT) INPUT(x, optional, "") INPUT(y, optional, "")
ST_INPUTS(INPUTS)

namespace {

enum class Say { ParamsRefused, NotReady, Failed, Crash, Stop, Proceed, Describe, Issue, Refuse, Beyond };

const st_params *self;

// A part of a situation in words: items joined by `;`, their values by blanks, `-` for a value that is absent and `none` for a list
// without items. Enumerations have the names of the contract, doubles are the hex digits of their bits.

constexpr const char *TRIGGERS[] = {"bar", "schedule", "news", "reply", "user", "other"};
constexpr const char *DIRECTIONS[] = {"long", "short"};
constexpr const char *SIDES[] = {"buy", "sell"};
constexpr const char *KINDS[] = {"market", "limit", "stop-limit", "stop-market", "take-profit-market", "other"};
constexpr const char *PURPOSES[] = {"entry", "stop-loss", "take-profit", "close-out", "slice", "other"};
constexpr const char *STATUSES[] = {
    "pending", "open", "partially-filled", "filled", "cancelled", "rejected", "expired", "other",
};

const char *number(st::Decimal value) {
    return st_text_terminated(value.text());
}

const char *number(const st_maybe_decimal &maybe) {
    const auto *value = st::maybe(maybe);
    return value != nullptr ? number(st::Decimal(*value)) : "-";
}

st_text words(const st_quote &quote) {
    return st_format("%u %lld %s %s %s", quote.instrument, static_cast<long long>(quote.at), number(quote.last), number(quote.bid),
                     number(quote.ask));
}

st_text words(double value) {
    uint64_t bits = 0x7ff8000000000000;
    if (value == value) {
        memcpy(&bits, &value, sizeof bits);
    }
    return st_format("%016llx", static_cast<unsigned long long>(bits));
}

st_text words(const st_signal &signal) {
    return st_format("%u %s %.*s %s", signal.instrument, DIRECTIONS[signal.direction], ST_SHOW(signal.type),
                     number(signal.confidence));
}

st_text words(const st_risk &risk) {
    const auto *instrument = st::maybe(risk.instrument);
    const st_text shown = instrument != nullptr ? st_format("%u", *instrument) : "-"_text;
    return st_format("%.*s %s %.*s", ST_SHOW(risk.type), number(risk.severity), ST_SHOW(shown));
}

st_text words(const st_position &held) {
    return st_format("%u %u %s %lld %s %s %s %s %s %s %s", held.trade, held.instrument, DIRECTIONS[held.direction],
                     static_cast<long long>(held.opened_at), number(held.quantity), number(held.average_price),
                     number(held.last_price), number(held.unrealised), number(held.realised), number(held.stop_loss),
                     number(held.take_profit));
}

st_text words(const st_order &order) {
    return st_format("%u %u %u %u %s %s %s %s %s %s %s %s", order.order, order.tag, order.trade, order.group, SIDES[order.side],
                     KINDS[order.kind], PURPOSES[order.purpose], STATUSES[order.status], number(order.quantity),
                     number(order.filled), number(order.price), number(order.stop_price));
}

// All items of a list.
template <typename List> st_text list(const List &items) {
    st_text all = "none"_text;
    for (const auto &item : st::each(items)) {
        const st_text one = words(item);
        all = &item == items.items ? one : st_format("%.*s;%.*s", ST_SHOW(all), ST_SHOW(one));
    }
    return all;
}

st_result describe(const st_situation &situation) {
    const auto is = [](const char *part) { return st_text_is(self->text, part); };
    st_text text = "-"_text;
    if (is("tick")) {
        const st_tick tick = situation.tick;
        text = st_format("%u %lld %s", tick.sequence, static_cast<long long>(tick.at), TRIGGERS[tick.trigger]);
    } else if (is("quotes")) {
        text = list(situation.quotes);
    } else if (is("inputs")) {
        text = list(situation.inputs);
    } else if (is("signals")) {
        text = list(situation.signals);
    } else if (is("risks")) {
        text = list(situation.risks);
    } else if (is("positions")) {
        text = list(situation.positions);
    } else if (is("orders")) {
        text = list(situation.open_orders);
    } else if (is("account")) {
        if (const auto *account = st::maybe(situation.account)) {
            text = st_format("%s %s %s %s", number(account->equity), number(account->cash), number(account->exposure),
                             number(account->daily_result));
        }
    } else if (is("counts")) {
        text = st_format("%zu %zu %zu %zu %zu", situation.quotes.count, situation.signals.count, situation.risks.count,
                         situation.positions.count, situation.open_orders.count);
    } else {
        return st_fail("a situation has no part `%.*s`", ST_SHOW(self->text));
    }
    return st_stop("%.*s", ST_SHOW(text));
}

// Decisions that are made of numbers of the situation, so that whoever asked can compare.

st_scope scope(const st_situation &situation) {
    const size_t count = situation.positions.count;
    auto *trades = static_cast<st_trade_ref *>(st_alloc(count, sizeof(st_trade_ref)));
    for (size_t i = 0; i < count; i++) {
        trades[i] = situation.positions.items[i].trade;
    }
    const uint8_t existing = st_text_is(self->text, "modify") ? ST_MODIFY_EXISTING : ST_CLOSE_EXISTING;
    return {.kind = count == 0 ? static_cast<uint8_t>(ST_NEW_TRADE) : existing, .trades = {trades, count}};
}

st_maybe_execution_policy policy() {
    constexpr const char *MODES[] = {"independent", "coordinated", "sequential"};
    for (uint8_t mode = ST_INDEPENDENT; mode <= ST_SEQUENTIAL; mode++) {
        if (st_text_is(self->text, MODES[mode])) {
            return {true, {.mode = mode, .timeout_seconds = {true, 60}}};
        }
    }
    return {};
}

// One directive a signal; the first one takes all risks.
st_result issue(const st_situation &situation, const st_maybe_decimal &confidence, st_answer *answer) {
    for (uint32_t i = 0; i < situation.signals.count; i++) {
        const st_signal &signal = situation.signals.items[i];
        const st_quote *quote = i < situation.quotes.count ? &situation.quotes.items[i] : nullptr;
        st_directive directive = {};
        directive.scope = scope(situation);
        directive.confidence = confidence.present ? confidence.value : st_or(signal.confidence, ST_ONE);
        directive.entry.present = directive.size.present = directive.execution.present = true;
        st_entry_directive &entry = directive.entry.value;
        entry.instrument = signal.instrument;
        entry.side = signal.direction == ST_LONG ? ST_BUY : ST_SELL;
        entry.timing_preference = signal.confidence;
        if (quote != nullptr) {
            directive.size.value.target_size = st_some(quote->last);
            if (quote->bid.present && quote->ask.present) {
                entry.price_zone = {true, {quote->bid.value, quote->ask.value}};
            }
        }
        if (const auto *account = st::maybe(situation.account)) {
            directive.size.value.max_risk_amount = st_some(account->equity);
        }
        if (situation.risks.count > 0) {
            directive.execution.value.urgency = st_some(situation.risks.items[0].severity);
        }
        directive.policy = policy();
        const st_indices risks = i == 0 ? st_all(situation.risks.count) : ST_NO_INDICES;
        ST_TRY(st_issue(answer, st_one(i), risks, &directive));
    }
    return ST_OK;
}

st_result refuse(const st_situation &situation, st_answer *answer) {
    constexpr const char *CODES[] = {
        "low-confidence", "risk-veto", "conflicting-signals", "duplicate-position", "limit-reached", "cooldown",
        "no-matching-planner", "plan-inconsistent", "plan-missing", "below-minimum-size", "insufficient-funds",
        "exchange-rejected", "timed-out", "fuel-exhausted", "worker-trap", "halted", "other",
    };
    for (uint8_t kind = 0; kind <= ST_REJECTION_OTHER; kind++) {
        if (st_text_is(self->text, CODES[kind])) {
            const st_rejection code = {.kind = kind, .other = UINT32_MAX};
            return st_decline(answer, st_all(situation.signals.count), st_all(situation.risks.count), code, "echo"_text);
        }
    }
    return st_fail("there is no rejection code `%.*s`", ST_SHOW(self->text));
}

} // namespace

st_result st_configure(const st_params *params, const st_setup *setup) {
    self = params;
    const bool refused = static_cast<Say>(params->say) == Say::ParamsRefused;
    return refused ? st_bad_params("%.*s", ST_SHOW(params->text)) : ST_OK;
}

st_result st_decide(const st_situation *situation, const st_inputs *inputs, st_answer *answer) {
    switch (static_cast<Say>(self->say)) {
    case Say::ParamsRefused:
        return st_fail("refused parameters were used");
    case Say::NotReady:
        return st_not_ready("%.*s", ST_SHOW(self->text));
    case Say::Failed:
        return st_fail("%.*s", ST_SHOW(self->text));
    case Say::Crash:
        __builtin_trap();
    case Say::Stop:
        return st_stop("%.*s", ST_SHOW(self->text));
    case Say::Proceed:
        return ST_OK;
    case Say::Describe:
        return describe(*situation);
    case Say::Issue:
        return issue(*situation, ST_NONE, answer);
    case Say::Beyond:
        return issue(*situation, "2"_dec, answer);
    case Say::Refuse:
        return refuse(*situation, answer);
    }
    return st_fail("there is nothing to say");
}
