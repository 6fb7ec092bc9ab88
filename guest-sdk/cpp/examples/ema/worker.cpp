// Exponential moving average: `v = a * x + (1 - a) * v` with `a = 2 / (period + 1)`, starting at the first close.
//
// Ready from the first bar. It is one of the ten indicators of the library.
#include <simpletrader.hpp>

ST_CONTEXT_WORKER(.vendor = "cpp", .name = "ema", .version = "0.1.0", .display_name = "Exponential moving average")

#define PARAMS(PARAM) \
    PARAM(integer, period, "Bars after which an old price weighs little; 1 follows the price itself.", .min = "1", .max = "10000")
ST_PARAMS(PARAMS)

#define FACTS(FACT) FACT(value, "The average, in quote currency.")
ST_FACTS(FACTS)

static st::Ema average;

st_result st_configure(const st_params *params, const st_setup *setup) {
    average.start(static_cast<uint32_t>(params->period));
    return ST_OK;
}

st_result st_measure(st_instant at, const st_bar *bar, const st_inputs *inputs, st_facts *facts) {
    if (st_price_units(st_this_setup(), bar->series) == 0) {
        return st_fail("there is no series %u", bar->series);
    }
    facts->value = average.next(st_price_double(st_this_setup(), bar->series, bar->close));
    return ST_OK;
}
