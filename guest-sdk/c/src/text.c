/* Texts, the buffer that they grow in, and results. */
#include "inside.h"

#include <string.h>

const st_result ST_OK = {ST_RESULT_OK, 0, {NULL, 0}};

st_text st_text_of(const char *zero_terminated) {
    return (st_text){zero_terminated, zero_terminated != NULL ? strlen(zero_terminated) : 0};
}

bool st_text_equal(st_text one, st_text other) {
    return one.length == other.length && (one.length == 0 || memcmp(one.bytes, other.bytes, one.length) == 0);
}

bool st_text_is(st_text text, const char *zero_terminated) {
    return st_text_equal(text, st_text_of(zero_terminated));
}

const char *st_text_terminated(st_text text) {
    char *copy = st_alloc(text.length + 1, 1);
    if (text.length > 0) {
        memcpy(copy, text.bytes, text.length);
    }
    return copy;
}

st_text st_text_copy(st_text text) {
    return (st_text){st_text_terminated(text), text.length};
}

size_t st_text_characters(st_text text) {
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++) {
        count += ((unsigned char)text.bytes[i] & 0xc0) != 0x80;
    }
    return count;
}

void st_buffer_add(st_buffer *buffer, const char *bytes, size_t length) {
    if (length > buffer->room - buffer->length) {
        size_t room = buffer->room == 0 ? 64 : buffer->room;
        while (room - buffer->length < length) {
            room *= 2;
        }
        char *larger = st_memory_take(room);
        if (buffer->length > 0) {
            memcpy(larger, buffer->bytes, buffer->length);
        }
        buffer->bytes = larger;
        buffer->room = room;
    }
    if (length > 0) {
        memcpy(buffer->bytes + buffer->length, bytes, length);
        buffer->length += length;
    }
}

void st_buffer_add_text(st_buffer *buffer, st_text text) {
    st_buffer_add(buffer, text.bytes, text.length);
}

void st_buffer_add_string(st_buffer *buffer, const char *zero_terminated) {
    st_buffer_add_text(buffer, st_text_of(zero_terminated));
}

void st_buffer_add_byte(st_buffer *buffer, char byte) {
    st_buffer_add(buffer, &byte, 1);
}

void st_buffer_add_json(st_buffer *buffer, st_text text) {
    static const char digits[] = "0123456789abcdef";
    st_buffer_add_byte(buffer, '"');
    for (size_t i = 0; i < text.length; i++) {
        const unsigned char byte = (unsigned char)text.bytes[i];
        if (byte == '"' || byte == '\\') {
            st_buffer_add_byte(buffer, '\\');
            st_buffer_add_byte(buffer, (char)byte);
        } else if (byte < 0x20) {
            const char escaped[6] = {'\\', 'u', '0', '0', digits[byte >> 4], digits[byte & 15]};
            st_buffer_add(buffer, escaped, sizeof escaped);
        } else {
            st_buffer_add_byte(buffer, (char)byte);
        }
    }
    st_buffer_add_byte(buffer, '"');
}

st_text st_buffer_text(const st_buffer *buffer) {
    return (st_text){buffer->bytes, buffer->length};
}

/* The functions that end a call differ in their kind alone. */
#define ENDS_A_CALL(name, kind)                       \
    st_result name(const char *format, ...) {         \
        va_list arguments;                            \
        va_start(arguments, format);                  \
        const st_text text = st_format_list(format, arguments); \
        va_end(arguments);                            \
        return (st_result){kind, 0, text};            \
    }

ENDS_A_CALL(st_fail, ST_RESULT_FAILED)
ENDS_A_CALL(st_bad_params, ST_RESULT_BAD_PARAMS)
ENDS_A_CALL(st_not_ready, ST_RESULT_NOT_READY)
ENDS_A_CALL(st_stop, ST_RESULT_STOP)

st_result st_refuse(uint32_t code, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const st_text text = st_format_list(format, arguments);
    va_end(arguments);
    return (st_result){ST_RESULT_REFUSED, code, text};
}
