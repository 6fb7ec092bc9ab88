// Package worker is the exponential moving average: `v = a * x + (1 - a) * v` with `a = 2 / (period + 1)`, starting at the first close.
//
// Ready from the first bar.
package worker

import (
	"fmt"

	st "simpletrader"
)

// Worker is what the host runs.
var Worker = st.Context(st.About{Vendor: "go", Name: "ema", Version: "0.1.0", DisplayName: "Exponential moving average"}, &average{})

type params struct {
	Period int `doc:"Bars after which an old price weighs little; 1 follows the price itself." min:"1" max:"10000"`
}

type facts struct {
	Value float64 `doc:"The average, in quote currency."`
}

type average struct {
	setup *st.Setup
	mean  *st.EMA
}

func (w *average) Configure(params params, setup *st.Setup) error {
	w.setup, w.mean = setup, st.NewEMA(params.Period)
	return nil
}

func (w *average) Measure(_ st.Instant, bar st.Bar, _ struct{}) (facts, error) {
	if w.setup.PriceUnits(bar.Series) == 0 {
		return facts{}, fmt.Errorf("there is no series %d", bar.Series)
	}
	return facts{Value: w.mean.Next(w.setup.Price(bar, bar.Close))}, nil
}
