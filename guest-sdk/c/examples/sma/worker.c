/*
 * Simple moving average: the mean of the last `period` closing prices.
 *
 * The sum is kept in whole price steps and divided once, correctly rounded, so two averages whose true values are equal are the
 * same number: a crossing is never an artefact of rounding.
 */
#include <simpletrader.h>

ST_CONTEXT_WORKER(.vendor = "c", .name = "sma", .version = "0.1.0", .display_name = "Simple moving average")

#define PARAMS(PARAM) PARAM(integer, period, "Bars in the window.", .min = "1", .max = "10000")
ST_PARAMS(PARAMS)

#define FACTS(FACT) FACT(value, "Mean of the last `period` closes, in quote currency.")
ST_FACTS(FACTS)

/* The window, a ring, and its sum. */
static struct {
    size_t period, count, next;
    int64_t *closes;
    st_sum sum;
} self;

st_result st_configure(const st_params *params, const st_setup *setup) {
    self.period = (size_t)params->period;
    self.closes = st_alloc(self.period, sizeof *self.closes);
    return ST_OK;
}

st_result st_measure(st_instant at, const st_bar *bar, const st_inputs *inputs, st_facts *facts) {
    const uint64_t units = st_price_units(st_this_setup(), bar->series);
    if (units == 0) {
        return st_fail("there is no series %u", bar->series);
    }
    if (units > UINT64_MAX / self.period) {
        return st_fail("prices of series %u have too many digits for a mean of %zu", bar->series, self.period);
    }
    if (self.count == self.period) {
        st_sum_add(&self.sum, -self.closes[self.next]);
    } else {
        self.count += 1;
    }
    self.closes[self.next] = bar->close;
    self.next = (self.next + 1) % self.period;
    st_sum_add(&self.sum, bar->close);
    if (self.count == self.period) {
        facts->value = st_sum_over(self.sum, self.period * units);
    }
    return ST_OK;
}
