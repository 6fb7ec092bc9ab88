/** What a worker sees of the market. */

import { Decimal, unitOf } from "./decimal.ts";

/** Microseconds since 1970-01-01T00:00:00Z, a whole number; `new Date(at / 1000)` makes a date of it. */
export type Instant = number;
/** Position in {@link Setup.instruments}. */
export type InstrumentRef = number;
/** Position in {@link Setup.series}. */
export type SeriesRef = number;

/** What is traded, and in which steps. */
export interface Instrument {
  /** BASE_QUOTE, for example `BTC_USDT`. */
  readonly symbol: string;
  /** Digits after the point of every price: a bar's prices in steps are whole numbers at this scale. */
  readonly priceScale: number;
  /** Digits after the point of every quantity and volume. */
  readonly sizeScale: number;
  /** Smallest step between two prices. */
  readonly tickSize: Decimal;
  /** Smallest step between two quantities. */
  readonly lotSize: Decimal;
  /** Smallest value (price times quantity) of an order, where the venue has one. */
  readonly minNotional: Decimal | undefined;
}

/** One instrument at one timeframe. */
export interface Series {
  readonly instrument: InstrumentRef;
  readonly timeframeSeconds: number;
}

/** The five figures of a bar in whole steps: exact, and equal steps are equal prices. */
export interface BarSteps {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** One closed bar. Prices are in quote currency, each the double that is nearest to the exact price. */
export class Bar {
  readonly series: SeriesRef;
  /** The same figures in whole steps of price and size. */
  readonly steps: BarSteps;
  /** How many steps make 1. */
  readonly units: Units;

  constructor(series: SeriesRef, steps: BarSteps, units: Units) {
    this.series = series;
    this.steps = steps;
    this.units = units;
  }

  get open(): number {
    return this.steps.open / this.units.price;
  }

  get high(): number {
    return this.steps.high / this.units.price;
  }

  get low(): number {
    return this.steps.low / this.units.price;
  }

  get close(): number {
    return this.steps.close / this.units.price;
  }

  get volume(): number {
    return this.steps.volume / this.units.size;
  }

  /** One of the figures as an exact decimal. */
  decimal(field: keyof BarSteps): Decimal {
    const scale = field === "volume" ? this.units.sizeScale : this.units.priceScale;
    return Decimal.fromParts(BigInt(this.steps[field]), scale);
  }
}

/** What started a pass. */
export type Trigger = "bar" | "schedule" | "news" | "reply" | "user";

/** Which pass this is, when it happens and why. */
export interface Tick {
  /** Number of the pass within the run, from 0. */
  readonly sequence: number;
  /** Nothing in the call is later than this. */
  readonly at: Instant;
  readonly trigger: Trigger;
}

/** The latest known price of one instrument. */
export interface Quote {
  readonly instrument: InstrumentRef;
  readonly at: Instant;
  readonly last: Decimal;
  readonly bid: Decimal | undefined;
  readonly ask: Decimal | undefined;
}

/** The steps of an instrument's figures. */
export interface Units {
  /** Steps that make a price of 1: a power of ten, exact as a double. */
  readonly price: number;
  /** Steps that make a quantity of 1: a power of ten, exact as a double. */
  readonly size: number;
  readonly priceScale: number;
  readonly sizeScale: number;
}

/** The steps of an instrument's figures. */
export function unitsOf({ priceScale, sizeScale }: Instrument): Units {
  return { price: unitOf(priceScale), size: unitOf(sizeScale), priceScale, sizeScale };
}
