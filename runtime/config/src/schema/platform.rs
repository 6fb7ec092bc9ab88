//! `platform.yaml`: what holds for everything on this installation. It also marks the configuration root.

use super::admission::{AdmissionConfig, admission};
use crate::decode::{capital_code, count, mapping, term, text, whole, written};
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
    /// What is logged, and where.
    pub logging: Logging,
    /// How people here read times and money.
    pub locale: Locale,
    /// How much runs at once.
    pub performance: PerformanceConfig,
}

/// Folders, relative to `platform.yaml` unless absolute.
#[derive(Debug, Clone)]
pub struct Paths {
    /// Where worker files are looked for, at any depth. The operator's own choice: it may lie outside the configuration root.
    pub plugins_dir: String,
    /// Where the platform keeps what it makes.
    pub data_dir: Option<String>,
    /// Where an editor keeps configuration.
    pub config_dir: Option<String>,
}

impl Default for Paths {
    fn default() -> Self {
        Self { plugins_dir: "plugins".to_owned(), data_dir: None, config_dir: None }
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

/// How much is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogLevel {
    /// Everything.
    Debug,
    /// What an operator wants to know. The default.
    #[default]
    Info,
    /// What looks wrong.
    Warning,
    /// What is wrong.
    Error,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people. The default.
    #[default]
    Text,
}

/// Where log lines go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogOutput {
    /// To the terminal. The default.
    #[default]
    Console,
    /// To a file in `log_dir`.
    File,
    /// To both.
    Both,
}

/// What is logged, and where.
#[derive(Debug, Clone, Default)]
pub struct Logging {
    /// How much.
    pub level: LogLevel,
    /// How it looks.
    pub format: LogFormat,
    /// Where it goes.
    pub output: LogOutput,
    /// The folder of log files.
    pub log_dir: Option<String>,
}

/// How people here read times and money.
#[derive(Debug, Clone, Default)]
pub struct Locale {
    /// IANA name of the zone in which times are shown; UTC if absent. Files and journals are always UTC.
    pub timezone: Option<String>,
    /// ISO 4217 code.
    pub currency: Option<String>,
}

/// How much runs at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PerformanceConfig {
    /// Strategies that run in parallel, 1 to 100.
    pub max_parallel_strategies: Option<u32>,
    /// How long a pass may stay in memory, 10 to 3600 seconds.
    pub tick_cache_ttl_seconds: Option<u32>,
    /// Events that may wait, 100 to 10 000.
    pub event_queue_size: Option<u32>,
}

impl Platform {
    /// Reads `platform.yaml`.
    pub(crate) fn decode(node: &Node, findings: &mut Findings) -> Option<Self> {
        mapping(node, "the platform", findings, |fields| {
            let paths = fields.or("paths", paths, Paths::default());
            let sandbox = fields.or("sandbox", sandbox, SandboxConfig::default());
            let admission = fields.or("admission", admission, AdmissionConfig::default());
            let logging = fields.or("logging", logging, Logging::default());
            let locale = fields.or("locale", locale, Locale::default());
            let performance = fields.or("performance", performance, PerformanceConfig::default());
            Some(Self {
                paths: paths?,
                sandbox: sandbox?,
                admission: admission?,
                logging: logging?,
                locale: locale?,
                performance: performance?,
            })
        })
    }
}

fn paths(node: &Node, findings: &mut Findings) -> Option<Paths> {
    mapping(node, "`paths`", findings, |fields| {
        let plugins_dir = fields.or("plugins_dir", text, Paths::default().plugins_dir);
        let data_dir = fields.optional("data_dir", text);
        let config_dir = fields.optional("config_dir", text);
        fields.refuse(
            "dto_registry",
            Rule::V01,
            "there is no registry of data types any more",
            "remove `dto_registry`: the contract in `wit/` says what the types are",
        );
        Some(Paths { plugins_dir: plugins_dir?, data_dir: data_dir?, config_dir: config_dir? })
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

fn logging(node: &Node, findings: &mut Findings) -> Option<Logging> {
    const LEVELS: &[(&str, LogLevel)] =
        &[("DEBUG", LogLevel::Debug), ("INFO", LogLevel::Info), ("WARNING", LogLevel::Warning), ("ERROR", LogLevel::Error)];
    const FORMATS: &[(&str, LogFormat)] = &[("json", LogFormat::Json), ("text", LogFormat::Text)];
    const OUTPUTS: &[(&str, LogOutput)] = &[("console", LogOutput::Console), ("file", LogOutput::File), ("both", LogOutput::Both)];
    mapping(node, "`logging`", findings, |fields| {
        let level = fields.or("level", term("a log level", LEVELS), LogLevel::default());
        let format = fields.or("format", term("a log format", FORMATS), LogFormat::default());
        let output = fields.or("output", term("a log output", OUTPUTS), LogOutput::default());
        let log_dir = fields.optional("log_dir", text);
        Some(Logging { level: level?, format: format?, output: output?, log_dir: log_dir? })
    })
}

fn locale(node: &Node, findings: &mut Findings) -> Option<Locale> {
    mapping(node, "`locale`", findings, |fields| {
        let timezone = fields.optional("timezone", text);
        let currency = fields.optional("currency", capital_code);
        Some(Locale { timezone: timezone?, currency: currency? })
    })
}

fn performance(node: &Node, findings: &mut Findings) -> Option<PerformanceConfig> {
    mapping(node, "`performance`", findings, |fields| {
        let strategies = fields.optional("max_parallel_strategies", whole(1..=100));
        let ttl = fields.optional("tick_cache_ttl_seconds", whole(10..=3_600));
        let queue = fields.optional("event_queue_size", whole(100..=10_000));
        Some(PerformanceConfig { max_parallel_strategies: strategies?, tick_cache_ttl_seconds: ttl?, event_queue_size: queue? })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::tests::decoded;

    #[test]
    fn every_group_of_the_platform_is_read() {
        let (platform, findings) = decoded(
            "logging: {level: DEBUG, format: json, output: both, log_dir: ./logs}\n\
             locale: {timezone: Europe/Amsterdam, currency: EUR}\n\
             paths: {data_dir: var/data, plugins_dir: ../p, config_dir: conf}\n\
             performance: {max_parallel_strategies: 8, tick_cache_ttl_seconds: 60, event_queue_size: 1000}\n\
             sandbox: {default_fuel_per_call: 5, max_fuel_per_call: 7, max_memory_bytes: 65536}\n",
            Platform::decode,
        );
        assert!(findings.is_empty(), "{findings}");
        let platform = platform.unwrap();
        assert_eq!(platform.paths.plugins_dir, "../p");
        assert_eq!(platform.logging.level, LogLevel::Debug);
        assert_eq!(platform.locale.currency.as_deref(), Some("EUR"));
        assert_eq!(platform.performance.event_queue_size, Some(1000));
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
            ("performance: {tick_cache_ttl_seconds: 9}", "from 10 to 3600"),
            ("logging: {level: info}", "did you mean `INFO`?"),
            ("sandbox: {max_memory_bytes: 65535}", "from 65536"),
            ("paths: {dto_registry: x}", "no registry"),
            ("sandbox: {max_memory_pages: 256}", "max_memory_bytes"),
            ("path: {}", "did you mean `paths`?"),
        ] {
            let findings = decoded(&format!("{text}\n"), Platform::decode).1.to_string();
            assert!(findings.contains(word), "{text}: {findings}");
        }
    }
}
