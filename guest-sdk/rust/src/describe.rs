//! What a worker says about itself: its manifest, assembled from the traits, and the schema of its parameters.
//!
//! The packager reads it out of the built module by calling its export `simpletrader_describe`; tests may call the functions
//! here.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use simpletrader_contracts::CONTRACT;
use simpletrader_contracts::terms::ExecutionStrategyType;
use simpletrader_contracts::worker::{
    Category, Identification, InputSpec, OutputSpec, PlanningRole, Publication, WorkerManifest, WorkerType,
};

use crate::{
    ContextWorker, EntryPlanner, ExecutionPlanner, ExecutionWorker, ExitPlanner, Fields, RiskMonitor, SignalDetector, SizePlanner,
    StrategyPlanner, Worker, WorkerError,
};

/// Manifest and parameter schema. Serialised, it is the whole output of `simpletrader_describe`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Description {
    /// What the worker is, needs and gives.
    pub manifest: WorkerManifest,
    /// JSON Schema of its parameters.
    pub schema: Schema,
}

/// The description of a context worker.
pub fn context<W: ContextWorker>() -> Result<Description, WorkerError> {
    if let Some((name, _)) = W::Facts::NAMES.iter().zip(W::Facts::OPTIONAL).find(|(_, optional)| **optional) {
        return Err(WorkerError::failed(format!("the fact `{name}` cannot be optional: only an input can")));
    }
    let outputs = named::<W::Facts>().map(|(name, description)| Ok(OutputSpec { name: name?, description }));
    let outputs = outputs.collect::<Result<_, WorkerError>>()?;
    describe::<W, W::Inputs>(Category::ContextWorker, |manifest| manifest.outputs = outputs)
}

/// The description of a signal detector.
pub fn detector<W: SignalDetector>() -> Result<Description, WorkerError> {
    describe::<W, W::Inputs>(Category::SignalDetector, |_| ())
}

/// The description of a risk monitor.
pub fn monitor<W: RiskMonitor>() -> Result<Description, WorkerError> {
    describe::<W, W::Inputs>(Category::RiskMonitor, |_| ())
}

/// The description of a strategy planner.
pub fn strategy<W: StrategyPlanner>() -> Result<Description, WorkerError> {
    describe::<W, W::Inputs>(Category::StrategyPlanner, |_| ())
}

/// The description of an entry planner.
pub fn entry<W: EntryPlanner>() -> Result<Description, WorkerError> {
    describe::<W, W::Inputs>(Category::EntryPlanner, |_| ())
}

/// The description of a size planner.
pub fn size<W: SizePlanner>() -> Result<Description, WorkerError> {
    describe::<W, W::Inputs>(Category::SizePlanner, |_| ())
}

/// The description of an exit planner.
pub fn exit<W: ExitPlanner>() -> Result<Description, WorkerError> {
    describe::<W, W::Inputs>(Category::ExitPlanner, |_| ())
}

/// The description of an execution planner.
pub fn execution_planning<W: ExecutionPlanner>() -> Result<Description, WorkerError> {
    let plans: &[ExecutionStrategyType] = W::PLANS;
    describe::<W, W::Inputs>(Category::ExecutionPlanner, |manifest| manifest.executes = plans.to_vec())
}

/// The description of an execution worker.
pub fn execution<W: ExecutionWorker>() -> Result<Description, WorkerError> {
    let executes: &[ExecutionStrategyType] = W::EXECUTES;
    describe::<W, ()>(Category::ExecutionWorker, |manifest| manifest.executes = executes.to_vec())
}

fn describe<W: Worker, Inputs: Fields>(
    category: Category,
    complete: impl FnOnce(&mut WorkerManifest),
) -> Result<Description, WorkerError> {
    let about = W::ABOUT;
    let (worker_type, role) = kind(category);
    let inputs = named::<Inputs>()
        .zip(Inputs::OPTIONAL)
        .map(|((name, description), &optional)| Ok(InputSpec { name: name?, optional, description }));
    let mut manifest = WorkerManifest {
        identification: Identification {
            vendor: about.vendor.to_owned().try_into()?,
            name: about.name.to_owned().try_into()?,
            display_name: about.display_name.to_owned(),
            version: semver::Version::parse(about.version)?,
            worker_type,
            role,
            subtype: None,
            description: about.description.map(str::to_owned),
            author: None,
        },
        contract: CONTRACT.to_owned(),
        inputs: inputs.collect::<Result<_, WorkerError>>()?,
        outputs: Vec::new(),
        publishes: publications(category, about.publishes),
        invokes: category.handlers().iter().map(|&handler| handler.to_owned()).collect(),
        capabilities: about.capabilities,
        reads: about.reads,
        executes: Vec::new(),
        limits: about.limits,
    };
    complete(&mut manifest);
    Ok(Description { manifest, schema: schema::<W::Params>() })
}

fn schema<P: JsonSchema>() -> Schema {
    SchemaGenerator::default().into_root_schema_for::<P>()
}

fn named<F: Fields>() -> impl Iterator<Item = (Result<simpletrader_contracts::name::SnakeName, WorkerError>, Option<String>)> {
    F::NAMES.iter().zip(F::DOCS).map(|(name, doc)| {
        let doc = doc.trim();
        (simpletrader_contracts::name::SnakeName::new(name).map_err(WorkerError::from), (!doc.is_empty()).then(|| doc.to_owned()))
    })
}

