// Package export_simpletrader_worker_entry is what the host calls of an entry planner.
package export_simpletrader_worker_entry

import (
	decisions "simpletrader/contract/simpletrader_worker_decisions"
	entry "simpletrader/contract/simpletrader_worker_entry"
	planning "simpletrader/contract/simpletrader_worker_planning"
	"simpletrader/internal/answer"
	"simpletrader/internal/served"
	wit "simpletrader/wit/types"
)

var cases = answer.Outcomes[decisions.EntryPlan, entry.Outcome]{
	Plan:    entry.MakeOutcomePlan,
	Nothing: entry.MakeOutcomeNothing,
	Refuse:  entry.MakeOutcomeRefuse,
}

// Plan is called once per directive and target.
func Plan(task planning.Task) wit.Result[entry.Outcome, answer.Error] {
	return cases.Of(func() (*decisions.EntryPlan, error) { return served.Worker.PlanEntry(&task) })
}
