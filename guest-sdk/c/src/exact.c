/* Sums of whole steps, and their one division. */
#include "inside.h"
#include "wide.h"

#include <math.h>
#include <string.h>

/* 2^53: up to here every whole number is a double. */
#define EXACT_DOUBLES 9007199254740992u

void st_sum_add(st_sum *sum, int64_t number) {
    const uint64_t low = sum->low + (uint64_t)number;
    const uint64_t carry = low < sum->low ? 1 : 0;
    sum->high = (int64_t)((uint64_t)sum->high + carry - (number < 0 ? 1 : 0));
    sum->low = low;
}

/* 2^-exponent, for exponents up to 1022. */
static double power_of_half(unsigned exponent) {
    const uint64_t bits = (uint64_t)(1023 - exponent) << 52;
    double power;
    memcpy(&power, &bits, sizeof power);
    return power;
}

/* 2^exponent, for exponents up to 1023. */
static double power_of_two(unsigned exponent) {
    const uint64_t bits = (uint64_t)(1023 + exponent) << 52;
    double power;
    memcpy(&power, &bits, sizeof power);
    return power;
}

/* The nearest double, ties to even, of a number whose last bit may stand for everything below it. */
static double nearest(wide value) {
    const unsigned length = wide_length(value);
    if (length <= 64) {
        return (double)value.low;
    }
    /* The hardware rounds 64 bits; what lies below them only breaks ties, so one bit stands for all of it. */
    const unsigned drop = length - 64;
    const uint64_t kept = drop >= 64 ? value.high >> (drop - 64) : value.high << (64 - drop) | value.low >> drop;
    const bool rest = drop >= 64 ? value.low != 0 : (value.low & ((1ull << drop) - 1)) != 0;
    return (double)(kept | (rest ? 1 : 0)) * power_of_two(drop);
}

double st_sum_over(st_sum sum, uint64_t denominator) {
    if (denominator == 0) {
        return NAN;
    }
    const bool negative = sum.high < 0;
    wide magnitude = {(uint64_t)sum.high, sum.low};
    if (negative) {
        magnitude = wide_subtract((wide){0, 0}, magnitude);
    }
    if (wide_is_zero(magnitude)) {
        return 0.0;
    }
    double quotient;
    if (magnitude.high == 0 && magnitude.low <= EXACT_DOUBLES && denominator <= EXACT_DOUBLES) {
        /* A division of exact doubles is correctly rounded. */
        quotient = (double)magnitude.low / (double)denominator;
    } else {
        /* A quotient of at least 55 bits: one more than a double keeps decides the rounding, the last says whether more follows. */
        const unsigned wanted = 55 + wide_length(wide_of(denominator));
        const unsigned have = wide_length(magnitude);
        const unsigned shift = wanted > have ? wanted - have : 0;
        wide rest;
        wide whole = wide_divide(wide_shift_left(magnitude, shift), wide_of(denominator), &rest);
        whole.low |= wide_is_zero(rest) ? 0 : 1;
        quotient = nearest(whole) * power_of_half(shift);
    }
    return negative ? -quotient : quotient;
}
