//! What each of the engine's trap codes means for a worker.

use wasmtime::Trap;

/// A class of traps that the host treats alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TrapClass {
    /// The fuel of the call is used up.
    Fuel,
    /// The call's deadline passed.
    Deadline,
    /// The stack is used up.
    Stack,
    /// The worker's code did something that it must not do: it panicked, divided by zero, left its memory.
    Code,
    /// What it passed over the boundary does not follow the canonical ABI: a pointer outside its memory, a discriminant that
    /// no case has.
    Boundary,
    /// Belongs to a feature that is switched off, so it cannot happen; a defect of the host if it does.
    SwitchedOff,
    /// A code that this table does not know: the engine was upgraded and the table was not.
    Unknown,
}

impl TrapClass {
    /// The class of a trap. Every code of the engine is named here, so that an upgrade shows in the test below.
    pub(crate) fn of(trap: Trap) -> Self {
        match trap {
            Trap::OutOfFuel => Self::Fuel,
            Trap::Interrupt => Self::Deadline,
            Trap::StackOverflow => Self::Stack,

            Trap::UnreachableCodeReached
            | Trap::MemoryOutOfBounds
            | Trap::TableOutOfBounds
            | Trap::IndirectCallToNull
            | Trap::BadSignature
            | Trap::IntegerOverflow
            | Trap::IntegerDivisionByZero
            | Trap::BadConversionToInteger
            | Trap::NullReference => Self::Code,

            Trap::InvalidChar
            | Trap::StringOutOfBounds
            | Trap::ListOutOfBounds
            | Trap::InvalidDiscriminant
            | Trap::UnalignedPointer
            | Trap::CannotEnterComponent
            | Trap::CannotLeaveComponent
            | Trap::DebugAssertStringEncodingFinished
            | Trap::DebugAssertEqualCodeUnits
            | Trap::DebugAssertPointerAligned
            | Trap::DebugAssertUpperBitsUnset => Self::Boundary,

            // Threads, garbage collection, exceptions, stack switching, interpreter.
            Trap::HeapMisaligned
            | Trap::AtomicWaitNonSharedMemory
            | Trap::ArrayOutOfBounds
            | Trap::AllocationTooLarge
            | Trap::CastFailure
            | Trap::UncaughtException
            | Trap::UnhandledTag
            | Trap::ContinuationAlreadyConsumed
            | Trap::DisabledOpcode => Self::SwitchedOff,

            // Asynchronous components.
            Trap::NoAsyncResult
            | Trap::AsyncDeadlock
            | Trap::CannotBlockSyncTask
            | Trap::TaskCancelNotCancelled
            | Trap::TaskCancelOrReturnTwice
            | Trap::SubtaskCancelAfterTerminal
            | Trap::TaskReturnInvalid
            | Trap::WaitableSetDropHasWaiters
            | Trap::SubtaskDropNotResolved
            | Trap::ThreadNewIndirectInvalidType
            | Trap::ThreadNewIndirectUninitialized
            | Trap::BackpressureOverflow
            | Trap::UnsupportedCallbackCode
            | Trap::CannotResumeThread
            | Trap::ConcurrentFutureStreamOp
            | Trap::ReferenceCountOverflow
            | Trap::StreamOpTooBig
            | Trap::WaitableSyncAndAsync => Self::SwitchedOff,

            _ => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trap_code_of_the_engine_is_classified() {
        let codes: Vec<Trap> = (0..=u8::MAX).filter_map(Trap::from_u8).collect();
        assert!(codes.len() >= 49, "the engine lists its codes: found {}", codes.len());
        for trap in codes {
            assert_ne!(TrapClass::of(trap), TrapClass::Unknown, "{trap:?} is new: give it a class");
        }
    }
}
