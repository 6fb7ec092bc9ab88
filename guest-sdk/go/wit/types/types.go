// Package types has what the generated bindings use of WIT's own types.
package types

// Unit is the type of a result without a value.
type Unit struct{}

// The cases of a result and of an option.
const (
	ResultOk   uint8 = 0
	ResultErr  uint8 = 1
	OptionNone uint8 = 0
	OptionSome uint8 = 1
)

// Result is an answer or an error.
type Result[T, E any] struct {
	tag uint8
	ok  T
	err E
}

// Ok is the result that has an answer.
func Ok[T, E any](value T) Result[T, E] { return Result[T, E]{tag: ResultOk, ok: value} }

// Err is the result that is an error.
func Err[T, E any](value E) Result[T, E] { return Result[T, E]{tag: ResultErr, err: value} }

// Tag says which case it is.
func (r Result[T, E]) Tag() uint8 { return r.tag }

// IsErr says whether it is an error.
func (r Result[T, E]) IsErr() bool { return r.tag == ResultErr }

// Ok is the answer; the zero value where it is an error.
func (r Result[T, E]) Ok() T { return r.ok }

// Err is the error; the zero value where it is an answer.
func (r Result[T, E]) Err() E { return r.err }

// Option is a value that may be absent. Its zero value is absent, so a field that nobody sets is.
type Option[T any] struct {
	tag   uint8
	value T
}

// Some is a value that is given.
func Some[T any](value T) Option[T] { return Option[T]{tag: OptionSome, value: value} }

// None is a value that is absent.
func None[T any]() Option[T] { return Option[T]{} }

// Tag says which case it is.
func (o Option[T]) Tag() uint8 { return o.tag }

// IsSome says whether the value is given.
func (o Option[T]) IsSome() bool { return o.tag == OptionSome }

// Some is the value; the zero value where it is absent.
func (o Option[T]) Some() T { return o.value }

// Get is the value, and whether it is given: `if price, ok := quote.Bid.Get(); ok { … }`.
func (o Option[T]) Get() (T, bool) { return o.value, o.IsSome() }

// Or is the value, or another where it is absent.
func (o Option[T]) Or(otherwise T) T {
	if o.IsSome() {
		return o.value
	}
	return otherwise
}
