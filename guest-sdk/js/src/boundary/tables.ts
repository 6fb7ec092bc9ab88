/** Every type of the contract that crosses the boundary; the WIT files in `wit/` are the reference. */

import type { Decision, Disposition, NewOrder, OrderIntent, PlanOutcome } from "../answers.ts";
import type { Command, ExecutionTask, Fill, Reply, ReplyKind, Situation, Task, Timer } from "../calls.ts";
import type {
  Algorithm, BatchMode, Directive, EntryDirective, EntryPlan, ExecutionAction, ExecutionDirective, ExecutionPlan, ExecutionPolicy,
  ExitDirective, ExitPlan, Layer, Leg, OrderTerms, Plans, PriceZone, Refusal, RejectionCode, Risk, Scope, Signal, SizeDirective,
  SizePlan, Visible,
} from "../decisions.ts";
import { Decimal } from "../decimal.ts";
import type { DecimalLike } from "../decimal.ts";
import { Misfit, shown, unknownName } from "../errors.ts";
import type {
  Account, Direction, Order, OrderKind, OrderPurpose, OrderStatus, Position, Side, TimeInForce,
} from "../ledger.ts";
import type { Instrument, Quote, Series, Tick, Trigger } from "../market.ts";
import {
  alone, anyDecimal, atLeastOne, bool, field, fraction, inline, instant, list, notNegative, oneOf, optional, positive, record, text, u32,
  u8, usually, variant,
} from "./codec.ts";
import type { Codec } from "./codec.ts";

const direction = oneOf<Direction>(["long", "short"]);
const side = oneOf<Side>(["buy", "sell"]);
const timeInForce = oneOf<TimeInForce>(["gtc", "ioc", "fok", "gtd"]);
const purpose = oneOf<OrderPurpose>(["entry", "stop-loss", "take-profit", "close-out", "slice"]);

export const instrument = record<Instrument>("an instrument", {
  symbol: text,
  priceScale: u8,
  sizeScale: u8,
  tickSize: anyDecimal,
  lotSize: anyDecimal,
  minNotional: optional(anyDecimal),
});
export const series = record<Series>("a series", { instrument: u32, timeframeSeconds: u32 });
export const tick = record<Tick>("a tick", {
  sequence: u32,
  at: instant,
  trigger: oneOf<Trigger>(["bar", "schedule", "news", "reply", "user"]),
});
export const quote = record<Quote>("a quote", {
  instrument: u32,
  at: instant,
  last: positive,
  bid: optional(positive),
  ask: optional(positive),
});

export const position = record<Position>("a position", {
  trade: u32,
  instrument: u32,
  direction,
  openedAt: instant,
  quantity: notNegative,
  averagePrice: anyDecimal,
  lastPrice: anyDecimal,
  unrealised: anyDecimal,
  realised: anyDecimal,
  stopLoss: optional(positive),
  takeProfit: optional(positive),
});
export const account = record<Account>("an account", {
  equity: anyDecimal,
  cash: anyDecimal,
  exposure: anyDecimal,
  dailyResult: anyDecimal,
});
export const order = record<Order>("an order", {
  order: u32,
  tag: u32,
  trade: u32,
  group: u32,
  side,
  kind: oneOf<OrderKind>(["market", "limit", "stop-limit", "stop-market", "take-profit-market"]),
  purpose,
  status: oneOf<OrderStatus>(["pending", "open", "partially-filled", "filled", "cancelled", "rejected", "expired"]),
  quantity: positive,
  filled: notNegative,
  price: optional(positive),
  stopPrice: optional(positive),
});

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
  "low-confidence", "risk-veto", "conflicting-signals", "duplicate-position", "limit-reached", "cooldown", "no-matching-planner",
  "plan-inconsistent", "plan-missing", "below-minimum-size", "insufficient-funds", "exchange-rejected", "timed-out", "fuel-exhausted",
  "worker-trap", "halted",
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

const terms = variant<OrderTerms>("the terms of an order", {
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

const decision = record<Decision>("a decision", {
  signals: list(u32),
  risks: list(u32),
  outcome: variant("an outcome", { issue: field("directive", directive), refuse: inline(refusal as Codec<object>) }),
});

/** The answer of a worker that may publish. */
function disposition<T>(item: Codec<T>): Codec<Disposition<T>> {
  return variant("an answer", {
    proceed: alone,
    publish: field("items", {
      lift: list(item).lift,
      lower(value) {
        const items = list(item).lower(value) as unknown[];
        if (items.length === 0) throw new Misfit("publish needs at least one item; to say nothing, answer proceed()");
        return items;
      },
    }),
    stop: field("reason", text),
  });
}
export const signals = disposition(signal);
export const risks = disposition(risk);
export const decisions = disposition(decision);

/** The answer of a planner. */
function outcome<T>(plan: Codec<T>): Codec<PlanOutcome<T>> {
  return variant("an answer", { plan: field("plan", plan), nothing: alone, refuse: inline(refusal as Codec<object>) });
}
export const entryOutcome = outcome(entryPlan);
export const sizeOutcome = outcome(sizePlan);
export const exitOutcome = outcome(exitPlan);
export const executionOutcome = outcome(executionPlan);

const newOrder = record<NewOrder>("an order", {
  tag: u32,
  instrument: u32,
  side,
  quantity: positive,
  terms,
  timeInForce: usually(timeInForce, "gtc"),
  goodTill: optional(instant),
  purpose,
  reduceOnly: usually(bool, false),
  postOnly: usually(bool, false),
  parentTag: optional(u32),
  ocoTag: optional(u32),
});
export const intents = list(
  variant<OrderIntent>("an order intent", {
    place: field("order", newOrder),
    modify: inline(record("a change", { order: u32, quantity: optional(positive), terms: optional(terms) })),
    cancel: field("order", u32),
    "wake-at": inline(record("a wake-up", { at: instant, tag: u32 })),
    finish: field("completion", oneOf(["done", "abandoned"])),
  }),
);

const fill: Codec<Fill> = {
  ...record<Fill>("a fill", { quantity: positive, price: positive }),
  lift(wire) {
    const { quantity, price, commission } = wire as Record<string, unknown>;
    const fee = optional(notNegative).lift(commission) ?? Decimal.ZERO;
    return { quantity: positive.lift(quantity), price: positive.lift(price), commission: fee };
  },
};
const replyKind = variant<ReplyKind>("a reply", {
  accepted: alone,
  filled: inline(fill),
  cancelled: alone,
  expired: alone,
  rejected: field("reason", text),
});

const subject = { tick, quote, directive, target: optional(position), openOrders: list(order), account: optional(account) };
export const situation = record<Situation>("a situation", {
  tick,
  quotes: list(quote),
  signals: list(signal),
  risks: list(risk),
  account: optional(account),
  positions: list(position),
  openOrders: list(order),
});
export const task = record<Task>("a task", subject);
export const executionTask = record<ExecutionTask>("a task", { ...subject, plans });
export const command = record<Command>("a command", {
  tick,
  quote,
  group: u32,
  trade: u32,
  plans,
  execution: executionPlan,
  target: optional(position),
  openOrders: list(order),
});
const repliedTo = record<Omit<Reply, "reply">>("a reply", { tick, quote, group: u32, order });
/** The wire calls `kind` what is `reply` here, because `kind` tells cases apart. */
export const reply = {
  lift: (wire: unknown): Reply => ({ ...repliedTo.lift(wire), reply: replyKind.lift((wire as { kind: unknown }).kind) }),
};
export const timer = record<Timer>("a timer", { tick, quote, group: u32, tag: u32 });
