package simpletrader_worker_types

import (
	"fmt"
	"math/big"
	"strings"
)

// The bounds of the contract: so many digits, and so many of them after the point.
const (
	mostDigits = 15
	mostPlaces = 18
)

var ten = big.NewInt(10)

// Rounding says where a number goes that lies between two steps.
type Rounding uint8

// To the step at or below, at or above, or the nearest with ties to the even multiple.
const (
	Down Rounding = iota
	Up
	HalfEven
)

// ParseDecimal reads a plain decimal: an optional `-`, digits, perhaps a point and digits; at most fifteen digits, eighteen places.
func ParseDecimal(text string) (Decimal, error) {
	digits := strings.TrimPrefix(text, "-")
	whole, fraction, hasPoint := strings.Cut(digits, ".")
	isDigits := func(part string) bool { return part != "" && strings.Trim(part, "0123456789") == "" }
	if !isDigits(whole) || hasPoint && !isDigits(fraction) || len(digits) > 40 {
		return Decimal{}, fmt.Errorf("must be a decimal such as 12.5, got %q", text)
	}
	mantissa, _ := new(big.Int).SetString(whole+fraction, 10)
	if strings.HasPrefix(text, "-") {
		mantissa.Neg(mantissa)
	}
	value, ok := canonical(mantissa, len(fraction))
	if !ok {
		return Decimal{}, fmt.Errorf("must have at most %d digits and %d places, got %q", mostDigits, mostPlaces, text)
	}
	return value, nil
}

// MustDecimal is the decimal of a literal; it panics where there is none.
func MustDecimal(literal string) Decimal {
	value, err := ParseDecimal(literal)
	if err != nil {
		panic(err)
	}
	return value
}

// canonical brings mantissa / 10^scale into the one form that the contract has for it; false when there is none.
func canonical(mantissa *big.Int, scale int) (Decimal, bool) {
	rest := new(big.Int)
	for scale > 0 {
		shorter := new(big.Int)
		if shorter.QuoRem(mantissa, ten, rest); rest.Sign() != 0 {
			break
		}
		mantissa, scale = shorter, scale-1
	}
	if scale > mostPlaces || mantissa.CmpAbs(power(mostDigits)) >= 0 {
		return Decimal{}, false
	}
	return Decimal{Mantissa: mantissa.Int64(), Scale: uint8(scale)}, true
}

func power(exponent int) *big.Int { return new(big.Int).Exp(ten, big.NewInt(int64(exponent)), nil) }

func (d Decimal) scaled(scale int) *big.Int {
	mantissa := big.NewInt(d.Mantissa)
	return mantissa.Mul(mantissa, power(scale-int(d.Scale)))
}

// String is the shortest plain text: no exponent, no zeros at the end.
func (d Decimal) String() string {
	if d.Scale == 0 {
		return fmt.Sprint(d.Mantissa)
	}
	sign, digits := "", fmt.Sprintf("%0*d", int(d.Scale)+1, d.Mantissa)
	if d.Mantissa < 0 {
		sign, digits = "-", fmt.Sprintf("%0*d", int(d.Scale)+1, -d.Mantissa)
	}
	point := len(digits) - int(d.Scale)
	return sign + digits[:point] + "." + digits[point:]
}

// Float64 is the nearest double, for indicators and statistics.
func (d Decimal) Float64() float64 {
	value, _ := new(big.Rat).SetFrac(big.NewInt(d.Mantissa), power(int(d.Scale))).Float64()
	return value
}

// Cmp is -1, 0 or 1 as d is less than, equal to or greater than the other.
func (d Decimal) Cmp(other Decimal) int {
	scale := max(int(d.Scale), int(other.Scale))
	return d.scaled(scale).Cmp(other.scaled(scale))
}

// Sign is -1, 0 or 1 as d is less than, equal to or greater than 0.
func (d Decimal) Sign() int { return big.NewInt(d.Mantissa).Sign() }

// Neg is the same number on the other side of 0.
func (d Decimal) Neg() Decimal { return Decimal{Mantissa: -d.Mantissa, Scale: d.Scale} }

// Add is the exact sum; an error when it has more than fifteen digits.
func (d Decimal) Add(other Decimal) (Decimal, error) {
	scale := max(int(d.Scale), int(other.Scale))
	sum := d.scaled(scale)
	return exact(sum.Add(sum, other.scaled(scale)), scale, "sum")
}

// Sub is the exact difference; an error when it has more than fifteen digits.
func (d Decimal) Sub(other Decimal) (Decimal, error) { return d.Add(other.Neg()) }

// Mul is the exact product; an error when it has more than fifteen digits.
func (d Decimal) Mul(other Decimal) (Decimal, error) {
	product := new(big.Int).Mul(big.NewInt(d.Mantissa), big.NewInt(other.Mantissa))
	return exact(product, int(d.Scale)+int(other.Scale), "product")
}

func exact(mantissa *big.Int, scale int, what string) (Decimal, error) {
	value, ok := canonical(mantissa, scale)
	if !ok {
		return Decimal{}, fmt.Errorf("the %s has more than %d digits", what, mostDigits)
	}
	return value, nil
}

// MulRounded is the product, half-even rounded to fifteen digits: for estimates such as the value of a size.
func (d Decimal) MulRounded(other Decimal) (Decimal, error) {
	mantissa := new(big.Int).Mul(big.NewInt(d.Mantissa), big.NewInt(other.Mantissa))
	scale := int(d.Scale) + int(other.Scale)
	// All at once, because rounding twice could round wrongly.
	digits := len(new(big.Int).Abs(mantissa).String())
	excess := min(scale, max(digits-mostDigits, scale-mostPlaces, 0))
	return exact(divided(mantissa, power(excess), HalfEven), scale-excess, "product")
}

// ToStep is the number on a grid: `price.ToStep(instrument.TickSize, st.HalfEven)`. An error when the step is not greater than 0.
func (d Decimal) ToStep(step Decimal, rounding Rounding) (Decimal, error) {
	if step.Mantissa <= 0 {
		return Decimal{}, fmt.Errorf("a step must be greater than 0, got %s", step)
	}
	scale := max(int(d.Scale), int(step.Scale))
	steps := divided(d.scaled(scale), step.scaled(scale), rounding)
	return exact(steps.Mul(steps, big.NewInt(step.Mantissa)), int(step.Scale), "result")
}

// divided is a whole quotient; the divisor is greater than 0.
func divided(dividend, divisor *big.Int, rounding Rounding) *big.Int {
	rest := new(big.Int)
	quotient, _ := new(big.Int).DivMod(dividend, divisor, rest)
	twice := new(big.Int).Lsh(rest, 1).Cmp(divisor)
	isUp := rounding == Up && rest.Sign() > 0
	isUp = isUp || rounding == HalfEven && (twice > 0 || twice == 0 && quotient.Bit(0) == 1)
	if isUp {
		quotient.Add(quotient, big.NewInt(1))
	}
	return quotient
}
