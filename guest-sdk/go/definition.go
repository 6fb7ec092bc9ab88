package simpletrader

import (
	"fmt"
	"reflect"
	"runtime/debug"

	"simpletrader/internal/served"
)

// Worker is a whole worker: what it says about itself, and what the host calls. The functions named after the categories make it.
type Worker struct {
	about         About
	category      category
	params        []param
	inputs, facts []field
	handlers      served.Handlers
	// What it says wrongly about itself.
	problem error
}

// configurable is what every worker has.
type configurable[P any] interface {
	// Configure is called once, before anything else, with parameters that have been checked. Both live as long as the worker.
	Configure(params P, setup *Setup) error
}

func newWorker[P, I, F any](about About, kind category, worker configurable[P]) Worker {
	params, wrongParams := paramsOf(reflect.TypeFor[P]())
	inputs, wrongInputs := fieldsOf(reflect.TypeFor[I](), "the inputs")
	facts, wrongFacts := fieldsOf(reflect.TypeFor[F](), "the facts")
	made := Worker{about: about, category: kind, params: params, inputs: inputs, facts: facts}
	made.problem = problemOf(wrongParams, wrongInputs, wrongFacts)
	made.handlers.Configure = func(text string, instruments []Instrument, series []Series) error {
		params, err := readParams[P](text)
		if err != nil {
			return err
		}
		return worker.Configure(params, &Setup{Instruments: instruments, Series: series})
	}
	return made
}

// collectAt lets the collector begin when a fifth of what lives is new. A worker keeps little and makes little, call after call; the usual
// setting would let the memory of an instance grow to several times of that before it settles.
const collectAt = 20

// Serve makes a worker the one of this component. The program that a build makes calls it.
func Serve(worker Worker) {
	served.Worker = worker.handlers
	debug.SetGCPercent(collectAt)
}

// category is what the manifest says of a category.
type category struct {
	kind, role string
	handlers   []string
	// Payload and usual name of its event; empty for categories that publish none.
	payload, event string
}

var (
	contextWorker    = category{kind: "context_worker", handlers: []string{"measure"}}
	signalDetector   = category{"signal_detector", "", []string{"detect"}, "Signal", "SIGNAL_DETECTED"}
	riskMonitor      = category{"risk_monitor", "", []string{"watch"}, "Risk", "RISK_DETECTED"}
	strategyPlanner  = category{"strategy_planner", "", []string{"decide"}, "StrategyDirective", "STRATEGY_DIRECTIVE_ISSUED"}
	entryPlanner     = category{"planning_worker", "entry", []string{"plan"}, "EntryPlan", "ENTRY_PLAN_CREATED"}
	sizePlanner      = category{"planning_worker", "size", []string{"plan"}, "SizePlan", "SIZE_PLAN_CREATED"}
	exitPlanner      = category{"planning_worker", "exit", []string{"plan"}, "ExitPlan", "EXIT_PLAN_CREATED"}
	executionPlanner = category{"planning_worker", "execution", []string{"plan"}, "ExecutionPlan", "EXECUTION_PLAN_CREATED"}
	executionWorker  = category{kind: "execution_worker", handlers: []string{"on-command", "on-reply", "on-timer"}}
)

// problemOf is the first thing that a worker says wrongly about itself.
func problemOf(problems ...error) error {
	for _, problem := range problems {
		if problem != nil {
			return fmt.Errorf("worker: %w", problem)
		}
	}
	return nil
}
