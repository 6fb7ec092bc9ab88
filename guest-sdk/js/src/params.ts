/**
 * Parameters with their rules: what the blueprint may set, the type that the worker gets, and the JSON Schema that the host and
 * editors check with, all out of one declaration.
 *
 * ```ts
 * params: {
 *   period: integer({ min: 1, max: 10_000, doc: "Bars in the window." }),
 *   mode: choice({ level: "…", cross: "…" }, { default: "level" }),
 * }
 * ```
 */

import { Decimal } from "./decimal.ts";
import type { DecimalLike } from "./decimal.ts";
import { at, Misfit, shown, unknownName } from "./errors.ts";
import type { JsonSchema } from "./json_schema.ts";

/** One parameter. `T` is what the worker gets. */
export interface Param<T> {
  /** Its rules, for the host and for editors. */
  readonly schema: JsonSchema;
  /** Whether the blueprint must set it. */
  readonly required: boolean;
  /** Reads what the blueprint says; throws a {@link Misfit}. Undefined: it says nothing. */
  parse(value: unknown): T;
}

/** Parameters by name. */
export type ParamShape = Readonly<Record<string, Param<unknown>>>;

/** The values of parameters. */
export type Values<P extends ParamShape> = { readonly [K in keyof P]: P[K] extends Param<infer T> ? T : never };

/** What every parameter may say about itself. */
export interface Common<T> {
  /** What it means, for people who write blueprints. */
  readonly doc?: string;
  /** Its value where the blueprint says nothing; without one the parameter must be set. */
  readonly default?: T;
}

/** Bounds, both included. */
export interface Bounds<N> {
  readonly min?: N;
  readonly max?: N;
}

/** A whole number. */
export function integer(rules: Common<number> & Bounds<number> = {}): Param<number> {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = rules;
  return param({ type: "integer", minimum: min, maximum: max }, rules, (value) => {
    if (typeof value !== "number" || !Number.isInteger(value)) throw new Misfit(`must be a whole number, got ${shown(value)}`);
    return within(value, min, max);
  });
}

/** A number that need not be exact: a factor, a threshold of an indicator. For money there is {@link exactDecimal}. */
export function number(rules: Common<number> & Bounds<number> = {}): Param<number> {
  const { min = -Infinity, max = Infinity } = rules;
  const bounds = { ...(min > -Infinity ? { minimum: min } : {}), ...(max < Infinity ? { maximum: max } : {}) };
  return param({ type: "number", ...bounds }, rules, (value) => {
    if (typeof value !== "number") throw new Misfit(`must be a number, got ${shown(value)}`);
    return within(value, min, max);
  });
}

/** True or false. */
export function flag(rules: Common<boolean> = {}): Param<boolean> {
  return param({ type: "boolean" }, rules, (value) => {
    if (typeof value !== "boolean") throw new Misfit(`must be true or false, got ${shown(value)}`);
    return value;
  });
}

