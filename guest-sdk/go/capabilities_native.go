//go:build !wasm

package simpletrader

import (
	"errors"
	"fmt"
	"os"
)

// Outside of a component, in tests that run natively, there is nobody to ask: lines go to the standard error, what is remembered is
// remembered for the process, and there is no window.

var remembered = map[string][]byte{}

// Log writes a line for the author.
func Log(_ Level, format string, values ...any) { fmt.Fprintf(os.Stderr, format+"\n", values...) }

// Note leaves a remark.
func Note(format string, values ...any) { Log(Info, format, values...) }

// StateGet is the bytes of a key, and whether there are any.
func StateGet(key string) ([]byte, bool) {
	value, ok := remembered[key]
	return value, ok
}

// StateSet gives a key these bytes.
func StateSet(key string, value []byte) { remembered[key] = append([]byte(nil), value...) }

// StateRemove takes a key away.
func StateRemove(key string) { delete(remembered, key) }

// Window has nothing to look at.
func Window(uint32, uint32) (Columns, error) {
	return Columns{}, errors.New("there is no window outside of a component")
}
