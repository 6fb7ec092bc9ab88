/**
 * Exact decimal numbers: money, prices and sizes are never doubles.
 *
 * A `Decimal` is `mantissa / 10^scale` in one canonical form, so equal numbers have equal fields. Sums, differences and products
 * are exact and as long as they need to be; only a quotient has to be rounded, and says how. Fifteen digits cross the boundary to
 * the host; what is longer is refused there by name and not rounded in silence.
 */

/** What is accepted where a decimal is wanted. A number means its shortest decimal text: `0.1` is one tenth. */
export type DecimalLike = Decimal | string | number | bigint;

/** What a number between two others becomes: the one below, the one above, the one nearer to 0, the nearest (ties to even). */
export type Rounding = "floor" | "ceil" | "trunc" | "half-even";

/** 10^0 to 10^22, all exact as doubles. */
const POWERS = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
] as const;

/** Most digits after the point of a text, so that a few characters cannot ask for a number of a gigabyte. */
const MOST_PLACES = 400;

/** The form of a decimal text: sign, digits, fraction, exponent. */
const TEXT = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/** 10^places. */
export function powerOfTen(places: number): bigint {
  return 10n ** BigInt(places);
}

/** An exact decimal number. Values never change; every operation gives a new one. */
export class Decimal {
  static readonly ZERO = new Decimal(0n, 0);
  static readonly ONE = new Decimal(1n, 0);

  /** The digits, with the sign. */
  readonly mantissa: bigint;
  /** How many of the digits stand after the point, 0 or more. */
  readonly scale: number;

  private constructor(mantissa: bigint, scale: number) {
    this.mantissa = mantissa;
    this.scale = scale;
  }

  /** `mantissa / 10^scale`, brought to canonical form. `scale` is a whole number, 0 or more. */
  static fromParts(mantissa: bigint, scale: number): Decimal {
    if (!Number.isSafeInteger(scale) || scale < 0) {
      throw new RangeError(`the scale of a decimal must be a whole number of at least 0, got ${scale}`);
    }
    let [digits, places] = [mantissa, scale];
    while (places > 0 && digits % 10n === 0n) {
      digits /= 10n;
      places -= 1;
    }
    return new Decimal(digits, places);
  }

  /**
   * The decimal that a value means. Throws for a text that is no decimal number and for a number that is not finite; the message
   * names the value.
   */
  static of(value: DecimalLike): Decimal {
    if (value instanceof Decimal) return value;
    if (typeof value === "bigint") return new Decimal(value, 0);
    if (typeof value === "number") return Number.isSafeInteger(value) ? new Decimal(BigInt(value), 0) : parse(String(value));
    if (typeof value === "string") return parse(value);
    throw new TypeError(`expected a decimal, as a text or a number, got ${typeof value}`);
  }

  plus(other: DecimalLike): Decimal {
    const [a, b, scale] = aligned(this, Decimal.of(other));
    return Decimal.fromParts(a + b, scale);
  }

  minus(other: DecimalLike): Decimal {
    const [a, b, scale] = aligned(this, Decimal.of(other));
    return Decimal.fromParts(a - b, scale);
  }

  times(other: DecimalLike): Decimal {
    const factor = Decimal.of(other);
    return Decimal.fromParts(this.mantissa * factor.mantissa, this.scale + factor.scale);
  }

  /** The quotient with at most `places` digits after the point. A division by zero throws. */
  dividedBy(other: DecimalLike, places: number, rounding: Rounding): Decimal {
    const divisor = Decimal.of(other);
    if (divisor.isZero()) throw new RangeError(`${this.toString()} cannot be divided by 0`);
    const numerator = this.mantissa * powerOfTen(divisor.scale + places);
    const denominator = divisor.mantissa * powerOfTen(this.scale);
    return Decimal.fromParts(roundedQuotient(numerator, denominator, rounding), places);
  }

  /** The number with at most `places` digits after the point. */
  round(places: number, rounding: Rounding): Decimal {
    return places >= this.scale ? this : this.dividedBy(Decimal.ONE, places, rounding);
  }

  /** The number on a grid, for example a price on its tick. `step` must be greater than 0. */
  toStep(step: DecimalLike, rounding: Rounding): Decimal {
    const grid = Decimal.of(step);
    if (grid.sign() <= 0) throw new RangeError(`a step must be greater than 0, got ${grid.toString()}`);
    const [value, unit, scale] = aligned(this, grid);
    return Decimal.fromParts(roundedQuotient(value, unit, rounding) * unit, scale);
  }

  /** Less than 0, 0 or greater than 0, as this number is less than, equal to or greater than the other. */
  compareTo(other: DecimalLike): number {
    const [a, b] = aligned(this, Decimal.of(other));
    return a < b ? -1 : a > b ? 1 : 0;
  }

  eq(other: DecimalLike): boolean {
    return this.compareTo(other) === 0;
  }

  lt(other: DecimalLike): boolean {
    return this.compareTo(other) < 0;
  }

  lte(other: DecimalLike): boolean {
    return this.compareTo(other) <= 0;
  }

  gt(other: DecimalLike): boolean {
    return this.compareTo(other) > 0;
  }

  gte(other: DecimalLike): boolean {
    return this.compareTo(other) >= 0;
  }

  /** The smaller of the two. */
  min(other: DecimalLike): Decimal {
    const rival = Decimal.of(other);
    return this.lte(rival) ? this : rival;
  }

  /** The larger of the two. */
  max(other: DecimalLike): Decimal {
    const rival = Decimal.of(other);
    return this.gte(rival) ? this : rival;
  }

  negated(): Decimal {
    return new Decimal(-this.mantissa, this.scale);
  }

  abs(): Decimal {
    return this.mantissa < 0n ? this.negated() : this;
  }

