//! One live component and everything that all of its calls have in common.

use std::sync::Arc;

use simpletrader_contracts::Instant;
use simpletrader_contracts::market::{Instrument, Series};
use simpletrader_contracts::name::excerpt;
use simpletrader_contracts::worker::call::Usage;
use simpletrader_contracts::worker::capability::{LogLine, Remarks, StateChange, WindowBar};
use simpletrader_contracts::worker::{Fault, FaultKind, FuelSpread};
use wasmtime::component::{Instance, InstancePre};
use wasmtime::{Engine, Store};

use super::fuel_history::FuelHistory;
use crate::RunLimits;
use crate::bindings::handlers::lifecycle;
use crate::bindings::wire::types::WorkerError;
use crate::capability::Capabilities;
use crate::classify::{Stage, classify};
use crate::convert::lower::{self, Misfit};
use crate::convert::parse::{Instruments, Invalid};
use crate::limiter::Limiter;
use crate::ticker::Ticker;
use crate::wasi::WasiState;
use crate::worker::Provision;

/// Handles that the components within one worker may hold, the host's included. They live in the engine's memory, which no
/// other limit counts.
pub(crate) const COMPONENT_HANDLES: usize = 1_000;

/// Printed lines that a fault shows: the end of a traceback, which says the most.
const TAIL_LINES: usize = 20;

/// Most characters shown of a worker's own message.
const MESSAGE: usize = 1_000;

/// What the engine keeps with a store.
#[derive(Debug)]
pub(crate) struct StoreState {
    limiter: Limiter,
    /// What the worker does with its capabilities.
    pub(crate) capabilities: Capabilities,
    /// What the WASI profile keeps; none for a worker without it.
    pub(crate) wasi: Option<Box<WasiState>>,
}

impl StoreState {
    /// A call begins, in a pass at this instant.
    fn begin_call(&mut self, at: Instant) {
        self.limiter.begin_call();
        self.capabilities.begin_call();
        if let Some(wasi) = &mut self.wasi {
            wasi.begin_call(at);
        }
    }

    /// A call ended: what was printed in it goes to the log, and is returned.
    fn end_call(&mut self) -> Vec<LogLine> {
        let Some(wasi) = &mut self.wasi else { return Vec::new() };
        let printed = wasi.take_printed();
        for line in &printed {
            self.capabilities.kit.log(line.level, &line.text);
        }
        printed
    }
}

/// One live component: its store, its limits, its figures.
///
/// Any error out of a call retires the whole store: after a trap or an answer that cannot be read, the guest's memory is in
/// an unknown state and the engine has skipped its clean-up. The state goes, the figures stay.
pub(crate) struct Guest {
    /// None after a fault.
    store: Option<Store<StoreState>>,
    lifecycle: lifecycle::Guest,
    limits: RunLimits,
    deadline_ticks: u64,
    /// What `configure` told the worker about.
    instruments: Instruments,
    usage: Usage,
    /// What the store that was dropped had left behind.
    last_words: Remarks,
    fuel_spread: FuelSpread,
    fuel_history: FuelHistory,
    /// Deadlines pass only while this lives.
    _ticker: Arc<Ticker>,
}

/// Why there is no instance.
#[derive(Debug)]
pub(crate) enum InstantiateError {
    /// Its functions are not of the contract's types.
    Mistyped(wasmtime::Error),
    /// Instantiation failed: the worker's fault or the host's.
    Failed(Fault),
}

/// What one crossing may use.
#[derive(Debug, Clone, Copy)]
struct Allowance {
    /// Fuel, all of it.
    fuel: u64,
    /// For how many calls it stands: it has the time of all of them.
    calls: u64,
}

/// A store without an instance yet.
pub(crate) struct FreshStore {
    store: Store<StoreState>,
    limits: RunLimits,
    deadline_ticks: u64,
    ticker: Arc<Ticker>,
}

impl FreshStore {
    /// The name under which faults of instantiation are reported: a start function is no handler.
    const HANDLER: &str = "instantiate";

    pub(crate) fn new(engine: &Engine, provision: &Provision, ticker: Arc<Ticker>) -> Self {
        let limits = provision.limits;
        let capabilities = Capabilities::new(&provision.grants, &limits);
        let wasi = provision.wasi.as_ref().map(|given| Box::new(WasiState::new(given)));
        let mut store = Store::new(engine, StoreState { limiter: Limiter::new(&limits), capabilities, wasi });
        store.limiter(|state| &mut state.limiter);
        store.set_hostcall_fuel(limits.output_bytes);
        store.set_max_component_handles(COMPONENT_HANDLES);
        Self { store, deadline_ticks: ticker.ticks(limits.deadline_ms), limits, ticker }
    }

