//! The keys of an environment that say what its simulated venue does and costs.

use simpletrader_contracts::Decimal;
use simpletrader_contracts::terms::CommissionAsset;

use crate::build_spec::{Credit, FeeModel, FeeTier, FillModel, Latency, SlippageModel, VenueTerms};
use crate::decode::{Fields, boolean, decimal, list, mapping, term, whole, written};
use crate::diagnostic::{Finding, Findings, Rule};
use crate::document::{Content, Node};

#[derive(Clone, Copy, PartialEq)]
enum SlippageTerm {
    None,
    FixedTicks,
    Percentage,
    VolumeShare,
    Spread,
}

/// The terms, from the fields of a backtest. Rules between keys are told at the mapping.
pub(super) fn venue(fields: &mut Fields<'_, '_>) -> Option<VenueTerms> {
    const ASSETS: &[(&str, CommissionAsset)] = &[("quote", CommissionAsset::Quote), ("base", CommissionAsset::Base)];
    const FILLS: &[(&str, FillModel)] =
        &[("next_open", FillModel::NextOpen), ("this_close", FillModel::ThisClose), ("touch", FillModel::Touch)];
    let fees = fields.required("commission", fees);
    let fee_asset = fields.or("commission_asset", term("an asset that fees are taken in", ASSETS), CommissionAsset::Quote);
    let slippage = slippage(fields);
    let fill = fields.or("fill", term("a fill model that this version has", FILLS), FillModel::NextOpen);
    let latency = fields.or("latency", latency, Latency::NONE);
    let volume_share = fields.optional("volume_share", share_above_nothing);
    let credit = credit(fields);
    let terms = VenueTerms {
        fees: fees?,
        fee_asset: fee_asset?,
        slippage: slippage?,
        fill: fill?,
        latency: latency?,
        volume_share: volume_share?,
        credit: credit?,
    };
    fit(&terms, fields).then_some(terms)
}

/// Whether terms that are sound alone can stand together.
fn fit(terms: &VenueTerms, fields: &mut Fields<'_, '_>) -> bool {
    let amounts = matches!(terms.fees, FeeModel::PerFill(_) | FeeModel::PerUnit(_));
    let in_base = terms.fee_asset == CommissionAsset::Base;
    let contradictions: [(bool, &str, &str); 4] = [
        (
            terms.fill == FillModel::ThisClose && !terms.latency.is_none(),
            "`fill: this_close` fills in the instant of the decision, so requests cannot have a `latency`",
            "leave `latency` out, or write `fill: next_open`",
        ),
        (
            terms.fill == FillModel::Touch && terms.slippage != SlippageModel::None,
            "`fill: touch` takes its prices from quotes, so it has no `slippage_model`",
            "leave `slippage_model` out: the spread of the quotes is paid, and sizes are bounded by what stands there",
        ),
        (
            in_base && amounts,
            "`commission_asset: base` needs a commission that is a share of the value",
            "write `rate`, `maker` and `taker`, or `tiers`; or leave `commission_asset` out",
        ),
        (
            in_base && terms.credit.short_selling,
            "`commission_asset: base` and `short_selling` exclude one another: a short position would never be bought back whole",
            "leave one of them out",
        ),
    ];
    let at = fields.at();
    let mut sound = true;
    for (_, message, help) in contradictions.into_iter().filter(|(broken, ..)| *broken) {
        fields.findings().push(Finding::error(Rule::V02, message).at(at).help(help));
        sound = false;
    }
    sound
}

fn fees(node: &Node, findings: &mut Findings) -> Option<FeeModel> {
    let Content::Mapping(_) = &node.content else { return rate(node, findings).map(FeeModel::Rate) };
    mapping(node, "`commission`", findings, |fields| {
        let per_fill = fields.optional("per_fill", amount);
        let per_unit = fields.optional("per_unit", amount);
        let one_rate = fields.optional("rate", rate);
        let maker = fields.optional("maker", rate);
        let taker = fields.optional("taker", rate);
        let tiers = fields.optional("tiers", tiers);
        match (per_fill?, per_unit?, one_rate?, (maker?, taker?), tiers?) {
            (Some(amount), None, None, (None, None), None) => Some(FeeModel::PerFill(amount)),
            (None, Some(amount), None, (None, None), None) => Some(FeeModel::PerUnit(amount)),
            (None, None, Some(rate), (None, None), None) => Some(FeeModel::Rate(rate)),
            (None, None, None, (Some(maker), Some(taker)), None) => Some(FeeModel::MakerTaker { maker, taker }),
            (None, None, None, (None, None), Some(tiers)) => Some(FeeModel::Tiered(tiers)),
            _ => {
                let message = "`commission` needs exactly one of `per_fill`, `per_unit`, `rate`, `maker` with `taker`, and `tiers`";
                let help = "write `{per_fill: \"1\"}` for an amount a fill, or `{rate: \"0.001\"}` for a share of its value";
                let finding = Finding::error(Rule::V02, message).at(fields.at());
                fields.findings().push(finding.help(help));
                None
            }
        }
    })
}

