/** The nine categories: their worlds, the interface and handlers that a worker exports, and what it says in its manifest. */

/** What kind of worker it is; the name of its WIT world. */
export type Category =
  | "context-worker"
  | "signal-detector"
  | "risk-monitor"
  | "strategy-planner"
  | "entry-planner"
  | "size-planner"
  | "exit-planner"
  | "execution-planner"
  | "execution-worker";

/** What the manifest and the exports of a category have in common. */
export interface CategoryFacts {
  /** The exported interface beside `lifecycle`, as the component's module names it. */
  readonly interface: string;
  /** Names of the handlers in the manifest. */
  readonly handlers: readonly string[];
  readonly type: string;
  readonly role?: string;
  /** The event that it usually publishes and the contract that goes with it. */
  readonly publishes?: { readonly event_name: string; readonly payload_type: string };
}

function planner(role: string, contract: string): CategoryFacts {
  const event = `${role.toUpperCase()}_PLAN_CREATED`;
  const publishes = { event_name: event, payload_type: contract };
  return { interface: role, handlers: ["plan"], type: "planning_worker", role, publishes };
}

/** What is true of each category. */
export const CATEGORIES: Readonly<Record<Category, CategoryFacts>> = {
  "context-worker": { interface: "context", handlers: ["measure"], type: "context_worker" },
  "signal-detector": {
    interface: "detector",
    handlers: ["detect"],
    type: "signal_detector",
    publishes: { event_name: "SIGNAL_DETECTED", payload_type: "Signal" },
  },
  "risk-monitor": {
    interface: "monitor",
    handlers: ["watch"],
    type: "risk_monitor",
    publishes: { event_name: "RISK_DETECTED", payload_type: "Risk" },
  },
  "strategy-planner": {
    interface: "strategy",
    handlers: ["decide"],
    type: "strategy_planner",
    publishes: { event_name: "STRATEGY_DIRECTIVE_ISSUED", payload_type: "StrategyDirective" },
  },
  "entry-planner": planner("entry", "EntryPlan"),
  "size-planner": planner("size", "SizePlan"),
  "exit-planner": planner("exit", "ExitPlan"),
  "execution-planner": { ...planner("execution", "ExecutionPlan"), interface: "executionPlanning" },
  "execution-worker": { interface: "execution", handlers: ["on-command", "on-reply", "on-timer"], type: "execution_worker" },
};
