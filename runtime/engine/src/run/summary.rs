//! `summary.json`: what the run came to, in exact figures. Nothing in it depends on the machine.

use serde::Serialize;
use simpletrader_contracts::decimal::canonical;
use simpletrader_contracts::{Decimal, decimal};

use super::equity::EquityStatistics;
use crate::execution::{GuardrailSummary, MarginCall};
use crate::flow::FlowSummary;
use crate::journal::SignalCounts;
use crate::ledger::{Ledger, TradeEntry};
use crate::slices::SliceUse;
use crate::strategy::WorkerUsage;
use crate::supervision::SupervisionSummary;
use simpletrader_contracts::terms::OrderPurpose;

/// The figures of a run. Money and quantities are canonical decimal texts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// The strategy link.
    pub link: String,
    /// What was traded.
    pub symbols: Vec<String>,
    /// What was assumed about fills.
    pub fill_model: String,
    /// What a fill costs.
    pub fee_model: String,
    /// Label of the first bar.
    pub first_bar: Option<String>,
    /// Label of the last bar.
    pub last_bar: Option<String>,
    /// Bars seen.
    pub bars: u64,
    /// Passes, replies of the venue included.
    pub passes: u32,
    /// Numbers in the parameters of the workers: what the result can be fitted with.
    pub parameters: usize,
    /// Passes over closed bars in which the strategy was still warming up and decided nothing.
    pub warm_up_ticks: u32,
    /// How the passes ended.
    pub flow: FlowSummary,
    /// Closed trades.
    pub trades: u64,
    /// Closed trades with a positive net result.
    pub wins: u64,
    /// Fills.
    pub fills: u64,
    /// All fees.
    pub commission: String,
    /// Money at the start.
    pub initial_capital: String,
    /// Money at the end.
    pub cash: String,
    /// Open quantity at the end; negative when short.
    pub open_qty: String,
    /// The oldest trade that is still open.
    pub open_trade: Option<OpenTrade>,
    /// Latest price.
    pub last_close: Option<String>,
    /// Cash plus positions at the latest price.
    pub final_equity: String,
    /// Lowest equity.
    pub min_equity: String,
    /// Highest equity.
    pub max_equity: String,
    /// True when an order that is not protective still worked.
    pub pending_order_at_end: bool,
    /// Final equity over initial capital, minus 1.
    pub total_return: String,
    /// Deepest fall from a peak, as a fraction of the peak.
    pub max_drawdown: String,
    /// What became of the signals.
    pub signals: SignalSummary,
    /// What the calls of each worker cost, in run order.
    pub workers: Vec<WorkerSummary>,
    /// Who was asked about many bars at once, so that this is not yet the result bar by bar; absent when nobody was.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub slices: Vec<SliceUse>,
    /// What the host did about workers that failed; absent when none did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supervision: Option<SupervisionSummary>,
    /// The first margin call of the venue; absent when there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub margin_call: Option<MarginCall>,
    /// What the operator's guardrails came to; absent when there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guardrails: Option<GuardrailSummary>,
}

/// A trade that is still open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenTrade {
    /// Label of the bar of its first fill.
    pub entry_time: String,
    /// Number of that bar.
    pub entry_bar: u32,
    /// Average entry price.
    pub entry_price: String,
    /// Open quantity.
    pub qty: String,
    /// Fees so far.
    pub commission_so_far: String,
}

/// What became of the signals: produced = used + refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SignalSummary {
    /// Published by detectors.
    pub produced: u64,
    /// Used by a directive.
    pub used: u64,
    /// Refused with a reason.
    pub refused: u64,
}

/// What the calls of a worker cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkerSummary {
    /// Its id within the strategy.
    pub worker_id: String,
    /// Calls of its handlers.
    pub calls: u64,
    /// Fuel of those calls together.
    pub fuel: u64,
    /// Fuel that half of the calls did not exceed, at most 0.4 % too high; 0 for native code.
    pub fuel_p50: u64,
    /// Fuel that 99 of 100 calls did not exceed, as exactly.
    pub fuel_p99: u64,
    /// Fuel of the dearest call.
    pub fuel_max: u64,
    /// What one call may use.
    pub fuel_budget: u64,
}

