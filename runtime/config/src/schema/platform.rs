//! `platform.yaml`: what holds for everything on this installation. It also marks the configuration root.

use super::admission::{AdmissionConfig, admission};
use crate::decode::{count, mapping, text, whole, written};
use crate::diagnostic::{Finding, Findings, Rule};
use crate::document::Node;
use crate::source::Written;

/// The platform's settings.
#[derive(Debug, Clone, Default)]
pub struct Platform {
    /// Folders.
    pub paths: Paths,
    /// Bounds of every worker.
    pub sandbox: SandboxConfig,
    /// What worker files may contain, where that is less than usual.
    pub admission: AdmissionConfig,
    /// How much runs at once.
    pub performance: PerformanceConfig,
}

/// Folders, relative to `platform.yaml` unless absolute.
#[derive(Debug, Clone)]
pub struct Paths {
    /// Where worker files are looked for, at any depth. The operator's own choice: it may lie outside the configuration root.
    pub plugins_dir: String,
}

impl Default for Paths {
    fn default() -> Self {
        Self { plugins_dir: "plugins".to_owned() }
    }
}

/// Bounds of every worker. A worker may ask for less than the maximum, never for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SandboxConfig {
    /// Fuel of one call, where neither blueprint nor plug-in says.
    pub default_fuel_per_call: u64,
    /// Most fuel of one call.
    pub max_fuel_per_call: u64,
    /// Most linear memory of one worker, in bytes.
    pub max_memory_bytes: u64,
}

impl Default for SandboxConfig {
    fn default() -> Self {
        Self { default_fuel_per_call: 10_000_000, max_fuel_per_call: 1_000_000_000, max_memory_bytes: 64 * 1024 * 1024 }
    }
}

/// How much runs at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PerformanceConfig {
    /// Strategies that are alive at the same time, 1 to 100; without it as many as there are threads, and at least 16.
    pub max_parallel_strategies: Option<u32>,
}

impl Platform {
    /// Reads `platform.yaml`.
    pub(crate) fn decode(node: &Node, findings: &mut Findings) -> Option<Self> {
        mapping(node, "the platform", findings, |fields| {
            let paths = fields.or("paths", paths, Paths::default());
            let sandbox = fields.or("sandbox", sandbox, SandboxConfig::default());
            let admission = fields.or("admission", admission, AdmissionConfig::default());
            let performance = fields.or("performance", performance, PerformanceConfig::default());
            fields.refuse(
                "logging",
                Rule::V01,
                "there is no log of the platform to be set up",
                "remove `logging`: what workers log is in each run's `run.sqlite`, what the program has to say on standard error",
            );
            fields.refuse(
                "locale",
                Rule::V01,
                "nothing is shown by the customs of a place",
                "remove `locale`: times are UTC or as they stand in the data, money is in the `currency` of its environment",
            );
            Some(Self { paths: paths?, sandbox: sandbox?, admission: admission?, performance: performance? })
        })
    }
}

fn paths(node: &Node, findings: &mut Findings) -> Option<Paths> {
    mapping(node, "`paths`", findings, |fields| {
        let plugins_dir = fields.or("plugins_dir", text, Paths::default().plugins_dir);
        fields.refuse(
            "dto_registry",
            Rule::V01,
            "there is no registry of data types any more",
            "remove `dto_registry`: the contract in `wit/` says what the types are",
        );
        fields.refuse(
            "data_dir",
            Rule::V01,
            "the platform keeps nothing of its own",
            "remove `data_dir`: runs go where `--out` says, and data lies where `data_sources_file` says",
        );
        fields.refuse(
            "config_dir",
            Rule::V01,
            "configuration has no folder of its own",
            "remove `config_dir`: everything is found from the operation file",
        );
        Some(Paths { plugins_dir: plugins_dir? })
    })
}

fn sandbox(node: &Node, findings: &mut Findings) -> Option<SandboxConfig> {
    mapping(node, "`sandbox`", findings, |fields| {
        let standard = SandboxConfig::default();
        let default_fuel = fields.optional("default_fuel_per_call", written(count));
        let max_fuel = fields.or("max_fuel_per_call", count, standard.max_fuel_per_call);
        // One page of WebAssembly memory at least; four gigabytes is all that 32 bits address.
        let max_memory = fields.or("max_memory_bytes", whole(65_536..=(1_u64 << 32)), standard.max_memory_bytes);
        let (default_fuel, max_fuel) = (default_fuel?, max_fuel?);
        check_default_fuel(default_fuel.as_ref(), max_fuel, fields.findings());
        Some(SandboxConfig {
            default_fuel_per_call: default_fuel.map_or(standard.default_fuel_per_call.min(max_fuel), |fuel| fuel.value),
            max_fuel_per_call: max_fuel,
            max_memory_bytes: max_memory?,
        })
    })
}

