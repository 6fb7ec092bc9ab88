// Package export_simpletrader_worker_strategy is what the host calls of a strategy planner.
package export_simpletrader_worker_strategy

import (
	strategy "simpletrader/contract/simpletrader_worker_strategy"
	"simpletrader/internal/answer"
	"simpletrader/internal/served"
	wit "simpletrader/wit/types"
)

var cases = answer.Dispositions[strategy.Decision, strategy.Disposition]{
	Proceed: strategy.MakeDispositionProceed,
	Publish: strategy.MakeDispositionPublish,
	Stop:    strategy.MakeDispositionStop,
}

// Decide is called in passes with something to decide.
func Decide(situation strategy.Situation) wit.Result[strategy.Disposition, answer.Error] {
	return cases.Of(func() ([]strategy.Decision, error) { return served.Worker.Decide(&situation) })
}
