/* Parameters: from JSON to the worker's struct, by its table. The same reading checks the table itself. */
#include "inside.h"

#include <string.h>

/* Whole numbers are kept where every JSON reader has them exactly. */
#define LARGEST_INTEGER 9007199254740991

/* A value of any kind, before it goes into the struct. */
union value {
    int64_t integer;
    double number;
    st_decimal decimal;
    bool flag;
    st_text text;
    int choice;
};

static size_t size_of(enum st_kind kind) {
    switch (kind) {
    case ST_KIND_integer:
        return sizeof(st_param_integer);
    case ST_KIND_number:
        return sizeof(st_param_number);
    case ST_KIND_decimal:
    case ST_KIND_fraction:
    case ST_KIND_quantity:
        return sizeof(st_decimal);
    case ST_KIND_flag:
        return sizeof(bool);
    case ST_KIND_choice:
        return sizeof(int);
    default:
        return sizeof(st_text);
    }
}

st_text st_word_at(const char *words, size_t n) {
    const char *at = words != NULL ? words : "";
    for (size_t word = 0;; word++) {
        at += strspn(at, " ");
        const size_t length = strcspn(at, " ");
        if (word == n || length == 0) {
            return (st_text){at, length};
        }
        at += length;
    }
}

static bool read_integer(st_text text, int64_t *value) {
    const bool negative = text.length > 0 && text.bytes[0] == '-';
    size_t at = negative ? 1 : 0;
    int64_t digits = 0;
    if (at == text.length) {
        return false;
    }
    for (; at < text.length; at++) {
        if (text.bytes[at] < '0' || text.bytes[at] > '9' || digits > LARGEST_INTEGER) {
            return false;
        }
        digits = digits * 10 + (text.bytes[at] - '0');
    }
    *value = negative ? -digits : digits;
    return digits <= LARGEST_INTEGER;
}

/* A JSON number: a decimal of at most fifteen digits, perhaps with an exponent. */
static bool read_number(st_text text, double *value) {
    size_t end = 0;
    while (end < text.length && text.bytes[end] != 'e' && text.bytes[end] != 'E') {
        end += 1;
    }
    const st_decimal digits = st_decimal_parse((st_text){text.bytes, end});
    int64_t exponent = 0;
    if (end < text.length) {
        const size_t sign = end + 1 < text.length && text.bytes[end + 1] == '+' ? 2 : 1;
        if (!read_integer((st_text){text.bytes + end + sign, text.length - end - sign}, &exponent)) {
            return false;
        }
    }
    if (!st_decimal_valid(digits) || exponent < -100 || exponent > 100) {
        return false;
    }
    exponent -= digits.scale;
    /* Fifteen digits and a power of ten up to 10^22 are exact doubles, so one operation is correctly rounded. */
    if (exponent < -22 || exponent > 22) {
        return false;
    }
    double power = 1.0;
    for (int64_t i = exponent < 0 ? -exponent : exponent; i > 0; i--) {
        power *= 10.0;
    }
    *value = exponent < 0 ? (double)digits.mantissa / power : (double)digits.mantissa * power;
    return true;
}

static bool is_asset(const char *bytes, size_t length) {
    bool letter = false;
    for (size_t i = 0; i < length; i++) {
        const bool capital = bytes[i] >= 'A' && bytes[i] <= 'Z';
        if (!capital && (bytes[i] < '0' || bytes[i] > '9')) {
            return false;
        }
        letter = letter || capital;
    }
    return letter && length <= 12;
}

static bool is_symbol(st_text text) {
    const char *bar = text.length > 0 ? memchr(text.bytes, '_', text.length) : NULL;
    const size_t base = bar != NULL ? (size_t)(bar - text.bytes) : 0;
    return bar != NULL && is_asset(text.bytes, base) && is_asset(bar + 1, text.length - base - 1);
}

