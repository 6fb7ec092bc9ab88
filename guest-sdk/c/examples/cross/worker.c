/*
 * Signals when one number crosses another: a moving average and the price, two averages, an oscillator and its level.
 *
 * A signal marks a change, not a state. In mode `level` the worker remembers on which side it last saw `fast` and says so when
 * that changes; the first bar that it looks at, after the warm-up, counts as a change. In mode `cross` it speaks only when the bar
 * just before was strictly on the other side, so a touch of equality in between breaks the crossing.
 */
#include <simpletrader.h>

ST_SIGNAL_DETECTOR(.vendor = "c", .name = "cross", .version = "0.1.0", .display_name = "Crossing")

#define PARAMS(PARAM)                                                                                   \
    PARAM(choice, mode, "When a signal is due.", .among = "level cross")                                \
    PARAM(integer, warmup, "Bars that publish nothing.", .otherwise = "0", .min = "0", .max = "4294967295") \
    PARAM(fraction, confidence, "Confidence of every signal.", .otherwise = "1")                        \
    PARAM(symbol, instrument, "What the signals are about; the strategy's first instrument when left out.", .optional = true)
ST_PARAMS(PARAMS)
enum mode { LEVEL, CROSS };

#define INPUTS(INPUT)                                  \
    INPUT(fast, required, "The number that crosses.")  \
    INPUT(slow, required, "The number that is crossed.")
ST_INPUTS(INPUTS)

/* Above is long, below is short; equal, and numbers that are not ready, are neither. */
enum side { NEITHER, ABOVE, BELOW };

static struct {
    enum mode mode;
    int64_t bars_to_skip;
    st_decimal confidence;
    st_instrument_ref instrument;
    /* Mode `level`: the side last seen. Mode `cross`: the side one bar ago, if it was on one. */
    enum side last;
} self;

st_result st_configure(const st_params *params, const st_setup *setup) {
    self.mode = (enum mode)params->mode;
    self.bars_to_skip = params->warmup;
    self.confidence = params->confidence;
    if (params->instrument.length > 0) {
        ST_TRY(st_find_instrument(setup, params->instrument, &self.instrument));
    }
    return st_instrument_at(setup, self.instrument) != NULL ? ST_OK : st_fail("there is no instrument %u", self.instrument);
}

static enum side changed(enum side now) {
    const bool warming_up = self.bars_to_skip > 0;
    const enum side before = self.last;
    self.bars_to_skip -= warming_up ? 1 : 0;
    if (self.mode == CROSS) {
        self.last = now;
        return !warming_up && before != NEITHER && now != before ? now : NEITHER;
    }
    if (warming_up || now == NEITHER) {
        return NEITHER;
    }
    self.last = now;
    return now != before ? now : NEITHER;
}

st_result st_detect(st_instant at, const st_inputs *inputs, st_answer *answer) {
    const enum side side = changed(inputs->fast > inputs->slow ? ABOVE : inputs->fast < inputs->slow ? BELOW : NEITHER);
    if (side == NEITHER) {
        return ST_OK;
    }
    const st_signal signal = {
        .instrument = self.instrument,
        .direction = side == ABOVE ? ST_LONG : ST_SHORT,
        .type = side == ABOVE ? ST_TEXT("CROSS_UP") : ST_TEXT("CROSS_DOWN"),
        .confidence = st_some(self.confidence),
    };
    return st_publish_signal(answer, &signal);
}
