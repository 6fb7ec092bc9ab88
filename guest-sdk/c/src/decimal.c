/* Exact decimals. Every result goes through finish(), which knows the form of the boundary. */
#include "inside.h"
#include "wide.h"

#include <math.h>

#define DIGITS 15
#define LARGEST_SCALE 18
#define MANTISSA_LIMIT 1000000000000000u

const st_decimal ST_ZERO = {0, 0};
const st_decimal ST_ONE = {1, 0};
const st_decimal ST_INVALID = {0, UINT8_MAX};
const st_maybe_decimal ST_NONE = {false, {0, 0}};

static uint64_t magnitude(st_decimal value) {
    return value.mantissa < 0 ? 0 - (uint64_t)value.mantissa : (uint64_t)value.mantissa;
}

/* The decimal of these digits, which is invalid when they are too many. */
static st_decimal finish(bool negative, wide digits, unsigned scale) {
    while (scale > 0) {
        wide rest;
        const wide tenth = wide_divide(digits, wide_of(10), &rest);
        if (!wide_is_zero(rest)) {
            break;
        }
        digits = tenth;
        scale = wide_is_zero(digits) ? 0 : scale - 1;
    }
    if (digits.high != 0 || digits.low >= MANTISSA_LIMIT || scale > LARGEST_SCALE) {
        return ST_INVALID;
    }
    return (st_decimal){negative ? -(int64_t)digits.low : (int64_t)digits.low, (uint8_t)scale};
}

/* The same, half-even rounded to fifteen digits. `more`: the exact value is a little above these digits. */
static st_decimal finish_rounded(bool negative, wide digits, unsigned scale, bool more) {
    /* How many of the last digits go: those behind the largest scale, and those beyond the fifteenth. */
    unsigned drop = scale > LARGEST_SCALE ? scale - LARGEST_SCALE : 0;
    wide rest;
    wide kept = wide_divide(digits, wide_power_of_ten(drop), &rest);
    while (!wide_less(kept, wide_of(MANTISSA_LIMIT))) {
        kept = wide_divide(kept, wide_of(10), &rest);
        drop += 1;
    }
    if (drop > scale) {
        return ST_INVALID;
    }
    const wide power = wide_power_of_ten(drop);
    kept = wide_divide(digits, power, &rest);
    const wide other_rest = wide_subtract(power, rest);
    const bool tie = wide_equal(other_rest, rest);
    const bool up = wide_less(other_rest, rest) || (tie && (more || (kept.low & 1) != 0));
    if (drop > 0 && up) {
        kept = wide_add(kept, wide_of(1));
    }
    return finish(negative, kept, scale - drop);
}

st_decimal st_decimal_of(int64_t mantissa, uint8_t scale) {
    const st_decimal raw = {mantissa, scale};
    if (scale > 2 * LARGEST_SCALE) {
        /* Beyond what any digits could bring back; above all the mark of what is invalid. */
        return ST_INVALID;
    }
    return finish(mantissa < 0, wide_of(magnitude(raw)), scale);
}

st_decimal st_decimal_parse(st_text text) {
    const bool negative = text.length > 0 && text.bytes[0] == '-';
    size_t at = negative ? 1 : 0;
    uint64_t digits = 0;
    unsigned scale = 0;
    bool point = false, digit_needed = true;
    for (; at < text.length; at++) {
        const char byte = text.bytes[at];
        if (byte == '.' && !point && !digit_needed) {
            point = digit_needed = true;
        } else if (byte >= '0' && byte <= '9') {
            /* A zero behind the point may be one of many; it is counted and dropped again when nothing follows. */
            if (digits >= UINT64_MAX / 10 - 1 || scale >= 2 * LARGEST_SCALE) {
                return ST_INVALID;
            }
            digits = digits * 10 + (uint64_t)(byte - '0');
            scale += point ? 1 : 0;
            digit_needed = false;
        } else {
            return ST_INVALID;
        }
    }
    return digit_needed ? ST_INVALID : finish(negative, wide_of(digits), scale);
}

