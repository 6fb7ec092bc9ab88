package simpletrader

// Level says how important a line is.
type Level uint8

// The levels.
const (
	Trace Level = iota
	Debug
	Info
	Warn
	Error
)

// Columns are closed bars as lists of equal length, oldest first, with prices in quote currency.
type Columns struct {
	Times                          []Instant // When each bar closed.
	Open, High, Low, Close, Volume []float64
}
