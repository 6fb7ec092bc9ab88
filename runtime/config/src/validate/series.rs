//! Where a strategy runs and on which bars: the environment can be built (V16, V17) and delivers every series (V18).

use simpletrader_contracts::Symbol;
use simpletrader_contracts::worker::Category;

use super::{Staffed, provided};
use crate::configuration::Configuration;
use crate::diagnostic::suggest;
use crate::diagnostic::{Finding, Findings, Rule};
use crate::schema::{
    Backtest, Blueprint, DataNeed, DataSource, Environment, EnvironmentKind, InstrumentConfig, Provides, SeriesAddress,
    StrategyLink,
};
use crate::source::{Position, Written};

/// The symbol of a strategy and where it is written.
pub(super) type Traded<'a> = Option<&'a Written<Symbol>>;

/// The environment of a link. Loading has made sure that it exists.
pub(super) fn environment<'a>(
    configuration: &'a Configuration,
    link: &StrategyLink,
    findings: &mut Findings,
) -> Option<(&'a Environment, &'a Backtest)> {
    let environment = configuration.environments.iter().find(|environment| environment.id.value == link.environment_ref.value)?;
    let kind = match &environment.kind {
        EnvironmentKind::Backtest(backtest) => return Some((environment, backtest)),
        EnvironmentKind::Paper => "paper",
        EnvironmentKind::Live { .. } => "live",
    };
    let finding = Finding::error(
        Rule::V17,
        format!("`{}` is a {kind} environment; this version builds backtests only", environment.id.value),
    );
    findings.push(finding.at(&link.environment_ref.at).help("name an environment of `type: backtest`"));
    None
}

/// The strategy's own symbol: what the link says, else what the blueprint says. V18 if a series needs one that nobody names, and
/// if no series is of the one that is named: what is not watched has no price and cannot be traded.
pub(super) fn symbol<'a>(link: &'a StrategyLink, blueprint: &'a Blueprint, findings: &mut Findings) -> Traded<'a> {
    let symbol = link.symbol.as_ref().or(blueprint.symbol.as_ref());
    let Some(own) = symbol else {
        if blueprint.data_needs.iter().any(|need| need.symbol.is_none()) {
            let finding = Finding::error(Rule::V18, "neither the blueprint nor the link says what is traded");
            findings.push(finding.at(&link.name.at).help("write `symbol: BASE_QUOTE` in this link"));
        }
        return None;
    };
    for (index, need) in blueprint.data_needs.iter().enumerate() {
        let series = |need: &DataNeed| (of_what(need, symbol).map(|of| of.value.clone()), need.timeframe.value);
        if let Some(first) = blueprint.data_needs[..index].iter().find(|other| series(other) == series(need)) {
            let message = format!("the series {}@{} is needed twice", own.value, need.timeframe.value);
            let finding = Finding::error(Rule::V18, message).at(&need.timeframe.at);
            findings.push(finding.related(&first.timeframe.at, "first needed here").help("keep one of the two"));
        }
    }
    if !blueprint.data_needs.iter().any(|need| of_what(need, symbol).is_some_and(|of| of.value == own.value)) {
        let finding = Finding::error(Rule::V18, format!("no series of the strategy is of its own symbol {}", own.value));
        findings.push(finding.at(&own.at).help("leave `symbol` out, or add `{timeframe: 1d}` to `data_needs`"));
    }
    symbol
}

/// What a series is of: what it says, else the strategy's own symbol.
fn of_what<'a>(need: &'a DataNeed, own: Traded<'a>) -> Traded<'a> {
    need.symbol.as_ref().or(own)
}

/// What the strategy trades, each once: its own symbol first, then in the order of its series.
fn traded<'a>(blueprint: &'a Blueprint, own: Traded<'a>) -> Vec<&'a Written<Symbol>> {
    let mut traded: Vec<&Written<Symbol>> = own.into_iter().collect();
    for symbol in blueprint.data_needs.iter().filter_map(|need| of_what(need, own)) {
        if traded.iter().all(|known| known.value != symbol.value) {
            traded.push(symbol);
        }
    }
    traded
}

