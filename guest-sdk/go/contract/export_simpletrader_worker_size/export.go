// Package export_simpletrader_worker_size is what the host calls of a size planner.
package export_simpletrader_worker_size

import (
	decisions "simpletrader/contract/simpletrader_worker_decisions"
	planning "simpletrader/contract/simpletrader_worker_planning"
	size "simpletrader/contract/simpletrader_worker_size"
	"simpletrader/internal/answer"
	"simpletrader/internal/served"
	wit "simpletrader/wit/types"
)

var cases = answer.Outcomes[decisions.SizePlan, size.Outcome]{
	Plan:    size.MakeOutcomePlan,
	Nothing: size.MakeOutcomeNothing,
	Refuse:  size.MakeOutcomeRefuse,
}

// Plan is called once per directive and target.
func Plan(task planning.Task) wit.Result[size.Outcome, answer.Error] {
	return cases.Of(func() (*decisions.SizePlan, error) { return served.Worker.PlanSize(&task) })
}
