/* Runs all tests of the library natively. The argument is the table of indicators. */
#include "test.h"

#include <string.h>

int failures;

/* The category that the description is made for: a file of glue/ in a component. */
const st_category st_this_category = {"ST_SIGNAL_DETECTOR", "signal_detector", NULL, "detect", "SIGNAL_DETECTED", "Signal"};

bool holds(st_text text, const char *part) {
    const size_t length = strlen(part);
    for (size_t i = 0; i + length <= text.length; i++) {
        if (memcmp(text.bytes + i, part, length) == 0) {
            return true;
        }
    }
    return false;
}

int main(int count, char **arguments) {
    if (count != 2) {
        fprintf(stderr, "name the table of indicators\n");
        return 2;
    }
    test_decimals();
    test_sums();
    test_texts();
    test_parameters();
    test_descriptions();
    test_answers();
    test_memory();
    test_indicators(arguments[1]);
    fprintf(stderr, "%d checks failed\n", failures);
    return failures == 0 ? 0 : 1;
}
