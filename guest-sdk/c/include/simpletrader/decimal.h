/**
 * @file
 * Exact decimal numbers: prices, quantities and money.
 *
 * No function here rounds unless its name or its description says so. A result that cannot be had exactly, or an argument that
 * is none, gives an *invalid* decimal: like NaN it stays invalid through further arithmetic, so a formula is checked once, at its
 * end. An answer that holds an invalid decimal is refused with the name of its field.
 */
#ifndef SIMPLETRADER_DECIMAL_H
#define SIMPLETRADER_DECIMAL_H

#include <simpletrader/text.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * `mantissa / 10^scale`. What crosses the boundary has |mantissa| < 10^15, a scale of 0 to 18 and no trailing zeros; every
 * function here returns that form. A scale of 255 marks a decimal that is none.
 */
typedef struct st_decimal {
    int64_t mantissa;
    uint8_t scale;
} st_decimal;

/** A decimal that may be absent. */
typedef struct st_maybe_decimal {
    bool present;
    st_decimal value; /**< Meaningless when absent. */
} st_maybe_decimal;

/** Where a number goes that lies between two steps. */
enum st_rounding {
    ST_DOWN,     /**< To the next step at or below. */
    ST_UP,       /**< To the next step at or above. */
    ST_HALF_EVEN /**< To the nearest, ties to the even multiple. */
};

/** 0. */
extern const st_decimal ST_ZERO;
/** 1. */
extern const st_decimal ST_ONE;
/** No number. */
extern const st_decimal ST_INVALID;
/** No decimal is given. */
extern const st_maybe_decimal ST_NONE;

/** `mantissa / 10^scale` in the form of the boundary; invalid when it has none. */
st_decimal st_decimal_of(int64_t mantissa, uint8_t scale);
/** Reads a plain decimal text: an optional `-`, digits, perhaps a point and digits. Invalid when it is anything else. */
st_decimal st_decimal_parse(st_text text);
/** A decimal of a literal: `ST_DECIMAL("0.25")`. */
#define ST_DECIMAL(literal) st_decimal_parse(ST_TEXT(literal))
/** The shortest plain text: no exponent, no trailing zeros; `invalid` where there is no number. */
st_text st_decimal_text(st_decimal value);
/** The nearest double, for indicators and statistics; NaN when invalid. */
double st_decimal_double(st_decimal value);
/** The nearest decimal with `scale` digits after the point, ties to even. Invalid for NaN, infinity and what is too large. */
st_decimal st_decimal_nearest(double value, uint8_t scale);
/** Whether it is a number. */
bool st_decimal_valid(st_decimal value);
/** A decimal that is given. */
st_maybe_decimal st_some(st_decimal value);
/** The decimal that is given, else `otherwise`. */
st_decimal st_or(st_maybe_decimal maybe, st_decimal otherwise);

/** -1, 0 or 1 as `one` is less than, equal to or greater than `other`; 2 when either is invalid. */
int st_compare(st_decimal one, st_decimal other);
/** Whether `one` is less than `other`; false when either is invalid. */
bool st_less(st_decimal one, st_decimal other);
/** Whether both are the same number; false when either is invalid. */
bool st_equal(st_decimal one, st_decimal other);

/** The exact sum; invalid when it has more than fifteen digits. */
st_decimal st_add(st_decimal one, st_decimal other);
/** The exact difference; invalid when it has more than fifteen digits. */
st_decimal st_subtract(st_decimal one, st_decimal other);
/** The exact product; invalid when it has more than fifteen digits. */
st_decimal st_multiply(st_decimal one, st_decimal other);
/** The same number below 0 or above it. */
st_decimal st_negate(st_decimal value);

/** The product, half-even rounded to the fifteen digits that the boundary carries: for estimates such as the value of a size. */
st_decimal st_multiply_rounded(st_decimal one, st_decimal other);
/** The quotient, half-even rounded to fifteen digits; invalid when `divisor` is 0. */
st_decimal st_divide_rounded(st_decimal dividend, st_decimal divisor);
/** A number on a grid: `st_to_step(price, instrument->tick_size, ST_DOWN)`. Invalid when the step is not greater than 0. */
st_decimal st_to_step(st_decimal value, st_decimal step, enum st_rounding rounding);
/**
 * How many whole times `unit_a * unit_b` goes into `budget_a * budget_b`, exactly: the lots that a share of the cash can pay.
 * Neither product is ever rounded. -1 when a number is invalid or negative, the unit is 0, or there are more than fifteen digits
 * of times.
 */
int64_t st_whole_times(st_decimal budget_a, st_decimal budget_b, st_decimal unit_a, st_decimal unit_b);

#ifdef __cplusplus
}
#endif
#endif