/** A text of at most `maxLength` characters; `pattern` is a regular expression for the whole of it. */
export function text(rules: Common<string> & { readonly pattern?: string; readonly maxLength?: number } = {}): Param<string> {
  const { pattern, maxLength } = rules;
  const whole = pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`, "u");
  const schema = { ...(whole ? { pattern: whole.source } : {}), ...(maxLength === undefined ? {} : { maxLength }) };
  return param({ type: "string", ...schema }, rules, (value) => {
    if (typeof value !== "string") throw new Misfit(`must be a text, got ${shown(value)}`);
    if (maxLength !== undefined && [...value].length > maxLength) throw new Misfit(`must have at most ${maxLength} characters`);
    if (whole !== undefined && !whole.test(value)) throw new Misfit(`must have the form ${pattern}, got ${shown(value)}`);
    return value;
  });
}

/** One of several names, with what each means: `choice({ level: "When …", cross: "When …" })`. */
export function choice<const C extends Readonly<Record<string, string>>>(
  cases: C,
  rules: Common<keyof C & string> = {},
): Param<keyof C & string> {
  const names = Object.keys(cases);
  const oneOf = Object.entries(cases).map(([name, description]) => ({ const: name, description, type: "string" as const }));
  return param({ oneOf }, rules, (value) => {
    if (typeof value !== "string") throw new Misfit(`must be one of ${names.join(", ")}, got ${shown(value)}`);
    if (!names.includes(value)) throw new Misfit(`there is no ${shown(value)}; ${unknownName(value, names)}`);
    return value as keyof C & string;
  });
}

const DECIMAL = /^-?[0-9]+(\.[0-9]+)?$/;
const FRACTION = /^(0(\.[0-9]+)?|1(\.0+)?)$/;
const SYMBOL = /^[A-Z0-9]{1,12}_[A-Z0-9]{1,12}$/;

/** An exact decimal, written as a text in the blueprint: `"0.05"`. */
export function exactDecimal(rules: Common<DecimalLike> & Bounds<DecimalLike> = {}): Param<Decimal> {
  const { doc, min, max } = rules;
  const usual = rules.default === undefined ? {} : { default: Decimal.of(rules.default) };
  return param({ type: "string", pattern: DECIMAL.source }, { ...(doc === undefined ? {} : { doc }), ...usual }, (value) => {
    const given = formed(value, DECIMAL, 'a decimal as a text, such as "12.5"');
    if (min !== undefined && given.lt(min)) throw new Misfit(`must be at least ${String(min)}, got ${given.toString()}`);
    if (max !== undefined && given.gt(max)) throw new Misfit(`must be at most ${String(max)}, got ${given.toString()}`);
    return given;
  });
}

/** A share or a confidence, 0 to 1, exact, written as a text in the blueprint. */
export function fraction(rules: Common<DecimalLike> = {}): Param<Decimal> {
  const { doc } = rules;
  const usual = rules.default === undefined ? {} : { default: Decimal.of(rules.default) };
  return param({ type: "string", pattern: FRACTION.source }, { ...(doc === undefined ? {} : { doc }), ...usual }, (value) =>
    formed(value, FRACTION, 'a decimal from 0 to 1 as a text, such as "0.4"'),
  );
}

/** A symbol, BASE_QUOTE; {@link Setup.find} says which instrument it is. */
export function symbol(rules: Common<string> = {}): Param<string> {
  return param({ type: "string", pattern: SYMBOL.source }, rules, (value) => {
    if (typeof value === "string" && SYMBOL.test(value)) return value;
    throw new Misfit(`must be a symbol such as BTC_USDT, got ${shown(value)}`);
  });
}

/** A list of values that all follow one rule. */
export function list<T>(item: Param<T>, rules: Common<readonly T[]> & Bounds<number> = {}): Param<readonly T[]> {
  const { min = 0, max } = rules;
  const schema: JsonSchema = { type: "array", items: item.schema, minItems: min, ...(max === undefined ? {} : { maxItems: max }) };
  return param(schema, rules, (value) => {
    if (!Array.isArray(value)) throw new Misfit(`must be a list, got ${shown(value)}`);
    if (value.length < min) throw new Misfit(`must have at least ${min} items, got ${value.length}`);
    if (max !== undefined && value.length > max) throw new Misfit(`must have at most ${max} items, got ${value.length}`);
    return value.map((entry: unknown, index) => at(`[${index}]`, () => item.parse(entry)));
  });
}

/** An object with parameters of its own. */
export function group<const P extends ParamShape>(fields: P, rules: { readonly doc?: string } = {}): Param<Values<P>> {
  return param<Values<P>>(objectSchema(fields), rules, (value) => parseObject(fields, value));
}

/** A parameter that may be left out: the worker gets `undefined`. */
export function optional<T>(inner: Param<T>): Param<T | undefined> {
  const { type } = inner.schema;
  const schema = typeof type === "string" ? { ...inner.schema, type: [type, "null"], default: null } : inner.schema;
  return {
    schema,
    required: false,
    parse: (value) => (value === undefined || value === null ? undefined : inner.parse(value)),
  };
}

/** The JSON Schema of parameters: an object with these fields and no other. */
export function objectSchema(fields: ParamShape): JsonSchema {
  const required = Object.keys(fields).filter((name) => fields[name]?.required);
  return {
    type: "object",
    properties: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.schema])),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

/** Reads an object with these fields and no other. */
export function parseObject<P extends ParamShape>(fields: P, value: unknown): Values<P> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Misfit(`must be an object, got ${shown(value)}`);
  const given = value as Readonly<Record<string, unknown>>;
  const names = Object.keys(fields);
  const stray = Object.keys(given).find((name) => !Object.hasOwn(fields, name));
  if (stray !== undefined) throw new Misfit(`there is no parameter \`${stray}\`; ${unknownName(stray, names)}`);
  const parsed: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) parsed[name] = at(name, () => field.parse(given[name]));
  return parsed as Values<P>;
}

function param<T>(rule: JsonSchema, common: Common<T>, read: (value: unknown) => T): Param<T> {
  const { doc, default: usual } = common;
  const schema: JsonSchema = {
    ...rule,
    ...(doc === undefined ? {} : { description: doc }),
    ...(usual === undefined ? {} : { default: JSON.parse(JSON.stringify(usual)) as unknown }),
  };
  return {
    schema,
    required: usual === undefined,
    parse(value) {
      if (value !== undefined) return read(value);
      if (usual !== undefined) return usual;
      throw new Misfit("must be set");
    },
  };
}

function within(value: number, min: number, max: number): number {
  if (min <= value && value <= max) return value;
  throw new Misfit(`must lie between ${min} and ${max}, got ${value}`);
}

function formed(value: unknown, form: RegExp, words: string): Decimal {
  if (typeof value === "string" && form.test(value)) return Decimal.of(value);
  throw new Misfit(`must be ${words}, got ${shown(value)}`);
}
