// Package runtime has what the generated bindings need of the memory of a call.
//
// Go may move or free what nobody in Go points to, so memory that the host holds is pinned: what comes in until it is lifted, what goes
// out until the host has read it.
package runtime

import (
	"runtime"
	"unsafe"
)

// Allocate makes memory of this size, aligned to 8, that stays where it is until the pinner lets go.
func Allocate(pinner *runtime.Pinner, size, align uintptr) unsafe.Pointer {
	if size == 0 {
		// An address that nobody reads, aligned as it should be.
		return unsafe.Pointer(align)
	}
	words := make([]uint64, (size+7)/8)
	start := unsafe.Pointer(unsafe.SliceData(words))
	pinner.Pin(start)
	return start
}
