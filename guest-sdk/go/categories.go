package simpletrader

// A ContextWorker measures closed bars; it never judges. A fact that is NaN is not ready.
type ContextWorker[P, I, F any] interface {
	configurable[P]
	Measure(at Instant, bar Bar, inputs I) (F, error)
}

// Context makes a worker of a context worker.
func Context[P, I, F any](about About, worker ContextWorker[P, I, F]) Worker {
	made := newWorker[P, I, F](about, contextWorker, worker)
	made.handlers.Measure = func(at Instant, bar Bar, inputs []float64) ([]float64, error) {
		facts, err := worker.Measure(at, bar, inputsOf[I](inputs))
		return numbersOf(facts), err
	}
	return made
}

// A SignalDetector turns facts into opportunities, once a pass. Publish a change, not a state: what was said last bar needs no saying
// again.
type SignalDetector[P, I any] interface {
	configurable[P]
	Detect(at Instant, inputs I) ([]Signal, error)
}

// Detector makes a worker of a signal detector.
func Detector[P, I any](about About, worker SignalDetector[P, I]) Worker {
	made := newWorker[P, I, struct{}](about, signalDetector, worker)
	made.handlers.Detect = func(at Instant, inputs []float64) ([]Signal, error) {
		return worker.Detect(at, inputsOf[I](inputs))
	}
	return made
}

// A RiskMonitor turns facts and figures of the account into threats, once a pass, with the trades that are not closed if it reads
// positions.
type RiskMonitor[P, I any] interface {
	configurable[P]
	Watch(at Instant, inputs I, positions []Position) ([]Risk, error)
}

// Monitor makes a worker of a risk monitor.
func Monitor[P, I any](about About, worker RiskMonitor[P, I]) Worker {
	made := newWorker[P, I, struct{}](about, riskMonitor, worker)
	made.handlers.Watch = func(at Instant, inputs []float64, positions []Position) ([]Risk, error) {
		return worker.Watch(at, inputsOf[I](inputs), positions)
	}
	return made
}

// A StrategyPlanner decides what is wanted, in passes with something to decide. There is exactly one in a strategy.
type StrategyPlanner[P, I any] interface {
	configurable[P]
	Decide(situation *Situation, inputs I) ([]Decision, error)
}

// Strategy makes a worker of a strategy planner.
func Strategy[P, I any](about About, worker StrategyPlanner[P, I]) Worker {
	made := newWorker[P, I, struct{}](about, strategyPlanner, worker)
	made.handlers.Decide = func(situation *Situation) ([]Decision, error) {
		return worker.Decide(situation, inputsOf[I](situation.Inputs))
	}
	return made
}

// An EntryPlanner plans where and how to get in or out, once per directive and target; nil means that nothing is needed.
type EntryPlanner[P, I any] interface {
	configurable[P]
	PlanEntry(task *Task, inputs I) (*EntryPlan, error)
}

// Entry makes a worker of an entry planner.
func Entry[P, I any](about About, worker EntryPlanner[P, I]) Worker {
	made := newWorker[P, I, struct{}](about, entryPlanner, worker)
	made.handlers.PlanEntry = func(task *Task) (*EntryPlan, error) { return worker.PlanEntry(task, inputsOf[I](task.Inputs)) }
	return made
}

// A SizePlanner plans how much, likewise.
type SizePlanner[P, I any] interface {
	configurable[P]
	PlanSize(task *Task, inputs I) (*SizePlan, error)
}

// Size makes a worker of a size planner.
func Size[P, I any](about About, worker SizePlanner[P, I]) Worker {
	made := newWorker[P, I, struct{}](about, sizePlanner, worker)
	made.handlers.PlanSize = func(task *Task) (*SizePlan, error) { return worker.PlanSize(task, inputsOf[I](task.Inputs)) }
	return made
}

// An ExitPlanner plans where to leave, likewise.
type ExitPlanner[P, I any] interface {
	configurable[P]
	PlanExit(task *Task, inputs I) (*ExitPlan, error)
}

// Exit makes a worker of an exit planner.
func Exit[P, I any](about About, worker ExitPlanner[P, I]) Worker {
	made := newWorker[P, I, struct{}](about, exitPlanner, worker)
	made.handlers.PlanExit = func(task *Task) (*ExitPlan, error) { return worker.PlanExit(task, inputsOf[I](task.Inputs)) }
	return made
}

// An ExecutionPlanner plans by which algorithm, within which limits, after the other planners.
type ExecutionPlanner[P, I any] interface {
	configurable[P]
	PlanExecution(request *ExecutionRequest, inputs I) (*ExecutionPlan, error)
}

// Execution makes a worker of an execution planner.
func Execution[P, I any](about About, worker ExecutionPlanner[P, I]) Worker {
	made := newWorker[P, I, struct{}](about, executionPlanner, worker)
	made.handlers.PlanExecution = func(request *ExecutionRequest) (*ExecutionPlan, error) {
		return worker.PlanExecution(request, inputsOf[I](request.Inputs))
	}
	return made
}

// An ExecutionWorker turns commands into orders. A reply or a wake-up to which nothing follows is answered with nil.
type ExecutionWorker[P any] interface {
	configurable[P]
	OnCommand(command *Command) ([]OrderIntent, error)
	OnReply(reply *Reply) ([]OrderIntent, error)
	OnTimer(timer *Timer) ([]OrderIntent, error)
}

// Orders makes a worker of an execution worker.
func Orders[P any](about About, worker ExecutionWorker[P]) Worker {
	made := newWorker[P, struct{}, struct{}](about, executionWorker, worker)
	made.handlers.OnCommand, made.handlers.OnReply, made.handlers.OnTimer = worker.OnCommand, worker.OnReply, worker.OnTimer
	return made
}
