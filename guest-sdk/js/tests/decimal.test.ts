import assert from "node:assert/strict";
import test from "node:test";

import { decimal, Decimal, estimate, ratio, wholeTimes } from "../src/decimal.ts";
import type { Rounding } from "../src/decimal.ts";
import "../src/testing.ts";

const text = (value: Decimal): string => value.toString();

test("a text that is no decimal number is refused by its words", () => {
  for (const bad of ["", ".", "-", "1,5", "0x10", " 1", "1 ", "1e", "e5", "1e9999", "NaN", "Infinity", "1.2.3", "--1"]) {
    assert.throws(() => decimal(bad), /expected a decimal number such as 12.5, got/, bad);
  }
  assert.throws(() => decimal(NaN), /NaN/);
  assert.throws(() => decimal(Infinity), /Infinity/);
  assert.throws(() => Decimal.of(null as unknown as string), /expected a decimal/);
});

test("equal numbers have one form, however they are written", () => {
  for (const [given, expected] of [
    ["1.50", "1.5"],
    ["0.000", "0"],
    ["-0", "0"],
    ["007", "7"],
    [".5", "0.5"],
    ["5.", "5"],
    ["+3", "3"],
    ["-0.050", "-0.05"],
    ["1e3", "1000"],
    ["12.5e-4", "0.00125"],
    ["123456789012345678901234567890.1", "123456789012345678901234567890.1"],
  ] as const) {
    assert.equal(text(decimal(given)), expected);
  }
  assert.deepEqual(decimal("1.50"), decimal("1.5"));
});

test("a number means its shortest decimal text", () => {
  assert.equal(text(decimal(0.1)), "0.1");
  assert.equal(text(decimal(-1e-7)), "-0.0000001");
  assert.equal(text(decimal(1e21)), "1000000000000000000000");
  assert.equal(text(decimal(5n)), "5");
});

test("sums, differences and products are exact", () => {
  assert.equal(text(decimal("0.1").plus("0.2")), "0.3");
  assert.equal(text(decimal("1").minus("0.0000000001")), "0.9999999999");
  assert.equal(text(decimal("100.25").times("0.004")), "0.401");
  assert.equal(text(decimal("0.123456789012345").times("0.123456789012345")), "0.015241578753238669120562399025");
});

test("every rounding goes where its name says, on both sides of zero", () => {
  const rounded = (value: string): string =>
    (["floor", "ceil", "trunc", "half-even"] as Rounding[]).map((rounding) => text(decimal(value).round(0, rounding))).join(" ");
  assert.equal(rounded("2.5"), "2 3 2 2");
  assert.equal(rounded("3.5"), "3 4 3 4");
  assert.equal(rounded("-2.5"), "-3 -2 -2 -2");
  assert.equal(rounded("-3.5"), "-4 -3 -3 -4");
  assert.equal(rounded("-0.1"), "-1 0 0 0");
  assert.equal(rounded("7"), "7 7 7 7");
});

test("a quotient says how long it may be and how it is rounded", () => {
  assert.equal(text(decimal(1).dividedBy(3, 4, "floor")), "0.3333");
  assert.equal(text(decimal(1).dividedBy(3, 4, "ceil")), "0.3334");
  assert.equal(text(decimal(1).dividedBy("-8", 2, "half-even")), "-0.12");
  assert.equal(text(decimal("1.5").dividedBy("0.5", 0, "trunc")), "3");
  assert.throws(() => decimal(1).dividedBy(0, 2, "floor"), /1 cannot be divided by 0/);
});

test("a price goes to the tick that was asked for", () => {
  assert.equal(text(decimal("1.02").toStep("0.05", "floor")), "1");
  assert.equal(text(decimal("1.02").toStep("0.05", "ceil")), "1.05");
  assert.equal(text(decimal("1.025").toStep("0.05", "half-even")), "1");
  assert.equal(text(decimal("1.075").toStep("0.05", "half-even")), "1.1");
  assert.equal(text(decimal("-1.02").toStep("0.05", "floor")), "-1.05");
  assert.throws(() => decimal(1).toStep(0, "floor"), /a step must be greater than 0, got 0/);
});

test("decimals compare by value", () => {
  assert.ok(
    decimal("0.10").eq("0.1") && decimal("-1").lt(0) && decimal("1.5").gt("1.49") && decimal(2).gte(2) && decimal(2).lte(2),
  );
  assert.equal(text(decimal(1).max("1.1").min("1.05")), "1.05");
  assert.equal(text(decimal("-1").abs()), "1");
  assert.equal(JSON.stringify({ price: decimal("1.10") }), '{"price":"1.1"}');
});

test("a quotient of whole numbers is the nearest double, ties to even", () => {
  assert.ok(Number.isNaN(ratio(1, 0)) && Number.isNaN(ratio(0n, 0n)) && Number.isNaN(ratio(2n ** 100n, 0n)));
  assert.equal(ratio(0n, 2n ** 64n), 0);
  assert.equal(ratio(1n, 2n ** 64n - 1n), 2 ** -64);
  assert.equal(ratio(-(2n ** 127n), 1n), -(2 ** 127));
  const halfWay = 2n ** 53n + 1n;
  assert.equal(ratio(halfWay, 1n), 9_007_199_254_740_992);
  assert.equal(ratio(halfWay * 4n + 1n, 4n), 9_007_199_254_740_994);
  assert.equal(ratio(-halfWay * 4n - 1n, 4n), -9_007_199_254_740_994);
});

test("equal quotients of different terms are the same double", () => {
  let seed = 12345;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return (seed % below) + 1;
  };
  for (let round = 0; round < 2_000; round++) {
    const [sum, count, times] = [BigInt(random(1e9)) * BigInt(random(1e9)), BigInt(random(10_000)), BigInt(random(1_000))];
    const unit = 10n ** 12n;
    assert.equal(ratio(sum, count * unit), ratio(sum * times, count * unit * times));
    const [above, below] = [random(2 ** 30) * 4_194_303, random(2 ** 30)];
    assert.equal(ratio(BigInt(above) << 20n, BigInt(below) << 20n), above / below, "the long and the machine's division agree");
  }
});

test("the double of a decimal is the nearest one", () => {
  for (const value of ["0.1", "100.34", "-0.000001", "999999999999999", "123456789.012345678901234567"]) {
    assert.equal(decimal(value).toNumber(), Number(value));
  }
});

test("whole times are counted without a rounding", () => {
  assert.equal(wholeTimes(["0.1", 3], ["0.1", 3]), 1n);
  assert.equal(wholeTimes(["0.95", 10000], [1, 95]), 100n);
  assert.equal(wholeTimes(["0.95", "9999.99"], [1, 95]), 99n);
  assert.equal(wholeTimes([1, 1], ["0.00000001", 3]), 33_333_333n);
  assert.throws(() => wholeTimes([1, 1], [0, 1]), /a unit must be greater than 0/);
  assert.throws(() => wholeTimes([-1, 1], [1, 1]), /a budget must not be negative/);
});

test("an estimate keeps fifteen digits", () => {
  assert.equal(text(estimate("1234567890.1234567")), "1234567890.12346");
  assert.equal(text(estimate("0.12345678901234567891")), "0.123456789012346");
  assert.throws(() => estimate("1000000000000000"), /more than 15 digits before the point/);
});
