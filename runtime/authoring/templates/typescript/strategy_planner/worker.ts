/** {{title}}: buys on a long signal when nothing is held, and sells everything on a short one. */

import { proceed, publish, refuse, strategyPlanner } from "simpletrader";
import type { Decision } from "simpletrader";

export default strategyPlanner({
  vendor: "{{vendor}}",
  name: "{{name}}",
  version: "0.1.0",
  title: "{{title}}",
  // Without `reads` the host would not show what is held.
  reads: ["positions"],

  start() {
    return {
      /** Every signal is used or refused by one decision, so that "why did we not trade?" has an answer. */
      decide({ signals, positions }) {
        const held = positions.map((position) => position.trade);
        const decisions = signals.map(({ direction, instrument }, index): Decision => {
          const decided = (outcome: Decision["outcome"]): Decision => ({ signals: [index], risks: [], outcome });
          if (direction === "long") {
            if (held.length > 0) return decided(refuse("duplicate-position", "there is a trade already"));
            const entry = { instrument, side: "buy" } as const;
            return decided({ kind: "issue", directive: { scope: { kind: "new-trade" }, confidence: 1, entry } });
          }
          if (held.length === 0) return decided(refuse({ other: 0 }, "there is nothing to sell"));
          return decided({ kind: "issue", directive: { scope: { kind: "close-existing", trades: held }, confidence: 1 } });
        });
        return decisions.length === 0 ? proceed() : publish(...decisions);
      },
    };
  },
});