st_text st_decimal_text(st_decimal value) {
    if (!st_decimal_valid(value)) {
        return ST_TEXT("invalid");
    }
    char digits[24];
    size_t at = sizeof digits;
    uint64_t rest = magnitude(value);
    unsigned written = 0;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
        written += 1;
        if (written == value.scale) {
            digits[--at] = '.';
        }
    } while (rest != 0 || written <= value.scale);
    if (value.mantissa < 0) {
        digits[--at] = '-';
    }
    return st_text_copy((st_text){digits + at, sizeof digits - at});
}

double st_decimal_double(st_decimal value) {
    if (!st_decimal_valid(value)) {
        return NAN;
    }
    double power = 1.0;
    for (unsigned i = 0; i < value.scale; i++) {
        power *= 10.0;
    }
    /* Both are exact doubles (10^18 is, and so are fifteen digits), so the quotient is correctly rounded. */
    return (double)value.mantissa / power;
}

st_decimal st_decimal_nearest(double value, uint8_t scale) {
    double power = 1.0;
    for (unsigned i = 0; i < scale; i++) {
        power *= 10.0;
    }
    const double steps = __builtin_rint(value * power);
    if (!(steps > -1e18 && steps < 1e18) || scale > LARGEST_SCALE) {
        return ST_INVALID;
    }
    return st_decimal_of((int64_t)steps, scale);
}

bool st_decimal_valid(st_decimal value) {
    return value.scale <= LARGEST_SCALE && magnitude(value) < MANTISSA_LIMIT;
}

st_maybe_decimal st_some(st_decimal value) {
    return (st_maybe_decimal){true, value};
}

st_decimal st_or(st_maybe_decimal maybe, st_decimal otherwise) {
    return maybe.present ? maybe.value : otherwise;
}

/* The magnitude at a larger scale; a mantissa and a power of ten of at most 18 fit into 110 bits. */
static wide at_scale(st_decimal value, unsigned scale) {
    return wide_times(wide_power_of_ten(scale - value.scale), magnitude(value));
}

static unsigned larger_scale(st_decimal one, st_decimal other) {
    return one.scale > other.scale ? one.scale : other.scale;
}

int st_compare(st_decimal one, st_decimal other) {
    if (!st_decimal_valid(one) || !st_decimal_valid(other)) {
        return 2;
    }
    const bool below = one.mantissa < 0;
    if (below != (other.mantissa < 0)) {
        return below ? -1 : 1;
    }
    const unsigned scale = larger_scale(one, other);
    const wide a = at_scale(one, scale), b = at_scale(other, scale);
    if (wide_equal(a, b)) {
        return 0;
    }
    return wide_less(a, b) != below ? -1 : 1;
}

bool st_less(st_decimal one, st_decimal other) {
    return st_compare(one, other) == -1;
}

bool st_equal(st_decimal one, st_decimal other) {
    return st_compare(one, other) == 0;
}

st_decimal st_negate(st_decimal value) {
    return (st_decimal){-value.mantissa, value.scale};
}

st_decimal st_add(st_decimal one, st_decimal other) {
    if (!st_decimal_valid(one) || !st_decimal_valid(other)) {
        return ST_INVALID;
    }
    const unsigned scale = larger_scale(one, other);
    const wide a = at_scale(one, scale), b = at_scale(other, scale);
    const bool a_below = one.mantissa < 0, b_below = other.mantissa < 0;
    if (a_below == b_below) {
        return finish(a_below, wide_add(a, b), scale);
    }
    return wide_less(a, b) ? finish(b_below, wide_subtract(b, a), scale) : finish(a_below, wide_subtract(a, b), scale);
}

st_decimal st_subtract(st_decimal one, st_decimal other) {
    return st_add(one, st_negate(other));
}

st_decimal st_multiply(st_decimal one, st_decimal other) {
    if (!st_decimal_valid(one) || !st_decimal_valid(other)) {
        return ST_INVALID;
    }
    const wide product = wide_product(magnitude(one), magnitude(other));
    return finish((one.mantissa < 0) != (other.mantissa < 0), product, (unsigned)one.scale + other.scale);
}

