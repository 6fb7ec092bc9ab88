//! How a worker can fail. A fault names the limit and the numbers, so that its author can act on it.

use std::fmt;

/// A limit that a worker ran into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// CPU of one call, in fuel. Deterministic.
    Fuel {
        /// What one call may use.
        budget: u64,
    },
    /// Linear memory, summed over the instance.
    Memory {
        /// What it asked for.
        asked: u64,
        /// What it had.
        had: u64,
        /// What it may have.
        limit: u64,
    },
    /// Elements of all tables, summed over the instance.
    Table {
        /// What it asked for.
        asked: u64,
        /// What it may have.
        limit: u64,
    },
    /// Call depth. Deterministic on one machine and engine only.
    Stack {
        /// Bytes.
        limit: u64,
    },
    /// Wall-clock time of one call. Not deterministic: a backstop.
    Deadline {
        /// What one call may take.
        millis: u64,
    },
    /// Bytes returned by one call.
    Output {
        /// What one call may return.
        limit: u64,
    },
    /// Use of capabilities: how often, or how much of it.
    Rate {
        /// What is counted, and over what, e.g. `journal notes in one call`.
        of: &'static str,
        /// How many there may be.
        limit: u64,
    },
    /// Size of the worker's state.
    State {
        /// What is counted: bytes or keys.
        of: &'static str,
        /// How many there would be.
        asked: u64,
        /// How many there may be.
        limit: u64,
    },
    /// Things of the host that the worker holds at once, under the WASI profile. Deterministic.
    Handles {
        /// Of what kind.
        what: &'static str,
        /// How many it may hold.
        limit: u64,
    },
    /// Requests to the host within a bound of the host, over one pass or one moment. Deterministic.
    Storm {
        /// Of what there were too many.
        storm: Storm,
        /// How many there were when the host stopped counting.
        got: u64,
        /// How many there may be.
        limit: u64,
    },
}

/// What a worker can send too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Storm {
    /// Signals, or risks, of one pass.
    Signals,
    /// Targets of the directives of one pass: each becomes a command.
    Directives,
    /// Passes that the worker's own orders led to within one moment: it answers every reply with another order.
    Orders,
    /// Wake-ups that are waiting, or that fired within one moment.
    Timers,
}

impl Storm {
    /// The plain word, for messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Signals => "signals",
            Self::Directives => "directive targets",
            Self::Orders => "order replies",
            Self::Timers => "wake-ups",
        }
    }
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// A limit was reached.
    Limit(Limit),
    /// The code trapped, e.g. `unreachable` after a panic.
    Trap {
        /// The engine's word for it.
        trap: String,
        /// Innermost first; demangled; capped.
        backtrace: Vec<String>,
    },
    /// It returned something that the contract forbids.
    InvalidOutput {
        /// Where in the answer, e.g. `signals[0].confidence`.
        field: String,
        /// The rule it breaks, with the value.
        rule: String,
    },
    /// It said so itself.
    Refused {
        /// `bad-params`, `not-ready` or `failed`.
        kind: &'static str,
        /// Its own words, made safe to show.
        message: String,
    },
    /// Asked about many bars at once, it answered otherwise than bar by bar.
    LookAhead {
        /// The fact that differs.
        field: Box<str>,
        /// What it is in a slice.
        sliced: Box<str>,
        /// What it is bar by bar.
        alone: Box<str>,
    },
    /// It was called again after a fault. A defect of the host.
    Poisoned,
    /// The engine that runs it failed. A defect of the host.
    Host {
        /// What happened.
        message: String,
    },
}

/// A failed call of a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The handler that was called.
    pub handler: &'static str,
    /// What went wrong.
    pub kind: FaultKind,
    /// Fuel that the call used until then.
    pub fuel_used: u64,
    /// Fuel of the calls of handlers before it, oldest first, at most [`Fault::FUEL_HISTORY`]: did it come suddenly, or was it
    /// foreseeable? Empty for native code.
    pub fuel_before: Box<[u64]>,
    /// The end of what the worker wrote to its standard error, where it has one: stripped and capped by whoever runs it.
    pub stderr_tail: Box<str>,
}

