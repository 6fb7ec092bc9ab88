package simpletrader

import "math"

// SMA is the mean of the last values, summed anew from the oldest to the newest, as in every language of the SDK.
type SMA struct {
	values []float64
	next   int
	count  int
}

// NewSMA is a mean of so many values; 0 counts as 1.
func NewSMA(period int) *SMA { return &SMA{values: make([]float64, max(period, 1))} }

// Next is the mean with this value in it; NaN while there are fewer. What is not finite gives NaN and changes nothing.
func (m *SMA) Next(value float64) float64 {
	if math.IsNaN(value) || math.IsInf(value, 0) {
		return math.NaN()
	}
	m.values[m.next] = value
	m.next = (m.next + 1) % len(m.values)
	m.count = min(m.count+1, len(m.values))
	if m.count < len(m.values) {
		return math.NaN()
	}
	sum := 0.0
	for index := range m.values {
		sum += m.values[(m.next+index)%len(m.values)]
	}
	return sum / float64(len(m.values))
}

// EMA is `v = a * x + (1 - a) * v` with `a = 2 / (period + 1)`, starting at the first value.
type EMA struct {
	weight, value float64
	begun         bool
}

// NewEMA is an average in which a value that is period old weighs about an eighth of a new one; 0 counts as 1.
func NewEMA(period int) *EMA { return &EMA{weight: 2 / (float64(max(period, 1)) + 1)} }

// Next is the average with this value in it; ready with the first. What is not finite gives NaN and changes nothing.
func (m *EMA) Next(value float64) float64 {
	switch {
	case math.IsNaN(value) || math.IsInf(value, 0):
		return math.NaN()
	case !m.begun:
		m.value, m.begun = value, true
	default:
		// The conversions keep a compiler from fusing the operations, whose order is part of what the average is.
		m.value = float64(m.weight*value) + float64((1-m.weight)*m.value)
	}
	return m.value
}
