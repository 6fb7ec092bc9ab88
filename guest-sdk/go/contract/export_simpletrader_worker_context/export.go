// Package export_simpletrader_worker_context is what the host calls of a context worker.
package export_simpletrader_worker_context

import (
	types "simpletrader/contract/simpletrader_worker_types"
	"simpletrader/internal/answer"
	"simpletrader/internal/served"
	wit "simpletrader/wit/types"
)

// Measure is told of a closed bar.
func Measure(at types.Instant, bar types.Bar, inputs []float64) wit.Result[[]float64, answer.Error] {
	return answer.Of(func() ([]float64, error) { return served.Worker.Measure(at, bar, inputs) })
}
