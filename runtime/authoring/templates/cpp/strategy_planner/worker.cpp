// {{title}}: buys on a long signal when nothing is held, and sells everything on a short one.
#include <simpletrader.hpp>

using namespace st::literals;

// Without `.reads` the host would not show what is held.
ST_STRATEGY_PLANNER(.vendor = "{{vendor}}", .name = "{{name}}", .version = "0.1.0", .display_name = "{{title}}",
                    .reads = ST_READS_POSITIONS)

namespace {

// The answer to one signal.
class Decision {
public:
    Decision(st_answer *answer, uint32_t signal) : answer_(answer), signal_(st_one(signal)) {}

    // Not to act, with the reason for the journal.
    st_result decline(uint8_t kind, st_text reason) const {
        return st_decline(answer_, signal_, ST_NO_INDICES, st_rejection{.kind = kind, .other = 0}, reason);
    }

    // Opens a trade; every other part is left to the planners.
    st_result open(st_instrument_ref instrument) const {
        st_directive directive = {};
        directive.confidence = ST_ONE;
        directive.entry.present = true;
        directive.entry.value.instrument = instrument;
        directive.entry.value.side = ST_BUY;
        return st_issue(answer_, signal_, ST_NO_INDICES, &directive);
    }

    st_result close(const st_positions &held) const {
        auto *trades = static_cast<st_trade_ref *>(st_alloc(held.count, sizeof(st_trade_ref)));
        size_t count = 0;
        for (const st_position &position : st::each(held)) {
            trades[count++] = position.trade;
        }
        st_directive directive = {};
        directive.scope = {.kind = ST_CLOSE_EXISTING, .trades = {trades, count}};
        directive.confidence = ST_ONE;
        return st_issue(answer_, signal_, ST_NO_INDICES, &directive);
    }

private:
    st_answer *answer_;
    st_indices signal_;
};

} // namespace

// Every signal is used or refused by one decision, so that "why did we not trade?" has an answer.
st_result st_decide(const st_situation *situation, const st_inputs *inputs, st_answer *answer) {
    const st_positions &held = situation->positions;
    uint32_t index = 0;
    for (const st_signal &signal : st::each(situation->signals)) {
        const Decision decision(answer, index++);
        if (signal.direction == ST_LONG) {
            ST_TRY(held.count > 0 ? decision.decline(ST_DUPLICATE_POSITION, "there is a trade already"_text)
                                  : decision.open(signal.instrument));
        } else {
            ST_TRY(held.count > 0 ? decision.close(held)
                                  : decision.decline(ST_REJECTION_OTHER, "there is nothing to sell"_text));
        }
    }
    return ST_OK;
}
