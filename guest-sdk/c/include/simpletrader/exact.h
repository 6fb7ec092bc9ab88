/**
 * @file
 * Sums of whole price steps that compare equal when they are equal.
 *
 * A mean that is computed in doubles depends on the order of its terms; a sum of whole steps, divided once and correctly rounded,
 * does not. So a crossing of two means is never an artefact of rounding.
 */
#ifndef SIMPLETRADER_EXACT_H
#define SIMPLETRADER_EXACT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A sum of 64-bit numbers, exact up to 2^64 of them. Start with `{0}`. */
typedef struct st_sum {
    int64_t high;
    uint64_t low;
} st_sum;

/** Adds a number; a negative one takes away. */
void st_sum_add(st_sum *sum, int64_t number);
/** The sum divided by `denominator` as the nearest double, ties to even; NaN when the denominator is 0. */
double st_sum_over(st_sum sum, uint64_t denominator);

#ifdef __cplusplus
}
#endif
#endif
