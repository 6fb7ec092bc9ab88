package simpletrader

// About is who a worker is and what it asks for, which the operation must grant.
type About struct {
	Vendor      string // Who made it, snake_case.
	Name        string // What it is called, snake_case.
	Version     string // Semantic version.
	DisplayName string // What people call it.
	Description string // One or two sentences; empty for none.

	Publishes []string // Names of its events; nil for the usual one of its category.
	Executes  []Family // What an execution worker works, or an execution planner may name.
	Reads     []Read   // What is pushed into its calls beyond inputs and subject.

	Logs        bool   // It calls Log.
	WritesNotes bool   // It calls Note.
	LooksBack   uint32 // Bars that it asks Window for at most.
	Remembers   uint64 // Bytes of keys and values that it keeps.
	Shares      uint64 // The same, in common with all workers of the plug-in.

	FuelPerCall uint64 // Upper bound that it says it needs; 0 for none.
	MemoryBytes uint64 // Upper bound that it says it needs; 0 for none.
}

// Read is what may be pushed into calls.
type Read string

// Everything that may be read.
const (
	ReadsAccount    Read = "account"
	ReadsPositions  Read = "positions"
	ReadsOpenOrders Read = "open-orders"
	ReadsQuotes     Read = "quotes"
)

// Family is a family of algorithms.
type Family string

// The families.
const (
	FamilySingle  Family = "SINGLE"
	FamilyTWAP    Family = "TWAP"
	FamilyVWAP    Family = "VWAP"
	FamilyIceberg Family = "ICEBERG"
	FamilyLayered Family = "LAYERED"
	FamilyPOV     Family = "POV"
)

// Setup is what a worker is told once: every reference of later calls is a position in these lists.
type Setup struct {
	Instruments []Instrument
	Series      []Series
}

// InstrumentAt is the instrument of a reference; false when the host never named it.
func (s *Setup) InstrumentAt(reference uint32) (Instrument, bool) {
	if int64(reference) >= int64(len(s.Instruments)) {
		return Instrument{}, false
	}
	return s.Instruments[reference], true
}

// FindInstrument is the reference of a symbol; bad parameters, with the symbols that there are, when the strategy does not trade it.
func (s *Setup) FindInstrument(symbol string) (uint32, error) {
	known := ""
	for index, instrument := range s.Instruments {
		if instrument.Symbol == symbol {
			return uint32(index), nil
		}
		known += " " + instrument.Symbol
	}
	return 0, BadParams("the strategy does not trade %s, but:%s", symbol, known)
}

// PriceUnits is how many mantissa steps of a bar's prices make 1 in quote currency; 0 for a series that was never named.
func (s *Setup) PriceUnits(series uint32) uint64 {
	if int64(series) >= int64(len(s.Series)) {
		return 0
	}
	instrument, ok := s.InstrumentAt(s.Series[series].Instrument)
	if !ok {
		return 0
	}
	units := uint64(1)
	for range instrument.PriceScale {
		units *= 10
	}
	return units
}

// Price is a price of a bar in quote currency, correctly rounded; NaN for a series that was never named.
func (s *Setup) Price(bar Bar, price int64) float64 {
	// Both are exact doubles, so one division is correctly rounded.
	return float64(price) / unitsOrNaN(s.PriceUnits(bar.Series))
}
