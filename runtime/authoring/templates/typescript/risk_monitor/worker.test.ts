import assert from "node:assert/strict";
import { test } from "node:test";

import { start } from "simpletrader/testing";

import worker from "./worker";

test("only what is beyond the limit is a risk", () => {
  const { watch } = start(worker, { limit: 10 });
  assert.equal(watch(0, { value: NaN }, []).kind, "proceed");
  assert.equal(watch(0, { value: 10 }, []).kind, "proceed");
  assert.equal(watch(0, { value: 10.5 }, []).kind, "publish");
});
