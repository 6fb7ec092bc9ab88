/** {{title}}: a stop at a fixed distance from the last price. */

import { decimal, exitPlanner, fraction, plan, refuse } from "simpletrader";

export default exitPlanner({
  vendor: "{{vendor}}",
  name: "{{name}}",
  version: "0.1.0",
  title: "{{title}}",
  // What a blueprint sets under `config`. The schema of the parameters comes from here, these texts included.
  params: { stop_loss: fraction({ doc: "Distance of the stop from the last price, as a share of it." }) },

  start({ stop_loss: distance }, setup) {
    return {
      newTrade({ directive: { entry }, quote: { instrument, last } }) {
        if (entry === undefined) return refuse("plan-inconsistent", "a new trade needs an entry directive with a side");
        const share = entry.side === "buy" ? decimal(1).minus(distance) : decimal(1).plus(distance);
        const { tickSize } = setup.instrument(instrument);
        return plan({ stopLoss: last.times(share).toStep(tickSize, "half-even") });
      },
    };
  },
});
