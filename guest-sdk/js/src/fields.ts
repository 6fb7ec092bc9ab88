/** Named numbers: what a worker is given (inputs) and what a context worker gives (facts). NaN means "not ready". */

import { failed, Misfit, shown, unknownName } from "./errors.ts";

/** What a number means; an optional one is NaN where nothing produces it. */
export interface InputSpec {
  readonly doc: string;
  readonly optional: boolean;
}

/** Inputs by name: what each means, as a text or with more to say. */
export type InputShape = Readonly<Record<string, string | InputSpec>>;
/** Facts by name: what each means. */
export type FactShape = Readonly<Record<string, string>>;
/** The numbers of a shape. */
export type Numbers<S> = { readonly [K in keyof S]: number };

/** An input that the worker can do without: `inputs: { volatility: whereThere("How restless the market is.") }`. */
export function whereThere(doc: string): InputSpec {
  return { doc, optional: true };
}

/** Reads the numbers of a call into an object. */
export function readInputs(names: readonly string[], values: readonly number[]): Record<string, number> {
  if (values.length !== names.length) {
    throw failed(`expected ${names.length} inputs (${names.join(", ")}), got ${values.length}`);
  }
  const inputs: Record<string, number> = {};
  for (let index = 0; index < names.length; index++) inputs[names[index]!] = values[index]!;
  return inputs;
}

/** Writes facts in the order of their names. */
export function writeFacts(names: readonly string[], facts: unknown): number[] {
  if (typeof facts !== "object" || facts === null) throw new Misfit(`must be an object with the facts, got ${shown(facts)}`);
  const given = facts as Readonly<Record<string, unknown>>;
  for (const name in given) {
    if (!names.includes(name)) throw new Misfit(`there is no fact \`${name}\`; ${unknownName(name, names)}`);
  }
  return names.map((name) => {
    const value = given[name];
    if (typeof value === "number") return value;
    throw new Misfit(`the fact \`${name}\` must be a number (NaN while it is not ready), got ${shown(value)}`);
  });
}
