// Package export_simpletrader_worker_lifecycle is what the host calls first.
package export_simpletrader_worker_lifecycle

import (
	lifecycle "simpletrader/contract/simpletrader_worker_lifecycle"
	"simpletrader/internal/answer"
	"simpletrader/internal/served"
	wit "simpletrader/wit/types"
)

// Configure hands over the parameters, and what the strategy trades and watches.
func Configure(params string, instruments []lifecycle.Instrument, series []lifecycle.Series) wit.Result[wit.Unit, answer.Error] {
	return answer.Of(func() (wit.Unit, error) {
		return wit.Unit{}, served.Worker.Configure(params, instruments, series)
	})
}
