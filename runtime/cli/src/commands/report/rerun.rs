//! What a strategy would have done under other assumptions: it is run again, in memory, with the venue's terms changed.

use std::path::Path;

use simpletrader_config::build_spec::{
    EnvironmentBuildSpec, FeeModel, FeeTier, Latency, SlippageModel, StrategyBuildSpec, VenueTerms,
};
use simpletrader_contracts::Decimal;
use simpletrader_contracts::terms::CommissionAsset;
use simpletrader_engine::assembly::StrategyFactory;
use simpletrader_engine::run::{DataNeeds, KeptRun, run_in_memory};
use simpletrader_report::receipt::Receipt;
use simpletrader_report::tearsheet::{Assumption, Rerun};
use simpletrader_sandbox::FUEL_SCHEDULE;

use super::super::verify::{Whereabouts, rebuild};
use crate::exit::Failure;
use crate::look::look;
use crate::sandbox::{Bounds, Compiling};
use crate::session::{WorkerFiles, refused};

/// Runs the strategy of a recorded run under each of [`Assumption::ALL`], over one read of its data.
///
/// # Errors
/// When an input is not the recorded one or not there, or the data cannot be read.
pub(super) fn under_each_assumption(run: &Path, whereabouts: &Whereabouts, compiling: &Compiling) -> Result<Vec<Rerun>, Failure> {
    let recorded = Receipt::of_run(run, FUEL_SCHEDULE).map_err(Failure::input)?;
    let (session, spec, _) = rebuild(&recorded.inputs, Some(run), whereabouts)?;
    let bounds = Bounds::of(session.configuration()).map_err(|findings| refused(&findings, look()))?;
    let sandbox = compiling.sandbox_within(bounds)?;
    let sources = WorkerFiles::new(&sandbox).sources(&spec)?;
    let terms = Assumption::ALL.map(|assumption| under(&spec.environment.venue, assumption));
    let strategy = |venue: &VenueTerms| {
        let environment = EnvironmentBuildSpec { venue: venue.clone(), ..spec.environment.clone() };
        StrategyFactory::default().build(StrategyBuildSpec { environment, ..spec.clone() }, sources.clone()).map_err(Failure::other)
    };
    let strategies = terms.iter().flatten().map(strategy).collect::<Result<_, _>>()?;
    let mut ended = run_in_memory(strategies, DataNeeds::of(&spec).alone()).into_iter();
    let rerun = |terms: Option<VenueTerms>| match terms.and_then(|_| ended.next()) {
        Some(run) => run.map(came_to).map_err(Failure::input),
        None => Ok(Rerun::Not("the venue's terms cannot be changed like that".to_owned())),
    };
    terms.into_iter().map(rerun).collect()
}

fn came_to(run: KeptRun) -> Rerun {
    match (run.failure, run.contradiction) {
        (Some(failure), _) => Rerun::Not(format!("worker {} failed: {}", failure.worker_id, failure.fault)),
        (None, Some(contradiction)) => Rerun::Not(contradiction.reason),
        (None, None) => match run.summary.final_equity.parse() {
            Ok(final_equity) => Rerun::Ended { final_equity, trades: run.summary.trades },
            Err(error) => Rerun::Not(format!("its final equity {} is no decimal: {error}", run.summary.final_equity)),
        },
    }
}

/// The terms under an assumption; none where they cannot say it: a share of the price that would be doubled to all of it, or bars of
/// delay beside a delay in microseconds.
fn under(terms: &VenueTerms, assumption: Assumption) -> Option<VenueTerms> {
    let same = terms.clone();
    match assumption {
        Assumption::NoCosts => {
            let fees = FeeModel::PerFill(Decimal::ZERO);
            Some(VenueTerms { fees, fee_asset: CommissionAsset::Quote, slippage: SlippageModel::None, ..same })
        }
        Assumption::TwiceTheCosts => {
            Some(VenueTerms { fees: twice_the_fees(&terms.fees)?, slippage: twice_the_slippage(terms.slippage)?, ..same })
        }
        Assumption::BarsLater(more) => {
            let bars = match terms.latency {
                Latency::Bars(bars) => bars.checked_add(more)?,
                Latency::Microseconds(0) => more,
                Latency::Microseconds(_) => return None,
            };
            Some(VenueTerms { latency: Latency::Bars(bars), ..same })
        }
    }
}

fn twice(amount: Decimal) -> Option<Decimal> {
    amount.checked_mul(Decimal::TWO)
}

/// A share below 1 that stays below 1.
fn twice_the_share(share: Decimal) -> Option<Decimal> {
    twice(share).filter(|share| *share < Decimal::ONE)
}

