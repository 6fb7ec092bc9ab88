// Signals when one number crosses another: a moving average and the price, two averages, an oscillator and its level.
//
// A signal marks a change, not a state. In mode `level` the worker remembers on which side it last saw `fast` and says so when that
// changes; the first bar that it looks at, after the warm-up, counts as a change. In mode `cross` it speaks only when the bar just
// before was strictly on the other side, so a touch of equality in between breaks the crossing.
#include <simpletrader.hpp>

using namespace st::literals;

ST_SIGNAL_DETECTOR(.vendor = "cpp", .name = "cross", .version = "0.1.0", .display_name = "Crossing")

#define PARAMS(PARAM)                                                                                       \
    PARAM(choice, mode, "When a signal is due.", .among = "level cross")                                    \
    PARAM(integer, warmup, "Bars that publish nothing.", .otherwise = "0", .min = "0", .max = "4294967295") \
    PARAM(fraction, confidence, "Confidence of every signal.", .otherwise = "1")                            \
    PARAM(symbol, instrument, "What the signals are about; the strategy's first instrument when left out.", .optional = true)
ST_PARAMS(PARAMS)

#define INPUTS(INPUT)                                 \
    INPUT(fast, required, "The number that crosses.") \
    INPUT(slow, required, "The number that is crossed.")
ST_INPUTS(INPUTS)

namespace {

enum class Mode { Level, Cross };
/// Above is long, below is short; equal, and numbers that are not ready, are neither.
enum class Side { Neither, Above, Below };

struct Cross {
    Mode mode = Mode::Level;
    int64_t bars_to_skip = 0;
    st::Decimal confidence;
    st_instrument_ref instrument = 0;
    /// Mode `level`: the side last seen. Mode `cross`: the side one bar ago, if it was on one.
    Side last = Side::Neither;

    Side changed(Side now) {
        const bool warming_up = bars_to_skip > 0;
        const Side before = last;
        bars_to_skip -= warming_up ? 1 : 0;
        if (mode == Mode::Cross) {
            last = now;
            return !warming_up && before != Side::Neither && now != before ? now : Side::Neither;
        }
        if (warming_up || now == Side::Neither) {
            return Side::Neither;
        }
        last = now;
        return now != before ? now : Side::Neither;
    }
};

Cross cross;

} // namespace

st_result st_configure(const st_params *params, const st_setup *setup) {
    cross.mode = static_cast<Mode>(params->mode);
    cross.bars_to_skip = params->warmup;
    cross.confidence = params->confidence;
    if (params->instrument.length > 0) {
        ST_TRY(st_find_instrument(setup, params->instrument, &cross.instrument));
    }
    return st_instrument_at(setup, cross.instrument) != nullptr ? ST_OK : st_fail("there is no instrument %u", cross.instrument);
}

st_result st_detect(st_instant at, const st_inputs *inputs, st_answer *answer) {
    const auto [fast, slow] = *inputs;
    const Side side = cross.changed(fast > slow ? Side::Above : fast < slow ? Side::Below : Side::Neither);
    if (side == Side::Neither) {
        return ST_OK;
    }
    const bool up = side == Side::Above;
    const st_signal signal = {
        .instrument = cross.instrument,
        .direction = static_cast<uint8_t>(up ? ST_LONG : ST_SHORT),
        .type = up ? "CROSS_UP"_text : "CROSS_DOWN"_text,
        .confidence = cross.confidence,
    };
    return st_publish_signal(answer, &signal);
}