/// Counts that the runner keeps on the way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Counts {
    pub bars: u64,
    pub trades: u64,
    pub wins: u64,
    pub first_bar: Option<String>,
    pub last_bar: Option<String>,
}

impl Summary {
    pub(super) fn of(
        spec: &simpletrader_config::build_spec::StrategyBuildSpec,
        ledger: &Ledger,
        counts: &Counts,
        equity: &EquityStatistics,
        signals: SignalCounts,
        usage: Vec<WorkerUsage>,
        passes: u32,
    ) -> Self {
        let initial = spec.environment.initial_capital;
        let open: Vec<&TradeEntry> = ledger
            .active_trades()
            .iter()
            .filter_map(|trade| ledger.trade(*trade))
            .filter(|trade| !trade.position.quantity().is_zero())
            .collect();
        let open_quantity: Decimal = open.iter().map(|trade| trade.position.signed_quantity()).sum();
        let growth = equity.last.checked_div(initial).unwrap_or_default() - Decimal::ONE;
        let first_instrument = simpletrader_contracts::market::InstrumentRef(0);
        Self {
            link: spec.link.clone(),
            symbols: spec.instruments.iter().map(|instrument| instrument.symbol.to_string()).collect(),
            fill_model: spec.environment.venue.to_string(),
            fee_model: spec.environment.venue.fees.to_string(),
            first_bar: counts.first_bar.clone(),
            last_bar: counts.last_bar.clone(),
            bars: counts.bars,
            passes,
            parameters: spec.workers.iter().map(|worker| worker.params.numbers()).sum(),
            warm_up_ticks: 0,
            flow: FlowSummary::default(),
            trades: counts.trades,
            wins: counts.wins,
            fills: ledger.fills(),
            commission: canonical(ledger.account().commission()),
            initial_capital: canonical(initial),
            cash: canonical(ledger.account().cash()),
            open_qty: canonical(open_quantity),
            open_trade: open.first().map(|trade| OpenTrade::of(trade)),
            last_close: ledger.last_price(first_instrument).map(|price| canonical(price.get())),
            final_equity: canonical(equity.last),
            min_equity: canonical(equity.min),
            max_equity: canonical(equity.max),
            pending_order_at_end: pending_order(ledger),
            total_return: canonical(growth),
            max_drawdown: canonical(equity.max_drawdown()),
            signals: SignalSummary { produced: signals.produced, used: signals.used, refused: signals.refused },
            workers: usage
                .into_iter()
                .zip(&spec.workers)
                .map(|(WorkerUsage { worker_id, usage, fuel_spread }, part)| WorkerSummary {
                    worker_id,
                    calls: usage.calls,
                    fuel: usage.fuel,
                    fuel_p50: fuel_spread.percentile(50),
                    fuel_p99: fuel_spread.percentile(99),
                    fuel_max: usage.fuel_max,
                    fuel_budget: part.limits.fuel_per_call,
                })
                .collect(),
            slices: Vec::new(),
            supervision: None,
            margin_call: None,
            guardrails: None,
        }
    }
}

impl OpenTrade {
    fn of(trade: &TradeEntry) -> Self {
        Self {
            entry_time: trade.round_trip.entry.label.clone(),
            entry_bar: trade.round_trip.entry.index,
            entry_price: decimal::canonical(trade.position.average_price()),
            qty: canonical(trade.position.quantity()),
            commission_so_far: canonical(trade.round_trip.commission),
        }
    }
}

fn pending_order(ledger: &Ledger) -> bool {
    let protective = |purpose| matches!(purpose, OrderPurpose::StopLoss | OrderPurpose::TakeProfit);
    ledger.working_orders().iter().filter_map(|order| ledger.order(*order)).any(|order| !protective(order.order.purpose))
}