    /// Makes the instance, which runs the start functions of its core modules, and resolves its functions: those of
    /// `lifecycle`, and with `resolve` those of the category's `interface`.
    pub(crate) fn instantiate<H>(
        mut self,
        instance: &InstancePre<StoreState>,
        lifecycle: &lifecycle::GuestIndices,
        interface: &'static str,
        resolve: impl FnOnce(&mut Store<StoreState>, &Instance) -> wasmtime::Result<H>,
    ) -> Result<(Guest, H), InstantiateError> {
        if !self.ticker.is_alive() {
            let message = "the thread that watches deadlines has ended".into();
            return Err(InstantiateError::Failed(Fault::new(Self::HANDLER, FaultKind::Host { message })));
        }
        let budget = self.limits.fuel_configure;
        let made = arm(&mut self.store, budget, self.deadline_ticks).and_then(|()| instance.instantiate(&mut self.store));
        let instance = made.map_err(|error| {
            let kind = classify(Stage::Instantiate, &error, budget, &self.limits, self.store.data().limiter.refused());
            let fuel_used = fuel_used(&self.store, budget);
            let stderr_tail = tail(&self.store.data_mut().end_call()).into();
            InstantiateError::Failed(Fault { fuel_used, stderr_tail, ..Fault::new(Self::HANDLER, kind) })
        })?;
        let mistyped = |interface: &'static str| move |error: wasmtime::Error| InstantiateError::Mistyped(error.context(interface));
        let lifecycle = lifecycle.load(&mut self.store, &instance).map_err(mistyped("lifecycle"))?;
        let handlers = resolve(&mut self.store, &instance).map_err(mistyped(interface))?;
        let Self { store, limits, deadline_ticks, ticker } = self;
        let guest = Guest {
            store: Some(store),
            lifecycle,
            limits,
            deadline_ticks,
            instruments: Instruments::default(),
            usage: Usage::default(),
            last_words: Remarks::default(),
            fuel_spread: FuelSpread::default(),
            fuel_history: FuelHistory::default(),
            _ticker: ticker,
        };
        Ok((guest, handlers))
    }
}

impl Guest {
    /// What the calls of handlers have cost so far.
    pub(crate) fn usage(&self) -> Usage {
        self.usage
    }

    /// How the fuel of those calls is spread.
    pub(crate) fn fuel_spread(&self) -> &FuelSpread {
        &self.fuel_spread
    }

    /// Calls `configure`; its cost is not part of the figures.
    pub(crate) fn configure(&mut self, params: &str, instruments: &[Instrument], series: &[Series]) -> Result<(), Fault> {
        const HANDLER: &str = "configure";
        let wire_instruments = instruments.iter().map(lower::instrument).collect::<Result<Vec<_>, _>>();
        let wire_instruments = wire_instruments.map_err(|misfit| self.cannot_lower(HANDLER, &misfit))?;
        let wire_series: Vec<_> = series.iter().map(lower::series).collect();
        self.instruments = Instruments::new(instruments.len());
        let lifecycle = self.lifecycle.clone();
        let budget = Allowance { fuel: self.limits.fuel_configure, calls: 1 };
        // No pass has begun: where a worker asks for the time, it is the epoch.
        let before = Instant::default();
        let called = |store: &mut Store<StoreState>| lifecycle.call_configure(store, params, &wire_instruments, &wire_series);
        self.attempt(HANDLER, budget, before, called, |(), _| Ok(())).0
    }

    /// Calls a handler: arms the limits, calls, reads the answer, keeps the figures.
    ///
    /// `at` is the instant of the pass, `call` the call itself, `parse` reads a good answer, given the instruments that the worker knows.
    pub(crate) fn call<A, R>(
        &mut self,
        handler: &'static str,
        at: Instant,
        call: impl FnOnce(&mut Store<StoreState>) -> wasmtime::Result<Result<A, WorkerError>>,
        parse: impl FnOnce(A, Instruments) -> Result<R, Invalid>,
    ) -> Result<R, Fault> {
        self.call_for_each(1, handler, at, call, parse)
    }

    /// The same for a call that stands for several, as one about a slice of bars does: it may use what they may use together, and
    /// counts as so many, each at its share of the fuel, rounded up.
    #[inline]
    pub(crate) fn call_for_each<A, R>(
        &mut self,
        calls: u64,
        handler: &'static str,
        at: Instant,
        call: impl FnOnce(&mut Store<StoreState>) -> wasmtime::Result<Result<A, WorkerError>>,
        parse: impl FnOnce(A, Instruments) -> Result<R, Invalid>,
    ) -> Result<R, Fault> {
        let allowance = Allowance { fuel: self.limits.fuel_per_call.saturating_mul(calls), calls };
        let (result, fuel) = self.attempt(handler, allowance, at, call, parse);
        if !matches!(&result, Err(Fault { kind: FaultKind::Poisoned, .. })) {
            let share = if calls > 1 { fuel.div_ceil(calls) } else { fuel };
            self.usage.calls = self.usage.calls.saturating_add(calls);
            self.usage.fuel = self.usage.fuel.saturating_add(fuel);
            self.usage.fuel_max = self.usage.fuel_max.max(share);
            self.usage.fuel_last = share;
            self.fuel_spread.note_each(share, calls);
            self.fuel_history.note(share);
        }
        result
    }

