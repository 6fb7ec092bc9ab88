//! Example workers as native code, with what their files say.

use std::path::PathBuf;
use std::sync::Arc;

use simpletrader_cases::{CaseFile, Verdict};
use simpletrader_config::source::SourceText;
use simpletrader_contracts::worker::{Category, ComponentFacts, WorkerSource};
use simpletrader_native as native;
use simpletrader_sdk::describe::{self, Description};

/// An example worker, and what its file would say of it.
pub fn example(name: &str) -> (Arc<dyn WorkerSource>, ComponentFacts) {
    macro_rules! worker {
        ($category:ident, $worker:ty) => {
            (native::source(native::$category::<$worker>), describe::$category::<$worker>())
        };
    }
    let (source, description) = match name {
        "sma" => worker!(context, worker_sma::Sma),
        "ema" => worker!(context, worker_ema::Ema),
        "cross" => worker!(detector, worker_cross::Cross),
        "position_watch" => worker!(monitor, worker_position_watch::PositionWatch),
        "trend_brain" => worker!(strategy, worker_trend_brain::TrendBrain),
        "market_entry" => worker!(entry, worker_market_entry::MarketEntry),
        "cash_fraction" => worker!(size, worker_cash_fraction::CashFraction),
        "bracket_exit" => worker!(exit, worker_bracket_exit::BracketExit),
        "plain_execution" => worker!(execution_planning, worker_plain_execution::PlainExecution),
        "single" => worker!(execution, worker_single::Single),
        other => panic!("no example {other}"),
    };
    (source, facts(description.unwrap()))
}

fn facts(Description { manifest, schema }: Description) -> ComponentFacts {
    let category: Category = manifest.category().unwrap();
    ComponentFacts {
        path: PathBuf::new(),
        digest: String::new(),
        size: 0,
        manifest,
        category,
        schema: Some(schema.to_value()),
        imports: Vec::new(),
        is_roomy: false,
        exports: Vec::new(),
        signer: None,
    }
}

/// Plays all cases of a text to an example worker.
pub fn play(worker: &str, path: &str, text: &str) -> Result<(CaseFile, Vec<Verdict>), String> {
    let (source, facts) = example(worker);
    let file = CaseFile::read(SourceText::new(path, text), &facts).map_err(|findings| findings.to_string())?;
    let verdicts = file.cases.iter().map(|case| case.play(source.as_ref())).collect();
    Ok((file, verdicts))
}

/// Everything that is wrong, as the command shows it.
pub fn complaints(verdicts: &[Verdict]) -> String {
    let of = |verdict: &Verdict| {
        let mismatches = verdict.mismatches.iter().map(|mismatch| format!("{mismatch}\n")).collect::<String>();
        format!("{}: {}\n{mismatches}", verdict.case, if verdict.is_right() { "right" } else { "wrong" })
    };
    verdicts.iter().map(of).collect()
}
