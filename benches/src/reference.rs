//! The reference strategy over bars of the random walk: the sample `sma_level` as it stands, on one-minute bars.
//!
//! Eleven workers: two averages, their crossing, a watch over the drawdown, the planner of the strategy, entry (two), size, exit and
//! execution planners, and the worker that places the orders. Nothing of it is simplified: every limit is on, ledger and journal are written.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use crate::walk::write_csv;

/// The sample's blueprint, for daily bars.
const BLUEPRINT: &str = include_str!("../../example-workers/strategies/common/sma_level.yaml");

/// Enough money for fifty thousand fees, which the sample's ten thousand dollars are not.
const ENVIRONMENTS: &str = "\
environments:
  - environment_id: minutes
    type: backtest
    initial_capital: \"1000000\"
    currency: USD
    commission: {per_fill: \"1\"}
    slippage_model: none
    fill: next_open
    instruments:
      - {symbol: WALK_USD, price_scale: 2, size_scale: 0, tick_size: \"0.01\", lot_size: \"1\"}
    data_providers:
      - {provider_type: candle, provider_id: walk_candles, data_source: walk}
";

const DATA_SOURCES: &str = "\
data_sources:
  - {id: walk, type: file, path: bars.csv, symbol: WALK_USD, timeframe: 1m}
";

const OPERATION: &str = "\
operation:
  name: walk
  data_sources_file: data_sources.yaml
  environments_file: environments.yaml
  strategy_links:
    - name: walk
      file: sma_level.yaml
      environment_ref: minutes
      symbol: WALK_USD
      grants:
        drawdown: {reads: [account]}
        brain: {reads: [positions, open-orders]}
";

/// Grants for who may be asked about many bars at once.
const SLICES: &str = "        fast: {slices: {}}
        slow: {slices: {}}
        cross: {slices: {}}
";

/// The workers that may be granted slices: the two averages, and the detector that looks at nothing else.
pub const SLICED: [&str; 3] = ["fast", "slow", "cross"];

/// The parameters of the two averages, as the blueprint writes them.
const FAST: &str = "{period: 10}";
const SLOW: &str = "{period: 20}";

/// What of the reference operation may be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    /// How many bars.
    pub bars: u64,
    /// The seed of their walk.
    pub seed: u64,
    /// Averages that are measured on every bar and that nobody asks for, beside the two of the strategy.
    pub idle_averages: u32,
    /// Both averages are the same, so that they never cross and nothing is ever traded: what is left is what every bar costs.
    pub is_quiet: bool,
    /// Averages and detector are granted slices. The operation runs once its worker files are pinned (`simpletrader lock`).
    pub has_slices: bool,
}

impl Reference {
    /// The strategy as it stands, over so many bars of a seed.
    pub const fn of(bars: u64, seed: u64) -> Self {
        Self { bars, seed, idle_averages: 0, is_quiet: false, has_slices: false }
    }

    /// Writes the bars as `bars.csv` into a folder, and an operation that runs the strategy over them with the plug-ins of `plugins`.
    /// Gives back the path of the operation.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write(self, folder: &Path, plugins: &Path) -> io::Result<PathBuf> {
        fs::create_dir_all(folder)?;
        write_csv(self.bars, self.seed, &mut BufWriter::new(File::create(folder.join("bars.csv"))?))?;
        let platform = format!("paths: {{plugins_dir: {:?}}}\n", plugins.display().to_string());
        let blueprint = self.blueprint();
        let operation = if self.has_slices { format!("{OPERATION}{SLICES}") } else { OPERATION.to_owned() };
        let files = [
            ("platform.yaml", platform.as_str()),
            ("sma_level.yaml", blueprint.as_str()),
            ("environments.yaml", ENVIRONMENTS),
            ("data_sources.yaml", DATA_SOURCES),
            ("operation.yaml", operation.as_str()),
        ];
        for (name, text) in files {
            fs::write(folder.join(name), text)?;
        }
        Ok(folder.join("operation.yaml"))
    }

    fn blueprint(self) -> String {
        const NEXT: &str = "  signal_detectors:";
        let idle = |number| {
            let period = 5 + number;
            format!("    - {{worker_id: idle_{number}, plugin: simpletrader/sma/v0.1.0, config: {{period: {period}}}}}\n")
        };
        let averages: String = (1..=self.idle_averages).map(idle).collect();
        let fast = if self.is_quiet { SLOW } else { FAST };
        BLUEPRINT
            .replace(FAST, fast)
            .replace("timeframe: 1d", "timeframe: 1m")
            .replace("GOOG_USD", "WALK_USD")
            .replace(NEXT, &format!("{averages}{NEXT}"))
    }
}
