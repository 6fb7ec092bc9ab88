/** What workers answer, as it crosses the boundary. */

import type { Decision, Disposition, NewOrder, OrderIntent, PlanOutcome } from "../answers.ts";
import { Misfit } from "../errors.ts";
import {
  alone,
  bool,
  field,
  inline,
  instant,
  list,
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
import { signal, risk, refusal, directive, entryPlan, sizePlan, exitPlan, executionPlan, terms } from "./decisions.ts";
import { side, timeInForce, purpose } from "./terms.ts";

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
