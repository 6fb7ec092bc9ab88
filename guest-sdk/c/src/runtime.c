/*
 * What the compiler calls for numbers of 128 bits: an author's own, and products that it checks for overflow. Debian installs the
 * compiler without its run-time library. Weak, so that a toolchain that has one uses it.
 */
#ifdef __wasm__

#include "wide.h"

#define RUNTIME __attribute__((weak))

typedef union both {
    __int128 number;
    struct {
        uint64_t low, high;
    } parts;
} both;

static wide wide_of_number(__int128 number) {
    const both value = {.number = number};
    return (wide){value.parts.high, value.parts.low};
}

static __int128 number_of_wide(wide value) {
    const both number = {.parts = {value.low, value.high}};
    return number.number;
}

static wide magnitude(__int128 number) {
    const wide value = wide_of_number(number);
    return value.high >> 63 != 0 ? wide_subtract(wide_of(0), value) : value;
}

static __int128 with_sign(wide value, bool negative) {
    return number_of_wide(negative ? wide_subtract(wide_of(0), value) : value);
}

static bool is_negative(__int128 number) {
    return wide_of_number(number).high >> 63 != 0;
}

/* As the hardware does for shorter numbers. */
static wide divide(wide dividend, wide divisor, wide *rest) {
    if (wide_is_zero(divisor)) {
        __builtin_trap();
    }
    return wide_divide(dividend, divisor, rest);
}

RUNTIME __int128 __multi3(__int128 a, __int128 b);
RUNTIME __int128 __multi3(__int128 a, __int128 b) {
    const wide one = wide_of_number(a), other = wide_of_number(b);
    wide product = wide_product(one.low, other.low);
    product.high += one.high * other.low + one.low * other.high;
    return number_of_wide(product);
}

RUNTIME __int128 __udivti3(__int128 a, __int128 b);
RUNTIME __int128 __udivti3(__int128 a, __int128 b) {
    wide rest;
    return number_of_wide(divide(wide_of_number(a), wide_of_number(b), &rest));
}

RUNTIME __int128 __umodti3(__int128 a, __int128 b);
RUNTIME __int128 __umodti3(__int128 a, __int128 b) {
    wide rest;
    (void)divide(wide_of_number(a), wide_of_number(b), &rest);
    return number_of_wide(rest);
}

RUNTIME __int128 __divti3(__int128 a, __int128 b);
RUNTIME __int128 __divti3(__int128 a, __int128 b) {
    wide rest;
    return with_sign(divide(magnitude(a), magnitude(b), &rest), is_negative(a) != is_negative(b));
}

RUNTIME __int128 __modti3(__int128 a, __int128 b);
RUNTIME __int128 __modti3(__int128 a, __int128 b) {
    wide rest;
    (void)divide(magnitude(a), magnitude(b), &rest);
    return with_sign(rest, is_negative(a));
}

RUNTIME __int128 __ashlti3(__int128 a, int bits);
RUNTIME __int128 __ashlti3(__int128 a, int bits) {
    return number_of_wide(wide_shift_left(wide_of_number(a), (unsigned)bits & 127));
}

static wide shift_right(wide value, unsigned bits, uint64_t above) {
    if (bits == 0) {
        return value;
    }
    if (bits >= 64) {
        const unsigned rest = bits - 64;
        return (wide){above, rest == 0 ? value.high : value.high >> rest | above << (64 - rest)};
    }
    return (wide){value.high >> bits | above << (64 - bits), value.low >> bits | value.high << (64 - bits)};
}

RUNTIME __int128 __lshrti3(__int128 a, int bits);
RUNTIME __int128 __lshrti3(__int128 a, int bits) {
    return number_of_wide(shift_right(wide_of_number(a), (unsigned)bits & 127, 0));
}

RUNTIME __int128 __ashrti3(__int128 a, int bits);
RUNTIME __int128 __ashrti3(__int128 a, int bits) {
    return number_of_wide(shift_right(wide_of_number(a), (unsigned)bits & 127, is_negative(a) ? UINT64_MAX : 0));
}

#endif