/* Reads a value that stands without quotes; fails with what it must be. */
static st_result read_plain(const st_param *row, st_text text, union value *value) {
    switch (row->kind) {
    case ST_KIND_integer:
        return read_integer(text, &value->integer) ? ST_OK : st_fail("must be a whole number");
    case ST_KIND_number:
        return read_number(text, &value->number) ? ST_OK : st_fail("must be a number of at most fifteen digits");
    case ST_KIND_decimal:
    case ST_KIND_fraction:
    case ST_KIND_quantity:
        value->decimal = st_decimal_parse(text);
        return st_decimal_valid(value->decimal) ? ST_OK : st_fail("must be a decimal of at most fifteen digits");
    case ST_KIND_flag:
        value->flag = st_text_is(text, "true");
        return value->flag || st_text_is(text, "false") ? ST_OK : st_fail("must be true or false");
    case ST_KIND_text:
        value->text = text;
        return ST_OK;
    case ST_KIND_symbol:
        value->text = text;
        return is_symbol(text) ? ST_OK : st_fail("must be BASE_QUOTE in capitals and digits, for example BTC_USDT");
    case ST_KIND_choice:
        for (value->choice = 0; st_word_at(row->rules.among, (size_t)value->choice).length > 0; value->choice++) {
            if (st_text_equal(text, st_word_at(row->rules.among, (size_t)value->choice))) {
                return ST_OK;
            }
        }
        return st_fail("must be one of: %s", row->rules.among != NULL ? row->rules.among : "");
    }
    return st_fail("has a kind that this library does not know");
}

/* -1, 0 or 1 as a value lies below, at or above a bound; texts are measured. */
static int against(const st_param *row, const union value *value, const char *bound) {
    union value limit = {0};
    if (row->kind == ST_KIND_text) {
        int64_t length = 0;
        (void)read_integer(st_text_of(bound), &length);
        const size_t characters = st_text_characters(value->text);
        return characters < (size_t)length ? -1 : characters > (size_t)length;
    }
    (void)read_plain(row, st_text_of(bound), &limit);
    switch (row->kind) {
    case ST_KIND_integer:
        return value->integer < limit.integer ? -1 : value->integer > limit.integer;
    case ST_KIND_number:
        return value->number < limit.number ? -1 : value->number > limit.number;
    default:
        return st_compare(value->decimal, limit.decimal);
    }
}

static bool has_bounds(enum st_kind kind) {
    return kind == ST_KIND_integer || kind == ST_KIND_number || kind == ST_KIND_decimal || kind == ST_KIND_text;
}

static st_result check_bounds(const st_param *row, const union value *value) {
    const char *min = row->rules.min, *max = row->rules.max;
    if (row->kind == ST_KIND_fraction) {
        min = "0";
        max = "1";
    } else if (row->kind == ST_KIND_quantity) {
        return st_less(ST_ZERO, value->decimal) ? ST_OK : st_fail("must be greater than 0");
    } else if (!has_bounds(row->kind)) {
        return ST_OK;
    }
    if ((min == NULL || against(row, value, min) >= 0) && (max == NULL || against(row, value, max) <= 0)) {
        return ST_OK;
    }
    const char *what = row->kind == ST_KIND_text ? "have a length" : "lie";
    if (min != NULL && max != NULL) {
        return st_fail("must %s between %s and %s", what, min, max);
    }
    return min != NULL ? st_fail("must %s at or above %s", what, min) : st_fail("must %s at or below %s", what, max);
}

static void store(const st_param *row, const union value *value, void *params) {
    memcpy((char *)params + row->offset, value, size_of(row->kind));
}

struct filling {
    const st_param_table *table;
    void *params;
    bool *given;
};

static st_result unknown(const st_param_table *table, st_text key) {
    st_buffer known = {0};
    for (size_t i = 0; i < table->count; i++) {
        st_buffer_add_string(&known, i > 0 ? ", " : "");
        st_buffer_add_string(&known, table->rows[i].name);
    }
    if (table->count == 0) {
        st_buffer_add_string(&known, "none");
    }
    return st_bad_params("unknown parameter `%.*s`; there are: %.*s", ST_SHOW(key), ST_SHOW(st_buffer_text(&known)));
}

/* Whether a JSON value is of the sort that a kind is written as: decimals and texts in quotes, numbers and flags without. */
static bool is_written_as(enum st_kind kind, const st_json *value) {
    switch (kind) {
    case ST_KIND_integer:
    case ST_KIND_number:
        return value->kind == ST_JSON_NUMBER;
    case ST_KIND_flag:
        return value->kind == ST_JSON_TRUE || value->kind == ST_JSON_FALSE;
    default:
        return value->kind == ST_JSON_STRING;
    }
}

