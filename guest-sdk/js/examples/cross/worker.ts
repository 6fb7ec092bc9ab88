/**
 * Signals when one number crosses another: a moving average and the price, two averages, an oscillator and its level.
 *
 * A signal marks a change, not a state. In mode `level` the worker remembers on which side it last saw `fast` and says so when
 * that changes; the first bar that it looks at, after the warm-up, counts as a change. In mode `cross` it speaks only when the bar
 * just before was strictly on the other side, so a touch of equality in between breaks the crossing.
 */

import { choice, fraction, integer, optional, proceed, publish, signalDetector, symbol } from "simpletrader";
import type { Direction } from "simpletrader";

export default signalDetector({
  vendor: "typescript",
  name: "cross",
  version: "0.1.0",
  title: "Crossing",
  params: {
    mode: choice({
      level: "When `fast` is on another side than it was last seen on.",
      cross: "When `fast` was strictly on the other side one bar ago.",
    }),
    warmup: integer({ min: 0, max: 4_294_967_295, default: 0, doc: "Bars that publish nothing." }),
    confidence: fraction({ default: 1, doc: "Confidence of every signal." }),
    instrument: optional(symbol({ doc: "What the signals are about; the strategy's first instrument when left out." })),
  },
  inputs: { fast: "The number that crosses.", slow: "The number that is crossed." },

  start({ mode, warmup, confidence, instrument: wanted }, setup) {
    const instrument = wanted === undefined ? 0 : setup.find(wanted);
    setup.instrument(instrument);
    let toSkip = warmup;
    /** Mode `level`: the side last seen. Mode `cross`: the side one bar ago, if it was on one. */
    let last: Direction | undefined;

    /** The side that is news, if any. */
    function changed(side: Direction | undefined): Direction | undefined {
      const warmingUp = toSkip > 0;
      toSkip = Math.max(0, toSkip - 1);
      const before = last;
      if (mode === "cross") {
        last = side;
        return !warmingUp && before !== undefined && side !== before ? side : undefined;
      }
      if (warmingUp) return undefined;
      last = side ?? before;
      return side !== before ? side : undefined;
    }

    return {
      detect(_at, { fast, slow }) {
        // Equal, and numbers that are not ready, are on no side.
        const direction = changed(fast > slow ? "long" : fast < slow ? "short" : undefined);
        if (direction === undefined) return proceed();
        const signalType = direction === "long" ? "CROSS_UP" : "CROSS_DOWN";
        return publish({ instrument, direction, signalType, confidence });
      },
    };
  },
});
