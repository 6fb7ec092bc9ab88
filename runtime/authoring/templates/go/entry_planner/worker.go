// Package worker is {{title}}: enters and leaves at the market.
package worker

import (
	"errors"

	st "simpletrader"
)

// Worker is what the host runs.
var Worker = st.Entry(st.About{
	Vendor:      "{{vendor}}",
	Name:        "{{name}}",
	Version:     "0.1.0",
	DisplayName: "{{title}}",
}, &planner{})

type planner struct{}

func (w *planner) Configure(struct{}, *st.Setup) error { return nil }

func (w *planner) PlanEntry(task *st.Task, _ struct{}) (*st.EntryPlan, error) {
	switch task.Directive.Scope.Tag() {
	case st.NewTrade:
		entry, ok := task.Directive.Entry.Get()
		if !ok {
			return nil, st.Refuse(st.PlanInconsistent, "a new trade needs an entry directive with a side")
		}
		return &st.EntryPlan{Instrument: entry.Instrument, Side: entry.Side, Order: st.AtMarket()}, nil
	case st.CloseExisting:
		target, ok := task.Target.Get()
		if !ok {
			return nil, errors.New("a trade to close, but not which")
		}
		side := st.Buy
		if target.Direction == st.Long {
			side = st.Sell
		}
		return &st.EntryPlan{Instrument: target.Instrument, Side: side, Order: st.AtMarket()}, nil
	}
	// A change needs no entry plan.
	return nil, nil
}
