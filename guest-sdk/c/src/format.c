/*
 * st_format(): the part of printf that needs no files and no long double.
 *
 * The C library's printf writes through its file layer, which imports WASI; a worker has no such imports.
 */
#include "inside.h"

#include <string.h>

/* Doubles from here on have no digits after the point and no room in 64 bits. */
#define TOO_LARGE 9.2e18

struct directive {
    bool zeros, left;
    int width;
    int precision; /* -1: none. */
    int length;    /* 0: int, 1: long, 2: long long, 3: size_t, -1: short, -2: char. */
    char conversion;
};

static int number(const char **at, va_list *arguments) {
    if (**at == '*') {
        *at += 1;
        return va_arg(*arguments, int);
    }
    int value = 0;
    while (**at >= '0' && **at <= '9') {
        value = value < 100000 ? value * 10 + (**at - '0') : value;
        *at += 1;
    }
    return value;
}

static struct directive read(const char **at, va_list *arguments) {
    struct directive read = {.precision = -1};
    for (;; *at += 1) {
        if (**at == '0') {
            read.zeros = true;
        } else if (**at == '-') {
            read.left = true;
        } else {
            break;
        }
    }
    read.width = number(at, arguments);
    if (**at == '.') {
        *at += 1;
        read.precision = number(at, arguments);
    }
    for (;; *at += 1) {
        if (**at == 'l') {
            read.length += 1;
        } else if (**at == 'h') {
            read.length -= 1;
        } else if (**at == 'z') {
            read.length = 3;
        } else {
            break;
        }
    }
    read.conversion = **at;
    if (**at != '\0') {
        *at += 1;
    }
    return read;
}

static void padded(st_buffer *buffer, struct directive how, bool negative, const char *digits, size_t count) {
    const size_t length = count + (negative ? 1 : 0);
    const size_t padding = how.width > 0 && (size_t)how.width > length ? (size_t)how.width - length : 0;
    for (size_t i = 0; i < padding && !how.left && !how.zeros; i++) {
        st_buffer_add_byte(buffer, ' ');
    }
    if (negative) {
        st_buffer_add_byte(buffer, '-');
    }
    for (size_t i = 0; i < padding && !how.left && how.zeros; i++) {
        st_buffer_add_byte(buffer, '0');
    }
    st_buffer_add(buffer, digits, count);
    for (size_t i = 0; i < padding && how.left; i++) {
        st_buffer_add_byte(buffer, ' ');
    }
}

/* Writes the digits of a number to the end of a room for 64 binary ones, and returns where they begin. */
static char *digits_of(uint64_t value, unsigned base, char room[64]) {
    char *at = room + 64;
    do {
        *--at = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    return at;
}

static void whole(st_buffer *buffer, struct directive how, va_list *arguments) {
    const bool is_signed = how.conversion == 'd' || how.conversion == 'i';
    uint64_t bits;
    if (how.length == 2) {
        bits = va_arg(*arguments, unsigned long long);
    } else if (how.length == 1) {
        bits = is_signed ? (uint64_t)va_arg(*arguments, long) : va_arg(*arguments, unsigned long);
    } else if (how.length == 3) {
        bits = va_arg(*arguments, size_t);
    } else {
        bits = is_signed ? (uint64_t)(int64_t)va_arg(*arguments, int) : va_arg(*arguments, unsigned);
    }
    const bool negative = is_signed && (int64_t)bits < 0;
    char room[64];
    const char *digits = digits_of(negative ? 0 - bits : bits, how.conversion == 'x' ? 16 : 10, room);
    padded(buffer, how, negative, digits, (size_t)(room + 64 - digits));
}

static void real(st_buffer *buffer, struct directive how, double value) {
    if (value != value) {
        how.zeros = false;
        padded(buffer, how, false, "nan", 3);
        return;
    }
    const bool negative = value < 0;
    value = negative ? -value : value;
    if (value >= TOO_LARGE) {
        how.zeros = false;
        padded(buffer, how, negative, "inf", 3);
        return;
    }
    const int places = how.precision < 0 ? 6 : how.precision > 9 ? 9 : how.precision;
    uint64_t power = 1;
    for (int i = 0; i < places; i++) {
        power *= 10;
    }
    uint64_t integer = (uint64_t)value;
    /* The fraction is exact; its product with the power is rounded once, and then to the nearest whole. */
    uint64_t fraction = (uint64_t)((value - (double)integer) * (double)power + 0.5);
    if (fraction >= power) {
        integer += 1;
        fraction -= power;
    }
    char room[64], text[96];
    const char *digits = digits_of(integer, 10, room);
    size_t length = (size_t)(room + 64 - digits);
    memcpy(text, digits, length);
    if (places > 0) {
        text[length] = '.';
        for (int i = 0; i < places; i++) {
            power /= 10;
            text[length + 1 + (size_t)i] = (char)('0' + fraction / power % 10);
        }
        length += 1 + (size_t)places;
    }
    padded(buffer, how, negative, text, length);
}

st_text st_format_list(const char *format, va_list list) {
    st_buffer buffer = {0};
    va_list arguments;
    va_copy(arguments, list);
    const char *at = format;
    while (*at != '\0') {
        const char *plain = at;
        while (*at != '\0' && *at != '%') {
            at += 1;
        }
        st_buffer_add(&buffer, plain, (size_t)(at - plain));
        if (*at == '\0') {
            break;
        }
        const char *start = at++;
        const struct directive how = read(&at, &arguments);
        switch (how.conversion) {
        case '%':
            st_buffer_add_byte(&buffer, '%');
            break;
        case 'c': {
            const char byte = (char)va_arg(arguments, int);
            padded(&buffer, how, false, &byte, 1);
            break;
        }
        case 's': {
            const char *string = va_arg(arguments, const char *);
            size_t length = 0;
            /* With a precision the text need not end in a zero. */
            while (string != NULL && (how.precision < 0 || length < (size_t)how.precision) && string[length] != '\0') {
                length += 1;
            }
            padded(&buffer, how, false, string, length);
            break;
        }
        case 'd':
        case 'i':
        case 'u':
        case 'x':
            whole(&buffer, how, &arguments);
            break;
        case 'f':
            real(&buffer, how, va_arg(arguments, double));
            break;
        default:
            st_buffer_add(&buffer, start, (size_t)(at - start));
        }
    }
    va_end(arguments);
    return st_buffer_text(&buffer);
}

st_text st_format(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const st_text text = st_format_list(format, arguments);
    va_end(arguments);
    return text;
}
