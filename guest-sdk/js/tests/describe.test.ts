import assert from "node:assert/strict";
import test from "node:test";

import { describe } from "../src/describe.ts";
import { contextWorker, executionPlanner, integer, plan, signalDetector, whereThere } from "../src/index.ts";
import { frames } from "../src/stack.ts";
import "../src/testing.ts";

const about = { vendor: "acme", name: "test", version: "1.0.0", title: "Test" };

test("what is no worker cannot be described", () => {
  assert.throws(() => describe(undefined), /must have a worker as its default export/);
  assert.throws(() => describe({ category: "context-worker" }), /must have a worker as its default export/);
});

test("the manifest follows from the definition", () => {
  const worker = contextWorker({
    ...about,
    description: "Measures.",
    logs: true,
    looksBack: 20,
    shares: 64,
    limits: { memoryBytes: 1_000 },
    params: { period: integer({ min: 1, doc: "Bars." }) },
    inputs: { a: "First.", b: whereThere("Second.") },
    facts: { value: "Mean.", other: "" },
    start: () => ({ measure: () => ({ value: 1, other: 2 }) }),
  });
  const { manifest, schema } = describe(worker);
  assert.deepEqual(manifest, {
    identification: {
      vendor: "acme",
      name: "test",
      display_name: "Test",
      version: "1.0.0",
      type: "context_worker",
      description: "Measures.",
    },
    contract: "simpletrader:worker@0.1.0",
    inputs: [
      { name: "a", description: "First." },
      { name: "b", description: "Second.", optional: true },
    ],
    outputs: [{ name: "value", description: "Mean." }, { name: "other" }],
    publishes: [],
    invokes: ["measure"],
    capabilities: { log: {}, "market-window": { bars: 20 }, state: { scope: "global", bytes: 64 } },
    reads: [],
    executes: [],
    limits: { memory_bytes: 1_000 },
  });
  assert.equal(schema.additionalProperties, false);
  assert.deepEqual(schema.required, ["period"]);
});

test("a planning worker has a role, and publishes as its category does unless it says otherwise", () => {
  const planner = executionPlanner({
    ...about,
    plans: ["SINGLE"],
    start: () => ({
      plan: () =>
        plan({
          action: { kind: "execute-trade", algorithm: { kind: "single", timeInForce: "gtc" } },
          maxSlippage: 0,
          mustCompleteNow: false,
        }),
    }),
  });
  const { manifest } = describe(planner);
  assert.deepEqual(manifest["publishes"], [{ event_name: "EXECUTION_PLAN_CREATED", payload_type: "ExecutionPlan" }]);
  assert.deepEqual([manifest["executes"], manifest["invokes"]], [["SINGLE"], ["plan"]]);
  assert.equal((manifest["identification"] as { role: string }).role, "execution");
  const detector = signalDetector({ ...about, publishes: ["BREAKOUT"], start: () => ({ detect: () => ({ kind: "proceed" }) }) });
  assert.deepEqual(describe(detector).manifest["publishes"], [{ event_name: "BREAKOUT", payload_type: "Signal" }]);
});

test("a trace of the bundle is told in the author's files", () => {
  const places = {
    files: ["worker.ts", "helpers.ts"],
    lines: [
      [1, -1, 1],
      [100, 1, 5],
      [120, 0, 40],
    ] as const,
  };
  const trace =
    "    at helper (engine:user.js:102:3)\n    at measure (engine:user.js:121:32)\n    at <anonymous> (engine:user.js:7:1)\n";
  assert.deepEqual(frames(trace, places), ["helper (helpers.ts:7)", "measure (worker.ts:41)"]);
  assert.deepEqual(frames("    at <anonymous> (engine:user.js:120:1)", places), ["worker.ts:40"]);
  assert.deepEqual(frames(undefined, places), []);
  assert.deepEqual(frames("nonsense\n    at native\n", places), []);
});
