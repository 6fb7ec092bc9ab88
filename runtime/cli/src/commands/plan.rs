//! `simpletrader plan`: the dry run. What a strategy is compiled to, without running any of it.

use std::fmt::Write;
use std::path::PathBuf;

use simpletrader_config::PluginRegistry;
use simpletrader_config::build_spec::{
    AccountField, BarField, BarLabel, FeeModel, Guardrails, InputSource, OnFault, Protection, Recovery, ReplayTerms,
    StrategyBuildSpec, WorkerBuildSpec,
};
use simpletrader_config::schema::Timeframe;
use simpletrader_contracts::terms::FaultPolicy;
use simpletrader_contracts::worker::ComponentFacts;

use super::build_chosen;
use crate::exit::Failure;
use crate::grants_view;
use crate::wiring_view::{deliveries, in_words, table};

/// Show what a strategy is compiled to: run order, facts, inputs, limits and wiring. Nothing is run.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The operation file.
    operation: PathBuf,
    /// The strategy link to show; without it every enabled link is shown.
    #[arg(long, value_name = "NAME")]
    link: Option<String>,
    /// Print the build specs as a JSON list.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
///
/// # Errors
/// When the operation or a link is unsound.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let (session, specs) = build_chosen(&arguments.operation, arguments.link.as_deref())?;
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&specs).map_err(Failure::other)?);
        return Ok(());
    }
    let texts: Vec<String> = specs.iter().map(|spec| as_text(spec, session.registry())).collect();
    print!("{}", texts.join("\n\n"));
    Ok(())
}

// Writing to a text cannot fail, so its result is nowhere looked at below.

fn as_text(spec: &StrategyBuildSpec, registry: &PluginRegistry) -> String {
    let mut text = format!("{} of operation {}: strategy {}\n\n", spec.link, spec.operation, spec.strategy_id);
    place(&mut text, spec);
    let _ = writeln!(text, "\nworkers, in run order");
    for (index, worker) in spec.workers.iter().enumerate() {
        let facts = registry.components().iter().find(|facts| facts.digest == worker.digest);
        describe(&mut text, spec, index, worker, facts);
    }
    let _ = writeln!(text, "\nfacts");
    let slots: Vec<[String; 2]> = (0..spec.fact_slots).map(|slot| [slot.to_string(), fact_address(spec, slot)]).collect();
    let _ = writeln!(text, "{}", indented(&table(["SLOT", "ADDRESS"], &slots)));
    let _ = writeln!(text, "wiring");
    let rows: Vec<[String; 3]> =
        deliveries(spec).into_iter().map(|one| [one.from, one.event, format!("{}.{}", one.to, one.handler)]).collect();
    let _ = writeln!(text, "{}", indented(&table(["FROM", "EVENT", "TO"], &rows)));
    let _ = writeln!(text, "files");
    let files: Vec<[String; 2]> = spec.sources.iter().map(|source| [source.path.clone(), source.sha256.clone()]).collect();
    text + &indented(&table(["PATH", "SHA-256"], &files))
}

/// Where the strategy runs.
fn place(text: &mut String, spec: &StrategyBuildSpec) {
    let environment = &spec.environment;
    let fees = match &environment.venue.fees {
        FeeModel::PerFill(amount) => format!("{amount} {} a fill", environment.currency),
        other => other.to_string(),
    };
    let bound = |instant: Option<simpletrader_contracts::Instant>, none: &str| {
        instant.map_or_else(|| none.to_owned(), |instant| instant.to_string())
    };
    let mut row = |name: &str, value: String| {
        let _ = writeln!(text, "  {name:<13}{value}");
    };
    row("environment", format!("{}, {} {}, {fees}", environment.environment_id, environment.initial_capital, environment.currency));
    row("fills", environment.venue.to_string());
    row("time", format!("{} to {}", bound(environment.start, "the first bar"), bound(environment.end, "the last bar")));
    for instrument in &spec.instruments {
        let steps = format!("prices in steps of {}, quantities of {}", instrument.tick_size, instrument.lot_size);
        row("instrument", format!("{}, {steps}", instrument.symbol));
    }
    for (index, feed) in environment.feeds.iter().enumerate() {
        let label = match feed.label {
            BarLabel::Open => "opening",
            BarLabel::Close => "closing",
        };
        row("series", format!("{} from {}, labelled by {label} time", series_name(spec, index), feed.data_source_id));
        let bars = |bars: Option<u32>| bars.map_or_else(|| "not said".to_owned(), |bars| format!("{bars} bars"));
        if let Some(lookback) = spec.lookbacks.get(index) {
            row("", format!("window {}, warm-up {}", bars(lookback.window), bars(lookback.warmup)));
        }
    }
    let protection = match spec.protection {
        Protection::Required => "required: a trade without a stop is refused",
        Protection::Optional => "optional",
    };
    row("protection", protection.to_owned());
    row("on fault", on_fault(spec.on_fault));
    for (index, guardrail) in guardrails(&spec.guardrails).into_iter().enumerate() {
        row(if index == 0 { "guardrails" } else { "" }, guardrail);
    }
    row("seed", spec.seed.to_string());
}

