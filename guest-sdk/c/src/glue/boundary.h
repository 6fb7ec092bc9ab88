/*
 * The boundary of a component: the generated bindings on one side, the library's own structs on the other.
 *
 * `bindings.h` is generated from wit/ for the worker's category. The library's structs have the same layout under names that are
 * pleasant to write; the checks below are made at every build, so a header that lags behind the contract does not compile.
 */
#ifndef SIMPLETRADER_BOUNDARY_H
#define SIMPLETRADER_BOUNDARY_H

#include "../inside.h"

#include "bindings.h"

typedef simpletrader_worker_types_worker_error_t boundary_error;

/** What goes wrong before a handler is called: no configuration, another number of inputs. */
st_result st_boundary_inputs(const double *values, size_t count, const st_inputs **inputs);
/** Ends a call: whether it has its answer, and the error if it has not. */
bool st_boundary_end(st_result result, boundary_error *error);
/** The refusal that st_refuse() meant; fails where the contract does not allow it. */
st_result st_boundary_refusal(st_result refused, st_refusal *refusal);
/** A text of the library as one of the bindings. */
bindings_string_t st_boundary_text(st_text text);

#define SAME_SIZE(ours, theirs)                                                              \
    _Static_assert(sizeof(ours) == sizeof(theirs) && _Alignof(ours) == _Alignof(theirs),     \
                   "the struct " #ours " is not what the contract says")
#define SAME_FIELD(ours, our_field, theirs, their_field)                                     \
    _Static_assert(offsetof(ours, our_field) == offsetof(theirs, their_field) &&             \
                       sizeof(((ours *)0)->our_field) == sizeof(((theirs *)0)->their_field), \
                   "the field " #our_field " of " #ours " is not what the contract says")
#define SAME_VALUE(ours, theirs) _Static_assert((ours) == (theirs), #ours " is not what the contract says")
#define SAME_LIST(ours, theirs) \
    SAME_SIZE(ours, theirs);    \
    SAME_FIELD(ours, items, theirs, ptr);   \
    SAME_FIELD(ours, count, theirs, len)
#define SAME_OPTION(ours, theirs) \
    SAME_SIZE(ours, theirs);      \
    SAME_FIELD(ours, present, theirs, is_some); \
    SAME_FIELD(ours, value, theirs, val)

#endif
