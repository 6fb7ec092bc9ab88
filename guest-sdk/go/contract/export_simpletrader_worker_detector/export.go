// Package export_simpletrader_worker_detector is what the host calls of a signal detector.
package export_simpletrader_worker_detector

import (
	decisions "simpletrader/contract/simpletrader_worker_decisions"
	detector "simpletrader/contract/simpletrader_worker_detector"
	types "simpletrader/contract/simpletrader_worker_types"
	"simpletrader/internal/answer"
	"simpletrader/internal/served"
	wit "simpletrader/wit/types"
)

var cases = answer.Dispositions[decisions.Signal, detector.Disposition]{
	Proceed: detector.MakeDispositionProceed,
	Publish: detector.MakeDispositionPublish,
	Stop:    detector.MakeDispositionStop,
}

// Detect is called once a pass.
func Detect(at types.Instant, inputs []float64) wit.Result[detector.Disposition, answer.Error] {
	return cases.Of(func() ([]decisions.Signal, error) { return served.Worker.Detect(at, inputs) })
}