/// What the operator does not let the strategy do, a line each.
fn guardrails(guardrails: &Guardrails) -> Vec<String> {
    let limits = [
        guardrails.max_position.map(|units| format!("at most {units} units in one instrument")),
        guardrails.max_notional.map(|value| format!("all positions together worth at most {value}")),
        guardrails.max_open_orders.map(|orders| format!("at most {orders} orders at once")),
        guardrails.max_orders_per_minute.map(|orders| format!("at most {orders} orders and changes a minute")),
        guardrails.price_band.map(|band| format!("prices within {band} of the latest price")),
        guardrails.max_daily_loss.map(|loss| format!("a day's loss of {loss} ends trading ({})", guardrails.on_breach)),
        guardrails
            .max_drawdown
            .map(|fall| format!("a fall of {fall} from the highest equity ends trading ({})", guardrails.on_breach)),
    ];
    let told: Vec<String> = limits.into_iter().flatten().collect();
    if told.is_empty() { vec!["none".to_owned()] } else { told }
}

/// What happens after a worker failed, in one line.
fn on_fault(on_fault: OnFault) -> String {
    let policy = match on_fault.policy {
        FaultPolicy::Hold => "hold: orders and positions stay as they are",
        FaultPolicy::CancelOpen => "cancel-open: working orders are cancelled, positions stay",
        FaultPolicy::Flatten => "flatten: working orders are cancelled, positions closed at the market",
    };
    match on_fault.recovery {
        Recovery::Stop => format!("stop at the first fault, then {policy}"),
        Recovery::Replay(ReplayTerms { strikes, window, backoff }) => format!(
            "replay after {backoff} silent passes, doubling; quarantine at {strikes} faults within {window} passes, then {policy}"
        ),
    }
}

fn describe(text: &mut String, spec: &StrategyBuildSpec, index: usize, worker: &WorkerBuildSpec, facts: Option<&ComponentFacts>) {
    let _ = writeln!(text, "  {}. {} ({})", index + 1, worker.worker_id, in_words(worker.category));
    let mut row = |name: &str, value: String| {
        if !value.is_empty() {
            let _ = writeln!(text, "       {name:<13}{value}");
        }
    };
    row("plug-in", format!("{}  sha256 {}", worker.plugin, worker.digest));
    row("parameters", worker.params.shown().to_string());
    if let Some(series) = worker.series {
        row("measures", series_name(spec, series as usize));
    }
    for (place, source) in worker.inputs.iter().enumerate() {
        let name = facts.and_then(|facts| facts.manifest.inputs.get(place)).map_or("input", |input| input.name.as_str());
        row("input", format!("{name} = {}", source_name(spec, *source)));
    }
    for (slot, name) in worker.outputs.clone().zip(&worker.output_names) {
        row("gives", format!("{}.{name} in slot {slot}", worker.worker_id));
    }
    if let Some(trigger) = worker.trigger {
        row("serves", format!("confidence {} to {}", trigger.min, trigger.max));
    }
    row("executes", worker.executes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
    let event = |id: &u16| spec.wiring.events.get(usize::from(*id)).map_or("", |event| event.name.as_str());
    row("publishes", worker.allowed_publications.iter().map(event).collect::<Vec<_>>().join(", "));
    let asked = facts.map(|facts| &facts.manifest);
    row("asks for", asked.map_or_else(String::new, grants_view::asked));
    row("is granted", grants_view::granted(&worker.grants, |index| series_name(spec, index)));
    row("is pushed", grants_view::pushed(worker.category, worker.inputs.len(), worker.grants.reads));
    let limits = worker.limits;
    row("limits", format!("{} fuel a call, {} bytes of memory", limits.fuel_per_call, limits.memory_bytes));
}

fn series_name(spec: &StrategyBuildSpec, index: usize) -> String {
    let series = spec.series.get(index);
    let symbol = series.and_then(|series| spec.instruments.get(series.instrument as usize)).map(|one| one.symbol.as_str());
    let timeframe = series.and_then(|series| Timeframe::from_seconds(series.timeframe_seconds));
    format!("{}@{}", symbol.unwrap_or_default(), timeframe.map(|timeframe| timeframe.to_string()).unwrap_or_default())
}

fn fact_address(spec: &StrategyBuildSpec, slot: usize) -> String {
    let owner = spec.workers.iter().find(|worker| worker.outputs.contains(&slot));
    let name = owner.and_then(|owner| owner.output_names.get(slot.saturating_sub(owner.outputs.start)));
    match (owner, name) {
        (Some(owner), Some(name)) => format!("{}.{name}", owner.worker_id),
        _ => String::new(),
    }
}

fn source_name(spec: &StrategyBuildSpec, source: InputSource) -> String {
    match source {
        InputSource::Fact(slot) => format!("{} (slot {slot})", fact_address(spec, slot)),
        InputSource::Bar { series, field } => {
            let field = match field {
                BarField::Open => "open",
                BarField::High => "high",
                BarField::Low => "low",
                BarField::Close => "close",
                BarField::Volume => "volume",
            };
            format!("{}.{field}", series_name(spec, series as usize))
        }
        InputSource::Account(field) => {
            let field = match field {
                AccountField::Equity => "equity",
                AccountField::Cash => "cash",
                AccountField::Exposure => "exposure",
                AccountField::DailyResult => "daily_result",
            };
            format!("account.{field}")
        }
        InputSource::Absent => "nothing: it is optional, and nobody produces it".to_owned(),
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}
