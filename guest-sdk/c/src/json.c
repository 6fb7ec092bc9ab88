/* A strict reader of flat JSON objects: what parameters are. */
#include "inside.h"

#include <string.h>

/* More parameters than any worker has; each is remembered to refuse a second one of its name. */
#define MOST_MEMBERS 256

struct reader {
    st_text text;
    size_t at;
};

static int peek(const struct reader *reader) {
    return reader->at < reader->text.length ? (unsigned char)reader->text.bytes[reader->at] : -1;
}

static void skip_space(struct reader *reader) {
    for (int byte = peek(reader); byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r'; byte = peek(reader)) {
        reader->at += 1;
    }
}

static bool take(struct reader *reader, char wanted) {
    if (peek(reader) != (unsigned char)wanted) {
        return false;
    }
    reader->at += 1;
    return true;
}

static bool take_word(struct reader *reader, const char *word) {
    const size_t length = strlen(word);
    if (reader->text.length - reader->at < length || memcmp(reader->text.bytes + reader->at, word, length) != 0) {
        return false;
    }
    reader->at += length;
    return true;
}

static st_result wrong(const struct reader *reader, const char *wanted) {
    return st_bad_params("the parameters are no JSON: %s expected at byte %zu", wanted, reader->at);
}

static void add_utf8(st_buffer *buffer, uint32_t point) {
    if (point < 0x80) {
        st_buffer_add_byte(buffer, (char)point);
    } else if (point < 0x800) {
        st_buffer_add_byte(buffer, (char)(0xc0 | point >> 6));
        st_buffer_add_byte(buffer, (char)(0x80 | (point & 0x3f)));
    } else if (point < 0x10000) {
        st_buffer_add_byte(buffer, (char)(0xe0 | point >> 12));
        st_buffer_add_byte(buffer, (char)(0x80 | (point >> 6 & 0x3f)));
        st_buffer_add_byte(buffer, (char)(0x80 | (point & 0x3f)));
    } else {
        st_buffer_add_byte(buffer, (char)(0xf0 | point >> 18));
        st_buffer_add_byte(buffer, (char)(0x80 | (point >> 12 & 0x3f)));
        st_buffer_add_byte(buffer, (char)(0x80 | (point >> 6 & 0x3f)));
        st_buffer_add_byte(buffer, (char)(0x80 | (point & 0x3f)));
    }
}

static bool take_hex(struct reader *reader, uint32_t *unit) {
    *unit = 0;
    for (int i = 0; i < 4; i++) {
        const int byte = peek(reader);
        const int digit = byte >= '0' && byte <= '9'   ? byte - '0'
                          : byte >= 'a' && byte <= 'f' ? byte - 'a' + 10
                          : byte >= 'A' && byte <= 'F' ? byte - 'A' + 10
                                                       : -1;
        if (digit < 0) {
            return false;
        }
        *unit = *unit << 4 | (uint32_t)digit;
        reader->at += 1;
    }
    return true;
}

/* What follows `\u`: one unit, or a pair of surrogates. */
static bool take_point(struct reader *reader, uint32_t *point) {
    if (!take_hex(reader, point) || (*point >= 0xdc00 && *point < 0xe000)) {
        return false;
    }
    if (*point >= 0xd800 && *point < 0xdc00) {
        uint32_t low;
        if (!take_word(reader, "\\u") || !take_hex(reader, &low) || low < 0xdc00 || low >= 0xe000) {
            return false;
        }
        *point = 0x10000 + ((*point - 0xd800) << 10) + (low - 0xdc00);
    }
    return true;
}

static st_result take_string(struct reader *reader, st_text *string) {
    static const char escaped[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    if (!take(reader, '"')) {
        return wrong(reader, "a text in quotes");
    }
    st_buffer decoded = {0};
    for (int byte = peek(reader); byte != '"'; byte = peek(reader)) {
        if (byte < 0x20) {
            return wrong(reader, "the end of a text");
        }
        reader->at += 1;
        if (byte != '\\') {
            st_buffer_add_byte(&decoded, (char)byte);
            continue;
        }
        const int kind = peek(reader);
        const char *found = kind > 0 ? strchr(escaped, kind) : NULL;
        uint32_t point;
        if (found != NULL) {
            reader->at += 1;
            st_buffer_add_byte(&decoded, meant[found - escaped]);
        } else if (take(reader, 'u') && take_point(reader, &point)) {
            add_utf8(&decoded, point);
        } else {
            return wrong(reader, "an escape");
        }
    }
    reader->at += 1;
    *string = st_buffer_text(&decoded);
    return ST_OK;
}

static bool take_digits(struct reader *reader) {
    const size_t start = reader->at;
    while (peek(reader) >= '0' && peek(reader) <= '9') {
        reader->at += 1;
    }
    return reader->at > start;
}

static bool take_number(struct reader *reader) {
    (void)take(reader, '-');
    const bool whole = take(reader, '0') || take_digits(reader);
    const bool fraction = !take(reader, '.') || take_digits(reader);
    bool exponent = true;
    if (take(reader, 'e') || take(reader, 'E')) {
        (void)(take(reader, '+') || take(reader, '-'));
        exponent = take_digits(reader);
    }
    return whole && fraction && exponent;
}

static st_result take_value(struct reader *reader, st_json *value) {
    const size_t start = reader->at;
    const int byte = peek(reader);
    if (byte == '"') {
        value->kind = ST_JSON_STRING;
        ST_TRY(take_string(reader, &value->text));
    } else if (take_word(reader, "true")) {
        value->kind = ST_JSON_TRUE;
    } else if (take_word(reader, "false")) {
        value->kind = ST_JSON_FALSE;
    } else if (take_word(reader, "null")) {
        value->kind = ST_JSON_NULL;
    } else if (byte == '{' || byte == '[') {
        return wrong(reader, "a text, a number, true, false or null");
    } else {
        value->kind = ST_JSON_NUMBER;
        if (!take_number(reader)) {
            return wrong(reader, "a value");
        }
    }
    value->raw = (st_text){reader->text.bytes + start, reader->at - start};
    if (value->kind != ST_JSON_STRING) {
        value->text = value->raw;
    }
    return ST_OK;
}

st_result st_json_object(st_text text, st_json_member *member, void *context) {
    struct reader reader = {text, 0};
    st_text seen[MOST_MEMBERS];
    size_t count = 0;
    skip_space(&reader);
    if (!take(&reader, '{')) {
        return wrong(&reader, "an object");
    }
    skip_space(&reader);
    bool more = !take(&reader, '}');
    while (more) {
        st_text key;
        st_json value;
        skip_space(&reader);
        ST_TRY(take_string(&reader, &key));
        skip_space(&reader);
        if (!take(&reader, ':')) {
            return wrong(&reader, "a colon");
        }
        skip_space(&reader);
        ST_TRY(take_value(&reader, &value));
        for (size_t i = 0; i < count; i++) {
            if (st_text_equal(seen[i], key)) {
                return st_bad_params("`%.*s` is given twice", ST_SHOW(key));
            }
        }
        if (count == MOST_MEMBERS) {
            return st_bad_params("more than %d parameters", MOST_MEMBERS);
        }
        seen[count++] = key;
        ST_TRY(member(context, key, &value));
        skip_space(&reader);
        more = take(&reader, ',');
        if (!more && !take(&reader, '}')) {
            return wrong(&reader, "a comma or the end of the object");
        }
    }
    skip_space(&reader);
    return reader.at == text.length ? ST_OK : wrong(&reader, "the end");
}
