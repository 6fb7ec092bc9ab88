// Package worker is {{title}}: buys on a long signal when nothing is held, and sells everything on a short one.
package worker

import st "simpletrader"

// Worker is what the host runs.
var Worker = st.Strategy(st.About{
	Vendor:      "{{vendor}}",
	Name:        "{{name}}",
	Version:     "0.1.0",
	DisplayName: "{{title}}",
	// Without this the host would not show what is held.
	Reads: []st.Read{st.ReadsPositions},
}, &brain{})

type brain struct{}

func (w *brain) Configure(struct{}, *st.Setup) error { return nil }

// Decide uses or refuses every signal, so that "why did we not trade?" has an answer.
func (w *brain) Decide(situation *st.Situation, _ struct{}) ([]st.Decision, error) {
	var decisions []st.Decision
	for index, signal := range situation.Signals {
		used := []uint32{uint32(index)}
		decisions = append(decisions, decided(used, signal, situation.Positions))
	}
	return decisions, nil
}

func decided(used []uint32, signal st.Signal, held []st.Position) st.Decision {
	isLong, isHeld := signal.Direction == st.Long, len(held) > 0
	switch {
	case isLong && isHeld:
		return st.Decline(used, nil, st.DuplicatePosition, "there is a trade already")
	case isLong:
		// Every other part is left to the planners.
		entry := st.EntryDirective{Instrument: signal.Instrument, Side: st.Buy}
		return st.Issue(used, nil, st.Directive{Confidence: st.Dec("1"), Entry: st.Some(entry)})
	case isHeld:
		var trades []uint32
		for _, position := range held {
			trades = append(trades, position.Trade)
		}
		return st.Issue(used, nil, st.Directive{Scope: st.Closing(trades...), Confidence: st.Dec("1")})
	}
	return st.Decline(used, nil, st.OtherReason(0), "there is nothing to sell")
}
