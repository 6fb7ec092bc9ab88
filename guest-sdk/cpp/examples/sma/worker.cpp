// Simple moving average: the mean of the last `period` closing prices.
//
// The sum is kept in whole price steps and divided once, correctly rounded, so two averages whose true values are equal are the
// same number: a crossing is never an artefact of rounding.
#include <simpletrader.hpp>

ST_CONTEXT_WORKER(.vendor = "cpp", .name = "sma", .version = "0.1.0", .display_name = "Simple moving average")

#define PARAMS(PARAM) PARAM(integer, period, "Bars in the window.", .min = "1", .max = "10000")
ST_PARAMS(PARAMS)

#define FACTS(FACT) FACT(value, "Mean of the last `period` closes, in quote currency.")
ST_FACTS(FACTS)

namespace {

/// The last closes, in a ring, and their sum.
class Window {
public:
    void start(size_t period) {
        period_ = period;
        closes_ = static_cast<int64_t *>(st_alloc(period, sizeof(int64_t)));
    }

    void push(int64_t close) {
        if (is_full()) {
            st_sum_add(&sum_, -closes_[next_]);
        } else {
            count_ += 1;
        }
        closes_[next_] = close;
        next_ = (next_ + 1) % period_;
        st_sum_add(&sum_, close);
    }

    size_t period() const { return period_; }
    bool is_full() const { return count_ == period_; }
    double mean(uint64_t units) const { return st_sum_over(sum_, period_ * units); }

private:
    size_t period_ = 0, count_ = 0, next_ = 0;
    int64_t *closes_ = nullptr;
    st_sum sum_{0, 0};
};

Window window;

} // namespace

st_result st_configure(const st_params *params, const st_setup *setup) {
    window.start(static_cast<size_t>(params->period));
    return ST_OK;
}

st_result st_measure(st_instant at, const st_bar *bar, const st_inputs *inputs, st_facts *facts) {
    const uint64_t units = st_price_units(st_this_setup(), bar->series);
    if (units == 0) {
        return st_fail("there is no series %u", bar->series);
    }
    if (units > UINT64_MAX / window.period()) {
        return st_fail("prices of series %u have too many digits for a mean of %zu", bar->series, window.period());
    }
    window.push(bar->close);
    if (window.is_full()) {
        facts->value = window.mean(units);
    }
    return ST_OK;
}
