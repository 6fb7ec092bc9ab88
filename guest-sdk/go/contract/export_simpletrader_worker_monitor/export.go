// Package export_simpletrader_worker_monitor is what the host calls of a risk monitor.
package export_simpletrader_worker_monitor

import (
	decisions "simpletrader/contract/simpletrader_worker_decisions"
	ledger "simpletrader/contract/simpletrader_worker_ledger"
	monitor "simpletrader/contract/simpletrader_worker_monitor"
	types "simpletrader/contract/simpletrader_worker_types"
	"simpletrader/internal/answer"
	"simpletrader/internal/served"
	wit "simpletrader/wit/types"
)

var cases = answer.Dispositions[decisions.Risk, monitor.Disposition]{
	Proceed: monitor.MakeDispositionProceed,
	Publish: monitor.MakeDispositionPublish,
	Stop:    monitor.MakeDispositionStop,
}

// Watch is called once a pass.
func Watch(at types.Instant, inputs []float64, positions []ledger.Position) wit.Result[monitor.Disposition, answer.Error] {
	return cases.Of(func() ([]decisions.Risk, error) { return served.Worker.Watch(at, inputs, positions) })
}