  /** -1, 0 or 1. */
  sign(): number {
    return this.mantissa < 0n ? -1 : this.mantissa > 0n ? 1 : 0;
  }

  isZero(): boolean {
    return this.mantissa === 0n;
  }

  /** The nearest double, ties to even: for indicators and statistics only. */
  toNumber(): number {
    return ratio(this.mantissa, powerOfTen(this.scale));
  }

  /** Plain digits without exponent and without trailing zeros: `-0.5`, `0`, `1200`. */
  toString(): string {
    if (this.scale === 0) return this.mantissa.toString();
    const digits = this.abs()
      .mantissa.toString()
      .padStart(this.scale + 1, "0");
    const point = digits.length - this.scale;
    return `${this.mantissa < 0n ? "-" : ""}${digits.slice(0, point)}.${digits.slice(point)}`;
  }

  /** In JSON a decimal is its text, so that no reader makes a double of it. */
  toJSON(): string {
    return this.toString();
  }
}

/** A decimal from a text or a number: `decimal("0.05")`. */
export function decimal(value: DecimalLike): Decimal {
  return Decimal.of(value);
}

/**
 * The quotient of whole numbers as the nearest double, ties to even: equal quotients of different terms are the same number. NaN
 * when the denominator is 0. A number must be whole and below 2^53.
 */
export function ratio(numerator: bigint | number, denominator: bigint | number): number {
  if (typeof numerator === "number" && typeof denominator === "number") return divided(numerator, denominator);
  const [above, below] = [BigInt(numerator), BigInt(denominator)];
  if (below < 0n) return ratio(-above, -below);
  const magnitude = above < 0n ? -above : above;
  const exact = BigInt(Number.MAX_SAFE_INTEGER);
  // A division of two exact doubles is correctly rounded by the machine.
  if (magnitude <= exact && below <= exact) return divided(Number(above), Number(below));
  if (below === 0n) return NaN;
  if (magnitude === 0n) return 0;
  // Shift until the quotient has at least 55 bits, two more than a double keeps: one decides the rounding, and the last, set when
  // anything remains, breaks false ties.
  const shift = Math.max(0, 55 + bits(below) - bits(magnitude));
  const shifted = magnitude << BigInt(shift);
  const quotient = shifted / below;
  const sticky = quotient * below === shifted ? quotient : quotient | 1n;
  const nearest = Number(sticky) * 2 ** -shift;
  return above < 0n ? -nearest : nearest;
}

/** How many whole times `unit[0] * unit[1]` goes into `budget[0] * budget[1]`: the lots that a share of the cash can pay. */
export function wholeTimes(budget: readonly [DecimalLike, DecimalLike], unit: readonly [DecimalLike, DecimalLike]): bigint {
  const [whole, part] = [Decimal.of(budget[0]).times(budget[1]), Decimal.of(unit[0]).times(unit[1])];
  if (whole.sign() < 0) throw new RangeError(`a budget must not be negative, got ${whole.toString()}`);
  if (part.sign() <= 0) throw new RangeError(`a unit must be greater than 0, got ${part.toString()}`);
  const [above, below] = aligned(whole, part);
  return above / below;
}

/**
 * A figure that is an estimate by nature (the value of a size, the loss at a stop), rounded half-even to the fifteen digits that
 * cross the boundary. Throws when its whole part alone has more.
 */
export function estimate(value: DecimalLike): Decimal {
  const exact = Decimal.of(value);
  const whole = exact.abs().round(0, "trunc").toString();
  const places = Math.min(18, 15 - (whole === "0" ? 0 : whole.length));
  if (places < 0) throw new RangeError(`${exact.toString()} has more than 15 digits before the point`);
  return exact.round(places, "half-even");
}

function divided(numerator: number, denominator: number): number {
  return denominator === 0 ? NaN : numerator / denominator;
}

/** Both mantissas at the larger of the two scales, and that scale. */
function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  if (a.scale === b.scale) return [a.mantissa, b.mantissa, a.scale];
  return a.scale < b.scale
    ? [a.mantissa * powerOfTen(b.scale - a.scale), b.mantissa, b.scale]
    : [a.mantissa, b.mantissa * powerOfTen(a.scale - b.scale), a.scale];
}

function roundedQuotient(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  const [above, below] = denominator < 0n ? [-numerator, -denominator] : [numerator, denominator];
  const toZero = above / below;
  const rest = above % below;
  if (rest === 0n) return toZero;
  const floor = rest < 0n ? toZero - 1n : toZero;
  switch (rounding) {
    case "floor":
      return floor;
    case "ceil":
      return floor + 1n;
    case "trunc":
      return toZero;
    case "half-even": {
      const twice = 2n * (above - floor * below);
      return twice > below || (twice === below && floor % 2n !== 0n) ? floor + 1n : floor;
    }
  }
}

/** Number of binary digits of a positive number. */
function bits(value: bigint): number {
  const hex = value.toString(16);
  return (hex.length - 1) * 4 + (32 - Math.clz32(parseInt(hex.charAt(0), 16)));
}

function parse(text: string): Decimal {
  const found = TEXT.exec(text);
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = found ?? [];
  const places = fraction.length - Number(exponent);
  if (found === null || whole.length + fraction.length === 0 || Math.abs(places) > MOST_PLACES) {
    throw new RangeError(`expected a decimal number such as 12.5, got \`${text.slice(0, 40)}\``);
  }
  const digits = BigInt(sign + whole + fraction);
  return places >= 0 ? Decimal.fromParts(digits, places) : Decimal.fromParts(digits * powerOfTen(-places), 0);
}

/** 10^scale as a double, for scales of up to 22. */
export function unitOf(scale: number): number {
  return POWERS[scale] ?? NaN;
}
