/* What handlers answer: each rule refuses by the name of its field, and what is sound is kept. */
#include "test.h"

static st_answer answer;

static void check_refused(int line, st_result result, const char *part) {
    if (result.kind != ST_RESULT_FAILED || !holds(result.text, part)) {
        failures += 1;
        fprintf(stderr, "%s:%d: wanted `%s`, got %u `%.*s`\n", __FILE__, line, part, result.kind, ST_SHOW(result.text));
    }
}
#define REFUSED(result, part) check_refused(__LINE__, result, part)

static st_signal signal_of(st_text type, const char *confidence) {
    return (st_signal){.type = type, .confidence = st_some(st_decimal_parse(st_text_of(confidence)))};
}

static st_result publish(st_text type, const char *confidence) {
    const st_signal signal = signal_of(type, confidence);
    return st_publish_signal(&answer, &signal);
}

static void signals_are_held_to_their_rules(void) {
    answer = (st_answer){0};
    REFUSED(publish(ST_TEXT("ab"), "1"), "a signal's type must be 3 to 25 capitals");
    REFUSED(publish(ST_TEXT("lower"), "1"), "got `lower`");
    REFUSED(publish(ST_TEXT("SYSTEM_HALT"), "1"), "SYSTEM_");
    REFUSED(publish(ST_TEXT("_UP"), "1"), "starting with a letter");
    REFUSED(publish(ST_TEXT("CROSS_UP"), "1.1"), "a signal's confidence must lie between 0 and 1, got 1.1");
    REFUSED(publish(ST_TEXT("CROSS_UP"), "x"), "what was computed has no such form");
    CHECK(answer.count == 0);
    /* The answer keeps its own copy, in the form of the boundary. */
    char own[] = "CROSS_UP";
    st_signal signal = signal_of((st_text){own, 8}, "1");
    signal.confidence.value = (st_decimal){50, 2};
    for (int i = 0; i < 10; i++) {
        CHECK(st_publish_signal(&answer, &signal).kind == ST_RESULT_OK);
    }
    own[0] = 'X';
    const st_signal *kept = answer.items;
    CHECK(answer.count == 10 && st_text_is(kept[9].type, "CROSS_UP"));
    CHECK(kept[0].confidence.value.mantissa == 5 && kept[0].confidence.value.scale == 1);
}

static void directives_are_held_to_their_rules(void) {
    answer = (st_answer){0};
    st_directive directive = {.confidence = st_decimal_of(2, 0)};
    REFUSED(st_issue(&answer, st_one(0), ST_NO_INDICES, &directive), "confidence must lie between 0 and 1, got 2");
    directive = (st_directive){.entry = {true, {.price_zone = {true, {ST_ONE, st_decimal_of(5, 1)}}}}};
    REFUSED(st_issue(&answer, st_one(0), ST_NO_INDICES, &directive), "entry.price_zone needs low <= high, got 1 and 0.5");
    directive = (st_directive){.size = {true, {.max_risk_amount = st_some(ST_ZERO)}}};
    REFUSED(st_issue(&answer, st_one(0), ST_NO_INDICES, &directive), "size.max_risk_amount must be greater than 0, got 0");
    const st_leg leg = {.exit = {true, {.stop_loss_tolerance = st_some(st_decimal_of(-1, 0))}}};
    directive = (st_directive){.legs = {&leg, 1}};
    REFUSED(st_issue(&answer, st_one(0), ST_NO_INDICES, &directive), "exit.stop_loss_tolerance must not be negative, got -1");
    const st_rejection code = {.kind = ST_COOLDOWN};
    REFUSED(st_decline(&answer, ST_NO_INDICES, ST_NO_INDICES, code, ST_TEXT("x")), "must name a signal or a risk");
    REFUSED(st_decline(&answer, st_one(0), ST_NO_INDICES, code, ST_TEXT("")), "1 to 500 characters");
    CHECK(answer.count == 0);

    st_trade_ref trades[] = {7, 9};
    directive = (st_directive){.scope = {ST_CLOSE_EXISTING, {trades, 2}}, .confidence = ST_ONE};
    CHECK(st_issue(&answer, st_one(3), st_all(2), &directive).kind == ST_RESULT_OK);
    trades[1] = 0;
    const st_decision *decision = answer.items;
    CHECK(decision->signals.items[0] == 3 && decision->risks.count == 2 && decision->risks.items[1] == 1);
    CHECK(decision->directive.scope.trades.items[1] == 9);
}

