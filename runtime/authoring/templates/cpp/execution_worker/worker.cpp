// {{title}}: works a command as one order, without a stop or a target. What works is in every call, so it remembers nothing.
#include <simpletrader.hpp>

ST_EXECUTION_WORKER(.vendor = "{{vendor}}", .name = "{{name}}", .version = "0.1.0", .display_name = "{{title}}",
                    .executes = ST_EXECUTES_SINGLE)

// The tag of the one order of a command.
enum { ORDER = 1 };

st_result st_on_command(const st_command *command, st_answer *answer) {
    // Changes and withdrawals of orders that work already.
    bool tended;
    ST_TRY(st_tend(command, answer, &tended));
    if (tended) {
        return ST_OK;
    }
    // The size of a plan is a target: what is held and what works already is taken off it.
    st_wanted wanted;
    ST_TRY(st_want(command, answer, &wanted));
    if (!wanted.present) {
        return st_finish(answer, ST_DONE);
    }
    const st_new_order order = st_order_for(&wanted, ORDER, wanted.quantity);
    return st_place(answer, &order);
}

st_result st_on_reply(const st_reply *reply, st_answer *answer) {
    if (!st_has_ended(&reply->order)) {
        return ST_OK;
    }
    return st_finish(answer, reply->order.status == ST_REJECTED ? ST_ABANDONED : ST_DONE);
}
