/** What the calls bring, as it crosses the boundary. The host has checked it. */

import type { Command, ExecutionTask, Fill, Reply, ReplyKind, Situation, Task, Timer } from "../calls.ts";
import { Decimal } from "../decimal.ts";
import { alone, field, inline, list, notNegative, optional, positive, record, text, u32, variant } from "./codec.ts";
import type { Codec } from "./codec.ts";
import { signal, risk, directive, plans, executionPlan } from "./decisions.ts";
import { tick, quote, position, account, order } from "./market.ts";

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
