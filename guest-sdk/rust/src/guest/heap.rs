//! The memory of a worker: what it gives back in small pieces is kept by size and handed out again at once.
//!
//! Every list and text that crosses the boundary is a piece of the guest's memory, so a call is full of small pieces that live
//! for that call alone. A general allocator looks for the best place for each and joins what lies side by side; a shelf of
//! pieces of one size needs neither, and takes a handful of instructions. What is larger than a shelf holds goes to the
//! allocator of the standard library, from which the shelves are filled too.
//!
//! A piece stays on its shelf for good. A worker therefore holds, of each size, as many pieces as it once held at the same
//! time, rounded up to a power of two: its memory is as flat as its use of it.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ptr::null_mut;

/// The smallest piece, in bytes: it has room for the address of the next one. Every piece lies at a multiple of it.
const SMALLEST: usize = 16;

/// How many sizes there are, each twice the one before: 16 to 1 024 bytes.
const SHELVES: usize = 7;

/// The allocator.
#[derive(Debug)]
pub struct Heap {
    /// The first piece of each shelf; every piece says where the next one is.
    shelves: [Cell<*mut u8>; SHELVES],
}

// SAFETY: a component is called by one thread at a time, and in one that is compiled for wasm32 there is no other.
#[cfg(target_arch = "wasm32")]
unsafe impl Sync for Heap {}

impl Heap {
    /// Empty shelves.
    pub const fn new() -> Self {
        Self { shelves: [const { Cell::new(null_mut()) }; SHELVES] }
    }

    /// The shelf for pieces of this layout, and their size; none if they belong on no shelf.
    fn shelf(&self, layout: Layout) -> Option<(&Cell<*mut u8>, usize)> {
        if layout.align() > SMALLEST {
            return None;
        }
        let size = layout.size().max(SMALLEST).checked_next_power_of_two()?;
        let shelf = self.shelves.get((size / SMALLEST).trailing_zeros() as usize)?;
        Some((shelf, size))
    }
}

impl Default for Heap {
    fn default() -> Self {
        Self::new()
    }
}

// SAFETY: a piece is on a shelf or in use, never both: it is put there when it is given back and taken off before it is
// handed out. A shelf holds pieces of its own size only, because a layout always belongs to the same shelf.
unsafe impl GlobalAlloc for Heap {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let Some((shelf, size)) = self.shelf(layout) else {
            // SAFETY: the caller's layout.
            return unsafe { System.alloc(layout) };
        };
        let first = shelf.get();
        if first.is_null() {
            // SAFETY: the size is not 0, and the alignment is a power of two.
            return unsafe { System.alloc(Layout::from_size_align_unchecked(size, SMALLEST)) };
        }
        // SAFETY: `dealloc` has written the address of the next piece into this one.
        shelf.set(unsafe { first.cast::<*mut u8>().read() });
        first
    }

    #[inline]
    unsafe fn dealloc(&self, piece: *mut u8, layout: Layout) {
        let Some((shelf, _)) = self.shelf(layout) else {
            // SAFETY: a layout that belongs on no shelf was served by this allocator.
            return unsafe { System.dealloc(piece, layout) };
        };
        // SAFETY: nobody uses the piece any more; it has room for an address and lies as one must.
        unsafe { piece.cast::<*mut u8>().write(shelf.get()) };
        shelf.set(piece);
    }

    #[inline]
    unsafe fn realloc(&self, piece: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: the caller's promise: rounded up to the alignment, the new size is no larger than the largest.
        let wanted = unsafe { Layout::from_size_align_unchecked(new_size, layout.align()) };
        match (self.shelf(layout), self.shelf(wanted)) {
            // SAFETY: both layouts belong on no shelf, so this allocator has served the one and will serve the other.
            (None, None) => return unsafe { System.realloc(piece, layout, new_size) },
            (Some((_, has)), Some((_, needs))) if has == needs => return piece,
            _ => {}
        }
        // SAFETY: two pieces that do not overlap, each at least as long as what is copied.
        unsafe {
            let moved = self.alloc(wanted);
            if !moved.is_null() {
                piece.copy_to_nonoverlapping(moved, layout.size().min(new_size));
                self.dealloc(piece, layout);
            }
            moved
        }
    }
}