static st_result fill(void *context, st_text key, const st_json *json) {
    const struct filling *filling = context;
    for (size_t i = 0; i < filling->table->count; i++) {
        const st_param *row = &filling->table->rows[i];
        if (!st_text_is(key, row->name)) {
            continue;
        }
        if (json->kind == ST_JSON_NULL && row->rules.optional) {
            return ST_OK;
        }
        union value value = {0};
        st_result read = read_plain(row, is_written_as(row->kind, json) ? json->text : ST_TEXT(""), &value);
        if (read.kind == ST_RESULT_OK && !is_written_as(row->kind, json)) {
            read = st_fail("must be a text");
        }
        if (read.kind == ST_RESULT_OK) {
            read = check_bounds(row, &value);
        }
        if (read.kind != ST_RESULT_OK) {
            const st_text shown = {json->raw.bytes, json->raw.length < 60 ? json->raw.length : 60};
            return st_bad_params("`%s` %.*s, got %.*s", row->name, ST_SHOW(read.text), ST_SHOW(shown));
        }
        store(row, &value, filling->params);
        filling->given[i] = true;
        return ST_OK;
    }
    return unknown(filling->table, key);
}

st_result st_params_read(const st_param_table *table, st_text json, void *params) {
    struct filling filling = {table, params, st_alloc(table->count, sizeof(bool))};
    ST_TRY(st_json_object(json, fill, &filling));
    for (size_t i = 0; i < table->count; i++) {
        const st_param *row = &table->rows[i];
        if (filling.given[i] || row->rules.optional) {
            continue;
        }
        if (row->rules.otherwise == NULL) {
            return st_bad_params("`%s` is missing: %s", row->name, row->description);
        }
        union value value = {0};
        ST_TRY(read_plain(row, st_text_of(row->rules.otherwise), &value));
        store(row, &value, params);
    }
    return ST_OK;
}

/* A bound must be readable as what it bounds. */
static st_result check_bound(const st_param *row, const char *bound, const char *which) {
    if (bound == NULL) {
        return ST_OK;
    }
    if (!has_bounds(row->kind)) {
        return st_fail("the parameter `%s` has a .%s, but only integers, numbers, decimals and texts have bounds", row->name,
                       which);
    }
    union value value = {0};
    int64_t length = 0;
    const st_result read = read_plain(row, st_text_of(bound), &value);
    if (read.kind != ST_RESULT_OK || (row->kind == ST_KIND_text && !(read_integer(st_text_of(bound), &length) && length >= 0))) {
        return st_fail("the .%s of the parameter `%s`, \"%s\", is not of its kind", which, row->name, bound);
    }
    return ST_OK;
}

st_result st_params_check(const st_param_table *table) {
    for (size_t i = 0; i < table->count; i++) {
        const st_param *row = &table->rows[i];
        for (size_t before = 0; before < i; before++) {
            if (strcmp(row->name, table->rows[before].name) == 0) {
                return st_fail("the parameter `%s` is declared twice", row->name);
            }
        }
        ST_TRY(check_bound(row, row->rules.min, "min"));
        ST_TRY(check_bound(row, row->rules.max, "max"));
        if ((row->kind == ST_KIND_choice) != (st_word_at(row->rules.among, 0).length > 0)) {
            return st_fail("the parameter `%s`: a choice, and nothing else, has words in .among", row->name);
        }
        if (row->rules.optional && row->kind != ST_KIND_text && row->kind != ST_KIND_symbol) {
            return st_fail("the parameter `%s`: only a text or symbol can be optional; give it an .otherwise", row->name);
        }
        if (row->rules.optional && row->rules.otherwise != NULL) {
            return st_fail("the parameter `%s` is optional and has an .otherwise; it can have one of them", row->name);
        }
        if (row->rules.otherwise != NULL) {
            union value value = {0};
            st_result read = read_plain(row, st_text_of(row->rules.otherwise), &value);
            if (read.kind == ST_RESULT_OK) {
                read = check_bounds(row, &value);
            }
            if (read.kind != ST_RESULT_OK) {
                return st_fail("the .otherwise of the parameter `%s`, \"%s\", %.*s", row->name, row->rules.otherwise,
                               ST_SHOW(read.text));
            }
        }
    }
    return ST_OK;
}
