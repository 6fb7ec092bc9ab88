// {{title}}: enters and leaves at the market.
#include <simpletrader.hpp>

ST_ENTRY_PLANNER(.vendor = "{{vendor}}", .name = "{{name}}", .version = "0.1.0", .display_name = "{{title}}")

static st_result at_market(st_answer *answer, st_instrument_ref instrument, uint8_t side) {
    const st_entry_plan plan = {.instrument = instrument, .side = side, .order = st_at_market()};
    return st_answer_entry(answer, &plan);
}

st_result st_plan_entry(const st_task *task, const st_inputs *inputs, st_answer *answer) {
    const auto *entry = st::maybe(task->directive.entry);
    const auto *target = st::maybe(task->target);
    switch (task->directive.scope.kind) {
    case ST_NEW_TRADE:
        if (entry == nullptr) {
            return st_refuse(ST_PLAN_INCONSISTENT, "a new trade needs an entry directive with a side");
        }
        return at_market(answer, entry->instrument, entry->side);
    case ST_CLOSE_EXISTING:
        if (target == nullptr) {
            return st_fail("a trade to close, but not which");
        }
        return at_market(answer, target->instrument, target->direction == ST_LONG ? ST_SELL : ST_BUY);
    default:
        // A change needs no entry plan.
        return ST_OK;
    }
}
