//! Trades and quotes of a strategy's instruments, and what providers may read.

use simpletrader_contracts::Symbol;

use crate::build_spec::FillModel;
use crate::configuration::Configuration;
use crate::data_file::DataKind;
use crate::diagnostic::{Finding, Findings, Rule};
use crate::schema::{Backtest, DataSource, Environment, Provides};

/// V16: a provider delivers what its source has; bars can also be made of trades.
pub(super) fn providers_fit(environments: &[Environment], sources: &[DataSource], findings: &mut Findings) {
    for provider in environments.iter().flat_map(|environment| &environment.data_providers) {
        let Some(source) = sources.iter().find(|source| source.id.value == provider.data_source.value) else { continue };
        let kind = source.shape.kind;
        let (fits, help) = match provider.provides {
            Provides::Candles => (kind != DataKind::Quotes, "a `candle` provider reads bars, or makes them of trades"),
            Provides::Trades => (kind == DataKind::Trades, "a `trade` provider reads a source of `kind: trades`"),
            Provides::Quotes => (kind == DataKind::Quotes, "a `quote` provider reads a source of `kind: quotes`"),
        };
        if !fits {
            let message =
                format!("the provider `{}` cannot read the {} of `{}`", provider.id.value, kind.as_str(), source.id.value);
            let finding = Finding::error(Rule::V16, message).at(&provider.data_source.at);
            findings.push(finding.related(&source.id.at, "the data source").help(help));
        }
    }
}

/// The sources of trades and of quotes for each of the instruments, as (instrument, index of the source): by instrument, trades
/// first. V18 where two deliver the same, and where orders meet quotes that nobody delivers.
pub(super) fn ticks(
    configuration: &Configuration,
    environment: &Environment,
    backtest: &Backtest,
    symbols: &[&Symbol],
    findings: &mut Findings,
) -> Option<Vec<(u32, usize)>> {
    let mut ticks = Vec::new();
    let mut is_clear = true;
    for (instrument, symbol) in (0_u32..).zip(symbols) {
        for provides in [Provides::Trades, Provides::Quotes] {
            let mut delivering =
                super::provided(configuration, environment, provides).filter(|(_, source)| source.symbol == **symbol);
            match (delivering.next(), delivering.next()) {
                (Some((_, first)), Some((_, second))) => {
                    is_clear = false;
                    let what = second.shape.kind.as_str();
                    let message =
                        format!("two data sources of the environment `{}` deliver {what} of {symbol}", environment.id.value);
                    let finding = Finding::error(Rule::V18, message).at(&second.id.at).related(&first.id.at, "the other one");
                    findings.push(finding.help("let the environment's `data_providers` name one of the two"));
                }
                (Some((index, _)), None) => ticks.push((instrument, index)),
                (None, _) if provides == Provides::Quotes && backtest.venue.fill == FillModel::Touch => {
                    is_clear = false;
                    let message = format!(
                        "`fill: touch` needs quotes of {symbol}, and the environment `{}` delivers none",
                        environment.id.value
                    );
                    let help = "add a `quote` provider that reads a source of `kind: quotes`, or write `fill: next_open`";
                    findings.push(Finding::error(Rule::V18, message).at(&environment.id.at).help(help));
                }
                (None, _) => {}
            }
        }
    }
    is_clear.then_some(ticks)
}
