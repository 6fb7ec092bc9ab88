/** Directives that are made of numbers of the situation. */

import type { BatchMode, Decision, DecimalLike, Directive, RejectionCode, Scope, Signal, Situation } from "simpletrader";

const MODES: readonly BatchMode[] = ["independent", "coordinated", "sequential"];

/** One directive a signal; `confidence` replaces that of the signals. */
export function decisions(situation: Situation, text: string, confidence?: DecimalLike): Decision[] {
  return situation.signals.map((signal, index) => ({
    signals: [index],
    risks: index === 0 ? situation.risks.map((_, risk) => risk) : [],
    outcome: { kind: "issue", directive: directive(situation, text, signal, index, confidence) },
  }));
}

/** A refusal of everything, with the code of this name. */
export function refusal(situation: Situation, code: string): Decision {
  const named = (code === "other" ? { other: 4_294_967_295 } : code) as RejectionCode;
  return {
    signals: situation.signals.map((_, index) => index),
    risks: situation.risks.map((_, index) => index),
    outcome: { kind: "refuse", code: named, reason: "echo" },
  };
}

function directive(
  situation: Situation,
  text: string,
  signal: Signal,
  index: number,
  confidence?: DecimalLike,
): Directive<DecimalLike> {
  const { last, bid, ask } = situation.quotes[index] ?? {};
  const mode = MODES.find((mode) => mode === text);
  return {
    scope: scope(situation, text),
    confidence: confidence ?? signal.confidence ?? 1,
    entry: {
      instrument: signal.instrument,
      side: signal.direction === "long" ? "buy" : "sell",
      timingPreference: signal.confidence,
      priceZone: bid !== undefined && ask !== undefined ? { low: bid, high: ask } : undefined,
    },
    size: { targetSize: last, maxRiskAmount: situation.account?.equity },
    execution: { urgency: situation.risks[0]?.severity },
    policy: mode === undefined ? undefined : { mode, timeoutSeconds: 60 },
  };
}

function scope({ positions }: Situation, text: string): Scope {
  const trades = positions.map((position) => position.trade);
  if (trades.length === 0) return { kind: "new-trade" };
  return { kind: text === "modify" ? "modify-existing" : "close-existing", trades };
}
