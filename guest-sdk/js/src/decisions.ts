/**
 * Signals, risks, directives and plans: what workers say to one another through the host.
 *
 * A type with the parameter `D` is read with exact decimals and may be written with whatever a decimal is made of: an
 * `EntryPlan` is what a worker is shown, an `EntryPlan<DecimalLike>` what it may answer. Everything optional may be left out.
 */

import type { Decimal } from "./decimal.ts";
import type { Direction, GroupRef, OrderRef, Side, TimeInForce, TradeRef } from "./ledger.ts";
import type { InstrumentRef } from "./market.ts";

/** An opportunity that a detector saw. */
export interface Signal<D = Decimal> {
  readonly instrument: InstrumentRef;
  readonly direction: Direction;
  /** 3 to 25 capitals, digits and `_`, starting with a capital and not with SYSTEM_ or INTERNAL_. */
  readonly signalType: string;
  /** 0 to 1. */
  readonly confidence?: D | undefined;
}

/** A threat that a monitor saw. */
export interface Risk<D = Decimal> {
  /** The same rule as for the type of a signal. */
  readonly riskType: string;
  /** 0 to 1; 1 is critical. */
  readonly severity: D;
  /** Left out: the whole strategy is concerned. */
  readonly instrument?: InstrumentRef | undefined;
}

export interface PriceZone<D = Decimal> {
  readonly low: D;
  readonly high: D;
}

/** What the strategy wants of the entry; hints and limits, never an order. */
export interface EntryDirective<D = Decimal> {
  readonly instrument: InstrumentRef;
  readonly side: Side;
  /** 0 = patient, 1 = now. Default 0.5. */
  readonly timingPreference?: D | undefined;
  readonly priceZone?: PriceZone<D> | undefined;
  /** Fraction of the price. Default 0.005. */
  readonly maxSlippage?: D | undefined;
}

/** What the strategy wants of the size. */
export interface SizeDirective<D = Decimal> {
  /** 0 to 1. Default 0.5. */
  readonly aggressiveness?: D | undefined;
  /** In account currency, greater than 0. */
  readonly maxRiskAmount?: D | undefined;
  /** Fraction of equity, 0 to 1. Default 0.02. */
  readonly accountRiskPct?: D | undefined;
  /** The absolute size the trade should have afterwards. */
  readonly targetSize?: D | undefined;
}

/** What the strategy wants of the exit. */
export interface ExitDirective<D = Decimal> {
  /** 0 to 1. Default 0.5. */
  readonly profitTakingPreference?: D | undefined;
  /** Reward in units of risk, greater than 0. Default 2. */
  readonly riskRewardRatio?: D | undefined;
  /** Fraction of the price. Default 0.02. */
  readonly stopLossTolerance?: D | undefined;
}

/** What the strategy wants of the execution. */
export interface ExecutionDirective<D = Decimal> {
  /** 0 to 1. Default 0.5. */
  readonly urgency?: D | undefined;
  /** Fraction of the price. Default 0.01. */
  readonly maxTotalSlippage?: D | undefined;
}

/** How the commands of one directive depend on one another. */
export type BatchMode = "independent" | "coordinated" | "sequential";

export interface ExecutionPolicy {
  readonly mode: BatchMode;
  /** Bounds the whole batch, at least 1; left out: no bound. */
  readonly timeoutSeconds?: number | undefined;
}

/** What a directive is about: a trade to come, or trades that exist. */
export type Scope =
  | { readonly kind: "new-trade" }
  | { readonly kind: "modify-existing"; readonly trades: readonly TradeRef[] }
  | { readonly kind: "close-existing"; readonly trades: readonly TradeRef[] };

/** One of several trades that a new-trade directive opens together, such as a pair. */
export interface Leg<D = Decimal> {
  readonly entry: EntryDirective<D>;
  readonly size?: SizeDirective<D> | undefined;
  readonly exit?: ExitDirective<D> | undefined;
}

/** What the strategy wants. A part that is present is asked for; with no part present every planner answers. */
export interface Directive<D = Decimal> {
  readonly scope: Scope;
  /** 0 to 1; chooses which of several planners of a role acts. */
  readonly confidence: D;
  readonly entry?: EntryDirective<D> | undefined;
  readonly size?: SizeDirective<D> | undefined;
  readonly exit?: ExitDirective<D> | undefined;
  readonly execution?: ExecutionDirective<D> | undefined;
  readonly policy?: ExecutionPolicy | undefined;
  /** Left out, or 2 to 32 trades of a new-trade directive, then instead of `entry`, `size` and `exit`. */
  readonly legs?: readonly Leg<D>[] | undefined;
}

