/** Signals, risks, directives and plans as they cross the boundary. */

import { Decimal } from "../decimal.ts";
import type { DecimalLike } from "../decimal.ts";
import type {
  Algorithm,
  BatchMode,
  Directive,
  EntryDirective,
  EntryPlan,
  ExecutionAction,
  ExecutionDirective,
  ExecutionPlan,
  ExecutionPolicy,
  ExitDirective,
  ExitPlan,
  Layer,
  Leg,
  OrderTerms,
  Plans,
  PriceZone,
  Refusal,
  RejectionCode,
  Risk,
  Scope,
  Signal,
  SizeDirective,
  SizePlan,
  Visible,
} from "../decisions.ts";
import { Misfit, shown, unknownName } from "../errors.ts";
import {
  alone,
  anyDecimal,
  atLeastOne,
  bool,
  field,
  fraction,
  inline,
  list,
  notNegative,
  oneOf,
  optional,
  positive,
  record,
  text,
  u32,
  usually,
  variant,
} from "./codec.ts";
import type { Codec } from "./codec.ts";
import { direction, side, timeInForce } from "./terms.ts";

/** The form of the type of a signal or risk. */
const LABEL = /^[A-Z][A-Z0-9_]{2,24}$/;
const label: Codec<string> = {
  lift: text.lift,
  lower(value) {
    const given = text.lower(value) as string;
    if (LABEL.test(given) && !/^(SYSTEM|INTERNAL)_/.test(given)) return given;
    const rule = "must be 3 to 25 capitals, digits and _, starting with a capital and not with SYSTEM_ or INTERNAL_";
    throw new Misfit(`${rule}, got ${shown(given)}`);
  },
};

export const signal = record<Signal>("a signal", { instrument: u32, direction, signalType: label, confidence: optional(fraction) });
export const risk = record<Risk>("a risk", { riskType: label, severity: fraction, instrument: optional(u32) });

const CODES = [
  "low-confidence",
  "risk-veto",
  "conflicting-signals",
  "duplicate-position",
  "limit-reached",
  "cooldown",
  "no-matching-planner",
  "plan-inconsistent",
  "plan-missing",
  "below-minimum-size",
  "insufficient-funds",
  "exchange-rejected",
  "timed-out",
  "fuel-exhausted",
  "worker-trap",
  "halted",
];
const rejectionCode: Codec<RejectionCode> = {
  lift(wire) {
    const { tag, val } = wire as { tag: string; val?: number };
    return (tag === "other" ? { other: val ?? 0 } : tag) as RejectionCode;
  },
  lower(value) {
    if (typeof value === "string" && CODES.includes(value)) return { tag: value };
    if (typeof value === "object" && value !== null && "other" in value) return { tag: "other", val: u32.lower(value.other) };
    throw new Misfit(`there is no code ${shown(value)}; ${typeof value === "string" ? unknownName(value, CODES) : "it is a text"}`);
  },
};
const reason: Codec<string> = {
  lift: text.lift,
  lower(value) {
    const given = text.lower(value) as string;
    const length = [...given].length;
    if (length >= 1 && length <= 500) return given;
    throw new Misfit(`must have 1 to 500 characters, got ${length}`);
  },
};
export const refusal = record<Refusal>("a refusal", { code: rejectionCode, reason });

