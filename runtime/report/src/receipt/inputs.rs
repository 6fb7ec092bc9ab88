//! What went into a run, by digest, and in what two lists of that differ.

use std::fmt::{self, Display, Formatter};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What went into a run. Digests are SHA-256 as 64 small hex digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// The operation's name.
    pub operation: String,
    /// The strategy link.
    pub link: String,
    /// The blueprint.
    pub strategy_id: String,
    /// Seed of the run's randomness.
    pub seed: u64,
    /// How fills are made.
    pub fill_model: String,
    /// The versions that the result depends on.
    pub engine: EngineVersions,
    /// The worker files.
    pub workers: Vec<Component>,
    /// The configuration files.
    pub configuration: Vec<ConfigurationFile>,
    /// What the configuration was compiled to, as a digest.
    pub build_spec: String,
    /// The data files.
    pub data: Vec<DataFile>,
    /// The digest of all of that.
    pub inputs_digest: String,
}

/// The versions that a result depends on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EngineVersions {
    /// Of this software.
    pub simpletrader: String,
    /// The worker contract.
    pub contract: String,
    /// What ran the workers.
    pub sandbox: String,
}

/// A worker file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// The worker's id within the strategy.
    pub worker_id: String,
    /// Which plug-in.
    pub plugin: String,
    /// Its digest.
    pub sha256: String,
}

/// A configuration file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfigurationFile {
    /// From the folder of all of them.
    pub path: String,
    /// Its digest.
    pub sha256: String,
}

/// A data file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataFile {
    /// Its id in the data sources file.
    pub data_source_id: String,
    /// Its digest.
    pub sha256: String,
}

/// An input that is not the one that was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Misfit {
    /// Which.
    pub input: String,
    /// What was recorded.
    pub recorded: String,
    /// What is there now.
    pub found: String,
}

impl Display for Misfit {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not what went into the run: {} was recorded, {} is there", self.input, self.recorded, self.found)
    }
}

const NAMES: [&str; 11] = [
    "operation",
    "link",
    "strategy_id",
    "seed",
    "fill_model",
    "engine",
    "workers",
    "configuration",
    "build_spec",
    "data",
    "inputs_digest",
];

impl Inputs {
    /// The inputs of a `run.json`, whatever else stands in it.
    ///
    /// # Errors
    /// When one of them is missing or not what it should be.
    pub fn of_manifest(manifest: &Value) -> Result<Self, serde_json::Error> {
        let fields = NAMES.into_iter().filter_map(|name| Some((name.to_owned(), manifest.get(name)?.clone())));
        serde_json::from_value(Value::Object(fields.collect::<Map<_, _>>()))
    }

    /// What of these recorded inputs is something else in `found`, most telling first. The versions of the engine are not compared:
    /// they are the program's, and not the user's to put right.
    pub fn misfits(&self, found: &Self) -> Vec<Misfit> {
        let mut misfits = Vec::new();
        let mut compare = |input: String, recorded: Option<&String>, found: Option<&String>| {
            let shown = |digest: Option<&String>| digest.map_or_else(|| "nothing".to_owned(), Clone::clone);
            if recorded != found {
                misfits.push(Misfit { input, recorded: shown(recorded), found: shown(found) });
            }
        };
        let components = |inputs: &Self| {
            inputs.workers.iter().map(|one| (one.worker_id.clone(), format!("{} {}", one.plugin, one.sha256))).collect()
        };
        pairs(components(self), components(found), |id, one, other| compare(format!("the component of worker `{id}`"), one, other));
        let data = |inputs: &Self| inputs.data.iter().map(|one| (one.data_source_id.clone(), one.sha256.clone())).collect();
        pairs(data(self), data(found), |id, one, other| compare(format!("the data of source `{id}`"), one, other));
        let files = |inputs: &Self| inputs.configuration.iter().map(|one| (one.path.clone(), one.sha256.clone())).collect();
        pairs(files(self), files(found), |path, one, other| compare(format!("the configuration file `{path}`"), one, other));
        for (name, one, other) in [
            ("the operation", &self.operation, &found.operation),
            ("the strategy link", &self.link, &found.link),
            ("the blueprint", &self.strategy_id, &found.strategy_id),
            ("the seed", &self.seed.to_string(), &found.seed.to_string()),
            ("the fill model", &self.fill_model, &found.fill_model),
            ("the compiled configuration", &self.build_spec, &found.build_spec),
        ] {
            compare(name.to_owned(), Some(one), Some(other));
        }
        misfits
    }
}

/// Calls `compare` for each name of either list, with what each has under it.
fn pairs(
    one: Vec<(String, String)>,
    other: Vec<(String, String)>,
    mut compare: impl FnMut(&str, Option<&String>, Option<&String>),
) {
    let of = |list: &[(String, String)], name: &str| list.iter().position(|(known, _)| known == name);
    for (name, value) in &one {
        compare(name, Some(value), of(&other, name).and_then(|place| other.get(place)).map(|(_, value)| value));
    }
    for (name, value) in other.iter().filter(|(name, _)| of(&one, name).is_none()) {
        compare(name, None, Some(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn manifest() -> Value {
        json!({
            "format": 2, "operation": "o", "link": "l", "strategy_id": "s", "seed": 7, "fill_model": "next open",
            "engine": {"simpletrader": "0.1.0", "contract": "c", "sandbox": "w"},
            "workers": [{"worker_id": "fast", "plugin": "a/sma/v1.0.0", "sha256": "aa"}],
            "configuration": [{"path": "operation.yaml", "sha256": "bb"}], "build_spec": "cc",
            "data": [{"data_source_id": "goog", "sha256": "dd"}], "inputs_digest": "ee", "status": "finished",
        })
    }

    #[test]
    fn the_same_inputs_have_no_misfit_whatever_made_the_run() {
        let inputs = Inputs::of_manifest(&manifest()).unwrap();
        let mut other = inputs.clone();
        other.engine.sandbox = "another".into();
        assert_eq!(inputs.misfits(&other), []);
    }

    #[test]
    fn every_misfit_is_named() {
        let inputs = Inputs::of_manifest(&manifest()).unwrap();
        let mut other = inputs.clone();
        other.workers[0].sha256 = "a0".into();
        other.data[0].sha256 = "d0".into();
        other.configuration.clear();
        other.seed = 8;
        let told: Vec<String> = inputs.misfits(&other).iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(told.join("\n"));
    }

    #[test]
    fn a_manifest_without_an_input_is_refused() {
        let mut manifest = manifest();
        manifest.as_object_mut().unwrap().remove("build_spec");
        assert!(Inputs::of_manifest(&manifest).unwrap_err().to_string().contains("build_spec"));
    }
}
