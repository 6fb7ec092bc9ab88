import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import process from "node:process";
import test from "node:test";

import { Atr, Bollinger, Ema, Highest, Lowest, Macd, Rsi, Sma, Stochastic, Vwap, ZScore } from "../src/indicators/index.ts";
import "../src/testing.ts";

/** One bar of the table. */
interface Bar {
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** The columns of the table, computed anew: a function of the bar a column. */
function columns(): Record<string, (bar: Bar) => number> {
  const [sma, ema, rsi, atr, vwap] = [new Sma(5), new Ema(12), new Rsi(14), new Atr(14), new Vwap()];
  const [macd, bollinger, stochastic] = [new Macd(12, 26, 9), new Bollinger(20, 2), new Stochastic(14, 3, 3)];
  const [highest, lowest, score] = [new Highest(10), new Lowest(10), new ZScore(20)];
  let [lines, bands, position] = [macd.next(NaN), bollinger.next(NaN), stochastic.next(NaN, NaN, NaN)];
  return {
    sma_5: ({ close }) => sma.next(close),
    ema_12: ({ close }) => ema.next(close),
    rsi_14: ({ close }) => rsi.next(close),
    macd_12_26_9_line: ({ close }) => (lines = macd.next(close)).line,
    macd_12_26_9_signal: () => lines.signal,
    macd_12_26_9_histogram: () => lines.histogram,
    atr_14: ({ high, low, close }) => atr.next(high, low, close),
    bollinger_20_2_lower: ({ close }) => (bands = bollinger.next(close)).lower,
    bollinger_20_2_middle: () => bands.middle,
    bollinger_20_2_upper: () => bands.upper,
    stochastic_14_3_3_k: ({ high, low, close }) => (position = stochastic.next(high, low, close)).k,
    stochastic_14_3_3_d: () => position.d,
    vwap: ({ high, low, close, volume }) => vwap.next(high, low, close, volume),
    highest_10: ({ high }) => highest.next(high),
    lowest_10: ({ low }) => lowest.next(low),
    z_score_20: ({ close }) => score.next(close),
  };
}

/** The sixteen hexadecimal digits of a double. */
function bits(value: number): string {
  if (Number.isNaN(value)) return "7ff8000000000000";
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16).padStart(16, "0");
}

test("every indicator agrees with the public reference, and with the other languages to the last bit", () => {
  const lines = readFileSync(`${process.cwd()}/../indicators.csv`, "utf8")
    .split("\n")
    .filter((line) => line && !line.startsWith("#"));
  const names = lines[0]!.split(",");
  const computed = columns();
  assert.deepEqual(
    names.filter((name) => name.endsWith(":bits")).sort(),
    Object.keys(computed)
      .map((name) => `${name}:bits`)
      .sort(),
  );
  const compared = Object.fromEntries(Object.keys(computed).map((name) => [name, 0]));
  for (const [row, line] of lines.slice(1).entries()) {
    const cells = Object.fromEntries(line.split(",").map((cell, column) => [names[column], cell]));
    const [high, low, close, volume] = ["high", "low", "close", "volume"].map((name) => Number(cells[name]));
    for (const [name, next] of Object.entries(computed)) {
      const [value, place] = [next({ high: high!, low: low!, close: close!, volume: volume! }), `${name}, bar ${row}`];
      const [reference, exact] = [cells[name]!, cells[`${name}:bits`]!];
      assert.equal(bits(value), exact, place);
      if (reference === "nan") continue;
      const expected = Number(reference);
      assert.ok(Math.abs(value - expected) <= 1e-9 * Math.max(1, Math.abs(expected)), `${place}: ${value} for ${expected}`);
      compared[name]! += 1;
    }
  }
  for (const [name, count] of Object.entries(compared)) assert.ok(count > 80, `${name} was compared ${count} times`);
});

test("what is not finite is no value and changes nothing", () => {
  const average = new Sma(2);
  assert.ok([1, NaN, Infinity].every((value) => Number.isNaN(average.next(value))));
  assert.equal(average.next(3), 2);
  const range = new Atr(1);
  range.next(2, 1, 1.5);
  assert.ok(Number.isNaN(range.next(NaN, 1, 9)));
  assert.equal(range.next(3, 2, 2.5), 1.5);
});

test("a market that stands still is in the middle", () => {
  const [index, score, position] = [new Rsi(3), new ZScore(3), new Stochastic(3, 1, 1)];
  for (let bar = 0; bar < 3; bar++) [index.next(0.1), score.next(0.1), position.next(0.1, 0.1, 0.1)];
  assert.deepEqual([index.next(0.1), score.next(0.1), position.next(0.1, 0.1, 0.1)], [50, 0, { k: 50, d: 50 }]);
});

test("a window forgets what left it, and a period of 0 is one of 1", () => {
  const average = new Sma(2);
  for (const value of [1e300, -1e300, 0.1]) average.next(value);
  assert.equal(average.next(0.3), (0.1 + 0.3) / 2);
  assert.deepEqual([new Sma(0).next(7), new Ema(0).next(7), new Highest(0).next(7), new Lowest(0).next(7)], [7, 7, 7, 7]);
});
