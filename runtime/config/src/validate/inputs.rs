//! Where each input of each worker comes from.
//!
//! A binding that is written must name something that exists (V18, V50, V57). One that is not written is found by name, if exactly
//! one producer has it: a fact of that name, a field of the only series, or, for those who may see it, a figure of the account. An
//! optional input that nothing produces is absent, which is worth a word (V51); one that several might mean must be bound like any.

use simpletrader_contracts::name::SnakeName;
use simpletrader_contracts::worker::{Category, InputSpec};

use super::series::{Traded, index_of};
use super::{Producer, Staffed, in_words};
use crate::build_spec::InputSource;
use crate::diagnostic::suggest;
use crate::diagnostic::{Finding, Findings, Rule};
use crate::schema::{ACCOUNT, ACCOUNT_FIELDS, Address, BAR_FIELDS, Blueprint, InputBinding};

/// For each worker the producer of each input, in the manifest's order; nothing where a finding says why, or where the plug-in
/// of a possible producer is missing.
pub(super) fn bind_all(
    staff: &[Staffed<'_>],
    blueprint: &Blueprint,
    symbol: Traded<'_>,
    findings: &mut Findings,
) -> Vec<Vec<Option<Producer>>> {
    let binder = Binder { staff, blueprint, symbol };
    staff.iter().map(|staffed| binder.bind(staffed, findings)).collect()
}

struct Binder<'a> {
    staff: &'a [Staffed<'a>],
    blueprint: &'a Blueprint,
    symbol: Traded<'a>,
}

/// Something that an unbound input might mean, and its address.
struct Candidate {
    address: String,
    producer: Producer,
}

