// Package worker is {{title}}: the mean of the last closing prices.
package worker

import st "simpletrader"

// Worker is what the host runs.
var Worker = st.Context(st.About{
	Vendor:      "{{vendor}}",
	Name:        "{{name}}",
	Version:     "0.1.0",
	DisplayName: "{{title}}",
}, &average{})

// params are what a blueprint sets under `config`; the schema of the parameters is made from them.
type params struct {
	Period int `doc:"Bars in the window." min:"1" max:"10000"`
}

// facts are what this worker gives; other workers name them in the blueprint.
type facts struct {
	Value float64 `doc:"Mean of the last closes, in quote currency; NaN while there are fewer."`
}

// average is what the worker remembers between bars.
type average struct {
	setup *st.Setup
	mean  *st.SMA
}

func (w *average) Configure(params params, setup *st.Setup) error {
	w.setup, w.mean = setup, st.NewSMA(params.Period)
	return nil
}

func (w *average) Measure(_ st.Instant, bar st.Bar, _ struct{}) (facts, error) {
	// Prices of bars are whole price steps; this is the close in quote currency.
	price := w.setup.Price(bar, bar.Close)
	return facts{Value: w.mean.Next(price)}, nil
}
