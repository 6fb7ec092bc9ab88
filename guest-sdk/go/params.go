package simpletrader

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// largestInteger is kept where every JSON reader has it exactly.
const largestInteger = 1<<53 - 1

// The kinds of parameters, which follow from the type of the field and its tag `kind`.
const (
	integerKind  = "integer"
	numberKind   = "number"
	flagKind     = "flag"
	textKind     = "text"
	symbolKind   = "symbol"
	choiceKind   = "choice"
	decimalKind  = "decimal"
	fractionKind = "fraction"
	quantityKind = "quantity"
)

var decimalType = reflect.TypeFor[Decimal]()

// param is one parameter: a field of the author's struct, and what its tags say of it.
//
//	Period   int        `doc:"Bars in the window." min:"1" max:"10000"`
//	Mode     string     `doc:"When a signal is due." among:"level cross" default:"level"`
//	Quantity st.Decimal `doc:"Size of a trade." kind:"quantity"`
//	Symbol   string     `doc:"What it is about." kind:"symbol" optional:"true"`
type param struct {
	index     int
	name, doc string
	kind      string
	// As written in a tag; empty for none.
	min, max string
	among    []string
	// The value where the blueprint says nothing.
	otherwise    string
	hasOtherwise bool
	// May be left out, and is then the zero value.
	optional bool
}

func (p *param) required() bool { return !p.hasOtherwise && !p.optional }

// paramsOf reads the author's struct.
func paramsOf(kind reflect.Type) ([]param, error) {
	if kind.Kind() != reflect.Struct {
		return nil, fmt.Errorf("the parameters must be a struct, not %s", kind)
	}
	params := make([]param, 0, kind.NumField())
	for index := range kind.NumField() {
		one, err := paramOf(kind.Field(index))
		if err != nil {
			return nil, fmt.Errorf("%s.%s %w", kind.Name(), kind.Field(index).Name, err)
		}
		one.index = index
		params = append(params, one)
	}
	return params, nil
}

func paramOf(field reflect.StructField) (param, error) {
	tag := field.Tag
	one := param{name: snake(field.Name), doc: tag.Get("doc"), min: tag.Get("min"), max: tag.Get("max")}
	one.otherwise, one.hasOtherwise = tag.Lookup("default")
	one.optional = tag.Get("optional") == "true"
	one.among = strings.Fields(tag.Get("among"))
	one.kind = kindOf(field, len(one.among) > 0)
	switch {
	case one.kind == "":
		return one, fmt.Errorf("cannot be a parameter of type %s: use int, float64, bool, string or st.Decimal", field.Type)
	case !field.IsExported():
		return one, errors.New("must begin with a capital letter, or nobody can set it")
	case !one.hasOtherwise:
		return one, nil
	}
	var sample = reflect.New(field.Type).Elem()
	if err := one.set(sample, one.otherwise); err != nil {
		return one, fmt.Errorf("has a default that will not do: it %w", err)
	}
	return one, nil
}

func kindOf(field reflect.StructField, isChoice bool) string {
	wanted := field.Tag.Get("kind")
	fits := func(kinds ...string) string {
		for _, kind := range kinds {
			if wanted == kind || wanted == "" {
				return kind
			}
		}
		return ""
	}
	switch {
	case field.Type == decimalType:
		return fits(decimalKind, fractionKind, quantityKind)
	case isChoice && field.Type.Kind() == reflect.String:
		return fits(choiceKind)
	}
	switch field.Type.Kind() {
	case reflect.Int, reflect.Int64:
		return fits(integerKind)
	case reflect.Float64:
		return fits(numberKind)
	case reflect.Bool:
		return fits(flagKind)
	case reflect.String:
		return fits(textKind, symbolKind)
	}
	return ""
}

// readParams fills the author's struct from the JSON that the host hands over.
func readParams[P any](text string) (P, error) {
	var params P
	declared, err := paramsOf(reflect.TypeFor[P]())
	if err != nil {
		return params, err
	}
	given, err := readObject(text)
	if err != nil {
		return params, BadParams("%v", err)
	}
	fields := reflect.ValueOf(&params).Elem()
	for _, one := range declared {
		value, isGiven := given[one.name]
		delete(given, one.name)
		if err := one.read(fields.Field(one.index), value, isGiven); err != nil {
			return params, BadParams("%s: %v", one.name, err)
		}
	}
	for name := range given {
		return params, BadParams("there is no parameter %q", name)
	}
	return params, nil
}

