// Package worker is {{title}}: every trade has the same size.
package worker

import st "simpletrader"

// Worker is what the host runs.
var Worker = st.Size(st.About{
	Vendor:      "{{vendor}}",
	Name:        "{{name}}",
	Version:     "0.1.0",
	DisplayName: "{{title}}",
}, &planner{})

// params are what a blueprint sets under `config`; the schema of the parameters is made from them.
type params struct {
	Quantity st.Decimal `doc:"Size of a trade, in units of the base asset; a multiple of the instrument's lot." kind:"quantity"`
}

type planner struct{ params }

func (w *planner) Configure(params params, _ *st.Setup) error {
	w.params = params
	return nil
}

func (w *planner) PlanSize(task *st.Task, _ struct{}) (*st.SizePlan, error) {
	// A plan names the size that the trade shall have, not the difference.
	var size st.Decimal
	switch task.Directive.Scope.Tag() {
	case st.ModifyExisting:
		return nil, nil
	case st.NewTrade:
		size = w.Quantity
	}
	value, err := size.MulRounded(task.Quote.Last)
	return &st.SizePlan{TargetSize: size, PositionValue: value, Leverage: st.Dec("1")}, err
}