fn twice_the_fees(fees: &FeeModel) -> Option<FeeModel> {
    Some(match fees {
        FeeModel::PerFill(amount) => FeeModel::PerFill(twice(*amount)?),
        FeeModel::PerUnit(amount) => FeeModel::PerUnit(twice(*amount)?),
        FeeModel::Rate(share) => FeeModel::Rate(twice_the_share(*share)?),
        FeeModel::MakerTaker { maker, taker } => {
            FeeModel::MakerTaker { maker: twice_the_share(*maker)?, taker: twice_the_share(*taker)? }
        }
        FeeModel::Tiered(tiers) => {
            let tier = |tier: &FeeTier| {
                let (maker, taker) = (twice_the_share(tier.maker)?, twice_the_share(tier.taker)?);
                Some(FeeTier { from_volume: tier.from_volume, maker, taker })
            };
            FeeModel::Tiered(tiers.iter().map(tier).collect::<Option<_>>()?)
        }
    })
}

fn twice_the_slippage(slippage: SlippageModel) -> Option<SlippageModel> {
    Some(match slippage {
        SlippageModel::None => SlippageModel::None,
        SlippageModel::FixedTicks(ticks) => SlippageModel::FixedTicks(ticks.checked_mul(2)?),
        SlippageModel::Percentage(share) => SlippageModel::Percentage(twice_the_share(share)?),
        SlippageModel::VolumeShare(coefficient) => SlippageModel::VolumeShare(twice(coefficient)?),
        SlippageModel::Spread(share) => SlippageModel::Spread(twice_the_share(share)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn terms(fees: FeeModel, slippage: SlippageModel, latency: Latency) -> VenueTerms {
        VenueTerms { slippage, latency, ..VenueTerms::plain(fees) }
    }

    #[test]
    fn without_costs_nothing_else_changes() {
        let base = VenueTerms {
            fee_asset: CommissionAsset::Base,
            ..terms(FeeModel::Rate(decimal("0.01")), SlippageModel::FixedTicks(3), Latency::Bars(1))
        };
        let expected = terms(FeeModel::PerFill(Decimal::ZERO), SlippageModel::None, Latency::Bars(1));
        assert_eq!(under(&base, Assumption::NoCosts), Some(expected));
    }

    #[test]
    fn every_kind_of_cost_is_doubled() {
        let (one, two) = (decimal("0.01"), decimal("0.02"));
        let tiers = |share| vec![FeeTier { from_volume: 5.into(), maker: share, taker: share }];
        for (fees, doubled) in [
            (FeeModel::PerFill(one), FeeModel::PerFill(two)),
            (FeeModel::PerUnit(one), FeeModel::PerUnit(two)),
            (FeeModel::Rate(one), FeeModel::Rate(two)),
            (FeeModel::MakerTaker { maker: one, taker: one }, FeeModel::MakerTaker { maker: two, taker: two }),
            (FeeModel::Tiered(tiers(one)), FeeModel::Tiered(tiers(two))),
        ] {
            let changed = under(&terms(fees, SlippageModel::None, Latency::NONE), Assumption::TwiceTheCosts);
            assert_eq!(changed, Some(terms(doubled, SlippageModel::None, Latency::NONE)));
        }
        for (slippage, doubled) in [
            (SlippageModel::FixedTicks(3), SlippageModel::FixedTicks(6)),
            (SlippageModel::Percentage(one), SlippageModel::Percentage(two)),
            (SlippageModel::VolumeShare(one), SlippageModel::VolumeShare(two)),
            (SlippageModel::Spread(one), SlippageModel::Spread(two)),
        ] {
            let free = || FeeModel::PerFill(Decimal::ZERO);
            let changed = under(&terms(free(), slippage, Latency::NONE), Assumption::TwiceTheCosts);
            assert_eq!(changed, Some(terms(free(), doubled, Latency::NONE)));
        }
    }

    #[test]
    fn what_the_terms_cannot_say_is_not_run() {
        let half = terms(FeeModel::Rate(decimal("0.5")), SlippageModel::None, Latency::NONE);
        assert_eq!(under(&half, Assumption::TwiceTheCosts), None);
        let micros = terms(FeeModel::PerFill(Decimal::ZERO), SlippageModel::None, Latency::Microseconds(7));
        assert_eq!(under(&micros, Assumption::BarsLater(1)), None);
        let late = terms(FeeModel::PerFill(Decimal::ZERO), SlippageModel::None, Latency::Bars(u32::MAX));
        assert_eq!(under(&late, Assumption::BarsLater(1)), None);
    }

    #[test]
    fn bars_of_delay_are_added_to_those_there_are() {
        let latency = |latency| terms(FeeModel::PerFill(Decimal::ONE), SlippageModel::None, latency);
        assert_eq!(under(&latency(Latency::Bars(2)), Assumption::BarsLater(3)), Some(latency(Latency::Bars(5))));
        assert_eq!(under(&latency(Latency::Microseconds(0)), Assumption::BarsLater(1)), Some(latency(Latency::Bars(1))));
    }
}
