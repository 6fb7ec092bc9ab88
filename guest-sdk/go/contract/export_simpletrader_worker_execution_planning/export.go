// Package export_simpletrader_worker_execution_planning is what the host calls of an execution planner.
package export_simpletrader_worker_execution_planning

import (
	decisions "simpletrader/contract/simpletrader_worker_decisions"
	execution "simpletrader/contract/simpletrader_worker_execution_planning"
	"simpletrader/internal/answer"
	"simpletrader/internal/served"
	wit "simpletrader/wit/types"
)

var cases = answer.Outcomes[decisions.ExecutionPlan, execution.Outcome]{
	Plan:    execution.MakeOutcomePlan,
	Nothing: execution.MakeOutcomeNothing,
	Refuse:  execution.MakeOutcomeRefuse,
}

// Plan is called after the other planners, whose answers are in the request.
func Plan(request execution.ExecutionRequest) wit.Result[execution.Outcome, answer.Error] {
	return cases.Of(func() (*decisions.ExecutionPlan, error) { return served.Worker.PlanExecution(&request) })
}
