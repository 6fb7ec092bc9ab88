package simpletrader

import (
	"fmt"
	"math"
	"math/big"
	"reflect"
)

// field is one input or fact.
type field struct {
	name, doc string
	optional  bool
}

// fieldsOf reads a struct of inputs or facts: fields of type float64, with what they mean as the tag `doc`. An input whose tag
// `optional` is "true" may be missing, and is then NaN.
func fieldsOf(kind reflect.Type, what string) ([]field, error) {
	if kind.Kind() != reflect.Struct {
		return nil, fmt.Errorf("%s must be a struct, not %s", what, kind)
	}
	fields := make([]field, 0, kind.NumField())
	for index := range kind.NumField() {
		one := kind.Field(index)
		if one.Type.Kind() != reflect.Float64 || !one.IsExported() {
			return nil, fmt.Errorf("%s.%s must be an exported float64", kind.Name(), one.Name)
		}
		fields = append(fields, field{snake(one.Name), one.Tag.Get("doc"), one.Tag.Get("optional") == "true"})
	}
	return fields, nil
}

// inputsOf are the inputs by name.
func inputsOf[I any](numbers []float64) I {
	var inputs I
	fields := reflect.ValueOf(&inputs).Elem()
	for index := range fields.NumField() {
		fields.Field(index).SetFloat(numbers[index])
	}
	return inputs
}

// numbersOf are the facts in the order of the manifest.
func numbersOf[F any](facts F) []float64 {
	fields := reflect.ValueOf(facts)
	numbers := make([]float64, fields.NumField())
	for index := range numbers {
		numbers[index] = fields.Field(index).Float()
	}
	return numbers
}

// snake is `StopLoss` as `stop_loss`.
func snake(name string) string {
	text := make([]byte, 0, len(name)+4)
	for index := range len(name) {
		letter := name[index]
		isCapital := letter >= 'A' && letter <= 'Z'
		if isCapital && index > 0 && (name[index-1] < 'A' || name[index-1] > 'Z') {
			text = append(text, '_')
		}
		if isCapital {
			letter += 'a' - 'A'
		}
		text = append(text, letter)
	}
	return string(text)
}

func unitsOrNaN(units uint64) float64 {
	if units == 0 {
		return math.NaN()
	}
	return float64(units)
}

// Sum is an exact sum of price steps. A mean of doubles depends on the order of its terms; a sum of whole steps, divided once and
// correctly rounded, does not, so a crossing of two means is never an artefact of rounding.
type Sum struct{ total big.Int }

// Add adds a number; a negative one takes away.
func (s *Sum) Add(number int64) { s.total.Add(&s.total, big.NewInt(number)) }

// Over is the sum divided by count × units as the nearest double, ties to even; NaN when one of them is 0.
func (s *Sum) Over(count int, units uint64) float64 {
	denominator := new(big.Int).SetUint64(units)
	denominator.Mul(denominator, big.NewInt(int64(count)))
	if denominator.Sign() == 0 {
		return math.NaN()
	}
	mean, _ := new(big.Rat).SetFrac(&s.total, denominator).Float64()
	return mean
}
