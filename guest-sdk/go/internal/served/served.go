// Package served holds the one worker of a component, between what its author wrote and the exports that the host calls.
package served

import (
	context "simpletrader/contract/simpletrader_worker_context"
	decisions "simpletrader/contract/simpletrader_worker_decisions"
	execution "simpletrader/contract/simpletrader_worker_execution"
	execution_planning "simpletrader/contract/simpletrader_worker_execution_planning"
	ledger "simpletrader/contract/simpletrader_worker_ledger"
	planning "simpletrader/contract/simpletrader_worker_planning"
	strategy "simpletrader/contract/simpletrader_worker_strategy"
	types "simpletrader/contract/simpletrader_worker_types"
)

// Handlers are what a worker does, without the types of its parameters, inputs and facts. Those of its category are there.
type Handlers struct {
	Configure     func(params string, instruments []types.Instrument, series []types.Series) error
	Measure       func(at context.Instant, bar types.Bar, inputs []float64) ([]float64, error)
	Detect        func(at int64, inputs []float64) ([]decisions.Signal, error)
	Watch         func(at int64, inputs []float64, positions []ledger.Position) ([]decisions.Risk, error)
	Decide        func(situation *strategy.Situation) ([]strategy.Decision, error)
	PlanEntry     func(task *planning.Task) (*decisions.EntryPlan, error)
	PlanSize      func(task *planning.Task) (*decisions.SizePlan, error)
	PlanExit      func(task *planning.Task) (*decisions.ExitPlan, error)
	PlanExecution func(request *execution_planning.ExecutionRequest) (*decisions.ExecutionPlan, error)
	OnCommand     func(command *execution.Command) ([]execution.OrderIntent, error)
	OnReply       func(reply *execution.Reply) ([]execution.OrderIntent, error)
	OnTimer       func(timer *execution.Timer) ([]execution.OrderIntent, error)
}

// Worker is the worker of this component, set before the host's first call.
var Worker Handlers
