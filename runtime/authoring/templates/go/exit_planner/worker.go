// Package worker is {{title}}: a stop at a fixed distance from the last price.
package worker

import (
	"fmt"

	st "simpletrader"
)

// Worker is what the host runs.
var Worker = st.Exit(st.About{
	Vendor:      "{{vendor}}",
	Name:        "{{name}}",
	Version:     "0.1.0",
	DisplayName: "{{title}}",
}, &planner{})

// params are what a blueprint sets under `config`; the schema of the parameters is made from them.
type params struct {
	StopLoss st.Decimal `doc:"Distance of the stop from the last price, as a share of it." kind:"fraction"`
}

type planner struct {
	params
	setup *st.Setup
}

func (w *planner) Configure(params params, setup *st.Setup) error {
	w.params, w.setup = params, setup
	return nil
}

func (w *planner) PlanExit(task *st.Task, _ struct{}) (*st.ExitPlan, error) {
	if task.Directive.Scope.Tag() != st.NewTrade {
		return nil, nil
	}
	entry, ok := task.Directive.Entry.Get()
	if !ok {
		return nil, st.Refuse(st.PlanInconsistent, "a new trade needs an entry directive with a side")
	}
	instrument, ok := w.setup.InstrumentAt(task.Quote.Instrument)
	if !ok {
		return nil, fmt.Errorf("there is no instrument %d", task.Quote.Instrument)
	}
	change := w.StopLoss
	if entry.Side == st.Buy {
		change = change.Neg()
	}
	share, err := st.Dec("1").Add(change)
	if err != nil {
		return nil, err
	}
	level, err := task.Quote.Last.Mul(share)
	if err != nil {
		return nil, err
	}
	stop, err := level.ToStep(instrument.TickSize, st.HalfEven)
	return &st.ExitPlan{StopLoss: st.Some(stop)}, err
}