/// The environment's terms for everything that is traded, and for each series which of them it is of.
pub(super) fn instruments<'a>(
    environment: Option<(&'a Environment, &Backtest)>,
    blueprint: &Blueprint,
    own: Traded<'_>,
    findings: &mut Findings,
) -> Option<(Vec<&'a InstrumentConfig>, Vec<u32>)> {
    let (environment, _) = environment?;
    let traded = traded(blueprint, own);
    let terms: Vec<_> = traded.iter().map(|symbol| instrument(environment, symbol, findings)).collect();
    let place = |need: &DataNeed| {
        let symbol = of_what(need, own)?;
        traded.iter().position(|known| known.value == symbol.value).and_then(|place| u32::try_from(place).ok())
    };
    let of_series = blueprint.data_needs.iter().map(place).collect::<Option<_>>()?;
    Some((terms.into_iter().collect::<Option<_>>()?, of_series))
}

/// The environment's terms for a symbol.
fn instrument<'a>(environment: &'a Environment, symbol: &Written<Symbol>, findings: &mut Findings) -> Option<&'a InstrumentConfig> {
    let instrument = environment.instruments.iter().find(|instrument| instrument.symbol.value == symbol.value);
    if instrument.is_none() {
        let message = format!("the environment `{}` has no instrument {}", environment.id.value, symbol.value);
        let known: Vec<&str> = environment.instruments.iter().map(|instrument| instrument.symbol.as_str()).collect();
        let help = format!(
            "{}; for a new one add `{{symbol: {}, price_scale: 2, size_scale: 0}}`, with its own scales, to the \
             environment's `instruments`",
            suggest::advice(symbol.as_str(), "instruments there", &known),
            symbol.value
        );
        findings.push(Finding::error(Rule::V18, message).at(&symbol.at).help(help));
    }
    instrument.filter(|_| is_kept_in_quote(environment, symbol, findings))
}

/// V17: the account is kept in what the instrument is quoted in, because the ledger converts no money.
fn is_kept_in_quote(environment: &Environment, symbol: &Written<Symbol>, findings: &mut Findings) -> bool {
    let (kept, quoted) = (environment.currency(), symbol.quote());
    if kept == quoted {
        return true;
    }
    let message = format!("{} is quoted in {quoted}, the account of `{}` is kept in {kept}", symbol.value, environment.id.value);
    let help = format!("money is not converted: write `currency: {quoted}` in the environment, or trade what is quoted in {kept}");
    let finding = Finding::error(Rule::V17, message).at(&symbol.at);
    findings.push(match &environment.currency {
        Some(currency) => finding.related(&currency.at, "the account's currency").help(help),
        None => finding.help(help),
    });
    false
}

/// Whether a symbol is most probably another one of the environment, misspelt.
fn is_slip(symbol: &Symbol, environment: &Environment) -> bool {
    let known: Vec<&str> = environment.instruments.iter().map(|instrument| instrument.symbol.as_str()).collect();
    !known.contains(&symbol.as_str()) && suggest::nearest(symbol.as_str(), known).is_some()
}

/// For each series of the strategy the data source that delivers it, by index.
pub(super) fn feeds(
    configuration: &Configuration,
    environment: Option<(&Environment, &Backtest)>,
    blueprint: &Blueprint,
    symbol: Traded<'_>,
    findings: &mut Findings,
) -> Option<Vec<usize>> {
    let (environment, _) = environment?;
    let delivering = |need: &DataNeed| {
        let symbol = &of_what(need, symbol)?.value;
        // Of a slip it is no wonder that nobody delivers it, and it was told already.
        if is_slip(symbol, environment) { None } else { feed(configuration, environment, need, symbol, findings) }
    };
    let feeds: Vec<Option<usize>> = blueprint.data_needs.iter().map(delivering).collect();
    feeds.into_iter().collect()
}