fn kind(category: Category) -> (WorkerType, Option<PlanningRole>) {
    match category {
        Category::ContextWorker => (WorkerType::ContextWorker, None),
        Category::SignalDetector => (WorkerType::SignalDetector, None),
        Category::RiskMonitor => (WorkerType::RiskMonitor, None),
        Category::StrategyPlanner => (WorkerType::StrategyPlanner, None),
        Category::EntryPlanner => (WorkerType::PlanningWorker, Some(PlanningRole::Entry)),
        Category::SizePlanner => (WorkerType::PlanningWorker, Some(PlanningRole::Size)),
        Category::ExitPlanner => (WorkerType::PlanningWorker, Some(PlanningRole::Exit)),
        Category::ExecutionPlanner => (WorkerType::PlanningWorker, Some(PlanningRole::Execution)),
        Category::ExecutionWorker => (WorkerType::ExecutionWorker, None),
    }
}

/// The event that workers of a category publish unless they say otherwise.
const fn usual_event(category: Category) -> Option<&'static str> {
    match category {
        Category::SignalDetector => Some("SIGNAL_DETECTED"),
        Category::RiskMonitor => Some("RISK_DETECTED"),
        Category::StrategyPlanner => Some("STRATEGY_DIRECTIVE_ISSUED"),
        Category::EntryPlanner => Some("ENTRY_PLAN_CREATED"),
        Category::SizePlanner => Some("SIZE_PLAN_CREATED"),
        Category::ExitPlanner => Some("EXIT_PLAN_CREATED"),
        Category::ExecutionPlanner => Some("EXECUTION_PLAN_CREATED"),
        Category::ContextWorker | Category::ExecutionWorker => None,
    }
}

fn publications(category: Category, own: &[&str]) -> Vec<Publication> {
    let payload = category.payload_types().first().copied().unwrap_or_default();
    let publication = |event: &str| Publication { event_name: event.to_owned(), payload_type: payload.to_owned() };
    if own.is_empty() {
        usual_event(category).map(publication).into_iter().collect()
    } else {
        own.iter().copied().map(publication).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{About, NoParams, Setup, fields};
    use simpletrader_contracts::Instant;
    use simpletrader_contracts::decision::SignalDraft;
    use simpletrader_contracts::worker::call::Disposition;

    struct Watcher;
    fields! {
        struct Seen {
            /// What it looks at.
            value,
            mood: optional,
        }
    }
    impl Worker for Watcher {
        const ABOUT: About = About::new("acme", "watcher", "1.2.3", "Watcher").description("Looks.");
        type Params = NoParams;
        fn configure(_: NoParams, _: &Setup<'_>) -> Result<Self, WorkerError> {
            Ok(Self)
        }
    }
    impl SignalDetector for Watcher {
        type Inputs = Seen;
        fn detect(&mut self, _: Instant, _: &Seen) -> Result<Disposition<SignalDraft>, WorkerError> {
            Ok(Disposition::Proceed)
        }
    }

    // mission: 47 (partly)
    #[test]
    fn a_description_is_a_sound_manifest_with_the_usual_event() {
        let description = detector::<Watcher>().unwrap();
        let json = serde_json::to_vec(&description.manifest).unwrap();
        assert_eq!(WorkerManifest::parse(&json).unwrap(), description.manifest);
        assert_eq!(description.manifest.plugin_id().to_string(), "acme/watcher/v1.2.3");
        assert_eq!(description.manifest.publishes[0].event_name, "SIGNAL_DETECTED");
        assert_eq!(description.manifest.inputs[0].description.as_deref(), Some("What it looks at."));
        assert_eq!(description.manifest.inputs.iter().map(|input| input.optional).collect::<Vec<_>>(), [false, true]);
        assert_eq!(description.schema.get("additionalProperties").unwrap(), false);
    }

    #[test]
    fn a_fact_that_is_declared_optional_is_refused() {
        struct Shy;
        impl Worker for Shy {
            const ABOUT: About = About::new("acme", "shy", "1.0.0", "Shy");
            type Params = NoParams;
            fn configure(_: NoParams, _: &Setup<'_>) -> Result<Self, WorkerError> {
                Ok(Self)
            }
        }
        impl ContextWorker for Shy {
            type Inputs = ();
            type Facts = Seen;
            fn measure(&mut self, _: Instant, _: &simpletrader_contracts::market::Bar, _: &()) -> Result<Seen, WorkerError> {
                Ok(Seen { value: 0.0, mood: 0.0 })
            }
        }
        assert!(context::<Shy>().unwrap_err().to_string().contains("`mood` cannot be optional"));
    }

    #[test]
    fn every_category_has_a_kind_that_leads_back_to_it() {
        for &category in Category::ALL {
            let mut manifest = detector::<Watcher>().unwrap().manifest;
            (manifest.identification.worker_type, manifest.identification.role) = kind(category);
            assert_eq!(manifest.category(), Some(category));
            assert_eq!(usual_event(category).is_some(), !category.payload_types().is_empty(), "{category}");
        }
    }
}
