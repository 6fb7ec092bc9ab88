/* What a worker was told about its strategy, and the terms of orders. */
#include "inside.h"

#include <math.h>

st_setup st_the_setup;

const st_setup *st_this_setup(void) {
    return &st_the_setup;
}

const st_instrument *st_instrument_at(const st_setup *setup, st_instrument_ref instrument) {
    return instrument < setup->instrument_count ? &setup->instruments[instrument] : NULL;
}

const st_instrument *st_instrument_of(const st_setup *setup, st_series_ref series) {
    return series < setup->series_count ? st_instrument_at(setup, setup->series[series].instrument) : NULL;
}

st_result st_find_instrument(const st_setup *setup, st_text symbol, st_instrument_ref *found) {
    st_buffer known = {0};
    for (size_t i = 0; i < setup->instrument_count; i++) {
        if (st_text_equal(setup->instruments[i].symbol, symbol)) {
            *found = (st_instrument_ref)i;
            return ST_OK;
        }
        st_buffer_add_string(&known, i > 0 ? ", " : "");
        st_buffer_add_text(&known, setup->instruments[i].symbol);
    }
    return st_bad_params("%.*s is not traded by this strategy; it trades: %.*s", ST_SHOW(symbol), ST_SHOW(st_buffer_text(&known)));
}

uint64_t st_price_units(const st_setup *setup, st_series_ref series) {
    const st_instrument *instrument = st_instrument_of(setup, series);
    if (instrument == NULL) {
        return 0;
    }
    uint64_t units = 1;
    for (unsigned i = 0; i < instrument->price_scale && i < 18; i++) {
        units *= 10;
    }
    return units;
}

double st_price_double(const st_setup *setup, st_series_ref series, int64_t price) {
    const uint64_t units = st_price_units(setup, series);
    /* A price has fifteen digits and the units are a power of ten up to 10^18: both are exact doubles. */
    return units != 0 ? (double)price / (double)units : (double)NAN;
}

st_order_terms st_at_market(void) {
    return (st_order_terms){.kind = ST_MARKET};
}

st_order_terms st_at_limit(st_decimal limit) {
    return (st_order_terms){.kind = ST_LIMIT, .limit = limit};
}

st_order_terms st_at_stop_limit(st_decimal trigger, st_decimal limit) {
    return (st_order_terms){.kind = ST_STOP_LIMIT, .stop_limit = {trigger, limit}};
}

st_order_terms st_at_stop(st_decimal trigger) {
    return (st_order_terms){.kind = ST_STOP_MARKET, .trigger = trigger};
}

st_order_terms st_at_take_profit(st_decimal trigger) {
    return (st_order_terms){.kind = ST_TAKE_PROFIT_MARKET, .trigger = trigger};
}
