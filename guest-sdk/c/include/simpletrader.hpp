/**
 * @file
 * Write SimpleTrader workers in C++20.
 *
 * A thin layer over simpletrader.h, whose macros, structs and handlers are used as they are: exact decimals with operators,
 * lists that `for` understands, parts of a situation that may be absent, and indicators as objects. There is no standard library
 * (a worker is compiled without exceptions and run-time types), so nothing here throws; errors are results, as in C.
 */
#ifndef SIMPLETRADER_HPP
#define SIMPLETRADER_HPP

#include <simpletrader.h>

namespace st {

/** An exact decimal with operators. An operation without an exact result gives an invalid one, which stays invalid. */
class Decimal {
public:
    /** 0. */
    constexpr Decimal() = default;
    /** The library's own struct; converts both ways without a word. */
    constexpr Decimal(st_decimal value) : value_(value) {}
    constexpr operator st_decimal() const { return value_; }
    /** A decimal that is given, for the parts of directives and plans. */
    operator st_maybe_decimal() const { return st_some(value_); }

    /** Whether it is a number. */
    bool valid() const { return st_decimal_valid(value_); }
    /** The nearest double, for indicators; NaN when invalid. */
    double real() const { return st_decimal_double(value_); }
    /** The shortest plain text. */
    st_text text() const { return st_decimal_text(value_); }
    /** On a grid of `step`. */
    Decimal to_step(Decimal step, st_rounding rounding) const { return st_to_step(value_, step.value_, rounding); }

    friend Decimal operator+(Decimal one, Decimal other) { return st_add(one.value_, other.value_); }
    friend Decimal operator-(Decimal one, Decimal other) { return st_subtract(one.value_, other.value_); }
    friend Decimal operator*(Decimal one, Decimal other) { return st_multiply(one.value_, other.value_); }
    friend Decimal operator-(Decimal value) { return st_negate(value.value_); }
    friend bool operator==(Decimal one, Decimal other) { return st_equal(one.value_, other.value_); }
    friend bool operator!=(Decimal one, Decimal other) { return !(one == other); }
    friend bool operator<(Decimal one, Decimal other) { return st_less(one.value_, other.value_); }
    friend bool operator>(Decimal one, Decimal other) { return other < one; }
    friend bool operator<=(Decimal one, Decimal other) { return one < other || one == other; }
    friend bool operator>=(Decimal one, Decimal other) { return other <= one; }

private:
    st_decimal value_{0, 0};
};

namespace literals {
/** `"0.25"_dec`. Invalid when the text is no decimal. */
inline Decimal operator""_dec(const char *text, size_t length) {
    return st_decimal_parse(st_text{text, length});
}
/** `"CROSS_UP"_text`. */
constexpr st_text operator""_text(const char *text, size_t length) {
    return st_text{text, length};
}
} // namespace literals

/** A list of a call as something that `for` understands: `for (const st_signal &signal : st::each(situation->signals))`. */
template <typename List> struct Each {
    const List &list;
    auto begin() const { return list.items; }
    auto end() const { return list.items + list.count; }
};
/** See Each. */
template <typename List> Each<List> each(const List &list) {
    return {list};
}

/** The part that may be absent, or nullptr: `if (auto account = st::maybe(situation->account))`. */
template <typename Maybe> auto maybe(const Maybe &part) -> decltype(&part.value) {
    return part.present ? &part.value : nullptr;
}

/** Simple moving average. As all indicators that follow: start() it in st_configure. */
class Sma : st_sma {
public:
    /** A mean of `period` values. */
    void start(uint32_t period) { st_sma_start(this, period); }
    /** The mean with this value in it; NaN while there are fewer. */
    double next(double value) { return st_sma_next(this, value); }
};

/** Exponential moving average. */
class Ema : st_ema {
public:
    /** An average in which a value that is `period` old weighs about an eighth of a new one. */
    void start(uint32_t period) { st_ema_start(this, period); }
    /** The average with this value in it; ready with the first. */
    double next(double value) { return st_ema_next(this, value); }
};

/** Wilder's relative strength index. */
class Rsi : st_rsi {
public:
    /** An index over `period` changes. */
    void start(uint32_t period) { st_rsi_start(this, period); }
    /** The index with this value in it, 0 to 100. */
    double next(double value) { return st_rsi_next(this, value); }
};

/** Moving average convergence divergence. */
class Macd : st_macd {
public:
    /** Periods of the two averages and of the signal. */
    void start(uint32_t fast, uint32_t slow, uint32_t signal) { st_macd_start(this, fast, slow, signal); }
    /** Line, signal and histogram with this value in them. */
    st_macd_value next(double value) { return st_macd_next(this, value); }
};

/** Wilder's average of the true range. */
class Atr : st_atr {
public:
    /** An average over `period` ranges. */
    void start(uint32_t period) { st_atr_start(this, period); }
    /** The average with this bar in it. */
    double next(double high, double low, double close) { return st_atr_next(this, high, low, close); }
};

/** Bollinger bands. */
class Bollinger : st_bollinger {
public:
    /** Bands over `period` values, `width` deviations wide on each side. */
    void start(uint32_t period, double width) { st_bollinger_start(this, period, width); }
    /** The bands with this value in them. */
    st_bands next(double value) { return st_bollinger_next(this, value); }
};

/** Stochastic oscillator. */
class Stochastic : st_stochastic {
public:
    /** Bars of the range, of the smoothing and of the signal. */
    void start(uint32_t period, uint32_t smoothing, uint32_t signal) { st_stochastic_start(this, period, smoothing, signal); }
    /** Both lines with this bar in them. */
    st_stochastic_value next(double high, double low, double close) { return st_stochastic_next(this, high, low, close); }
};

/** Volume weighted average price; needs no start. */
class Vwap : st_vwap_price {
public:
    constexpr Vwap() : st_vwap_price{0.0, 0.0} {}
    /** The average with this bar in it. */
    double next(double high, double low, double close, double volume) { return st_vwap_next(this, high, low, close, volume); }
};

/** The largest of the last values. */
class Highest : st_extreme {
public:
    /** The largest of `period` values. */
    void start(uint32_t period) { st_extreme_start(this, period); }
    /** The largest with this value among them. */
    double next(double value) { return st_highest_next(this, value); }
};

/** The smallest of the last values. */
class Lowest : st_extreme {
public:
    /** The smallest of `period` values. */
    void start(uint32_t period) { st_extreme_start(this, period); }
    /** The smallest with this value among them. */
    double next(double value) { return st_lowest_next(this, value); }
};

/** Z-score. */
class ZScore : st_z_score {
public:
    /** A score within `period` values. */
    void start(uint32_t period) { st_z_score_start(this, period); }
    /** The score of this value, itself in the window. */
    double next(double value) { return st_z_score_next(this, value); }
};

} // namespace st

#endif
