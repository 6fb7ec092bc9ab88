/** {{title}}: a signal when a number crosses a level. */

import { number, proceed, publish, signalDetector } from "simpletrader";

export default signalDetector({
  vendor: "{{vendor}}",
  name: "{{name}}",
  version: "0.1.0",
  title: "{{title}}",
  // What a blueprint sets under `config`. The schema of the parameters comes from here, these texts included.
  params: { level: number({ doc: "The level that is crossed." }) },
  // The numbers that this worker wants; the blueprint says where they come from.
  inputs: { value: "What crosses the level." },

  start({ level }, setup) {
    // The signals are about the strategy's first instrument.
    setup.instrument(0);
    /** @type {boolean | undefined} */
    let wasAbove;
    return {
      detect(at, { value }) {
        // A number that is not ready is NaN, which is neither above nor below.
        if (Number.isNaN(value) || value === level) return proceed();
        const isAbove = value > level;
        const isNews = wasAbove !== undefined && wasAbove !== isAbove;
        wasAbove = isAbove;
        if (!isNews) return proceed();
        return publish({
          instrument: 0,
          direction: isAbove ? "long" : "short",
          signalType: isAbove ? "LEVEL_UP" : "LEVEL_DOWN",
        });
      },
    };
  },
});