/// At least one tier, the first from nothing, each from more than the one before.
fn tiers(node: &Node, findings: &mut Findings) -> Option<Vec<FeeTier>> {
    let tiers = list(tier)(node, findings)?;
    let from_nothing = tiers.first().is_some_and(|tier| tier.from_volume.is_zero());
    let ascending = tiers.windows(2).all(|pair| matches!(pair, [lower, upper] if lower.from_volume < upper.from_volume));
    if from_nothing && ascending {
        return Some(tiers);
    }
    let message = "the tiers of a commission must begin with `from_volume: 0` and ascend";
    let help = "write the rates that hold from the start first, then each tier with the traded value from which it holds";
    findings.push(Finding::error(Rule::V02, message).at(&node.at).help(help));
    None
}

fn tier(node: &Node, findings: &mut Findings) -> Option<FeeTier> {
    mapping(node, "a tier of a commission", findings, |fields| {
        let from_volume = fields.required("from_volume", not_negative);
        let maker = fields.required("maker", rate);
        let taker = fields.required("taker", rate);
        Some(FeeTier { from_volume: from_volume?, maker: maker?, taker: taker? })
    })
}

fn slippage(fields: &mut Fields<'_, '_>) -> Option<SlippageModel> {
    const MODELS: &[(&str, SlippageTerm)] = &[
        ("none", SlippageTerm::None),
        ("fixed_ticks", SlippageTerm::FixedTicks),
        ("percentage", SlippageTerm::Percentage),
        ("volume_share", SlippageTerm::VolumeShare),
        ("spread", SlippageTerm::Spread),
    ];
    let model = fields.or("slippage_model", term("a slippage model that this version has", MODELS), SlippageTerm::None);
    let value = match model {
        Some(SlippageTerm::FixedTicks) => {
            return fields.required("slippage_value", whole(1_u32..=1_000_000)).map(SlippageModel::FixedTicks);
        }
        Some(SlippageTerm::VolumeShare) => {
            return fields.required("slippage_value", positive).map(SlippageModel::VolumeShare);
        }
        Some(SlippageTerm::Percentage | SlippageTerm::Spread) => fields.required("slippage_value", rate),
        Some(SlippageTerm::None) => {
            let Some(node) = fields.node("slippage_value") else { return Some(SlippageModel::None) };
            let finding = Finding::error(Rule::V02, "`slippage_value` means nothing without a `slippage_model`").at(&node.at);
            fields.findings().push(finding.help("write `slippage_model` beside it, or leave it out"));
            return None;
        }
        // What the value must be depends on the model, which is wrong.
        None => {
            fields.node("slippage_value");
            return None;
        }
    };
    if model == Some(SlippageTerm::Spread) { value.map(SlippageModel::Spread) } else { value.map(SlippageModel::Percentage) }
}

fn latency(node: &Node, findings: &mut Findings) -> Option<Latency> {
    mapping(node, "`latency`", findings, |fields| {
        let bars = fields.optional("bars", whole(0_u32..=1_000_000));
        let micros = fields.optional("microseconds", whole(0_u64..=86_400_000_000));
        match (bars?, micros?) {
            (Some(bars), None) => Some(Latency::Bars(bars)),
            (None, Some(micros)) => Some(Latency::Microseconds(micros)),
            _ => {
                let finding = Finding::error(Rule::V02, "`latency` needs exactly one of `bars` and `microseconds`").at(fields.at());
                fields.findings().push(finding.help("write `{bars: 1}` for orders that miss one bar, or `{microseconds: 250000}`"));
                None
            }
        }
    })
}

