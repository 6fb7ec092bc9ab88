/**
 * @file
 * Ten indicators: each takes one price (or bar) and gives the value as of now, NaN while it has not seen enough.
 *
 * They are the same numbers to the last bit in every language of the SDK. Rules that hold for all of them: what is not finite is
 * no value, it gives NaN and changes nothing, so indicators chain; a window is summed anew, from its oldest value to its newest; a
 * period of 0 is a period of 1; a market that does not move is in the middle (RSI and stochastic 50, z-score 0).
 *
 * Each is a `static` variable that its `_start` function makes ready, in `st_configure`: a window is allocated there, and lives as
 * long as the worker only if it was. For means that must compare equal, sum whole price steps instead: see exact.h.
 */
#ifndef SIMPLETRADER_INDICATORS_H
#define SIMPLETRADER_INDICATORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The last values, in a ring. The inside of other indicators. */
typedef struct st_values {
    double *values;
    size_t period, count, next;
} st_values;

/** Wilder's smoothing. The inside of other indicators. */
typedef struct st_wilder {
    uint32_t wanted, seen;
    double value;
} st_wilder;

/** Simple moving average: the mean of the last `period` values. */
typedef struct st_sma {
    st_values window;
} st_sma;
void st_sma_start(st_sma *sma, uint32_t period);
/** The mean with this value in it; ready with value `period`. */
double st_sma_next(st_sma *sma, double value);

/** Exponential moving average: `v = a * x + (1 - a) * v`, `a = 2 / (period + 1)`, beginning at the first value. */
typedef struct st_ema {
    double weight, last;
    bool begun;
} st_ema;
void st_ema_start(st_ema *ema, uint32_t period);
/** The average with this value in it; ready with the first. */
double st_ema_next(st_ema *ema, double value);

/** Wilder's relative strength index over `period` changes; he used 14. */
typedef struct st_rsi {
    double previous;
    bool begun;
    st_wilder gain, loss;
} st_rsi;
void st_rsi_start(st_rsi *rsi, uint32_t period);
/** The index with this value in it, 0 to 100; ready with value `period + 1`. */
double st_rsi_next(st_rsi *rsi, double value);

/** A fast average minus a slow one, and an average of that difference; usually 12, 26 and 9. */
typedef struct st_macd {
    st_ema fast, slow, signal;
    uint32_t until_line, until_signal;
} st_macd;
/** What it says of one value. */
typedef struct st_macd_value {
    double line, signal, histogram;
} st_macd_value;
void st_macd_start(st_macd *macd, uint32_t fast, uint32_t slow, uint32_t signal);
/** Line (ready with value `slow`), signal (`signal - 1` values later), and line minus signal. */
st_macd_value st_macd_next(st_macd *macd, double value);

/** Wilder's average of the true range; he used 14. */
typedef struct st_atr {
    double previous;
    bool begun;
    st_wilder range;
} st_atr;
void st_atr_start(st_atr *atr, uint32_t period);
/** The average with this bar in it, in the unit of the prices; ready with bar `period + 1`. */
double st_atr_next(st_atr *atr, double high, double low, double close);

/** The mean of the last `period` values, and `width` population standard deviations below and above it; usually 20 and 2. */
typedef struct st_bollinger {
    st_values window;
    double width;
} st_bollinger;
/** What it says of one value. */
typedef struct st_bands {
    double lower, middle, upper;
} st_bands;
void st_bollinger_start(st_bollinger *bollinger, uint32_t period, double width);
/** The bands with this value in them; ready with value `period`. */
st_bands st_bollinger_next(st_bollinger *bollinger, double value);

/** The largest, or smallest, of the last `period` values. */
typedef struct st_extreme {
    st_values window;
} st_extreme;
void st_extreme_start(st_extreme *extreme, uint32_t period);
/** The largest with this value among them; ready with value `period`. One variable serves one of the two functions. */
double st_highest_next(st_extreme *highest, double value);
/** The smallest with this value among them. */
double st_lowest_next(st_extreme *lowest, double value);

/** Where the close stands in the range of the last bars, smoothed twice (the slow stochastic); usually 14, 3 and 3. */
typedef struct st_stochastic {
    st_extreme highest, lowest;
    st_sma smoothing, signal;
} st_stochastic;
/** What it says of one bar; between 0 and 100. */
typedef struct st_stochastic_value {
    double k, d;
} st_stochastic_value;
void st_stochastic_start(st_stochastic *stochastic, uint32_t period, uint32_t smoothing, uint32_t signal);
/** Both lines: `k` ready with bar `period + smoothing - 1`, `d` with bar `period + smoothing + signal - 2`. */
st_stochastic_value st_stochastic_next(st_stochastic *stochastic, double high, double low, double close);

/** Volume weighted average price of all bars since it was started with `{0}`; a new session is a new one. */
typedef struct st_vwap_price {
    double value, volume;
} st_vwap_price;
/** The average with this bar in it, with `(high + low + close) / 3` as its price; NaN while no volume was traded. */
double st_vwap_next(st_vwap_price *vwap, double high, double low, double close, double volume);

/** How many population standard deviations the newest value is away from the mean of the last `period`. */
typedef struct st_z_score {
    st_values window;
} st_z_score;
void st_z_score_start(st_z_score *score, uint32_t period);
/** The score of this value, itself in the window; ready with value `period`. */
double st_z_score_next(st_z_score *score, double value);

#ifdef __cplusplus
}
#endif
#endif
