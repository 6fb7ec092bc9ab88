// Package worker gives back the numbers that it is given, bit by bit. For tests of every guest language: each has a worker that does the
// same.
package worker

import st "simpletrader"

// Worker is what the host runs.
var Worker = st.Context(st.About{Vendor: "go", Name: "echo_facts", Version: "0.1.0", DisplayName: "Echo of numbers"}, &echo{})

type inputs struct {
	A float64 `optional:"true"`
	B float64 `optional:"true"`
	C float64 `optional:"true"`
	D float64 `optional:"true"`
	E float64 `optional:"true"`
	F float64 `optional:"true"`
	G float64 `optional:"true"`
	H float64 `optional:"true"`
}

type facts struct {
	A, B, C, D, E, F, G, H float64

	Open   float64 `doc:"The mantissa of the open; so are the next four."`
	High   float64
	Low    float64
	Close  float64
	Volume float64
	Series float64 `doc:"The number of the series."`
	At     float64 `doc:"Microseconds since the epoch."`
}

type echo struct{}

func (w *echo) Configure(struct{}, *st.Setup) error { return nil }

func (w *echo) Measure(at st.Instant, bar st.Bar, inputs inputs) (facts, error) {
	return facts{
		A: inputs.A, B: inputs.B, C: inputs.C, D: inputs.D, E: inputs.E, F: inputs.F, G: inputs.G, H: inputs.H,
		// Fifteen digits at most, and times until the year 2255: exact in a double.
		Open:   float64(bar.Open),
		High:   float64(bar.High),
		Low:    float64(bar.Low),
		Close:  float64(bar.Close),
		Volume: float64(bar.Volume),
		Series: float64(bar.Series),
		At:     float64(at),
	}, nil
}
