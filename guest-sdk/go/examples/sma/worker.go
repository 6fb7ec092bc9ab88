// Package worker is the simple moving average: the mean of the last closing prices.
//
// The sum is kept in whole price steps and divided once, correctly rounded, so two averages whose true values are equal are the same
// number: a crossing is never an artefact of rounding.
package worker

import (
	"fmt"
	"math"

	st "simpletrader"
)

// Worker is what the host runs.
var Worker = st.Context(st.About{Vendor: "go", Name: "sma", Version: "0.1.0", DisplayName: "Simple moving average"}, &average{})

type params struct {
	Period int `doc:"Bars in the window." min:"1" max:"10000"`
}

type facts struct {
	Value float64 `doc:"Mean of the last period closes, in quote currency."`
}

type average struct {
	setup *st.Setup
	// The window, a ring, and its sum.
	closes      []int64
	count, next int
	sum         st.Sum
}

func (w *average) Configure(params params, setup *st.Setup) error {
	w.setup, w.closes = setup, make([]int64, params.Period)
	return nil
}

func (w *average) Measure(_ st.Instant, bar st.Bar, _ struct{}) (facts, error) {
	units := w.setup.PriceUnits(bar.Series)
	if units == 0 {
		return facts{}, fmt.Errorf("there is no series %d", bar.Series)
	}
	if w.count == len(w.closes) {
		w.sum.Add(-w.closes[w.next])
	} else {
		w.count++
	}
	w.closes[w.next] = bar.Close
	w.next = (w.next + 1) % len(w.closes)
	w.sum.Add(bar.Close)
	if w.count < len(w.closes) {
		return facts{Value: math.NaN()}, nil
	}
	return facts{Value: w.sum.Over(w.count, units)}, nil
}
