/* {{title}}: enters and leaves at the market. */
#include <simpletrader.h>

ST_ENTRY_PLANNER(.vendor = "{{vendor}}", .name = "{{name}}", .version = "0.1.0", .display_name = "{{title}}")

static st_result at_market(st_answer *answer, st_instrument_ref instrument, uint8_t side) {
    return st_answer_entry(answer, &(st_entry_plan){.instrument = instrument, .side = side, .order = st_at_market()});
}

st_result st_plan_entry(const st_task *task, const st_inputs *inputs, st_answer *answer) {
    const st_entry_directive *entry = &task->directive.entry.value;
    const st_position *target = &task->target.value;
    switch (task->directive.scope.kind) {
    case ST_NEW_TRADE:
        if (!task->directive.entry.present) {
            return st_refuse(ST_PLAN_INCONSISTENT, "a new trade needs an entry directive with a side");
        }
        return at_market(answer, entry->instrument, entry->side);
    case ST_CLOSE_EXISTING:
        if (!task->target.present) {
            return st_fail("a trade to close, but not which");
        }
        return at_market(answer, target->instrument, target->direction == ST_LONG ? ST_SELL : ST_BUY);
    default:
        /* A change needs no entry plan. */
        return ST_OK;
    }
}