fn check_default_fuel(default: Option<&Written<u64>>, max: u64, findings: &mut Findings) {
    if let Some(default) = default.filter(|default| default.value > max) {
        let message = format!("the default of {} fuel is more than the maximum of {max}", default.value);
        findings.push(Finding::error(Rule::V81, message).at(&default.at).help("lower it, or raise `max_fuel_per_call`"));
    }
}

fn performance(node: &Node, findings: &mut Findings) -> Option<PerformanceConfig> {
    mapping(node, "`performance`", findings, |fields| {
        let strategies = fields.optional("max_parallel_strategies", whole(1..=100));
        fields.refuse(
            "tick_cache_ttl_seconds",
            Rule::V01,
            "a pass stays in memory until it is over, and no longer",
            "remove `tick_cache_ttl_seconds`",
        );
        fields.refuse(
            "event_queue_size",
            Rule::V01,
            "no event waits: the next moment is read when the strategies are ready for it",
            "remove `event_queue_size`",
        );
        Some(PerformanceConfig { max_parallel_strategies: strategies? })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::tests::decoded;

    #[test]
    fn every_group_of_the_platform_is_read() {
        let (platform, findings) = decoded(
            "paths: {plugins_dir: ../p}\n\
             performance: {max_parallel_strategies: 8}\n\
             sandbox: {default_fuel_per_call: 5, max_fuel_per_call: 7, max_memory_bytes: 65536}\n",
            Platform::decode,
        );
        assert!(findings.is_empty(), "{findings}");
        let platform = platform.unwrap();
        assert_eq!(platform.paths.plugins_dir, "../p");
        assert_eq!(platform.performance.max_parallel_strategies, Some(8));
        assert_eq!(platform.sandbox, SandboxConfig { default_fuel_per_call: 5, max_fuel_per_call: 7, max_memory_bytes: 65_536 });
    }

    #[test]
    fn what_is_left_out_has_the_documented_default() {
        let platform = decoded("paths: {}\n", Platform::decode).0.unwrap();
        assert_eq!(platform.paths.plugins_dir, "plugins");
        assert_eq!(platform.sandbox.default_fuel_per_call, 10_000_000);
        assert_eq!(platform.sandbox.max_fuel_per_call, 1_000_000_000);
        assert_eq!(platform.sandbox.max_memory_bytes, 64 << 20);
    }

    #[test]
    fn a_default_above_the_maximum_is_refused_and_a_low_maximum_lowers_the_default() {
        let (_, findings) = decoded("sandbox: {default_fuel_per_call: 9, max_fuel_per_call: 7}\n", Platform::decode);
        assert!(findings.to_string().contains("V81"), "{findings}");
        let platform = decoded("sandbox: {max_fuel_per_call: 7}\n", Platform::decode).0.unwrap();
        assert_eq!(platform.sandbox.default_fuel_per_call, 7);
    }

    #[test]
    fn ranges_terms_and_dead_keys_are_refused() {
        for (text, word) in [
            ("performance: {max_parallel_strategies: 101}", "from 1 to 100"),
            ("performance: {tick_cache_ttl_seconds: 60}", "remove `tick_cache_ttl_seconds`"),
            ("performance: {event_queue_size: 1000}", "no event waits"),
            ("logging: {level: INFO}", "remove `logging`"),
            ("locale: {currency: EUR}", "remove `locale`"),
            ("sandbox: {max_memory_bytes: 65535}", "from 65536"),
            ("paths: {dto_registry: x}", "no registry"),
            ("paths: {data_dir: var}", "remove `data_dir`"),
            ("paths: {config_dir: conf}", "remove `config_dir`"),
            ("sandbox: {max_memory_pages: 256}", "max_memory_bytes"),
            ("path: {}", "did you mean `paths`?"),
        ] {
            let findings = decoded(&format!("{text}\n"), Platform::decode).1.to_string();
            assert!(findings.contains(word), "{text}: {findings}");
        }
    }
}
