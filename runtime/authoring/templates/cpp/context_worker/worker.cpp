// {{title}}: the mean of the last `period` closing prices.
#include <simpletrader.hpp>

ST_CONTEXT_WORKER(.vendor = "{{vendor}}", .name = "{{name}}", .version = "0.1.0", .display_name = "{{title}}")

// What a blueprint sets under `config`: struct st_params and the schema of the parameters come from here.
#define PARAMS(PARAM) PARAM(integer, period, "Bars in the window.", .min = "1", .max = "10000")
ST_PARAMS(PARAMS)

// The facts that this worker gives; other workers name them in the blueprint.
#define FACTS(FACT) FACT(value, "Mean of the last `period` closes, in quote currency; NaN while there are fewer.")
ST_FACTS(FACTS)

// What the worker remembers between bars.
static st::Sma mean;

st_result st_configure(const st_params *params, const st_setup *setup) {
    mean.start(static_cast<uint32_t>(params->period));
    return ST_OK;
}

st_result st_measure(st_instant at, const st_bar *bar, const st_inputs *inputs, st_facts *facts) {
    // Prices of bars are whole price steps; this is the close in quote currency.
    const double close = st_price_double(st_this_setup(), bar->series, bar->close);
    facts->value = mean.next(close);
    return ST_OK;
}