fn feed(
    configuration: &Configuration,
    environment: &Environment,
    need: &DataNeed,
    symbol: &Symbol,
    findings: &mut Findings,
) -> Option<usize> {
    let timeframe = need.timeframe.value;
    let of_symbol = || provided(configuration, environment, Provides::Candles).filter(|(_, source)| source.symbol == *symbol);
    // Bars of that length are as they were recorded; they are made of trades only where there are none.
    let recorded = of_symbol().any(|(_, source)| source.timeframe == Some(timeframe));
    let wanted = if recorded { Some(timeframe) } else { None };
    let mut delivering = of_symbol().filter(|(_, source)| source.timeframe == wanted);
    let (first, second) = (delivering.next(), delivering.next());
    let finding = match (first, second) {
        (Some((index, _)), None) => return Some(index),
        (Some((_, first)), Some((_, second))) => Finding::error(
            Rule::V18,
            format!("two data sources of the environment `{}` deliver {symbol}@{timeframe}", environment.id.value),
        )
        .at(&second.id.at)
        .related(&first.id.at, "the other one")
        .help("let the environment's `data_providers` name one of the two"),
        (None, _) => {
            let candles = provided(configuration, environment, Provides::Candles);
            let mut offered: Vec<String> = candles.map(|(_, source)| in_words(source)).collect();
            offered.sort();
            let offered = if offered.is_empty() { "nothing".to_owned() } else { offered.join(", ") };
            Finding::error(Rule::V18, format!("the environment `{}` does not deliver {symbol}@{timeframe}", environment.id.value))
                .at(&need.timeframe.at)
                .help(format!(
                    "it delivers {offered}; add a data source for the series and name it in the environment's `data_providers`"
                ))
        }
    };
    findings.push(finding);
    None
}

/// The names of the series of a strategy.
fn names(blueprint: &Blueprint) -> Vec<String> {
    blueprint.data_needs.iter().map(|need| need.series().to_string()).collect()
}

/// What a source of bars, or of trades, delivers.
fn in_words(source: &DataSource) -> String {
    match source.timeframe {
        Some(timeframe) => format!("{}@{timeframe}", source.symbol),
        None => format!("{} in bars of any length", source.symbol),
    }
}

/// The index of a series of the strategy, by its name. V18 if the strategy has no such series.
pub(super) fn index_of(
    series: &SeriesAddress,
    at: &Position,
    blueprint: &Blueprint,
    symbol: Traded<'_>,
    findings: &mut Findings,
) -> Option<u32> {
    let fits = |need: &DataNeed| {
        let (asked, watched) = (series.symbol.as_ref().or(symbol.map(|own| &own.value)), of_what(need, symbol));
        // Where nobody says what is traded, which was told already, the timeframe alone counts.
        need.timeframe.value == series.timeframe && asked.zip(watched).is_none_or(|(asked, watched)| *asked == watched.value)
    };
    let index = blueprint.data_needs.iter().position(fits);
    if index.is_none() {
        let message = format!("`{series}` is not a series of this strategy");
        let known = names(blueprint).join(", ");
        let help = match (&series.symbol, symbol) {
            (Some(named), Some(own)) if blueprint.data_needs.iter().all(|need| need.symbol.is_none()) && *named != own.value => {
                let at = &series.timeframe;
                format!(
                    "it trades {}; write `@{at}`: it means the strategy's own symbol, whichever link uses the blueprint",
                    own.value
                )
            }
            (Some(named), _) => {
                format!("its series are {known}; add `{{symbol: {named}, timeframe: {}}}` to `data_needs`", series.timeframe)
            }
            (None, _) => format!("its series are {known}; add `{{timeframe: {}}}` to `data_needs`", series.timeframe),
        };
        findings.push(Finding::error(Rule::V18, message).at(at).help(help));
    }
    // The number of series is bounded by the size of a file.
    index.and_then(|index| u32::try_from(index).ok())
}

/// For each worker the series that it measures: `Some(None)` for those that measure none, nothing where a finding says why.
pub(super) fn of_workers(
    staff: &[Staffed<'_>],
    blueprint: &Blueprint,
    symbol: Traded<'_>,
    findings: &mut Findings,
) -> Vec<Option<Option<u32>>> {
    staff
        .iter()
        .map(|staffed| {
            if staffed.category != Category::ContextWorker {
                return Some(None);
            }
            if let Some(series) = &staffed.config.series {
                return index_of(&series.value, &series.at, blueprint, symbol, findings).map(Some);
            }
            if let [_] = blueprint.data_needs.as_slice() {
                return Some(Some(0));
            }
            let needs = names(blueprint);
            let message = format!("`{}` does not say which series it measures", staffed.config.worker_id.as_str());
            let finding = Finding::error(Rule::V18, message).at(&staffed.config.worker_id.at);
            findings.push(finding.help(format!("write `series: \"…\"` with one of {}", needs.join(", "))));
            None
        })
        .collect()
}
