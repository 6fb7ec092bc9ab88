/* What Wilder smooths: relative strength and true range. */
#include "window.h"

void st_rsi_start(st_rsi *rsi, uint32_t period) {
    *rsi = (st_rsi){0};
    st_wilder_start(&rsi->gain, period);
    st_wilder_start(&rsi->loss, period);
}

double st_rsi_next(st_rsi *rsi, double value) {
    if (!isfinite(value)) {
        return NAN;
    }
    const double change = value - rsi->previous;
    rsi->previous = value;
    if (!rsi->begun) {
        rsi->begun = true;
        return NAN;
    }
    const double gain = st_wilder_next(&rsi->gain, change > 0.0 ? change : 0.0);
    const double loss = st_wilder_next(&rsi->loss, change < 0.0 ? -change : 0.0);
    const double moved = gain + loss;
    return moved == 0.0 ? 50.0 : 100.0 * (gain / moved);
}

void st_atr_start(st_atr *atr, uint32_t period) {
    *atr = (st_atr){0};
    st_wilder_start(&atr->range, period);
}

double st_atr_next(st_atr *atr, double high, double low, double close) {
    if (!(isfinite(high) && isfinite(low) && isfinite(close))) {
        return NAN;
    }
    const double previous = atr->previous;
    atr->previous = close;
    if (!atr->begun) {
        atr->begun = true;
        return NAN;
    }
    const double above = fabs(high - previous), below = fabs(low - previous);
    double range = high - low;
    range = above > range ? above : range;
    range = below > range ? below : range;
    return st_wilder_next(&atr->range, range);
}
