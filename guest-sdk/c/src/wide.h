/*
 * Whole numbers of 128 bits without a sign. The compiler's own 128-bit type needs its run-time library, which Debian does not
 * install with the compiler.
 */
#ifndef SIMPLETRADER_WIDE_H
#define SIMPLETRADER_WIDE_H

#include <stdbool.h>
#include <stdint.h>

typedef struct wide {
    uint64_t high, low;
} wide;

static inline wide wide_of(uint64_t low) {
    return (wide){0, low};
}

static inline bool wide_is_zero(wide value) {
    return value.high == 0 && value.low == 0;
}

static inline bool wide_less(wide one, wide other) {
    return one.high < other.high || (one.high == other.high && one.low < other.low);
}

static inline bool wide_equal(wide one, wide other) {
    return one.high == other.high && one.low == other.low;
}

static inline wide wide_add(wide one, wide other) {
    const uint64_t low = one.low + other.low;
    return (wide){one.high + other.high + (low < one.low ? 1 : 0), low};
}

static inline wide wide_subtract(wide one, wide other) {
    return (wide){one.high - other.high - (one.low < other.low ? 1 : 0), one.low - other.low};
}

/* `bits` from 0 to 127. */
static inline wide wide_shift_left(wide value, unsigned bits) {
    if (bits == 0) {
        return value;
    }
    if (bits >= 64) {
        return (wide){value.low << (bits - 64), 0};
    }
    return (wide){value.high << bits | value.low >> (64 - bits), value.low << bits};
}

/* Number of bits up to the highest that is set. */
static inline unsigned wide_length(wide value) {
    if (value.high != 0) {
        return 128 - (unsigned)__builtin_clzll(value.high);
    }
    return value.low != 0 ? 64 - (unsigned)__builtin_clzll(value.low) : 0;
}

/* The full product of two 64-bit numbers. */
static inline wide wide_product(uint64_t one, uint64_t other) {
    const uint64_t mask = UINT32_MAX;
    const uint64_t low = (one & mask) * (other & mask);
    const uint64_t cross = (one >> 32) * (other & mask) + (low >> 32);
    const uint64_t other_cross = (one & mask) * (other >> 32) + (cross & mask);
    return (wide){(one >> 32) * (other >> 32) + (cross >> 32) + (other_cross >> 32), other_cross << 32 | (low & mask)};
}

/* The product with a 64-bit number, modulo 2^128. */
static inline wide wide_times(wide value, uint64_t factor) {
    wide product = wide_product(value.low, factor);
    product.high += value.high * factor;
    return product;
}

/* The quotient, and what remains. The divisor is not 0. */
static inline wide wide_divide(wide dividend, wide divisor, wide *remainder) {
    if (dividend.high == 0 && divisor.high == 0) {
        *remainder = wide_of(dividend.low % divisor.low);
        return wide_of(dividend.low / divisor.low);
    }
    wide quotient = {0, 0};
    wide rest = {0, 0};
    for (unsigned bit = wide_length(dividend); bit > 0; bit--) {
        const unsigned at = bit - 1;
        const uint64_t digit = at >= 64 ? dividend.high >> (at - 64) & 1 : dividend.low >> at & 1;
        /* A bit that falls out at the top means that the rest is larger than any divisor. */
        const bool carries = rest.high >> 63 != 0;
        rest = wide_shift_left(rest, 1);
        rest.low |= digit;
        quotient = wide_shift_left(quotient, 1);
        if (carries || !wide_less(rest, divisor)) {
            rest = wide_subtract(rest, divisor);
            quotient.low |= 1;
        }
    }
    *remainder = rest;
    return quotient;
}

/* 10^exponent, for exponents from 0 to 38. */
static inline wide wide_power_of_ten(unsigned exponent) {
    wide power = wide_of(1);
    for (unsigned i = 0; i < exponent; i++) {
        power = wide_times(power, 10);
    }
    return power;
}

#endif
