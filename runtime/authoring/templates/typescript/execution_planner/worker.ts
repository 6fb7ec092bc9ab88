/** {{title}}: everything is one order that is good till cancelled. */

import { executionPlanner, nothing, plan } from "simpletrader";

export default executionPlanner({
  vendor: "{{vendor}}",
  name: "{{name}}",
  version: "0.1.0",
  title: "{{title}}",
  // A strategy without a worker for this family does not start.
  plans: ["SINGLE"],

  start() {
    return {
      plan({ plans: { entry, size, exit } }) {
        // The other planners had nothing to say, so there is nothing to execute.
        if (entry === undefined && size === undefined && exit === undefined) return nothing();
        return plan({
          action: { kind: "execute-trade", algorithm: { kind: "single", timeInForce: "gtc" } },
          maxSlippage: 1,
          mustCompleteNow: false,
        });
      },
    };
  },
});
