// Package worker signals when one number crosses another: a moving average and the price, two averages, an oscillator and its level.
//
// A signal marks a change, not a state. In mode level the worker remembers on which side it last saw Fast and says so when that changes;
// the first bar that it looks at, after the warm-up, counts as a change. In mode cross it speaks only when the bar just before was
// strictly on the other side, so a touch of equality in between breaks the crossing.
package worker

import (
	"fmt"

	st "simpletrader"
)

// Worker is what the host runs.
var Worker = st.Detector(st.About{Vendor: "go", Name: "cross", Version: "0.1.0", DisplayName: "Crossing"}, &crossing{})

type params struct {
	Mode       string     `doc:"When a signal is due." among:"level cross"`
	Warmup     int        `doc:"Bars that publish nothing." default:"0" min:"0" max:"4294967295"`
	Confidence st.Decimal `doc:"Confidence of every signal." kind:"fraction" default:"1"`
	Instrument string     `doc:"What the signals are about; the strategy's first instrument when left out." kind:"symbol" optional:"true"`
}

type inputs struct {
	Fast float64 `doc:"The number that crosses."`
	Slow float64 `doc:"The number that is crossed."`
}

// side is above for long, below for short; equal, and numbers that are not ready, are neither.
type side int

const (
	neither side = iota
	above
	below
)

type crossing struct {
	params
	barsToSkip int
	instrument uint32
	// Mode level: the side last seen. Mode cross: the side one bar ago, if it was on one.
	last side
}

func (w *crossing) Configure(params params, setup *st.Setup) (err error) {
	w.params, w.barsToSkip = params, params.Warmup
	if params.Instrument != "" {
		w.instrument, err = setup.FindInstrument(params.Instrument)
	} else if len(setup.Instruments) == 0 {
		err = fmt.Errorf("there is no instrument %d", w.instrument)
	}
	return err
}

func (w *crossing) changed(now side) side {
	warmingUp, before := w.barsToSkip > 0, w.last
	if warmingUp {
		w.barsToSkip--
	}
	if w.Mode == "cross" {
		w.last = now
		if warmingUp || before == neither || now == before {
			return neither
		}
		return now
	}
	if warmingUp || now == neither || now == before {
		return neither
	}
	w.last = now
	return now
}

func (w *crossing) Detect(_ st.Instant, inputs inputs) ([]st.Signal, error) {
	now := neither
	switch {
	case inputs.Fast > inputs.Slow:
		now = above
	case inputs.Fast < inputs.Slow:
		now = below
	}
	signal := st.Signal{Instrument: w.instrument, Confidence: st.Some(w.Confidence)}
	switch w.changed(now) {
	case above:
		signal.Direction, signal.SignalType = st.Long, "CROSS_UP"
	case below:
		signal.Direction, signal.SignalType = st.Short, "CROSS_DOWN"
	default:
		return nil, nil
	}
	return []st.Signal{signal}, nil
}