impl Binder<'_> {
    fn bind(&self, consumer: &Staffed<'_>, findings: &mut Findings) -> Vec<Option<Producer>> {
        let Some(facts) = consumer.facts else { return Vec::new() };
        let inputs = &facts.manifest.inputs;
        self.unknown_inputs(consumer, inputs, findings);
        inputs
            .iter()
            .map(|input| match consumer.config.inputs.iter().find(|binding| binding.name.value == input.name.as_str()) {
                Some(binding) => self.written(consumer, binding, findings),
                None => self.unwritten(consumer, input, findings),
            })
            .collect()
    }

    /// V50: a binding names an input that the plug-in has.
    fn unknown_inputs(&self, consumer: &Staffed<'_>, inputs: &[InputSpec], findings: &mut Findings) {
        let names: Vec<&str> = inputs.iter().map(|input| input.name.as_str()).collect();
        for binding in &consumer.config.inputs {
            if !names.contains(&binding.name.as_str()) {
                let message = format!("`{}` has no input `{}`", consumer.config.plugin.value, binding.name.value);
                let help = suggest::advice(&binding.name, "inputs", &names);
                findings.push(Finding::error(Rule::V50, message).at(&binding.name.at).help(help));
            }
        }
    }

    fn written(&self, consumer: &Staffed<'_>, binding: &InputBinding, findings: &mut Findings) -> Option<Producer> {
        match &binding.address.value {
            Address::Fact { worker, field } => self.fact(worker, field, binding, findings),
            Address::Bar { series, field } => {
                let series = index_of(series, &binding.address.at, self.blueprint, self.symbol, findings)?;
                Some(Producer::Direct(InputSource::Bar { series, field: *field }))
            }
            Address::Account(field) if sees_account(consumer.category) => Some(Producer::Direct(InputSource::Account(*field))),
            Address::Account(_) => {
                let message = format!("a {} does not see the account", in_words(consumer.category));
                let help = "risk monitors and planners do; a measurement or signal must not depend on what the strategy owns";
                findings.push(Finding::error(Rule::V57, message).at(&binding.address.at).help(help));
                None
            }
        }
    }

    fn fact(&self, worker: &SnakeName, field: &SnakeName, binding: &InputBinding, findings: &mut Findings) -> Option<Producer> {
        let at = &binding.address.at;
        let found = self.staff.iter().enumerate().find(|(_, staffed)| staffed.config.worker_id.value == *worker);
        let finding =
            match found {
                Some((index, producer)) if producer.category == Category::ContextWorker => {
                    let outputs = &producer.facts?.manifest.outputs;
                    if let Some(output) = outputs.iter().position(|output| output.name == *field) {
                        return Some(Producer::Fact { worker: index, output });
                    }
                    let names: Vec<&str> = outputs.iter().map(|output| output.name.as_str()).collect();
                    Finding::error(Rule::V57, format!("`{}` produces no `{}`", worker.as_str(), field.as_str()))
                        .help(suggest::advice(field.as_str(), "facts it produces", &names))
                }
                Some((_, other)) => Finding::error(
                    Rule::V50,
                    format!("`{}` is a {} and produces no facts", worker.as_str(), in_words(other.category)),
                )
                .help("only context workers produce facts"),
                None => {
                    let ids: Vec<&str> = self.context_workers().map(|(_, staffed)| staffed.config.worker_id.as_str()).collect();
                    Finding::error(Rule::V50, format!("the strategy has no worker `{}`", worker.as_str())).help(suggest::advice(
                        worker.as_str(),
                        "context workers",
                        &ids,
                    ))
                }
            };
        findings.push(finding.at(at));
        None
    }

    fn unwritten(&self, consumer: &Staffed<'_>, input: &InputSpec, findings: &mut Findings) -> Option<Producer> {
        let name = input.name.as_str();
        let all = self.candidates(consumer);
        let fitting: Vec<&Candidate> = all.iter().filter(|candidate| candidate.address.rsplit('.').next() == Some(name)).collect();
        let worker = consumer.config.worker_id.as_str();
        let finding = match fitting.as_slice() {
            [only] => return Some(only.producer),
            // A plug-in that is missing might be the producer.
            [] if self.context_workers().any(|(_, staffed)| staffed.facts.is_none()) => return None,
            [] if input.optional => {
                let message = format!("nothing produces the optional input `{name}` of `{worker}`: it does without");
                let help = format!("if it should have one, bind it: `inputs: {{{name}: <address>}}` with one of {}", listed(&all));
                findings.push(Finding::warning(Rule::V51, message).at(&consumer.config.worker_id.at).help(help));
                return Some(Producer::Direct(InputSource::Absent));
            }
            [] => Finding::error(Rule::V50, format!("nothing produces the input `{name}` of `{worker}`"))
                .help(format!("bind it: `inputs: {{{name}: <address>}}` with one of {}", listed(&all))),
            several => Finding::error(Rule::V50, format!("{} producers fit the input `{name}` of `{worker}`", several.len()))
                .help(format!("say which: `inputs: {{{name}: <address>}}` with one of {}", listed(several.iter().copied()))),
        };
        findings.push(finding.at(&consumer.config.worker_id.at));
        None
    }

    /// Everything that the consumer may be bound to.
    fn candidates(&self, consumer: &Staffed<'_>) -> Vec<Candidate> {
        let mut candidates = Vec::new();
        for (worker, staffed) in self.context_workers() {
            let itself = staffed.config.worker_id.value == consumer.config.worker_id.value;
            for (output, spec) in staffed.facts.iter().filter(|_| !itself).flat_map(|facts| &facts.manifest.outputs).enumerate() {
                let address = format!("{}.{}", staffed.config.worker_id.as_str(), spec.name.as_str());
                candidates.push(Candidate { address, producer: Producer::Fact { worker, output } });
            }
        }
        if let [only] = self.blueprint.data_needs.as_slice() {
            for (name, field) in BAR_FIELDS {
                let producer = Producer::Direct(InputSource::Bar { series: 0, field });
                candidates.push(Candidate { address: format!("@{}.{name}", only.timeframe.value), producer });
            }
        }
        if sees_account(consumer.category) {
            for (name, field) in ACCOUNT_FIELDS {
                let producer = Producer::Direct(InputSource::Account(field));
                candidates.push(Candidate { address: format!("{ACCOUNT}.{name}"), producer });
            }
        }
        candidates
    }

    fn context_workers(&self) -> impl Iterator<Item = (usize, &Staffed<'_>)> {
        self.staff.iter().enumerate().filter(|(_, staffed)| staffed.category == Category::ContextWorker)
    }
}

/// Who may look at the account: those who watch and those who decide, not those who measure and detect.
const fn sees_account(category: Category) -> bool {
    match category {
        Category::RiskMonitor
        | Category::StrategyPlanner
        | Category::EntryPlanner
        | Category::SizePlanner
        | Category::ExitPlanner
        | Category::ExecutionPlanner => true,
        Category::ContextWorker | Category::SignalDetector | Category::ExecutionWorker => false,
    }
}

fn listed<'a>(candidates: impl IntoIterator<Item = &'a Candidate>) -> String {
    const SHOWN: usize = 12;
    let addresses: Vec<&str> = candidates.into_iter().map(|candidate| candidate.address.as_str()).collect();
    let more = addresses.len().saturating_sub(SHOWN);
    let shown = addresses.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{shown}, … ({more} more)") } else { shown }
}
