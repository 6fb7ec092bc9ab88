/** Every type of the contract that a handler takes or gives; the WIT files in `wit/` are the reference. */

export * from "./answers.ts";
export * from "./calls.ts";
export { instrument, position, series } from "./market.ts";
