// Package worker is {{title}}: a signal when a number crosses a level.
package worker

import (
	"errors"

	st "simpletrader"
)

// Worker is what the host runs.
var Worker = st.Detector(st.About{
	Vendor:      "{{vendor}}",
	Name:        "{{name}}",
	Version:     "0.1.0",
	DisplayName: "{{title}}",
}, &crossing{})

// params are what a blueprint sets under `config`; the schema of the parameters is made from them.
type params struct {
	Level float64 `doc:"The level that is crossed."`
}

// inputs are the numbers that this worker wants; the blueprint says where they come from.
type inputs struct {
	Value float64 `doc:"What crosses the level."`
}

// The sides of the level; a number that is not ready is NaN, which is on neither.
const (
	unknown = iota
	above
	below
)

// crossing is what the worker remembers between bars.
type crossing struct {
	level float64
	last  int
}

func (w *crossing) Configure(params params, setup *st.Setup) error {
	// The signals are about the strategy's first instrument.
	if len(setup.Instruments) == 0 {
		return errors.New("the strategy trades nothing")
	}
	w.level = params.Level
	return nil
}

func (w *crossing) Detect(_ st.Instant, inputs inputs) ([]st.Signal, error) {
	before := w.last
	switch {
	case inputs.Value > w.level:
		w.last = above
	case inputs.Value < w.level:
		w.last = below
	}
	if before == unknown || before == w.last {
		return nil, nil
	}
	if w.last == above {
		return []st.Signal{{Direction: st.Long, SignalType: "LEVEL_UP"}}, nil
	}
	return []st.Signal{{Direction: st.Short, SignalType: "LEVEL_DOWN"}}, nil
}
