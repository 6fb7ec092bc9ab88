/* Simple and exponential average, MACD, and the volume weighted price. */
#include "window.h"

void st_sma_start(st_sma *sma, uint32_t period) {
    st_values_start(&sma->window, period);
}

double st_sma_next(st_sma *sma, double value) {
    return isfinite(value) && st_values_push(&sma->window, value) ? st_values_mean(&sma->window) : (double)NAN;
}

void st_ema_start(st_ema *ema, uint32_t period) {
    *ema = (st_ema){2.0 / ((double)(period > 0 ? period : 1) + 1.0), 0.0, false};
}

double st_ema_next(st_ema *ema, double value) {
    if (!isfinite(value)) {
        return NAN;
    }
    ema->last = ema->begun ? ema->weight * value + (1.0 - ema->weight) * ema->last : value;
    ema->begun = true;
    return ema->last;
}

void st_macd_start(st_macd *macd, uint32_t fast, uint32_t slow, uint32_t signal) {
    st_ema_start(&macd->fast, fast);
    st_ema_start(&macd->slow, slow);
    st_ema_start(&macd->signal, signal);
    macd->until_line = slow > 0 ? slow - 1 : 0;
    macd->until_signal = signal > 0 ? signal - 1 : 0;
}

st_macd_value st_macd_next(st_macd *macd, double value) {
    if (!isfinite(value)) {
        return (st_macd_value){NAN, NAN, NAN};
    }
    const double fast = st_ema_next(&macd->fast, value);
    const double line = fast - st_ema_next(&macd->slow, value);
    /* Both averages begin at the first value: until the slow one has had its period, their difference says nothing. */
    if (macd->until_line > 0) {
        macd->until_line -= 1;
        return (st_macd_value){NAN, NAN, NAN};
    }
    const double signal = st_ema_next(&macd->signal, line);
    if (macd->until_signal > 0) {
        macd->until_signal -= 1;
        return (st_macd_value){line, NAN, NAN};
    }
    return (st_macd_value){line, signal, line - signal};
}

double st_vwap_next(st_vwap_price *vwap, double high, double low, double close, double volume) {
    if (!(isfinite(high) && isfinite(low) && isfinite(close) && isfinite(volume))) {
        return NAN;
    }
    vwap->value += (high + low + close) / 3.0 * volume;
    vwap->volume += volume;
    return vwap->volume > 0.0 ? vwap->value / vwap->volume : (double)NAN;
}
