// Package worker is {{title}}: a risk as long as a number is beyond a limit.
package worker

import st "simpletrader"

// Worker is what the host runs.
var Worker = st.Monitor(st.About{
	Vendor:      "{{vendor}}",
	Name:        "{{name}}",
	Version:     "0.1.0",
	DisplayName: "{{title}}",
}, &limit{})

// params are what a blueprint sets under `config`; the schema of the parameters is made from them.
type params struct {
	Limit    float64    `doc:"The largest number that is no risk."`
	Severity st.Decimal `doc:"How severe the risk is, from 0 to 1." kind:"fraction" default:"0.5"`
}

// inputs are the numbers that this worker wants; the blueprint says where they come from.
type inputs struct {
	Value float64 `doc:"What should stay within the limit."`
}

type limit struct{ params }

func (w *limit) Configure(params params, _ *st.Setup) error {
	w.params = params
	return nil
}

func (w *limit) Watch(_ st.Instant, inputs inputs, _ []st.Position) ([]st.Risk, error) {
	// A number that is not ready is NaN, which is beyond nothing.
	if !(inputs.Value > w.Limit) {
		return nil, nil
	}
	return []st.Risk{{RiskType: "LIMIT_EXCEEDED", Severity: w.Severity}}, nil
}
