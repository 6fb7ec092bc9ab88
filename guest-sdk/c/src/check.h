/*
 * The rules of the contract for single values. Each brings its value into the form of the boundary, or fails with the name of the
 * field and what came.
 */
#ifndef SIMPLETRADER_CHECK_H
#define SIMPLETRADER_CHECK_H

#include "inside.h"

/** What a decimal must be. */
enum st_bound { ST_ANY, ST_NOT_NEGATIVE, ST_POSITIVE, ST_ZERO_TO_ONE, ST_FROM_ONE };

st_result st_check_decimal(const char *field, enum st_bound bound, st_decimal *value);
st_result st_check_maybe(const char *field, enum st_bound bound, st_maybe_decimal *value);
/** The type of a signal or risk; takes a copy of it. */
st_result st_check_label(const char *field, st_text *label);
/** A value of an enumeration with `count` members. */
st_result st_check_member(const char *field, uint8_t value, uint8_t count);
st_result st_check_terms(st_order_terms *terms);
/** A refusal's code and reason; takes a copy of the reason. */
st_result st_check_refusal(st_refusal *refusal);
/** A directive; takes a copy of its lists. */
st_result st_check_directive(st_directive *directive);
/** An execution plan; takes a copy of its lists. */
st_result st_check_execution_plan(st_execution_plan *plan);
/** A copy of `count` things. */
const void *st_copy_items(const void *items, size_t count, size_t size);

#endif