    /// A value of the host that cannot be given to a worker ends it like any other fault, because the worker would miss what
    /// the others have seen.
    pub(crate) fn cannot_lower(&mut self, handler: &'static str, misfit: &Misfit) -> Fault {
        match self.retire() {
            true => Fault::new(handler, FaultKind::Host { message: misfit.to_string() }),
            false => Fault::new(handler, FaultKind::Poisoned),
        }
    }

    /// Drops the store; whether there was one. What the worker had said is kept, because it may explain the fault; what it
    /// changed in its state in this pass did not happen.
    fn retire(&mut self) -> bool {
        let Some(store) = self.store.take() else { return false };
        let mut kit = store.into_data().capabilities.kit;
        kit.undo_state();
        self.last_words = kit.take_remarks();
        true
    }

    /// A bar has closed that a worker with a window may look back on.
    pub(crate) fn observe(&mut self, bar: &WindowBar) {
        if let Some(store) = &mut self.store {
            store.data_mut().capabilities.kit.observe(bar);
        }
    }

    /// What the calls left behind since this was last asked.
    pub(crate) fn take_remarks(&mut self) -> Remarks {
        match &mut self.store {
            Some(store) => store.data_mut().capabilities.kit.take_remarks(),
            None => std::mem::take(&mut self.last_words),
        }
    }

    /// The pass failed: what changed in the state since the remarks were taken did not happen.
    pub(crate) fn undo_state(&mut self) {
        if let Some(store) = &mut self.store {
            store.data_mut().capabilities.kit.undo_state();
        }
    }

    /// Others who share the state have changed it.
    pub(crate) fn adopt_state(&mut self, changes: &[StateChange]) {
        if let Some(store) = &mut self.store {
            store.data_mut().capabilities.kit.adopt_state(changes);
        }
    }

    /// The result of a call and the fuel that it used. Every fault drops the store.
    fn attempt<A, R>(
        &mut self,
        handler: &'static str,
        Allowance { fuel: budget, calls }: Allowance,
        at: Instant,
        call: impl FnOnce(&mut Store<StoreState>) -> wasmtime::Result<Result<A, WorkerError>>,
        parse: impl FnOnce(A, Instruments) -> Result<R, Invalid>,
    ) -> (Result<R, Fault>, u64) {
        let Some(store) = &mut self.store else {
            return (Err(Fault::new(handler, FaultKind::Poisoned)), 0);
        };
        store.data_mut().begin_call(at);
        let answer = arm(store, budget, self.deadline_ticks.saturating_mul(calls)).and_then(|()| call(store));
        let fuel_used = fuel_used(store, budget);
        let printed = store.data_mut().end_call();
        self.usage.memory_bytes = store.data().limiter.memory_bytes();
        let outcome = match answer {
            Ok(Ok(answer)) => parse(answer, self.instruments)
                .map_err(|Invalid { field, rule }| FaultKind::InvalidOutput { field, rule: excerpt(&rule, MESSAGE) }),
            Ok(Err(error)) => Err(refused(error)),
            Err(error) => {
                let limits = RunLimits { deadline_ms: self.limits.deadline_ms.saturating_mul(calls), ..self.limits };
                Err(classify(Stage::Call, &error, budget, &limits, store.data().limiter.refused()))
            }
        };
        let result = outcome.map_err(|kind| {
            self.retire();
            Fault {
                fuel_used,
                fuel_before: self.fuel_history.oldest_first().into(),
                stderr_tail: tail(&printed).into(),
                ..Fault::new(handler, kind)
            }
        });
        (result, fuel_used)
    }
}

/// Gives the next call its fuel and its deadline. Nothing of an earlier call's rest is carried over.
fn arm(store: &mut Store<StoreState>, budget: u64, deadline_ticks: u64) -> wasmtime::Result<()> {
    store.set_fuel(budget)?;
    store.set_epoch_deadline(deadline_ticks);
    Ok(())
}

fn fuel_used(store: &Store<StoreState>, budget: u64) -> u64 {
    // An error would mean that the engine does not count fuel; then nothing is known to be left.
    budget.saturating_sub(store.get_fuel().unwrap_or(0))
}

/// The end of what was printed, as text.
fn tail(printed: &[LogLine]) -> String {
    let from = printed.len().saturating_sub(TAIL_LINES);
    printed.iter().skip(from).map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
}

fn refused(error: WorkerError) -> FaultKind {
    let (kind, message) = match error {
        WorkerError::BadParams(message) => ("bad-params", message),
        WorkerError::NotReady(message) => ("not-ready", message),
        WorkerError::Failed(message) => ("failed", message),
    };
    FaultKind::Refused { kind, message: excerpt(&message, MESSAGE) }
}
