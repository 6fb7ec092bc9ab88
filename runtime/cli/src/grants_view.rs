//! What a worker asks for, what it is granted and what is pushed into its calls, for people.

use simpletrader_contracts::worker::capability::{
    Capability, Grants, Read, RequestedCapabilities, RequestedReads, StateScope, WindowGrant,
};
use simpletrader_contracts::worker::{Category, WorkerManifest};

/// The capabilities that a manifest asks for.
pub fn capabilities(asked: &RequestedCapabilities) -> String {
    joined(asked.iter().map(|capability| asked_in_words(capability, asked)))
}

/// What a manifest asks to be pushed into its calls.
pub fn reads(reads: RequestedReads) -> String {
    let names: Vec<&str> = reads.iter().map(Read::as_str).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// Everything that a manifest asks for beyond the calls.
pub fn asked(manifest: &WorkerManifest) -> String {
    let capabilities = manifest.capabilities.iter().map(|capability| asked_in_words(capability, &manifest.capabilities));
    joined(capabilities.map(Some).chain([reading(manifest.reads)]))
}

fn reading(asked: RequestedReads) -> Option<String> {
    asked.iter().next().map(|_| format!("to read {}", reads(asked)))
}

fn asked_in_words(capability: Capability, asked: &RequestedCapabilities) -> String {
    match (capability, asked.market_window, asked.state) {
        (Capability::MarketWindow, Some(window), _) => format!("market-window of {} bars", window.bars),
        (Capability::State, _, Some(state)) => state_in_words(state.scope, state.bytes),
        _ => capability.to_string(),
    }
}

fn state_in_words(scope: StateScope, bytes: u64) -> String {
    match scope {
        StateScope::Strategy => format!("state of {bytes} bytes, its own"),
        StateScope::Global => format!("state of {bytes} bytes, shared with its plug-in"),
    }
}

/// What a worker is granted. `series` names a series of the strategy.
pub fn granted(grants: &Grants, series: impl Fn(usize) -> String) -> String {
    let window = |window: &WindowGrant| {
        let names: Vec<String> = window.series.iter().map(|one| series(one.index())).collect();
        format!("market-window of {} bars on {}", window.bars, names.join(", "))
    };
    joined([
        grants.log.then(|| "log".to_owned()),
        grants.market_window.as_ref().map(window),
        grants.state.map(|state| state_in_words(state.scope, state.bytes)),
        grants.journal_note.then(|| "journal-note".to_owned()),
        grants.files.as_ref().map(|files| format!("files of {}", files.directory)),
        grants.wasi.then(|| "wasi".to_owned()),
        grants.scripting.then(|| "room for an interpreter".to_owned()),
        grants.slices.map(|bars| format!("slices of {bars} bars")),
        reading(grants.reads),
    ])
}

/// What comes with the calls of a worker: the subject of each call, its inputs, and what it was granted to read.
pub fn pushed(category: Category, inputs: usize, reads: RequestedReads) -> String {
    let subject = match category {
        Category::ContextWorker => Some("the closed bar"),
        Category::SignalDetector | Category::RiskMonitor => None,
        Category::StrategyPlanner => Some("signals and risks"),
        Category::EntryPlanner | Category::SizePlanner | Category::ExitPlanner => Some("the directive, its target and a quote"),
        Category::ExecutionPlanner => Some("the directive, its target, the plans and a quote"),
        Category::ExecutionWorker => Some("the command or reply, its trade and a quote"),
    };
    let inputs = match inputs {
        0 => None,
        1 => Some("1 input".to_owned()),
        several => Some(format!("{several} inputs")),
    };
    joined([subject.map(str::to_owned), inputs].into_iter().chain(reads.iter().map(|read| Some(read.to_string()))))
}

fn joined(parts: impl IntoIterator<Item = impl Into<Option<String>>>) -> String {
    let parts: Vec<String> = parts.into_iter().filter_map(Into::into).collect();
    if parts.is_empty() { "none".to_owned() } else { parts.join("; ") }
}

#[cfg(test)]
mod tests {
    use simpletrader_contracts::market::SeriesRef;
    use simpletrader_contracts::worker::capability::StateGrant;

    use super::*;

    #[test]
    fn nothing_is_said_to_be_nothing() {
        assert_eq!(granted(&Grants::default(), |_| String::new()), "none");
        assert_eq!(reads(RequestedReads::NONE), "none");
        assert_eq!(pushed(Category::SignalDetector, 0, RequestedReads::NONE), "none");
    }

    #[test]
    fn grants_are_told_with_their_bounds() {
        let grants = Grants {
            log: true,
            market_window: Some(WindowGrant { series: vec![SeriesRef(1)], bars: 20 }),
            state: Some(StateGrant { scope: StateScope::Global, bytes: 9 }),
            slices: Some(64),
            reads: RequestedReads::of(&[Read::Account]),
            ..Grants::default()
        };
        let told = granted(&grants, |index| format!("series {index}"));
        assert_eq!(
            told,
            "log; market-window of 20 bars on series 1; state of 9 bytes, shared with its plug-in; slices of 64 bars; to read account"
        );
    }

    #[test]
    fn what_is_pushed_is_the_subject_the_inputs_and_the_reads() {
        let told = pushed(Category::StrategyPlanner, 1, RequestedReads::of(&[Read::Account, Read::Quotes]));
        assert_eq!(told, "signals and risks; 1 input; account; quotes");
    }
}