#[cfg(all(target_arch = "wasm32", feature = "heap"))]
#[global_allocator]
static HEAP: Heap = Heap::new();

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn layout(size: usize, align: usize) -> Layout {
        Layout::from_size_align(size, align).unwrap()
    }

    #[test]
    fn what_was_given_back_is_handed_out_again_to_whoever_needs_that_size() {
        let heap = Heap::new();
        // SAFETY: every piece is given back with its layout, and used by nobody afterwards.
        unsafe {
            let piece = heap.alloc(layout(20, 4));
            heap.dealloc(piece, layout(20, 4));
            assert_ne!(heap.alloc(layout(16, 4)), piece, "that is another size");
            assert_eq!(heap.alloc(layout(32, 16)), piece);
        }
    }

    #[test]
    fn a_piece_grows_on_its_place_while_there_is_room() {
        let heap = Heap::new();
        // SAFETY: as above.
        unsafe {
            let piece = heap.alloc(layout(17, 1));
            piece.write_bytes(7, 17);
            assert_eq!(heap.realloc(piece, layout(17, 1), 32), piece);
            let moved = heap.realloc(piece, layout(32, 1), 33);
            assert_ne!(moved, piece);
            assert_eq!(std::slice::from_raw_parts(moved, 17), [7; 17]);
        }
    }

    /// What a worker does with its memory.
    #[derive(Debug, Clone)]
    enum Step {
        Take { size: usize, align: usize },
        GiveBack(prop::sample::Index),
        Resize(prop::sample::Index, usize),
    }

    fn step() -> impl Strategy<Value = Step> {
        let size = prop_oneof![8 => 1_usize..2_000, 1 => 2_000_usize..100_000];
        prop_oneof![
            (size.clone(), 0_u32..6).prop_map(|(size, align)| Step::Take { size, align: 1 << align }),
            any::<prop::sample::Index>().prop_map(Step::GiveBack),
            (any::<prop::sample::Index>(), size).prop_map(|(which, size)| Step::Resize(which, size)),
        ]
    }

    /// A piece in use, filled with one number.
    struct Piece {
        at: *mut u8,
        layout: Layout,
        filled_with: u8,
    }

    impl Piece {
        fn is_whole(&self) -> bool {
            // SAFETY: the piece is in use, and all of it was written.
            let bytes = unsafe { std::slice::from_raw_parts(self.at, self.layout.size()) };
            (self.at as usize).is_multiple_of(self.layout.align()) && bytes.iter().all(|byte| *byte == self.filled_with)
        }
    }

    proptest! {
        #[test]
        fn pieces_in_use_never_share_a_byte(steps in prop::collection::vec(step(), 1..200)) {
            let heap = Heap::new();
            let mut pieces: Vec<Piece> = Vec::new();
            for (number, step) in steps.into_iter().enumerate() {
                let filled_with = number as u8;
                // SAFETY: a piece is in the list exactly while it is in use, with its layout.
                unsafe {
                    match step {
                        Step::Take { size, align } => {
                            let layout = layout(size, align);
                            let at = heap.alloc(layout);
                            at.write_bytes(filled_with, size);
                            pieces.push(Piece { at, layout, filled_with });
                        }
                        Step::GiveBack(which) if !pieces.is_empty() => {
                            let piece = pieces.swap_remove(which.index(pieces.len()));
                            heap.dealloc(piece.at, piece.layout);
                        }
                        Step::Resize(which, size) if !pieces.is_empty() => {
                            let which = which.index(pieces.len());
                            let piece = &mut pieces[which];
                            let kept = piece.layout.size().min(size);
                            let at = heap.realloc(piece.at, piece.layout, size);
                            prop_assert!(std::slice::from_raw_parts(at, kept).iter().all(|byte| *byte == piece.filled_with));
                            at.write_bytes(filled_with, size);
                            *piece = Piece { at, layout: layout(size, piece.layout.align()), filled_with };
                        }
                        Step::GiveBack(_) | Step::Resize(..) => {}
                    }
                }
                prop_assert!(pieces.iter().all(Piece::is_whole));
            }
        }
    }
}
