/* Rules for single values. See check.h. */
#include "check.h"

#include <string.h>

st_result st_check_decimal(const char *field, enum st_bound bound, st_decimal *value) {
    static const char *const rules[] = {
        [ST_ANY] = "must be a number of at most fifteen digits",
        [ST_NOT_NEGATIVE] = "must not be negative",
        [ST_POSITIVE] = "must be greater than 0",
        [ST_ZERO_TO_ONE] = "must lie between 0 and 1",
        [ST_FROM_ONE] = "must be at least 1",
    };
    const st_decimal canonical = st_decimal_of(value->mantissa, value->scale);
    if (!st_decimal_valid(canonical)) {
        return st_fail("%s %s: what was computed has no such form", field, rules[ST_ANY]);
    }
    const bool above = bound == ST_ANY || (bound == ST_POSITIVE ? canonical.mantissa > 0 : canonical.mantissa >= 0);
    const int against_one = st_compare(canonical, ST_ONE);
    const bool fits = above && (bound != ST_ZERO_TO_ONE || against_one <= 0) && (bound != ST_FROM_ONE || against_one >= 0);
    if (!fits) {
        return st_fail("%s %s, got %.*s", field, rules[bound], ST_SHOW(st_decimal_text(canonical)));
    }
    *value = canonical;
    return ST_OK;
}

st_result st_check_maybe(const char *field, enum st_bound bound, st_maybe_decimal *value) {
    return value->present ? st_check_decimal(field, bound, &value->value) : ST_OK;
}

st_result st_check_label(const char *field, st_text *label) {
    bool fits = label->length >= 3 && label->length <= 25 && label->bytes[0] >= 'A' && label->bytes[0] <= 'Z';
    for (size_t i = 0; fits && i < label->length; i++) {
        const char byte = label->bytes[i];
        fits = (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '_';
    }
    const bool ours = fits && (strncmp(label->bytes, "SYSTEM_", 7) == 0 || strncmp(label->bytes, "INTERNAL_", 9) == 0);
    if (!fits || ours) {
        return st_fail("%s must be 3 to 25 capitals, digits and _, starting with a letter and not with SYSTEM_ or INTERNAL_, "
                       "got `%.*s`", field, ST_SHOW(*label));
    }
    *label = st_text_copy(*label);
    return ST_OK;
}

st_result st_check_member(const char *field, uint8_t value, uint8_t count) {
    return value < count ? ST_OK : st_fail("%s has no value %u", field, (unsigned)value);
}

st_result st_check_terms(st_order_terms *terms) {
    switch (terms->kind) {
    case ST_MARKET:
        return ST_OK;
    case ST_LIMIT:
        return st_check_decimal("the limit price", ST_POSITIVE, &terms->limit);
    case ST_STOP_LIMIT:
        ST_TRY(st_check_decimal("the trigger price", ST_POSITIVE, &terms->stop_limit.trigger));
        return st_check_decimal("the limit price", ST_POSITIVE, &terms->stop_limit.limit);
    case ST_STOP_MARKET:
    case ST_TAKE_PROFIT_MARKET:
        return st_check_decimal("the trigger price", ST_POSITIVE, &terms->trigger);
    default:
        return st_fail("there is no order type %u", (unsigned)terms->kind);
    }
}

st_result st_check_refusal(st_refusal *refusal) {
    ST_TRY(st_check_member("a refusal's code", refusal->code.kind, ST_REJECTION_OTHER + 1));
    const size_t length = st_text_characters(refusal->reason);
    if (length < 1 || length > 500) {
        return st_fail("a refusal's reason must have 1 to 500 characters, got %zu", length);
    }
    refusal->reason = st_text_copy(refusal->reason);
    return ST_OK;
}

const void *st_copy_items(const void *items, size_t count, size_t size) {
    void *copy = st_alloc(count, size);
    if (count > 0) {
        memcpy(copy, items, count * size);
    }
    return copy;
}