fn credit(fields: &mut Fields<'_, '_>) -> Option<Credit> {
    let short_selling = fields.or("short_selling", boolean, false);
    let leverage = fields.or("leverage", leverage, Decimal::ONE);
    let maintenance = fields.optional("maintenance_margin", written(rate));
    let (short_selling, leverage, maintenance) = (short_selling?, leverage?, maintenance?);
    let maintenance_margin = maintenance.as_ref().map_or(Decimal::ZERO, |written| written.value);
    let credit = Credit { short_selling, leverage, maintenance_margin };
    let Some(maintenance) = maintenance else { return Some(credit) };
    let (message, help) = if !credit.is_granted() {
        let message = "`maintenance_margin` means nothing where nothing is lent";
        (message.to_owned(), "leave it out, or write `leverage` or `short_selling: true`".to_owned())
    } else if maintenance_margin.checked_mul(leverage).is_none_or(|share| share >= Decimal::ONE) {
        let message = format!("a `maintenance_margin` must be below 1 / leverage, which is 1 / {leverage}");
        (message, "a position of full size would be called back at once otherwise; write a smaller share".to_owned())
    } else {
        return Some(credit);
    };
    fields.findings().push(Finding::error(Rule::V02, message).at(&maintenance.at).help(help));
    None
}

/// 1 to 1 000.
fn leverage(node: &Node, findings: &mut Findings) -> Option<Decimal> {
    let value = decimal(node, findings)?;
    if value >= Decimal::ONE && value <= Decimal::ONE_THOUSAND {
        return Some(value);
    }
    let message = format!("`leverage` must lie between 1 and 1000, but is {}", shown(node));
    findings.push(
        Finding::error(Rule::V02, message).at(&node.at).help("1 lends nothing; 3 lets positions be worth three times the equity"),
    );
    None
}

/// A share of what is there: above nothing, at most all of it.
fn share_above_nothing(node: &Node, findings: &mut Findings) -> Option<Decimal> {
    let value = decimal(node, findings)?;
    if value > Decimal::ZERO && value <= Decimal::ONE {
        return Some(value);
    }
    let message = format!("{} must be greater than 0 and at most 1, but is {}", node.at.name(), shown(node));
    findings.push(Finding::error(Rule::V02, message).at(&node.at).help("0.1 fills at most a tenth of a bar's volume"));
    None
}

/// A share of a value or price: at least nothing and less than all of it.
fn rate(node: &Node, findings: &mut Findings) -> Option<Decimal> {
    let value = decimal(node, findings)?;
    if value >= Decimal::ZERO && value < Decimal::ONE {
        return Some(value);
    }
    let message = format!("{} must be a share of at least 0 and less than 1, but is {}", node.at.name(), shown(node));
    let help = "0.001 is 0.1 %; for a commission of a fixed amount a fill write `commission: {per_fill: \"1\"}`";
    findings.push(Finding::error(Rule::V02, message).at(&node.at).help(help));
    None
}

/// An amount above nothing.
pub(super) fn positive(node: &Node, findings: &mut Findings) -> Option<Decimal> {
    let value = decimal(node, findings)?;
    if value > Decimal::ZERO {
        return Some(value);
    }
    let message = format!("{} must be greater than 0, but is {}", node.at.name(), shown(node));
    findings.push(Finding::error(Rule::V02, message).at(&node.at).help("write an amount above 0"));
    None
}

/// An amount that fees can be: not negative, and with no more digits than the books add exactly to everything else.
fn amount(node: &Node, findings: &mut Findings) -> Option<Decimal> {
    const PLACES: u32 = 12;
    let value = not_negative(node, findings)?;
    if value.scale() <= PLACES {
        return Some(value);
    }
    let message = format!("{} has more than {PLACES} digits after the point", node.at.name());
    findings.push(Finding::error(Rule::V02, message).at(&node.at).help("round it: what is finer than that no book can hold"));
    None
}

fn not_negative(node: &Node, findings: &mut Findings) -> Option<Decimal> {
    let value = decimal(node, findings)?;
    if value >= Decimal::ZERO {
        return Some(value);
    }
    let message = format!("{} must not be negative, but is {}", node.at.name(), shown(node));
    findings.push(Finding::error(Rule::V02, message).at(&node.at).help("write 0 or more"));
    None
}

fn shown(node: &Node) -> String {
    node.scalar().map(crate::document::Scalar::shown).unwrap_or_default()
}

#[cfg(test)]
#[path = "venue_tests.rs"]
mod tests;
