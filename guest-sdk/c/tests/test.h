/* The smallest harness that says what is wrong: a test is a function, a check that fails is printed with its place. */
#ifndef SIMPLETRADER_TEST_H
#define SIMPLETRADER_TEST_H

#include <stdio.h>

#include "../src/inside.h"

extern int failures;

#define CHECK(expression)                                                      \
    do {                                                                       \
        if (!(expression)) {                                                   \
            failures += 1;                                                     \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #expression);   \
        }                                                                      \
    } while (0)

#define CHECK_TEXT(text, wanted)                                                                     \
    do {                                                                                             \
        const st_text got_ = (text);                                                                 \
        if (!st_text_is(got_, wanted)) {                                                             \
            failures += 1;                                                                           \
            fprintf(stderr, "%s:%d: wanted `%s`, got `%.*s`\n", __FILE__, __LINE__, wanted, ST_SHOW(got_)); \
        }                                                                                            \
    } while (0)

/** Whether a text holds another. */
bool holds(st_text text, const char *part);

/* Each is one file of tests. */
void test_decimals(void);
void test_sums(void);
void test_texts(void);
void test_parameters(void);
void test_descriptions(void);
void test_answers(void);
void test_memory(void);
void test_indicators(const char *table);

#endif
