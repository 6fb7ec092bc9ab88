package runtime

import (
	"runtime"
	"unsafe"
)

// incoming holds what the host is handing in.
var incoming runtime.Pinner

// Unpin is called when everything has been lifted: from then on it is memory like any other.
func Unpin() { incoming.Unpin() }

// allocateForHost gives the host memory to write arguments into; what was there is kept, as the contract of this function wants it.
//
//go:wasmexport cabi_realloc
func allocateForHost(old unsafe.Pointer, oldSize, align, newSize uint32) unsafe.Pointer {
	fresh := Allocate(&incoming, uintptr(newSize), uintptr(align))
	if kept := min(oldSize, newSize); kept > 0 {
		copy(unsafe.Slice((*byte)(fresh), kept), unsafe.Slice((*byte)(old), kept))
	}
	return fresh
}