static void plans_are_held_to_their_rules(void) {
    answer = (st_answer){0};
    REFUSED(st_answer_entry(&answer, &(st_entry_plan){.order = st_at_limit(ST_ZERO)}), "the limit price must be greater than 0");
    REFUSED(st_answer_entry(&answer, &(st_entry_plan){.side = 2}), "an entry plan's side has no value 2");
    REFUSED(st_answer_entry(&answer, &(st_entry_plan){.order = {.kind = 9}}), "no order type 9");
    REFUSED(st_answer_size(&answer, &(st_size_plan){.leverage = st_decimal_of(5, 1)}), "leverage must be at least 1, got 0.5");
    REFUSED(st_answer_exit(&answer, &(st_exit_plan){.stop_loss = st_some(ST_INVALID)}), "stop_loss");
    const st_algorithm twap = {.kind = ST_TWAP, .twap = {.jitter = {2, 0}}};
    const st_execution_plan slices = {.action = {.kind = ST_EXECUTE_TRADE, .algorithm = twap}};
    REFUSED(st_answer_execution(&answer, &slices), "twap.jitter");
    CHECK(st_answer_size(&answer, &(st_size_plan){.leverage = ST_ONE}).kind == ST_RESULT_OK);
    CHECK(st_answer_size(&answer, &(st_size_plan){.target_size = ST_ONE, .leverage = ST_ONE}).kind == ST_RESULT_OK);
    CHECK(answer.count == 1 && st_equal(((const st_size_plan *)answer.items)->target_size, ST_ONE));
}

static void orders_are_held_to_their_rules(void) {
    answer = (st_answer){0};
    REFUSED(st_place(&answer, &(st_new_order){0}), "an order's quantity must be greater than 0");
    REFUSED(st_place(&answer, &(st_new_order){.quantity = ST_ONE, .time_in_force = 4}), "time in force");
    REFUSED(st_modify(&answer, &(st_change){.quantity = st_some(ST_ZERO)}), "the new quantity");
    CHECK(st_cancel(&answer, 4).kind == ST_RESULT_OK && st_wake_at(&answer, 60, 1).kind == ST_RESULT_OK && answer.count == 2);
}

/* A command for a trade of which 10 are held and an entry of 5 works, toward a size. */
static st_result want(int64_t size, st_wanted *wanted) {
    static const st_order working[] = {{.order = 3, .side = ST_BUY, .quantity = {5, 0}, .filled = {1, 0}},
                                       {.order = 4, .side = ST_SELL, .purpose = ST_PURPOSE_STOP_LOSS, .quantity = {10, 0}}};
    const st_command command = {
        .target = {true, {.direction = ST_LONG, .quantity = {10, 0}}},
        .plans = {.size = {true, {.target_size = st_decimal_of(size, 0)}}},
        .open_orders = {working, 2},
    };
    answer = (st_answer){0};
    return st_want(&command, &answer, wanted);
}

static void what_is_wanted_is_the_difference(void) {
    st_wanted wanted;
    CHECK(want(20, &wanted).kind == ST_RESULT_OK && wanted.present && wanted.side == ST_BUY && !wanted.reduces);
    CHECK(st_equal(wanted.quantity, st_decimal_of(6, 0)) && answer.count == 0);
    CHECK(want(14, &wanted).kind == ST_RESULT_OK && !wanted.present);
    CHECK(want(4, &wanted).kind == ST_RESULT_OK && wanted.side == ST_SELL && wanted.reduces);
    CHECK(st_equal(wanted.quantity, st_decimal_of(6, 0)));
    /* A trade that shall be smaller needs no more entries; its stop stays. */
    const st_intent *intent = answer.items;
    CHECK(answer.count == 1 && intent->kind == ST_INTENT_CANCEL && intent->cancelled == 3);
    CHECK(st_order_for(&wanted, 1, ST_ONE).purpose == ST_PURPOSE_SLICE);
    CHECK(st_order_for(&wanted, 1, wanted.quantity).purpose == ST_PURPOSE_CLOSE_OUT);
    REFUSED(st_want(&(st_command){0}, &answer, &wanted), "a new trade needs an entry plan");
}

void test_answers(void) {
    signals_are_held_to_their_rules();
    directives_are_held_to_their_rules();
    plans_are_held_to_their_rules();
    orders_are_held_to_their_rules();
    what_is_wanted_is_the_difference();
}
