// Package export_simpletrader_worker_exit is what the host calls of an exit planner.
package export_simpletrader_worker_exit

import (
	decisions "simpletrader/contract/simpletrader_worker_decisions"
	exit "simpletrader/contract/simpletrader_worker_exit"
	planning "simpletrader/contract/simpletrader_worker_planning"
	"simpletrader/internal/answer"
	"simpletrader/internal/served"
	wit "simpletrader/wit/types"
)

var cases = answer.Outcomes[decisions.ExitPlan, exit.Outcome]{
	Plan:    exit.MakeOutcomePlan,
	Nothing: exit.MakeOutcomeNothing,
	Refuse:  exit.MakeOutcomeRefuse,
}

// Plan is called once per directive and target.
func Plan(task planning.Task) wit.Result[exit.Outcome, answer.Error] {
	return cases.Of(func() (*decisions.ExitPlan, error) { return served.Worker.PlanExit(&task) })
}
