/** {{title}}: works a command as one order, without a stop or a target. */

import { executionWorker, isFinal, orderFor, tend, wanted } from "simpletrader";

/** The tag of the one order of a command. */
const ORDER = 1;

export default executionWorker({
  vendor: "{{vendor}}",
  name: "{{name}}",
  version: "0.1.0",
  title: "{{title}}",
  executes: ["SINGLE"],

  // What works is in every call, so the worker remembers nothing.
  start() {
    return {
      onCommand(command) {
        // Changes and withdrawals of orders that work already.
        const tended = tend(command);
        if (tended !== undefined) return tended;
        // The size of a plan is a target: what is held and what works already is taken off it.
        const { wanted: missing, intents } = wanted(command);
        if (missing === undefined) return [...intents, { kind: "finish", completion: "done" }];
        return [...intents, { kind: "place", order: orderFor(missing, ORDER) }];
      },

      onReply({ order }) {
        if (!isFinal(order.status)) return [];
        return [{ kind: "finish", completion: order.status === "rejected" ? "abandoned" : "done" }];
      },
    };
  },
});
