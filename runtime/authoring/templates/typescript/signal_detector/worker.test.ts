import assert from "node:assert/strict";
import { test } from "node:test";

import { start } from "simpletrader/testing";

import worker from "./worker";

test("a crossing is a signal and the first number is none", () => {
  const { detect } = start(worker, { level: 10 });
  assert.deepEqual(detect(0, { value: NaN }), { kind: "proceed" });
  assert.deepEqual(detect(0, { value: 9 }), { kind: "proceed" });
  const up = { instrument: 0, direction: "long", signalType: "LEVEL_UP" };
  assert.deepEqual(detect(0, { value: 11 }), { kind: "publish", items: [up] });
  assert.deepEqual(detect(0, { value: 12 }), { kind: "proceed" });
});
