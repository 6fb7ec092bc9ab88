import assert from "node:assert/strict";
import test from "node:test";

import {
  choice,
  exactDecimal,
  flag,
  fraction,
  group,
  integer,
  list,
  number,
  objectSchema,
  optional,
  parseObject,
  symbol,
  text,
} from "../src/params.ts";
import type { ParamShape } from "../src/params.ts";
import "../src/testing.ts";

/** What the author is told of a value that does not fit, or the value. */
function read(shape: ParamShape, value: unknown): unknown {
  try {
    return parseObject(shape, value);
  } catch (error) {
    return String(error);
  }
}

const shape = {
  period: integer({ min: 1, max: 10_000, doc: "Bars in the window." }),
  mode: choice({ level: "A side.", cross: "A change of sides." }, { default: "level" }),
  confidence: fraction({ default: 1 }),
  instrument: optional(symbol()),
};

test("what a blueprint says becomes values, and what it leaves out its defaults", () => {
  const { period, mode, confidence, instrument } = parseObject(shape, { period: 3 });
  assert.deepEqual([period, mode, confidence.toString(), instrument], [3, "level", "1", undefined]);
  assert.equal(parseObject(shape, { period: 3, confidence: "0.40" }).confidence.toString(), "0.4");
});

test("a parameter that does not fit is told by its name, its rule and what it was", () => {
  for (const [value, told] of [
    [{}, "period: must be set"],
    [{ period: 0 }, "period: must lie between 1 and 10000, got 0"],
    [{ period: 1.5 }, "period: must be a whole number, got 1.5"],
    [{ period: "3" }, "period: must be a whole number, got `3`"],
    [{ period: 3, peroid: 4 }, "there is no parameter `peroid`; did you mean `period`?"],
    [{ period: 3, mode: "corss" }, "mode: there is no `corss`; did you mean `cross`?"],
    [{ period: 3, mode: 1 }, "mode: must be one of level, cross, got 1"],
    [{ period: 3, confidence: "1.1" }, 'confidence: must be a decimal from 0 to 1 as a text, such as "0.4", got `1.1`'],
    [{ period: 3, confidence: 0.5 }, 'confidence: must be a decimal from 0 to 1 as a text, such as "0.4", got 0.5'],
    [{ period: 3, instrument: "btc" }, "instrument: must be a symbol such as BTC_USDT, got `btc`"],
    [[], "must be an object, got a list"],
    [null, "must be an object, got null"],
  ] as const) {
    assert.equal(read(shape, value), told);
  }
});

test("values within values are told by the way to them", () => {
  const nested = { levels: list(group({ share: exactDecimal({ min: 0, max: "0.5" }) }), { min: 1, max: 2 }) };
  assert.deepEqual(read(nested, { levels: [{ share: "0.5" }] }), { levels: [{ share: exactDecimal().parse("0.5") }] });
  assert.equal(read(nested, { levels: [{ share: "0.5" }, { share: "0.51" }] }), "levels[1].share: must be at most 0.5, got 0.51");
  assert.equal(read(nested, { levels: [{ share: "-1" }] }), "levels[0].share: must be at least 0, got -1");
  assert.equal(read(nested, { levels: [] }), "levels: must have at least 1 items, got 0");
  assert.equal(read(nested, { levels: [{}, {}, {}] }), "levels: must have at most 2 items, got 3");
  assert.equal(read(nested, { levels: 5 }), "levels: must be a list, got 5");
});

test("flags, numbers and texts have their rules too", () => {
  assert.equal(read({ on: flag() }, { on: 1 }), "on: must be true or false, got 1");
  assert.equal(read({ factor: number({ min: 0 }) }, { factor: -1 }), "factor: must lie between 0 and Infinity, got -1");
  assert.equal(read({ factor: number() }, { factor: "1" }), "factor: must be a number, got `1`");
  const name = { name: text({ pattern: "[a-z]+", maxLength: 3 }) };
  assert.deepEqual(read(name, { name: "abc" }), { name: "abc" });
  assert.equal(read(name, { name: "abcd" }), "name: must have at most 3 characters");
  assert.equal(read(name, { name: "A" }), "name: must have the form [a-z]+, got `A`");
  assert.equal(read(name, { name: 3 }), "name: must be a text, got 3");
});

test("the schema has the same rules", () => {
  assert.deepEqual(objectSchema(shape), {
    type: "object",
    properties: {
      period: { type: "integer", minimum: 1, maximum: 10_000, description: "Bars in the window." },
      mode: {
        oneOf: [
          { const: "level", description: "A side.", type: "string" },
          { const: "cross", description: "A change of sides.", type: "string" },
        ],
        default: "level",
      },
      confidence: { type: "string", pattern: "^(0(\\.[0-9]+)?|1(\\.0+)?)$", default: "1" },
      instrument: { type: ["string", "null"], pattern: "^[A-Z0-9]{1,12}_[A-Z0-9]{1,12}$", default: null },
    },
    required: ["period"],
    additionalProperties: false,
  });
});