st_decimal st_multiply_rounded(st_decimal one, st_decimal other) {
    if (!st_decimal_valid(one) || !st_decimal_valid(other)) {
        return ST_INVALID;
    }
    const wide product = wide_product(magnitude(one), magnitude(other));
    return finish_rounded((one.mantissa < 0) != (other.mantissa < 0), product, (unsigned)one.scale + other.scale, false);
}

st_decimal st_divide_rounded(st_decimal dividend, st_decimal divisor) {
    if (!st_decimal_valid(dividend) || !st_decimal_valid(divisor) || divisor.mantissa == 0) {
        return ST_INVALID;
    }
    if (dividend.mantissa == 0) {
        return ST_ZERO;
    }
    /* As many digits in front as fit: the quotient then has at least 22, and what remains only breaks ties. */
    wide digits = wide_of(magnitude(dividend));
    unsigned scale = dividend.scale;
    while (wide_less(digits, wide_power_of_ten(37))) {
        digits = wide_times(digits, 10);
        scale += 1;
    }
    wide rest;
    const wide quotient = wide_divide(digits, wide_of(magnitude(divisor)), &rest);
    const bool negative = (dividend.mantissa < 0) != (divisor.mantissa < 0);
    return finish_rounded(negative, quotient, scale - divisor.scale, !wide_is_zero(rest));
}

st_decimal st_to_step(st_decimal value, st_decimal step, enum st_rounding rounding) {
    if (!st_decimal_valid(value) || !st_decimal_valid(step) || step.mantissa <= 0) {
        return ST_INVALID;
    }
    const unsigned scale = larger_scale(value, step);
    const wide size = at_scale(step, scale);
    wide rest;
    wide steps = wide_divide(at_scale(value, scale), size, &rest);
    const bool negative = value.mantissa < 0;
    bool away; /* From zero. */
    if (rounding == ST_HALF_EVEN) {
        const wide other_rest = wide_subtract(size, rest);
        away = wide_less(other_rest, rest) || (wide_equal(other_rest, rest) && (steps.low & 1) != 0);
    } else {
        away = !wide_is_zero(rest) && (rounding == ST_UP) != negative;
    }
    if (away) {
        steps = wide_add(steps, wide_of(1));
    }
    /* At most one step more than the value, which left 17 bits free. */
    const wide multiple = steps.high == 0 ? wide_times(size, steps.low) : wide_times(steps, size.low);
    return finish(negative, multiple, scale);
}

int64_t st_whole_times(st_decimal budget_a, st_decimal budget_b, st_decimal unit_a, st_decimal unit_b) {
    const st_decimal all[] = {budget_a, budget_b, unit_a, unit_b};
    for (size_t i = 0; i < 4; i++) {
        if (!st_decimal_valid(all[i]) || all[i].mantissa < 0) {
            return -1;
        }
    }
    const wide budget = wide_product((uint64_t)budget_a.mantissa, (uint64_t)budget_b.mantissa);
    const wide unit = wide_product((uint64_t)unit_a.mantissa, (uint64_t)unit_b.mantissa);
    if (wide_is_zero(unit)) {
        return -1;
    }
    const unsigned budget_scale = (unsigned)budget_a.scale + budget_b.scale, unit_scale = (unsigned)unit_a.scale + unit_b.scale;
    wide rest, times;
    if (budget_scale >= unit_scale) {
        /* floor(b / (u * 10^k)) = floor(floor(b / 10^k) / u). */
        times = wide_divide(wide_divide(budget, wide_power_of_ten(budget_scale - unit_scale), &rest), unit, &rest);
    } else {
        times = wide_divide(budget, unit, &rest);
        for (unsigned i = budget_scale; i < unit_scale && times.high == 0 && times.low < MANTISSA_LIMIT; i++) {
            /* Long division, a digit at a time, so that only the rest grows: it is below 10^30. */
            wide next_rest;
            const wide digit = wide_divide(wide_times(rest, 10), unit, &next_rest);
            times = wide_add(wide_times(times, 10), digit);
            rest = next_rest;
        }
    }
    return times.high == 0 && times.low < MANTISSA_LIMIT ? (int64_t)times.low : -1;
}
