import assert from "node:assert/strict";
import { test } from "node:test";

import { buy, newTrade, start, task } from "simpletrader/testing";

import worker from "./worker.js";

test("what is planned is one order, and nothing is nothing", () => {
  const planner = start(worker);
  const asked = task(newTrade("buy"), "100");
  const plans = { entry: undefined, size: undefined, exit: undefined };
  assert.equal(planner.plan({ ...asked, plans }, {}).kind, "nothing");
  const answer = planner.plan({ ...asked, plans: buy("10") }, {});
  const single = { kind: "execute-trade", algorithm: { kind: "single", timeInForce: "gtc" } };
  assert.deepEqual(answer.kind === "plan" && answer.plan.action, single);
});
