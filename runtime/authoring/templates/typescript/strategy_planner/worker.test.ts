import assert from "node:assert/strict";
import { test } from "node:test";

import { position, signal, situation, start } from "simpletrader/testing";

import worker from "./worker";

test("a long signal opens one trade and a short one closes it", () => {
  const { decide } = start(worker);
  const held = [position(1, "long", "10")];
  const scope = (direction: "long" | "short", positions = held) => {
    const answer = decide(situation([signal(direction, "LEVEL_UP")], positions), {});
    const outcome = answer.kind === "publish" ? answer.items[0]?.outcome : undefined;
    return outcome?.kind === "issue" ? outcome.directive.scope.kind : outcome?.kind;
  };
  assert.equal(scope("long", []), "new-trade");
  assert.equal(scope("short"), "close-existing");
  assert.equal(scope("long"), "refuse");
  assert.equal(scope("short", []), "refuse");
});
