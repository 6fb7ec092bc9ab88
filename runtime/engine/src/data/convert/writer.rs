//! Writes rows, in either format.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use simpletrader_config::data_file::FileFormat;
use simpletrader_contracts::Instant;
use simpletrader_contracts::market::Bar;

use super::ConvertError;
use super::layout::{self, Layout, Numbers};
use super::output::unwritable;
use super::parquet_writer::ParquetWriter;
use crate::data::{FeedQuote, FeedTrade, number, time};

/// A file that is written row by row.
pub(super) struct Writer {
    path: PathBuf,
    rows: u64,
    sink: Sink,
}

enum Sink {
    Csv(CsvWriter),
    Parquet(Box<ParquetWriter>),
}

impl Writer {
    pub fn new(format: FileFormat, layout: Layout, file: File, path: &Path) -> Result<Self, ConvertError> {
        let sink = match format {
            FileFormat::Csv => CsvWriter::new(layout, file).map(Sink::Csv).map_err(|error| unwritable(path, error)),
            FileFormat::Parquet => {
                ParquetWriter::new(layout, file).map(Box::new).map(Sink::Parquet).map_err(|error| unwritable(path, error))
            }
        };
        Ok(Self { path: path.to_owned(), rows: 0, sink: sink? })
    }

    /// Writes a bar with this label.
    pub fn bar(&mut self, label: Instant, bar: &Bar) -> Result<(), ConvertError> {
        self.row(label, layout::of_bar(bar))
    }

    pub fn trade(&mut self, trade: &FeedTrade) -> Result<(), ConvertError> {
        self.row(trade.at, layout::of_trade(trade))
    }

    pub fn quote(&mut self, quote: &FeedQuote) -> Result<(), ConvertError> {
        self.row(quote.at, layout::of_quote(quote))
    }

    fn row(&mut self, at: Instant, numbers: Numbers) -> Result<(), ConvertError> {
        self.rows += 1;
        match &mut self.sink {
            Sink::Csv(csv) => csv.row(at, &numbers).map_err(|error| unwritable(&self.path, error)),
            Sink::Parquet(parquet) => parquet.row(at, &numbers).map_err(|error| unwritable(&self.path, error)),
        }
    }

    /// Writes what is left; gives the number of rows.
    pub fn finish(self) -> Result<u64, ConvertError> {
        match self.sink {
            Sink::Csv(csv) => csv.finish().map_err(|error| unwritable(&self.path, error))?,
            Sink::Parquet(parquet) => parquet.finish().map_err(|error| unwritable(&self.path, error))?,
        }
        Ok(self.rows)
    }
}

/// Text, a row a line. Numbers are plain, times in ISO 8601, UTC: nothing needs quotes.
struct CsvWriter {
    out: BufWriter<File>,
    layout: Layout,
    line: String,
}

impl CsvWriter {
    fn new(layout: Layout, file: File) -> std::io::Result<Self> {
        let mut out = BufWriter::with_capacity(1 << 16, file);
        writeln!(out, "{}", layout.kind.columns().join(","))?;
        Ok(Self { out, layout, line: String::new() })
    }

    fn row(&mut self, at: Instant, numbers: &Numbers) -> std::io::Result<()> {
        self.line.clear();
        // A String takes everything that is written to it.
        let _ = if self.layout.has_dates_only {
            time::write_date(at, &mut self.line)
        } else {
            std::fmt::Write::write_fmt(&mut self.line, format_args!("{at}"))
        };
        for ((_, scale), number) in self.layout.numbers().zip(numbers) {
            self.line.push(',');
            if let Some(mantissa) = number {
                let _ = number::write_decimal(i128::from(*mantissa), scale, &mut self.line);
            }
        }
        self.line.push('\n');
        self.out.write_all(self.line.as_bytes())
    }

    fn finish(mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}