func (p *param) read(field reflect.Value, value jsonValue, isGiven bool) error {
	switch {
	case !isGiven && p.hasOtherwise:
		return p.set(field, p.otherwise)
	case !isGiven && p.optional, p.optional && value == jsonValue{text: "null"}:
		return nil
	case !isGiven:
		return errors.New("it is missing")
	case value.isText != p.isQuoted():
		return fmt.Errorf("must be a %s, got %s", p.kind, value.text)
	}
	return p.set(field, value.text)
}

// isQuoted says whether values are texts in JSON. Decimals are, because many readers would round a number.
func (p *param) isQuoted() bool {
	return p.kind != integerKind && p.kind != numberKind && p.kind != flagKind
}

// set reads a value that stands without quotes.
func (p *param) set(field reflect.Value, text string) error {
	switch p.kind {
	case integerKind:
		value, err := strconv.ParseInt(text, 10, 64)
		if err != nil || value > largestInteger || value < -largestInteger {
			return fmt.Errorf("must be a whole number, got %s", text)
		}
		field.SetInt(value)
		return p.within(float64(value))
	case numberKind:
		value, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return fmt.Errorf("must be a number, got %s", text)
		}
		field.SetFloat(value)
		return p.within(value)
	case flagKind:
		field.SetBool(text == "true")
		if text != "true" && text != "false" {
			return fmt.Errorf("must be true or false, got %s", text)
		}
		return nil
	case decimalKind, fractionKind, quantityKind:
		return p.setDecimal(field, text)
	}
	field.SetString(text)
	switch {
	case p.kind == symbolKind && !isSymbol(text):
		return fmt.Errorf("must be BASE_QUOTE, got %q", text)
	case p.kind == choiceKind && !p.isAmong(text):
		return fmt.Errorf("must be one of %s, got %q", strings.Join(p.among, ", "), text)
	case p.kind == textKind:
		return p.within(float64(utf8.RuneCountInString(text)))
	}
	return nil
}

func isSymbol(text string) bool {
	base, quote, _ := strings.Cut(text, "_")
	isAsset := func(name string) bool {
		return name != "" && len(name) <= 12 && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
	}
	return isAsset(base) && isAsset(quote)
}

func (p *param) isAmong(text string) bool {
	for _, word := range p.among {
		if word == text {
			return true
		}
	}
	return false
}

// within holds a number, or the length of a text, against the bounds.
func (p *param) within(value float64) error {
	for _, bound := range []struct {
		text string
		sign float64
	}{{p.min, 1}, {p.max, -1}} {
		limit, err := strconv.ParseFloat(bound.text, 64)
		if bound.text != "" && (err != nil || (value-limit)*bound.sign < 0) {
			return fmt.Errorf("must be %s%s", p.between(), p.unit())
		}
	}
	return nil
}

func (p *param) between() string {
	switch {
	case p.max == "":
		return "at least " + p.min
	case p.min == "":
		return "at most " + p.max
	}
	return "between " + p.min + " and " + p.max
}

func (p *param) unit() string {
	if p.kind == textKind {
		return " characters long"
	}
	return ""
}

func (p *param) setDecimal(field reflect.Value, text string) error {
	value, err := parseDecimal(text)
	if err != nil {
		return err
	}
	field.Set(reflect.ValueOf(value))
	one := Decimal{Mantissa: 1}
	switch {
	case p.kind == fractionKind && (value.Sign() < 0 || value.Cmp(one) > 0):
		return fmt.Errorf("must be between 0 and 1, got %s", text)
	case p.kind == quantityKind && value.Sign() <= 0:
		return fmt.Errorf("must be greater than 0, got %s", text)
	}
	for _, bound := range []struct {
		text string
		sign int
	}{{p.min, -1}, {p.max, 1}} {
		if bound.text == "" {
			continue
		}
		limit, err := parseDecimal(bound.text)
		if err != nil || value.Cmp(limit) == bound.sign {
			return fmt.Errorf("must be %s, got %s", p.between(), text)
		}
	}
	return nil
}
