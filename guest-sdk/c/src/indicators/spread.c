/* Where a value stands among the last ones: bands, z-score, extremes and stochastic. */
#include "window.h"

void st_bollinger_start(st_bollinger *bollinger, uint32_t period, double width) {
    st_values_start(&bollinger->window, period);
    bollinger->width = width;
}

st_bands st_bollinger_next(st_bollinger *bollinger, double value) {
    if (!isfinite(value) || !st_values_push(&bollinger->window, value)) {
        return (st_bands){NAN, NAN, NAN};
    }
    double middle, deviation;
    st_values_spread(&bollinger->window, &middle, &deviation);
    const double reach = bollinger->width * deviation;
    return (st_bands){middle - reach, middle, middle + reach};
}

void st_z_score_start(st_z_score *score, uint32_t period) {
    st_values_start(&score->window, period);
}

double st_z_score_next(st_z_score *score, double value) {
    if (!isfinite(value) || !st_values_push(&score->window, value)) {
        return NAN;
    }
    double mean, deviation;
    st_values_spread(&score->window, &mean, &deviation);
    return deviation == 0.0 ? 0.0 : (value - mean) / deviation;
}

void st_extreme_start(st_extreme *extreme, uint32_t period) {
    st_values_start(&extreme->window, period);
}

double st_highest_next(st_extreme *highest, double value) {
    return isfinite(value) && st_values_push(&highest->window, value) ? st_values_highest(&highest->window) : (double)NAN;
}

double st_lowest_next(st_extreme *lowest, double value) {
    return isfinite(value) && st_values_push(&lowest->window, value) ? st_values_lowest(&lowest->window) : (double)NAN;
}

void st_stochastic_start(st_stochastic *stochastic, uint32_t period, uint32_t smoothing, uint32_t signal) {
    st_extreme_start(&stochastic->highest, period);
    st_extreme_start(&stochastic->lowest, period);
    st_sma_start(&stochastic->smoothing, smoothing);
    st_sma_start(&stochastic->signal, signal);
}

st_stochastic_value st_stochastic_next(st_stochastic *stochastic, double high, double low, double close) {
    if (!(isfinite(high) && isfinite(low) && isfinite(close))) {
        return (st_stochastic_value){NAN, NAN};
    }
    const double highest = st_highest_next(&stochastic->highest, high);
    const double lowest = st_lowest_next(&stochastic->lowest, low);
    const double range = highest - lowest;
    const double raw = range == 0.0 ? 50.0 : 100.0 * ((close - lowest) / range);
    /* While the range is not ready `raw` is NaN, which an average takes as no value. */
    const double k = st_sma_next(&stochastic->smoothing, raw);
    return (st_stochastic_value){k, st_sma_next(&stochastic->signal, k)};
}