/** The type of an order together with the prices that this type needs. */
export type OrderTerms<D = Decimal> =
  | { readonly kind: "market" }
  | { readonly kind: "limit"; readonly limit: D }
  | { readonly kind: "stop-limit"; readonly trigger: D; readonly limit: D }
  | { readonly kind: "stop-market"; readonly trigger: D }
  | { readonly kind: "take-profit-market"; readonly trigger: D };

/** What and where. */
export interface EntryPlan<D = Decimal> {
  readonly instrument: InstrumentRef;
  readonly side: Side;
  readonly order: OrderTerms<D>;
}

/** How much. */
export interface SizePlan<D = Decimal> {
  /** The absolute size the trade should have afterwards; 0 closes it. */
  readonly targetSize: D;
  /** Estimated value of that size, in quote currency. */
  readonly positionValue: D;
  /** Estimated loss at the stop, in quote currency; left out when the trade has no stop. */
  readonly riskAmount?: D | undefined;
  /** At least 1. */
  readonly leverage: D;
}

/** Where to leave. */
export interface ExitPlan<D = Decimal> {
  readonly stopLoss?: D | undefined;
  readonly takeProfit?: D | undefined;
}

/** What of an iceberg shows: a quantity, or a share of the whole. */
export type Visible<D = Decimal> =
  { readonly kind: "quantity"; readonly quantity: D } | { readonly kind: "ratio"; readonly ratio: D };

/** One level of a layered order. */
export interface Layer<D = Decimal> {
  /** Distance from the reference price, as a signed fraction. */
  readonly offset: D;
  /** Share of the quantity; all shares add up to 1. */
  readonly share: D;
}

/** How an order is worked; each kind has its own execution worker. */
export type Algorithm<D = Decimal> =
  | { readonly kind: "single"; readonly timeInForce: TimeInForce }
  /** `jitter` is 0 to 1, a fraction of the slice interval. */
  | { readonly kind: "twap"; readonly slices: number; readonly durationSeconds: number; readonly jitter: D }
  | { readonly kind: "vwap"; readonly slices: number; readonly durationSeconds: number; readonly profile: string }
  | { readonly kind: "iceberg"; readonly visible: Visible<D>; readonly refreshAt: D }
  | { readonly kind: "layered"; readonly layers: readonly Layer<D>[] }
  | {
      readonly kind: "pov";
      readonly participation: D;
      readonly minChild?: D | undefined;
      readonly maxChild?: D | undefined;
      readonly durationSeconds: number;
    };

/** What an execution plan orders. */
export type ExecutionAction<D = Decimal> =
  | { readonly kind: "execute-trade"; readonly algorithm: Algorithm<D> }
  | { readonly kind: "cancel-order"; readonly order: OrderRef }
  | { readonly kind: "modify-order"; readonly order: OrderRef }
  | { readonly kind: "cancel-group"; readonly group: GroupRef }
  | { readonly kind: "cancel-all-in-trade" };

/** By which algorithm, within which limits. Obligations, not hints. */
export interface ExecutionPlan<D = Decimal> {
  readonly action: ExecutionAction<D>;
  /** Fraction of the price, 0 to 1, at most 4 digits after the point. */
  readonly maxSlippage: D;
  readonly windowSeconds?: number | undefined;
  readonly mustCompleteNow: boolean;
  /** 0 to 1, at most 2 digits after the point. */
  readonly minFillRatio?: D | undefined;
}

/** The plans of one directive and one target, side by side. */
export interface Plans {
  readonly entry: EntryPlan | undefined;
  readonly size: SizePlan | undefined;
  readonly exit: ExitPlan | undefined;
}

/** Why something is refused. */
export type RejectionCode =
  | "low-confidence"
  | "risk-veto"
  | "conflicting-signals"
  | "duplicate-position"
  | "limit-reached"
  | "cooldown"
  | "no-matching-planner"
  | "plan-inconsistent"
  | "plan-missing"
  | "below-minimum-size"
  | "insufficient-funds"
  | "exchange-rejected"
  | "timed-out"
  | "fuel-exhausted"
  | "worker-trap"
  | "halted"
  | { readonly other: number };

/** A decision not to act, for the journal. */
export interface Refusal {
  readonly code: RejectionCode;
  /** 1 to 500 characters. */
  readonly reason: string;
}
