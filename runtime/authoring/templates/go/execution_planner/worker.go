// Package worker is {{title}}: everything is one order that is good till cancelled.
package worker

import st "simpletrader"

// Worker is what the host runs.
var Worker = st.Execution(st.About{
	Vendor:      "{{vendor}}",
	Name:        "{{name}}",
	Version:     "0.1.0",
	DisplayName: "{{title}}",
	// A strategy without a worker for this family does not start.
	Executes: []st.Family{st.FamilySingle},
}, &planner{})

type planner struct{}

func (w *planner) Configure(struct{}, *st.Setup) error { return nil }

func (w *planner) PlanExecution(request *st.ExecutionRequest, _ struct{}) (*st.ExecutionPlan, error) {
	plans := request.Plans
	// The other planners had nothing to say, so there is nothing to execute.
	if !plans.Entry.IsSome() && !plans.Size.IsSome() && !plans.Exit.IsSome() {
		return nil, nil
	}
	return &st.ExecutionPlan{Action: st.Single(st.GTC), MaxSlippage: st.Dec("1")}, nil
}
