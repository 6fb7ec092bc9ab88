// Package worker gives back the situation that it is given, in words or as a directive. For tests of every guest language: each has a
// worker that does the same, so that every value is seen to cross the boundary in both directions.
package worker

import (
	"errors"
	"fmt"
	"slices"

	st "simpletrader"
)

// Worker is what the host runs.
var Worker = st.Strategy(st.About{
	Vendor:      "go",
	Name:        "echo",
	Version:     "0.1.0",
	DisplayName: "Echo of a situation",
	Reads:       []st.Read{st.ReadsAccount, st.ReadsPositions, st.ReadsOpenOrders, st.ReadsQuotes},
}, &echo{})

type params struct {
	Say  string `doc:"What to answer." among:"params_refused not_ready failed crash stop proceed describe issue refuse beyond"`
	Text string `doc:"Words to answer with, or which part of the situation is meant." default:""`
}

type inputs struct {
	X float64 `optional:"true"`
	Y float64 `optional:"true"`
}

type echo struct{ params }

func (w *echo) Configure(params params, _ *st.Setup) error {
	w.params = params
	if params.Say == "params_refused" {
		return st.BadParams("%s", params.Text)
	}
	return nil
}

func (w *echo) Decide(situation *st.Situation, _ inputs) ([]st.Decision, error) {
	switch w.Say {
	case "not_ready":
		return nil, st.NotReady("%s", w.Text)
	case "failed":
		return nil, errors.New(w.Text)
	case "crash":
		panic(w.Text)
	case "stop":
		return nil, st.Stop("%s", w.Text)
	case "proceed":
		return nil, nil
	case "describe":
		text, err := describe(situation, w.Text)
		if err != nil {
			return nil, err
		}
		return nil, st.Stop("%s", text)
	case "issue":
		return w.issue(situation, st.Option[st.Decimal]{}), nil
	case "beyond":
		return w.issue(situation, st.Some(st.Dec("2"))), nil
	case "refuse":
		return w.refuse(situation)
	}
	return nil, errors.New("there is nothing to say")
}

// Decisions that are made of numbers of the situation, so that whoever asked can compare.

// issue is one directive a signal; the first one takes all risks.
func (w *echo) issue(situation *st.Situation, confidence st.Option[st.Decimal]) (decisions []st.Decision) {
	for index, signal := range situation.Signals {
		entry := st.EntryDirective{Instrument: signal.Instrument, Side: st.Buy, TimingPreference: signal.Confidence}
		if signal.Direction == st.Short {
			entry.Side = st.Sell
		}
		var size st.SizeDirective
		if account, ok := situation.Account.Get(); ok {
			size.MaxRiskAmount = st.Some(account.Equity)
		}
		if index < len(situation.Quotes) {
			quote := situation.Quotes[index]
			size.TargetSize = st.Some(quote.Last)
			bid, hasBid := quote.Bid.Get()
			ask, hasAsk := quote.Ask.Get()
			if hasBid && hasAsk {
				entry.PriceZone = st.Some(st.PriceZone{Low: bid, High: ask})
			}
		}
		var execution st.ExecutionDirective
		if len(situation.Risks) > 0 {
			execution.Urgency = st.Some(situation.Risks[0].Severity)
		}
		var risks []uint32
		if index == 0 {
			risks = all(len(situation.Risks))
		}
		decisions = append(decisions, st.Issue([]uint32{uint32(index)}, risks, st.Directive{
			Scope:      w.scope(situation),
			Confidence: confidence.Or(signal.Confidence.Or(st.Dec("1"))),
			Entry:      st.Some(entry),
			Size:       st.Some(size),
			Execution:  st.Some(execution),
			Policy:     w.policy(),
		}))
	}
	return decisions
}

func (w *echo) scope(situation *st.Situation) st.Scope {
	var trades []uint32
	for _, position := range situation.Positions {
		trades = append(trades, position.Trade)
	}
	switch {
	case len(trades) == 0:
		return st.Scope{}
	case w.Text == "modify":
		return st.Modifying(trades...)
	}
	return st.Closing(trades...)
}

func (w *echo) policy() st.Option[st.ExecutionPolicy] {
	mode := slices.Index([]string{"independent", "coordinated", "sequential"}, w.Text)
	if mode < 0 {
		return st.Option[st.ExecutionPolicy]{}
	}
	return st.Some(st.ExecutionPolicy{Mode: uint8(mode), TimeoutSeconds: st.Some(uint32(60))})
}

var codes = map[string]st.RejectionCode{
	"low-confidence":      st.LowConfidence,
	"risk-veto":           st.RiskVeto,
	"conflicting-signals": st.ConflictingSignals,
	"duplicate-position":  st.DuplicatePosition,
	"limit-reached":       st.LimitReached,
	"cooldown":            st.Cooldown,
	"no-matching-planner": st.NoMatchingPlanner,
	"plan-inconsistent":   st.PlanInconsistent,
	"plan-missing":        st.PlanMissing,
	"below-minimum-size":  st.BelowMinimumSize,
	"insufficient-funds":  st.InsufficientFunds,
	"exchange-rejected":   st.ExchangeRejected,
	"timed-out":           st.TimedOut,
	"fuel-exhausted":      st.FuelExhausted,
	"worker-trap":         st.WorkerTrap,
	"halted":              st.Halted,
	"other":               st.OtherReason(4294967295),
}

func (w *echo) refuse(situation *st.Situation) ([]st.Decision, error) {
	code, ok := codes[w.Text]
	if !ok {
		return nil, fmt.Errorf("there is no rejection code `%s`", w.Text)
	}
	return []st.Decision{st.Decline(all(len(situation.Signals)), all(len(situation.Risks)), code, "echo")}, nil
}

func all(count int) []uint32 {
	indices := make([]uint32, count)
	for index := range indices {
		indices[index] = uint32(index)
	}
	return indices
}
