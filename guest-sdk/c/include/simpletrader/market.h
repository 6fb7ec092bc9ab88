/**
 * @file
 * Instruments, bars, quotes, and the moment of a pass.
 */
#ifndef SIMPLETRADER_MARKET_H
#define SIMPLETRADER_MARKET_H

#include <simpletrader/decimal.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Signed microseconds since 1970-01-01T00:00:00Z. */
typedef int64_t st_instant;
/** Position in the instruments of the st_setup. */
typedef uint32_t st_instrument_ref;
/** Position in the series of the st_setup: one instrument at one timeframe. */
typedef uint32_t st_series_ref;
/** Ordinal of a trade, given by the ledger; stable for the life of the strategy. */
typedef uint32_t st_trade_ref;
/** Ordinal of the orders of one command, given by the ledger. */
typedef uint32_t st_group_ref;
/** Ordinal of an order, given by the ledger. */
typedef uint32_t st_order_ref;

/** What is traded, and in which steps. */
typedef struct st_instrument {
    st_text symbol;                /**< BASE_QUOTE, for example `BTC_USDT`. */
    uint8_t price_scale;           /**< Digits after the point of every price: a bar's prices are mantissas at this scale. */
    uint8_t size_scale;            /**< Digits after the point of every quantity and volume. */
    st_decimal tick_size;          /**< Smallest step between two prices. */
    st_decimal lot_size;           /**< Smallest step between two quantities. */
    st_maybe_decimal min_notional; /**< Smallest value (price times quantity) of an order, where the venue has one. */
} st_instrument;

/** One instrument at one timeframe. */
typedef struct st_series {
    st_instrument_ref instrument;
    uint32_t timeframe_seconds;
} st_series;

/** One closed bar. The figures are mantissas at the instrument's scales; low <= open, close <= high; volume >= 0. */
typedef struct st_bar {
    st_series_ref series;
    int64_t open, high, low, close;
    int64_t volume;
} st_bar;

/** What started a pass. */
enum st_trigger { ST_TRIGGER_BAR, ST_TRIGGER_SCHEDULE, ST_TRIGGER_NEWS, ST_TRIGGER_REPLY, ST_TRIGGER_USER, ST_TRIGGER_OTHER };

/** Which pass this is, when it happens and why. */
typedef struct st_tick {
    uint32_t sequence; /**< Number of the pass within the run, from 0. */
    st_instant at;     /**< Nothing in the call is later than this. */
    uint8_t trigger;   /**< An st_trigger. */
} st_tick;

/** The latest known price of one instrument. */
typedef struct st_quote {
    st_instrument_ref instrument;
    st_instant at;
    st_decimal last;
    st_maybe_decimal bid, ask;
} st_quote;

/** Quotes, one after another. */
typedef struct st_quotes {
    const st_quote *items;
    size_t count;
} st_quotes;

/** Where a trade makes money. */
enum st_direction { ST_LONG, ST_SHORT };
/** What an order does. */
enum st_side { ST_BUY, ST_SELL };

/** What a worker is told once, before the first call: every reference of later calls is a position in these lists. */
typedef struct st_setup {
    const st_instrument *instruments;
    size_t instrument_count;
    const st_series *series;
    size_t series_count;
} st_setup;

/** The instrument of a reference; NULL when the host never named it. The setup lives as long as the worker. */
const st_instrument *st_instrument_at(const st_setup *setup, st_instrument_ref instrument);
/** The instrument of a series; NULL when the host never named it. */
const st_instrument *st_instrument_of(const st_setup *setup, st_series_ref series);
/** The reference of a symbol; bad parameters, with the symbols that there are, when the strategy does not trade it. */
st_result st_find_instrument(const st_setup *setup, st_text symbol, st_instrument_ref *found);
/** How many mantissa steps of a bar's prices make 1 in quote currency: a power of ten; 0 for a series that was never named. */
uint64_t st_price_units(const st_setup *setup, st_series_ref series);
/** A price of a bar as a double in quote currency, correctly rounded; NaN for a series that was never named. */
double st_price_double(const st_setup *setup, st_series_ref series, int64_t price);
/** The setup that `st_configure` was given, for later calls. */
const st_setup *st_this_setup(void);

#ifdef __cplusplus
}
#endif
#endif
