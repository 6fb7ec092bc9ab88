/** Gives its inputs and the bar back as facts, for tests of the boundary. */

import { contextWorker, whereThere } from "simpletrader";

const number = whereThere("A number to give back; NaN where nothing produces it.");

export default contextWorker({
  vendor: "typescript",
  name: "echo_facts",
  version: "0.1.0",
  title: "Echo of numbers",
  inputs: { a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number },
  facts: {
    a: "As it came; so are the next seven.",
    b: "",
    c: "",
    d: "",
    e: "",
    f: "",
    g: "",
    h: "",
    open: "The mantissa of the open; so are the next four.",
    high: "",
    low: "",
    close: "",
    volume: "",
    series: "The number of the series.",
    at: "Microseconds since the epoch.",
  },

  start() {
    return {
      measure(at, { series, steps: { open, high, low, close, volume } }, inputs) {
        return { ...inputs, open, high, low, close, volume, series, at };
      },
    };
  },
});
