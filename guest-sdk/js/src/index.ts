/**
 * Write SimpleTrader workers in TypeScript and JavaScript.
 *
 * A worker is one object, made by the function of its category and exported as default: who it is, its parameters, and a function
 * `start` that returns its handlers. Money is exact ({@link Decimal}), indicators are doubles, and names cost nothing: inputs and
 * facts have the names of their declarations. Nothing beside this package is needed at run time.
 *
 * Neighbours: `wit/` is the contract, `boundary/` the way to it and back, `toolchain/build.mjs` makes the component.
 */

export { nothing, plan, proceed, publish, refuse, stop } from "./answers.ts";
export type { Decision, Disposition, NewOrder, OrderIntent, PlanOutcome } from "./answers.ts";
export type { Command, ExecutionTask, Fill, Reply, ReplyKind, Situation, Task, Timer } from "./calls.ts";
export { log } from "./capability/log.ts";
export { notes } from "./capability/notes.ts";
export { state } from "./capability/state.ts";
export { window } from "./capability/window.ts";
export type { Window } from "./capability/window.ts";
export { Decimal, decimal, estimate, ratio, wholeTimes } from "./decimal.ts";
export type { DecimalLike, Rounding } from "./decimal.ts";
export type * from "./decisions.ts";
export { badParams, failed, notReady, WorkerError } from "./errors.ts";
export type { WorkerErrorKind } from "./errors.ts";
export { isFinal, orderFor, protectedOrder, tend, wanted } from "./execution.ts";
export type { Missing, Wanted } from "./execution.ts";
export { whereThere } from "./fields.ts";
export type * from "./ledger.ts";
export { Bar } from "./market.ts";
export type { BarSteps, Instant, Instrument, InstrumentRef, Quote, Series, SeriesRef, Tick, Trigger, Units } from "./market.ts";
export { choice, exactDecimal, flag, fraction, group, integer, list, number, optional, symbol, text } from "./params.ts";
export type { Param, Values } from "./params.ts";
export type { Setup } from "./setup.ts";
export {
  contextWorker,
  entryPlanner,
  executionPlanner,
  executionWorker,
  exitPlanner,
  riskMonitor,
  signalDetector,
  sizePlanner,
  strategyPlanner,
  Worker,
} from "./definition.ts";
export type { ExecutionFamily, Read } from "./definition.ts";
