/* The last values, and Wilder's smoothing. See window.h. */
#include "window.h"

#include <simpletrader/text.h>

void st_values_start(st_values *window, uint32_t period) {
    const size_t wanted = period > 0 ? period : 1;
    *window = (st_values){st_alloc(wanted, sizeof(double)), wanted, 0, 0};
}

bool st_values_push(st_values *window, double value) {
    window->values[window->next] = value;
    window->next = (window->next + 1) % window->period;
    window->count += window->count < window->period ? 1 : 0;
    return window->count == window->period;
}

/* The `n`-th value, from the oldest. */
static double at(const st_values *window, size_t n) {
    const size_t place = window->next + n;
    return window->values[place < window->period ? place : place - window->period];
}

double st_values_mean(const st_values *window) {
    double sum = 0.0;
    for (size_t n = 0; n < window->period; n++) {
        sum = sum + at(window, n);
    }
    return sum / (double)window->period;
}

void st_values_spread(const st_values *window, double *mean, double *deviation) {
    /* The rounded mean of equal values need not be equal to them; a z-score would divide one rounding error by another. */
    const double highest = st_values_highest(window);
    if (highest == st_values_lowest(window)) {
        *mean = highest;
        *deviation = 0.0;
        return;
    }
    *mean = st_values_mean(window);
    double squares = 0.0;
    for (size_t n = 0; n < window->period; n++) {
        const double distance = at(window, n) - *mean;
        squares = squares + distance * distance;
    }
    *deviation = sqrt(squares / (double)window->period);
}

double st_values_highest(const st_values *window) {
    double highest = -INFINITY;
    for (size_t n = 0; n < window->period; n++) {
        highest = at(window, n) > highest ? at(window, n) : highest;
    }
    return highest;
}

double st_values_lowest(const st_values *window) {
    double lowest = INFINITY;
    for (size_t n = 0; n < window->period; n++) {
        lowest = at(window, n) < lowest ? at(window, n) : lowest;
    }
    return lowest;
}

void st_wilder_start(st_wilder *average, uint32_t period) {
    *average = (st_wilder){period > 0 ? period : 1, 0, 0.0};
}

double st_wilder_next(st_wilder *average, double value) {
    const double period = (double)average->wanted;
    if (average->seen < average->wanted) {
        average->seen += 1;
        average->value += value;
        if (average->seen < average->wanted) {
            return NAN;
        }
        average->value /= period;
    } else {
        average->value = (average->value * (period - 1.0) + value) / period;
    }
    return average->value;
}
