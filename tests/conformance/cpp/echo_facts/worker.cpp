// Gives back the numbers that it is given, bit by bit. For tests of every guest language: each has a worker that does the same.
#include <simpletrader.hpp>

ST_CONTEXT_WORKER(.vendor = "cpp", .name = "echo_facts", .version = "0.1.0", .display_name = "Echo of numbers")

#define INPUTS(INPUT)      \
    INPUT(a, optional, "") \
    INPUT(b, optional, "") \
    INPUT(c, optional, "") \
    INPUT(d, optional, "") \
    INPUT(e, optional, "") \
    INPUT(f, optional, "") \
    INPUT(g, optional, "") \
    INPUT(h, optional, "")
ST_INPUTS(INPUTS)

#define FACTS(FACT)                                                  \
    FACT(a, "")                                                      \
    FACT(b, "")                                                      \
    FACT(c, "")                                                      \
    FACT(d, "")                                                      \
    FACT(e, "")                                                      \
    FACT(f, "")                                                      \
    FACT(g, "")                                                      \
    FACT(h, "")                                                      \
    FACT(open, "The mantissa of the open; so are the next four.")    \
    FACT(high, "")                                                   \
    FACT(low, "")                                                    \
    FACT(close, "")                                                  \
    FACT(volume, "")                                                 \
    FACT(series, "The number of the series.")                        \
    FACT(at, "Microseconds since the epoch.")
ST_FACTS(FACTS)

st_result st_measure(st_instant at, const st_bar *bar, const st_inputs *inputs, st_facts *facts) {
    *facts = {
        .a = inputs->a,
        .b = inputs->b,
        .c = inputs->c,
        .d = inputs->d,
        .e = inputs->e,
        .f = inputs->f,
        .g = inputs->g,
        .h = inputs->h,
        // Fifteen digits at most, and times until the year 2255: exact in a double.
        .open = (double)bar->open,
        .high = (double)bar->high,
        .low = (double)bar->low,
        .close = (double)bar->close,
        .volume = (double)bar->volume,
        .series = (double)bar->series,
        .at = (double)at,
    };
    return ST_OK;
}
