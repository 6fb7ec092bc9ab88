/* Exact decimals and sums. */
#include "test.h"

#include <math.h>
#include <string.h>

static st_decimal dec(const char *text) {
    return st_decimal_parse(st_text_of(text));
}

static void what_is_no_decimal_is_refused(void) {
    static const char *const bad[] = {"",  "-",  ".5", "5.", "1e3", "+1", "1_000", " 1", "1 ", "0x1", "1.2.3", "1000000000000000",
                                      "0.0000000000000000001", "99999999999999999999999", "--1", "1-"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CHECK(!st_decimal_valid(dec(bad[i])));
    }
    CHECK(st_decimal_valid(dec("999999999999999")) && st_decimal_valid(dec("-0.000000000000000001")));
}

static void texts_are_canonical_and_come_back(void) {
    static const char *const pairs[][2] = {
        {"1.500", "1.5"}, {"-0", "0"}, {"0.000", "0"}, {"-120", "-120"}, {"00012.0", "12"}, {"0.05", "0.05"}, {"-0.5", "-0.5"},
        {"123456789012345", "123456789012345"}, {"0.000000000000000001", "0.000000000000000001"},
        {"999999999999.999", "999999999999.999"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        CHECK_TEXT(st_decimal_text(dec(pairs[i][0])), pairs[i][1]);
    }
    CHECK_TEXT(st_decimal_text(ST_INVALID), "invalid");
}

static void arithmetic_is_exact_or_invalid(void) {
    CHECK_TEXT(st_decimal_text(st_add(dec("0.1"), dec("0.2"))), "0.3");
    CHECK_TEXT(st_decimal_text(st_subtract(dec("0.000000000000001"), dec("1"))), "-0.999999999999999");
    CHECK_TEXT(st_decimal_text(st_add(dec("-5"), dec("7.5"))), "2.5");
    CHECK_TEXT(st_decimal_text(st_multiply(dec("1.1"), dec("-1.1"))), "-1.21");
    CHECK_TEXT(st_decimal_text(st_multiply(dec("12345678"), dec("0"))), "0");
    CHECK(!st_decimal_valid(st_add(dec("999999999999999"), dec("1"))));
    CHECK(!st_decimal_valid(st_add(dec("999999999999999"), dec("0.1"))));
    CHECK(!st_decimal_valid(st_multiply(dec("99999999.9"), dec("99999999.9"))));
    CHECK_TEXT(st_decimal_text(st_add(dec("999999999999999"), dec("-999999999999998"))), "1");
    /* What is invalid stays so. */
    CHECK(!st_decimal_valid(st_add(ST_INVALID, ST_ONE)) && !st_decimal_valid(st_multiply(ST_ZERO, ST_INVALID)));
    CHECK(!st_decimal_valid(st_decimal_of(0, 255)) && st_decimal_valid(st_decimal_of(1000, 20)));
    CHECK(!st_decimal_valid(st_negate(ST_INVALID)) && !st_decimal_valid(st_to_step(ST_INVALID, ST_ONE, ST_UP)));
}

static void numbers_are_compared_by_value(void) {
    CHECK(st_compare(dec("1.5"), dec("1.50")) == 0);
    CHECK(st_compare(dec("-2"), dec("1")) == -1 && st_compare(dec("1"), dec("-2")) == 1);
    CHECK(st_compare(dec("-1.1"), dec("-1.2")) == 1 && st_compare(dec("0.000000000000000001"), dec("999999999999999")) == -1);
    CHECK(st_compare(ST_INVALID, ST_ONE) == 2 && !st_less(ST_INVALID, ST_ONE) && !st_equal(ST_INVALID, ST_INVALID));
}

static void rounding_goes_where_its_name_says(void) {
    const st_decimal tick = dec("0.05");
    CHECK_TEXT(st_decimal_text(st_to_step(dec("1.02"), tick, ST_DOWN)), "1");
    CHECK_TEXT(st_decimal_text(st_to_step(dec("1.02"), tick, ST_UP)), "1.05");
    CHECK_TEXT(st_decimal_text(st_to_step(dec("1.025"), tick, ST_HALF_EVEN)), "1");
    CHECK_TEXT(st_decimal_text(st_to_step(dec("1.075"), tick, ST_HALF_EVEN)), "1.1");
    CHECK_TEXT(st_decimal_text(st_to_step(dec("1.05"), tick, ST_UP)), "1.05");
    CHECK_TEXT(st_decimal_text(st_to_step(dec("-1.02"), tick, ST_DOWN)), "-1.05");
    CHECK_TEXT(st_decimal_text(st_to_step(dec("-1.02"), tick, ST_UP)), "-1");
    CHECK(!st_decimal_valid(st_to_step(dec("1"), ST_ZERO, ST_UP)) && !st_decimal_valid(st_to_step(dec("1"), dec("-1"), ST_UP)));
    CHECK_TEXT(st_decimal_text(st_multiply_rounded(dec("1.23456789012345"), dec("1.1"))), "1.3580246791358");
    CHECK_TEXT(st_decimal_text(st_multiply_rounded(dec("999999999999999"), dec("0.1"))), "99999999999999.9");
    CHECK_TEXT(st_decimal_text(st_multiply_rounded(dec("0.000000001"), dec("0.000000000001"))), "0");
    CHECK(!st_decimal_valid(st_multiply_rounded(dec("999999999999999"), dec("10"))));
    CHECK_TEXT(st_decimal_text(st_divide_rounded(dec("1"), dec("3"))), "0.333333333333333");
    CHECK_TEXT(st_decimal_text(st_divide_rounded(dec("-2"), dec("3"))), "-0.666666666666667");
    CHECK_TEXT(st_decimal_text(st_divide_rounded(dec("1"), dec("8"))), "0.125");
    CHECK_TEXT(st_decimal_text(st_divide_rounded(dec("0"), dec("7"))), "0");
    CHECK(!st_decimal_valid(st_divide_rounded(dec("1"), ST_ZERO)));
    CHECK(!st_decimal_valid(st_divide_rounded(dec("999999999999999"), dec("0.001"))));
}

static void what_divides_exactly_is_not_one_short(void) {
    CHECK(st_whole_times(dec("0.1"), dec("3"), dec("0.1"), dec("3")) == 1);
    CHECK(st_whole_times(dec("0.95"), dec("10000"), dec("1"), dec("95")) == 100);
    CHECK(st_whole_times(dec("0.95"), dec("9999.99"), dec("1"), dec("95")) == 99);
    CHECK(st_whole_times(dec("1"), dec("1"), dec("0.00000001"), dec("3")) == 33333333);
    CHECK(st_whole_times(dec("0.000000001"), dec("1"), dec("1"), dec("95")) == 0);
    CHECK(st_whole_times(dec("1"), dec("1"), dec("0"), dec("1")) == -1);
    CHECK(st_whole_times(dec("-1"), dec("1"), dec("1"), dec("1")) == -1);
    CHECK(st_whole_times(dec("999999999999999"), dec("999999999999999"), dec("1"), dec("1")) == -1);
}

static void doubles_are_the_nearest(void) {
    CHECK(st_decimal_double(dec("0.1")) == 0.1 && st_decimal_double(dec("-123456789.987654")) == -123456789.987654);
    CHECK(isnan(st_decimal_double(ST_INVALID)));
    CHECK_TEXT(st_decimal_text(st_decimal_nearest(0.1, 2)), "0.1");
    CHECK_TEXT(st_decimal_text(st_decimal_nearest(-2.675, 1)), "-2.7");
    CHECK(!st_decimal_valid(st_decimal_nearest(NAN, 2)) && !st_decimal_valid(st_decimal_nearest(INFINITY, 2)));
    CHECK(!st_decimal_valid(st_decimal_nearest(1e30, 0)) && !st_decimal_valid(st_decimal_nearest(1.0, 19)));
}

void test_decimals(void) {
    what_is_no_decimal_is_refused();
    texts_are_canonical_and_come_back();
    arithmetic_is_exact_or_invalid();
    numbers_are_compared_by_value();
    rounding_goes_where_its_name_says();
    what_divides_exactly_is_not_one_short();
    doubles_are_the_nearest();
}

static st_sum sum_of(int64_t number, int times) {
    st_sum sum = {0};
    for (int i = 0; i < times; i++) {
        st_sum_add(&sum, number);
    }
    return sum;
}

void test_sums(void) {
    CHECK(isnan(st_sum_over(sum_of(1, 1), 0)) && isnan(st_sum_over(sum_of(0, 1), 0)));
    CHECK(st_sum_over(sum_of(0, 3), UINT64_MAX) == 0.0);
    CHECK(st_sum_over(sum_of(1, 1), UINT64_MAX) == ldexp(1.0, -64));
    /* A tie goes to the even double, and a hair more goes up. */
    const int64_t half_way = (1ll << 53) + 1;
    CHECK(st_sum_over(sum_of(half_way, 1), 1) == 9007199254740992.0);
    st_sum more = sum_of(half_way, 4);
    st_sum_add(&more, 1);
    CHECK(st_sum_over(more, 4) == 9007199254740994.0);
    st_sum less = sum_of(-half_way, 4);
    st_sum_add(&less, -1);
    CHECK(st_sum_over(less, 4) == -9007199254740994.0);
    /* Beyond 64 bits, both ways. */
    CHECK(st_sum_over(sum_of(INT64_MAX, 4), 1) == ldexp(1.0, 65));
    CHECK(st_sum_over(sum_of(INT64_MIN, 4), 1) == -ldexp(1.0, 65));
    CHECK(st_sum_over(sum_of(999999999999999, 10000), 10000) == 999999999999999.0);
    /* Equal quotients of different terms are the same number, through the long way and through the short one. */
    for (int64_t n = 1; n < 2000; n += 7) {
        const st_sum narrow = sum_of(n, 1), wide = sum_of(n << 40, 3);
        CHECK(st_sum_over(narrow, 7) == st_sum_over(wide, (uint64_t)7 * 3 << 40));
    }
    /* What was added and taken away leaves nothing. */
    st_sum back = sum_of(123456789, 5);
    for (int i = 0; i < 5; i++) {
        st_sum_add(&back, -123456789);
    }
    CHECK(back.high == 0 && back.low == 0);
}