impl Fault {
    /// How many calls before the failed one are remembered by their fuel.
    pub const FUEL_HISTORY: usize = 8;

    /// A fault of `handler` that used no fuel worth telling.
    pub fn new(handler: &'static str, kind: FaultKind) -> Self {
        Self { handler, kind, fuel_used: 0, fuel_before: Box::default(), stderr_tail: Box::default() }
    }

    /// The worker sent more than the host takes in one pass or moment.
    pub fn storm(handler: &'static str, storm: Storm, got: usize, limit: usize) -> Self {
        Self::new(handler, FaultKind::Limit(Limit::Storm { storm, got: got as u64, limit: limit as u64 }))
    }

    /// An answer that breaks the contract.
    pub fn invalid(handler: &'static str, field: impl Into<String>, rule: impl fmt::Display) -> Self {
        Self::new(handler, FaultKind::InvalidOutput { field: field.into(), rule: rule.to_string() })
    }

    /// A short, stable name of the class, for tables and files.
    pub fn class(&self) -> &'static str {
        match &self.kind {
            FaultKind::Limit(Limit::Fuel { .. }) => "OUT_OF_FUEL",
            FaultKind::Limit(Limit::Memory { .. }) => "MEMORY_LIMIT",
            FaultKind::Limit(Limit::Table { .. }) => "TABLE_LIMIT",
            FaultKind::Limit(Limit::Stack { .. }) => "STACK_OVERFLOW",
            FaultKind::Limit(Limit::Deadline { .. }) => "DEADLINE",
            FaultKind::Limit(Limit::Output { .. }) => "OUTPUT_LIMIT",
            FaultKind::Limit(Limit::Rate { .. }) => "RATE_LIMIT",
            FaultKind::Limit(Limit::State { .. }) => "STATE_LIMIT",
            FaultKind::Limit(Limit::Storm { storm: Storm::Signals, .. }) => "SIGNAL_STORM",
            FaultKind::Limit(Limit::Storm { storm: Storm::Directives, .. }) => "DIRECTIVE_STORM",
            FaultKind::Limit(Limit::Storm { storm: Storm::Orders, .. }) => "ORDER_STORM",
            FaultKind::Limit(Limit::Storm { storm: Storm::Timers, .. }) => "TIMER_STORM",
            FaultKind::Limit(Limit::Handles { .. }) => "HANDLE_LIMIT",
            FaultKind::Trap { .. } => "TRAP",
            FaultKind::InvalidOutput { .. } => "INVALID_OUTPUT",
            FaultKind::Refused { .. } => "WORKER_ERROR",
            FaultKind::LookAhead { .. } => "LOOK_AHEAD",
            FaultKind::Poisoned => "POISONED",
            FaultKind::Host { .. } => "HOST",
        }
    }

    /// What the author should do about it.
    pub fn advice(&self) -> &'static str {
        match &self.kind {
            FaultKind::Limit(Limit::Fuel { .. }) => {
                "look for a loop that does not end or work that grows with each call; if the work is needed, ask for more in the manifest (limits.fuel_per_call) and in platform.yaml"
            }
            FaultKind::Limit(Limit::Memory { .. } | Limit::Table { .. }) => {
                "keep a fixed window instead of everything seen; if the memory is needed, ask for more in the manifest (limits.memory_bytes) and in platform.yaml"
            }
            FaultKind::Limit(Limit::Stack { .. }) => "look for a recursion that does not end",
            FaultKind::Limit(Limit::Deadline { .. }) => "the machine was too slow or the call too long; see the fuel it used",
            FaultKind::Limit(Limit::Output { .. }) => "return less from one call",
            FaultKind::Limit(Limit::Rate { .. }) => "use the capability less: once a call is a good measure, once a loop is not",
            FaultKind::Limit(Limit::State { .. }) => {
                "keep less: overwrite old keys or remove them; if the room is needed, ask for more in the manifest (capabilities.state.bytes) and grant it in the operation"
            }
            FaultKind::Limit(Limit::Storm { .. }) => {
                "send less at once: look for an answer that leads to the same call again, or for work that is never taken back"
            }
            FaultKind::Limit(Limit::Handles { .. }) => "close what is no longer needed, and open nothing anew in each call",
            FaultKind::Trap { .. } => {
                "the code panicked or trapped: return an error instead, it keeps the message; the frames show where"
            }
            FaultKind::InvalidOutput { .. } => "see the rule in the contract (wit/) and check the value before returning it",
            FaultKind::Refused { kind: "bad-params", .. } => "correct the worker's config in the blueprint",
            FaultKind::Refused { .. } => "this is the worker's own message",
            FaultKind::LookAhead { .. } => {
                "do not grant it slices: its handler of slices uses later bars, or forgets what it knew; bar by bar is the truth"
            }
            FaultKind::Poisoned | FaultKind::Host { .. } => "this is a defect of SimpleTrader: please report it",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            FaultKind::Limit(Limit::Fuel { budget }) => {
                write!(f, "out of fuel in `{}`: the budget of one call is {budget}", self.handler)
            }
            FaultKind::Limit(Limit::Memory { asked, had, limit }) => {
                write!(f, "memory limit in `{}`: had {had} bytes, asked for {asked}, may have {limit}", self.handler)
            }
            FaultKind::Limit(Limit::Table { asked, limit }) => {
                write!(f, "table limit in `{}`: asked for {asked} elements, may have {limit}", self.handler)
            }
            FaultKind::Limit(Limit::Stack { limit }) => {
                write!(f, "stack overflow in `{}`: the stack has {limit} bytes", self.handler)
            }
            FaultKind::Limit(Limit::Deadline { millis }) => {
                write!(f, "deadline exceeded in `{}`: one call may take {millis} ms (wall clock, not deterministic)", self.handler)
            }
            FaultKind::Limit(Limit::Output { limit }) => {
                write!(f, "output limit in `{}`: one call may return {limit} bytes", self.handler)
            }
            FaultKind::Limit(Limit::Rate { of, limit }) => {
                write!(f, "rate limit in `{}`: there may be {limit} {of}", self.handler)
            }
            FaultKind::Limit(Limit::State { of, asked, limit }) => {
                write!(f, "state limit in `{}`: there would be {asked} {of}, there may be {limit}", self.handler)
            }
            FaultKind::Limit(Limit::Handles { what, limit }) => {
                write!(f, "handle limit in `{}`: asked for one more than {limit} {what}", self.handler)
            }
            FaultKind::Limit(Limit::Storm { storm, got, limit }) => {
                write!(f, "too many {} after `{}`: {got}, where {limit} are the most", storm.word(), self.handler)
            }
            FaultKind::Trap { trap, .. } => write!(f, "`{}` trapped: {trap}", self.handler),
            FaultKind::InvalidOutput { field, rule } => write!(f, "`{}` returned an invalid answer: {field}: {rule}", self.handler),
            FaultKind::Refused { kind, message } => write!(f, "`{}` answered {kind}: {message}", self.handler),
            FaultKind::LookAhead { field, sliced, alone } => {
                write!(f, "LOOK_AHEAD: `{field}` is {sliced} in a slice of bars and {alone} bar by bar")
            }
            FaultKind::Poisoned => write!(f, "`{}` was called after a fault", self.handler),
            FaultKind::Host { message } => write!(f, "the engine failed in `{}`: {message}", self.handler),
        }
    }
}

impl std::error::Error for Fault {}
