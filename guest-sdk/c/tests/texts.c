/* Texts, formats and memory. */
#include "test.h"

#include <math.h>
#include <string.h>

static void formats_are_those_of_printf(void) {
    CHECK_TEXT(st_format("plain"), "plain");
    CHECK_TEXT(st_format("%d %i %u %x", -5, 7, 4294967295u, 48879), "-5 7 4294967295 beef");
    CHECK_TEXT(st_format("%lld %llu %zu", -9223372036854775807ll - 1, 18446744073709551615ull, sizeof(int64_t)),
               "-9223372036854775808 18446744073709551615 8");
    CHECK_TEXT(st_format("[%5d|%-5d|%05d|%016llx]", 42, 42, -42, 0x7ff8ull), "[   42|42   |-0042|0000000000007ff8]");
    CHECK_TEXT(st_format("%s %.*s %.2s %c%%", "whole", 3, "partial", "xyz", '!'), "whole par xy !%");
    CHECK_TEXT(st_format("[%4s|%-4s]", "ab", "ab"), "[  ab|ab  ]");
    CHECK_TEXT(st_format("%f %.2f %.0f %.3f", 1.5, -2.125, 2.5, 0.9996), "1.500000 -2.13 3 1.000");
    CHECK_TEXT(st_format("%f %f %f", NAN, INFINITY, -1e300), "nan inf -inf");
    CHECK_TEXT(st_format("%.9f", 1e18), "1000000000000000000.000000000");
}

static void what_is_no_format_stays_as_it_is(void) {
    const char *format = "%q and %";
    va_list none;
    memset(&none, 0, sizeof none);
    CHECK_TEXT(st_format_list(format, none), "%q and %");
}

static void a_long_text_grows(void) {
    st_buffer buffer = {0};
    for (int i = 0; i < 10000; i++) {
        st_buffer_add_string(&buffer, "0123456789");
    }
    CHECK(buffer.length == 100000 && st_buffer_text(&buffer).bytes[99999] == '9');
}

static void json_strings_are_escaped(void) {
    st_buffer buffer = {0};
    st_buffer_add_json(&buffer, ST_TEXT("a\"b\\c\n\x01 \xc3\xa9"));
    CHECK_TEXT(st_buffer_text(&buffer), "\"a\\\"b\\\\c\\u000a\\u0001 \xc3\xa9\"");
}

void test_texts(void) {
    CHECK(st_text_is(ST_TEXT("abc"), "abc") && !st_text_is(ST_TEXT("abc"), "abcd") && st_text_is((st_text){NULL, 0}, ""));
    CHECK(strcmp(st_text_terminated((st_text){"abcdef", 3}), "abc") == 0);
    CHECK(st_text_characters(ST_TEXT("\xe4\xbe\xa1 \xf0\x9f\x98\x80 a")) == 5);
    formats_are_those_of_printf();
    what_is_no_format_stays_as_it_is();
    a_long_text_grows();
    json_strings_are_escaped();
    CHECK(st_fail("%d", 1).kind == ST_RESULT_FAILED && st_stop("x").kind == ST_RESULT_STOP);
    CHECK(st_refuse(ST_COOLDOWN, "wait").code == ST_COOLDOWN);
}

void test_memory(void) {
    /* What was there when the worker was configured stays; what a call took is taken again by the next one. */
    st_memory_begin();
    char *kept = st_alloc(1, 100);
    memcpy(kept, "kept", 5);
    st_memory_keep();
    st_memory_end();
    st_memory_begin();
    char *first = st_alloc(1, 50000);
    CHECK(first != kept && first[49999] == 0);
    memset(first, 'x', 50000);
    st_memory_end();
    /* An answer is read after its call. */
    CHECK(first[49999] == 'x');
    st_memory_begin();
    char *second = st_alloc(1, 50000);
    CHECK(second == first && second[0] == 0 && second[49999] == 0);
    CHECK(strcmp(kept, "kept") == 0);
    /* Within a call nothing is wound back. */
    st_memory_begin();
    CHECK(st_alloc(1, 16) != second);
    st_memory_end();
}