const priceZone = record<PriceZone>("a price zone", { low: positive, high: positive }, ({ low, high }) => {
  if (Decimal.of(low as DecimalLike).gt(high as DecimalLike)) throw new Misfit("a price zone needs low <= high");
});
const entryDirective = record<EntryDirective>("an entry directive", {
  instrument: u32,
  side,
  timingPreference: optional(fraction),
  priceZone: optional(priceZone),
  maxSlippage: optional(notNegative),
});
const sizeDirective = record<SizeDirective>("a size directive", {
  aggressiveness: optional(fraction),
  maxRiskAmount: optional(positive),
  accountRiskPct: optional(fraction),
  targetSize: optional(notNegative),
});
const exitDirective = record<ExitDirective>("an exit directive", {
  profitTakingPreference: optional(fraction),
  riskRewardRatio: optional(positive),
  stopLossTolerance: optional(notNegative),
});
const executionDirective = record<ExecutionDirective>("an execution directive", {
  urgency: optional(fraction),
  maxTotalSlippage: optional(notNegative),
});
const policy = record<ExecutionPolicy>("an execution policy", {
  mode: oneOf<BatchMode>(["independent", "coordinated", "sequential"]),
  timeoutSeconds: optional(u32),
});
const targets: Codec<number[]> = {
  lift: list(u32).lift,
  lower(value) {
    const trades = list(u32).lower(value) as number[];
    if (trades.length === 0) throw new Misfit("there must be at least one trade");
    if (new Set(trades).size < trades.length) throw new Misfit("the trades must differ");
    return trades;
  },
};
const scope = variant<Scope>("a scope", {
  "new-trade": alone,
  "modify-existing": field("trades", targets),
  "close-existing": field("trades", targets),
});
const leg = record<Leg>("a leg", { entry: entryDirective, size: optional(sizeDirective), exit: optional(exitDirective) });
export const directive = record<Directive>(
  "a directive",
  {
    scope,
    confidence: fraction,
    entry: optional(entryDirective),
    size: optional(sizeDirective),
    exit: optional(exitDirective),
    execution: optional(executionDirective),
    policy: optional(policy),
    legs: usually(list(leg), []),
  },
  ({ scope: about, entry, size, exit, legs }) => {
    const count = Array.isArray(legs) ? legs.length : 0;
    if (count === 0) return;
    if ((about as Scope).kind !== "new-trade") throw new Misfit("only a new trade has legs");
    if (count < 2 || count > 32) throw new Misfit(`there must be 2 to 32 legs, got ${count}`);
    if (entry || size || exit) throw new Misfit("entry, size and exit stand in the legs, not beside them");
  },
);

export const terms = variant<OrderTerms>("the terms of an order", {
  market: alone,
  limit: field("limit", positive),
  "stop-limit": inline(record("a stop-limit order", { trigger: positive, limit: positive })),
  "stop-market": field("trigger", positive),
  "take-profit-market": field("trigger", positive),
});
export const entryPlan = record<EntryPlan>("an entry plan", { instrument: u32, side, order: terms });
export const sizePlan = record<SizePlan>("a size plan", {
  targetSize: notNegative,
  positionValue: notNegative,
  riskAmount: optional(notNegative),
  leverage: atLeastOne,
});
export const exitPlan = record<ExitPlan>("an exit plan", { stopLoss: optional(positive), takeProfit: optional(positive) });
export const plans = record<Plans>("plans", {
  entry: optional(entryPlan),
  size: optional(sizePlan),
  exit: optional(exitPlan),
});

const visible = variant<Visible>("the visible part", { quantity: field("quantity", positive), ratio: field("ratio", fraction) });
const layer = record<Layer>("a layer", { offset: anyDecimal, share: fraction });
const algorithm = variant<Algorithm>("an algorithm", {
  single: field("timeInForce", timeInForce),
  twap: inline(record("a twap", { slices: u32, durationSeconds: u32, jitter: fraction })),
  vwap: inline(record("a vwap", { slices: u32, durationSeconds: u32, profile: text })),
  iceberg: inline(record("an iceberg", { visible, refreshAt: fraction })),
  layered: field("layers", list(layer)),
  pov: inline(
    record("a pov", {
      participation: fraction,
      minChild: optional(positive),
      maxChild: optional(positive),
      durationSeconds: u32,
    }),
  ),
});
const action = variant<ExecutionAction>("an action", {
  "execute-trade": field("algorithm", algorithm),
  "cancel-order": field("order", u32),
  "modify-order": field("order", u32),
  "cancel-group": field("group", u32),
  "cancel-all-in-trade": alone,
});
export const executionPlan = record<ExecutionPlan>("an execution plan", {
  action,
  maxSlippage: fraction,
  windowSeconds: optional(u32),
  mustCompleteNow: bool,
  minFillRatio: optional(fraction),
});
