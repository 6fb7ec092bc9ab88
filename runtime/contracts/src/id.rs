//! Identifiers: prefix, time of the pass, and a counter per strategy link and prefix, e.g. `SIG_20040921_000000_00000001`.
//!
//! The host mints them from the run's own clock, so two equal runs give equal ids, and ids sort by time. In memory an id is
//! sixteen bytes and `Copy`; its text exists only in files.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Refused;
use crate::digits;
use crate::terms::text_enum;
use crate::time::{Civil, Instant};

text_enum!(
    /// The kind of thing that an id names.
    Prefix {
        #[doc = "A market tick."] Tick = "TCK",
        #[doc = "A schedule firing."] Schedule = "SCH",
        #[doc = "A news item."] News = "NWS",
        #[doc = "An answer of the venue."] Reply = "RPL",
        #[doc = "A manual action."] User = "USR",
        #[doc = "A context assessment. Read in old data; nothing makes one."] Context = "CTX",
        #[doc = "A signal."] Signal = "SIG",
        #[doc = "A risk."] Risk = "RSK",
        #[doc = "A strategy directive."] Directive = "STR",
        #[doc = "An entry plan."] EntryPlan = "ENT",
        #[doc = "A size plan."] SizePlan = "SIZ",
        #[doc = "An exit plan."] ExitPlan = "EXT",
        #[doc = "An execution plan."] ExecutionPlan = "EXP",
        #[doc = "An execution request."] Request = "EXR",
        #[doc = "An execution command."] Command = "EXC",
        #[doc = "A batch of commands."] Batch = "BAT",
        #[doc = "A trade plan."] TradePlan = "TPL",
        #[doc = "An execution group."] Group = "EXG",
        #[doc = "An order."] Order = "ORD",
        #[doc = "A fill."] Fill = "FIL",
        #[doc = "A rejection."] Rejection = "REJ",
        #[doc = "A journal entry."] Journal = "JRN",
    }
);

/// An identifier. Ordered by time, then counter, within one prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id {
    prefix: Prefix,
    at: Instant,
    counter: u32,
}

impl Id {
    /// An id for a thing of the pass at `at`; only whole seconds of the time are kept.
    pub const fn new(prefix: Prefix, at: Instant, counter: u32) -> Self {
        Self { prefix, at: Instant::from_micros(at.micros().div_euclid(1_000_000).saturating_mul(1_000_000)), counter }
    }

    /// What kind of thing it names.
    pub const fn prefix(self) -> Prefix {
        self.prefix
    }

    /// The second in which it was minted.
    pub const fn at(self) -> Instant {
        self.at
    }

    /// Parses the 28-character text.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        parse(text).ok_or_else(|| Refused::new("an id must look like SIG_20040921_000000_0000002a", text))
    }

    /// The kind of thing that an id of any age names: the part before the first underscore.
    pub fn prefix_of(text: &str) -> Result<Prefix, Refused> {
        text.split_once('_')
            .and_then(|(prefix, _)| Prefix::from_text(prefix))
            .ok_or_else(|| Refused::new("an id must begin with a known prefix and an underscore", text))
    }

    /// The second in which an id of any age was made, UTC: its second and third of exactly four parts.
    pub fn time_of(text: &str) -> Result<Instant, Refused> {
        split(text).and_then(|[_, date, time, _]| instant(date, time)).ok_or_else(|| {
            Refused::new("an id must have four parts: prefix, date as 8 digits, time as 6 digits, and a suffix", text)
        })
    }
}

fn split(text: &str) -> Option<[&str; 4]> {
    let mut parts = text.split('_');
    let four = [parts.next()?, parts.next()?, parts.next()?, parts.next()?];
    parts.next().is_none().then_some(four)
}

fn parse(text: &str) -> Option<Id> {
    let [prefix, date, time, counter] = split(text)?;
    let is_lower_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if counter.len() != 8 || !counter.bytes().all(is_lower_hex) {
        return None;
    }
    let at = instant(date, time)?;
    Some(Id { prefix: Prefix::from_text(prefix)?, at, counter: u32::from_str_radix(counter, 16).ok()? })
}

fn instant(date: &str, time: &str) -> Option<Instant> {
    if date.len() != 8 || time.len() != 6 || !date.bytes().chain(time.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = |text: &str| text.parse::<u32>().ok();
    Instant::from_civil(Civil {
        year: i64::from(number(&date[..4])?),
        month: number(&date[4..6])?,
        day: number(&date[6..])?,
        hour: number(&time[..2])?,
        minute: number(&time[2..4])?,
        second: number(&time[4..])?,
        micros: 0,
    })
}

/// The text of an id: 28 ASCII characters that lie on the stack, because a run writes millions of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdText([u8; 28]);

impl IdText {
    /// The text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl Id {
    /// Its text. A year beyond the calendar's four digits is written as the nearest that has them: the counter alone keeps ids apart.
    pub fn text(self) -> IdText {
        let c = self.at.civil();
        let year = c.year.clamp(0, 9999) as u32;
        let mut text = *b"PRE_YYYYMMDD_HHMMSS_########";
        for (place, byte) in text.iter_mut().zip(self.prefix.as_str().bytes().take(3)) {
            *place = byte;
        }
        digits::put(&mut text, 4, [year / 100, year % 100, c.month, c.day]);
        digits::put(&mut text, 13, [c.hour, c.minute, c.second]);
        for (place, byte) in text.iter_mut().skip(20).enumerate() {
            let nibble = (self.counter >> (28 - 4 * place)) & 0xf;
            *byte = b"0123456789abcdef"[nibble as usize];
        }
        IdText(text)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.text().as_str())
    }
}

macro_rules! typed_ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:ident),+ $(,)?) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "Id")]
        pub struct $name(Id);

        impl From<$name> for Id {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl $name {
            /// The prefix of every such id.
            pub const PREFIX: Prefix = Prefix::$prefix;

            /// Parses the text and checks the prefix.
            pub fn parse(text: &str) -> Result<Self, Refused> {
                let id = Id::parse(text)?;
                if id.prefix == Self::PREFIX {
                    Ok(Self(id))
                } else {
                    Err(Refused::new(concat!("expected the id of a ", stringify!($prefix)), text))
                }
            }

            /// The untyped id.
            pub const fn id(self) -> Id {
                self.0
            }

            /// Its text.
            pub fn text(self) -> IdText {
                self.0.text()
            }
        }

        impl MintedId for $name {
            const PREFIX: Prefix = Prefix::$prefix;
            fn from_minted(id: Id) -> Self {
                Self(id)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl TryFrom<String> for $name {
            type Error = Refused;
            fn try_from(text: String) -> Result<Self, Refused> {
                Self::parse(&text)
            }
        }

    )+ };
}

/// An id type that an [`IdMint`] can make.
pub trait MintedId: Sized {
    /// The prefix of this type.
    const PREFIX: Prefix;
    /// Wraps an id that the mint made with that prefix.
    fn from_minted(id: Id) -> Self;
}

typed_ids!(
    /// Names a [`Signal`](crate::decision::Signal).
    SignalId = Signal,
    /// Names a [`Risk`](crate::decision::Risk).
    RiskId = Risk,
    /// Names a [`StrategyDirective`](crate::decision::StrategyDirective).
    DirectiveId = Directive,
    /// Names an entry plan.
    EntryPlanId = EntryPlan,
    /// Names a size plan.
    SizePlanId = SizePlan,
    /// Names an exit plan.
    ExitPlanId = ExitPlan,
    /// Names an execution plan.
    ExecutionPlanId = ExecutionPlan,
    /// Names an execution request.
    RequestId = Request,
    /// Names an execution command.
    CommandId = Command,
    /// Names a batch.
    BatchId = Batch,
    /// Names a trade plan.
    TradePlanId = TradePlan,
    /// Names an execution group.
    GroupId = Group,
    /// Names an order.
    OrderId = Order,
    /// Names a fill.
    FillId = Fill,
    /// Names a rejection.
    RejectionId = Rejection,
    /// Names a journal entry.
    JournalId = Journal,
);

impl Serialize for Id {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.text().as_str())
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// An id of any age, for reading old data. Older writers used a suffix of five to eight small letters and digits, which does
/// not always fit the four bytes of a minted [`Id`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AnyId {
    prefix: Prefix,
    at: Instant,
    suffix: Box<str>,
}

impl AnyId {
    /// Parses `PREFIX_YYYYMMDD_HHMMSS_` and a suffix of 5 to 8 characters of `0-9a-z`.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let refused = || Refused::new("an id must look like SIG_20040921_000000_ and 5 to 8 small letters or digits", text);
        let [_, _, _, suffix] = split(text).ok_or_else(refused)?;
        let fits = (5..=8).contains(&suffix.len()) && suffix.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase());
        if !fits {
            return Err(refused());
        }
        Ok(Self { prefix: Id::prefix_of(text)?, at: Id::time_of(text)?, suffix: suffix.into() })
    }

    /// What kind of thing it names.
    pub fn prefix(&self) -> Prefix {
        self.prefix
    }

    /// The second in which it was made.
    pub fn at(&self) -> Instant {
        self.at
    }

    /// The id as it is written today, with eight hex digits. A hex suffix keeps its number; any other is folded to 32 bits
    /// (FNV-1a), so that equal old ids stay equal and two of the same second collide once in four thousand million.
    pub fn to_id(&self) -> Id {
        let folded = || self.suffix.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        Id::new(self.prefix, self.at, u32::from_str_radix(&self.suffix, 16).unwrap_or_else(|_| folded()))
    }
}

/// Makes ids: a counter per prefix, for one strategy link.
#[derive(Debug, Default)]
pub struct IdMint {
    counters: [u32; Prefix::ALL.len()],
}

impl IdMint {
    /// The next id of this type for the pass at `at`.
    pub fn next<T: MintedId>(&mut self, at: Instant) -> T {
        T::from_minted(self.next_untyped(T::PREFIX, at))
    }

    /// The next id of this prefix for the pass at `at`.
    pub fn next_untyped(&mut self, prefix: Prefix, at: Instant) -> Id {
        let counter = &mut self.counters[prefix as usize];
        // Four thousand million of one kind in one run: wrapping would repeat an id only if the second were the same too.
        *counter = counter.wrapping_add(1);
        Id::new(prefix, at, *counter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // mission: 3
    #[test]
    fn every_minted_id_passes_the_pattern_of_its_own_type() {
        let mut mint = IdMint::default();
        let at = Instant::parse("2004-09-21T01:02:03.5Z").unwrap();
        for prefix in Prefix::ALL {
            let text = mint.next_untyped(*prefix, at).to_string();
            assert_eq!(Id::parse(&text).unwrap().to_string(), text);
            assert_eq!(AnyId::parse(&text).unwrap().to_id().to_string(), text, "a new id is also readable as an old one");
            assert_eq!((text.len(), Id::prefix_of(&text).unwrap()), (28, *prefix));
        }
        let plan: ExecutionPlanId = mint.next(at);
        assert_eq!(ExecutionPlanId::parse(&plan.to_string()).unwrap(), plan);
    }

    #[test]
    fn older_ids_are_read_and_written_with_eight_hex_digits() {
        let id = AnyId::parse("TPL_20040921_010203_00a1f").unwrap();
        assert_eq!(id.to_id().to_string(), "TPL_20040921_010203_00000a1f");
        assert_eq!((id.prefix(), id.at().to_string().as_str()), (Prefix::TradePlan, "2004-09-21T01:02:03Z"));
        let letters = AnyId::parse("TPL_20040921_010203_zz9xy").unwrap().to_id();
        assert_eq!(letters, AnyId::parse("TPL_20040921_010203_zz9xy").unwrap().to_id());
        assert_ne!(letters, AnyId::parse("TPL_20040921_010203_zz9xz").unwrap().to_id());
        assert!(Id::parse(&letters.to_string()).is_ok());
        for bad in
            ["TPL_20040921_010203_abcd", "TPL_20040921_010203_abcdefghi", "TPL_20040921_010203_ABCDE", "TPL_20040921_0102_abcde"]
        {
            assert!(AnyId::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn type_and_time_of_an_id_are_read_from_its_text() {
        assert_eq!(Id::prefix_of("TCK_1").unwrap(), Prefix::Tick);
        assert_eq!(Id::prefix_of("CTX_20040921_010203_00000001").unwrap(), Prefix::Context);
        for bad in ["TCK", "XXX_1", "", "_1"] {
            assert!(Id::prefix_of(bad).is_err(), "{bad}");
        }
        assert_eq!(Id::time_of("SIG_20040921_010203_any").unwrap().to_string(), "2004-09-21T01:02:03Z");
        for bad in ["SIG_20040921_010203", "SIG_20040921_010203_a_b", "SIG_2004_010203_a", "SIG_20041321_010203_a"] {
            assert!(Id::time_of(bad).is_err(), "{bad}");
        }
    }

    // mission: 10, 12
    #[test]
    fn minted_ids_have_28_characters_round_trip_and_sort() {
        let mut mint = IdMint::default();
        let at = Instant::parse("2004-09-21T01:02:03.5Z").unwrap();
        let first: SignalId = mint.next(at);
        let second: SignalId = mint.next(at);
        let order: OrderId = mint.next(at);
        assert_eq!(first.to_string(), "SIG_20040921_010203_00000001");
        assert_eq!(order.to_string(), "ORD_20040921_010203_00000001", "a counter per prefix");
        assert_eq!(first.to_string().len(), 28);
        assert_eq!(SignalId::parse(&first.to_string()).unwrap(), first);
        assert!(first < second && first.to_string() < second.to_string());
    }

    #[test]
    fn a_year_that_has_no_four_digits_leaves_the_shape_of_an_id() {
        let late = Id::new(Prefix::Order, Instant::from_micros(i64::MAX), 0xdead_beef);
        assert!(late.to_string().starts_with("ORD_9999") && late.to_string().ends_with("_deadbeef"), "{late}");
        assert!(Id::new(Prefix::Order, Instant::from_micros(i64::MIN), 1).to_string().starts_with("ORD_0000"));
    }

    // mission: 10
    #[test]
    fn a_hundred_thousand_order_ids_are_unique() {
        let mut mint = IdMint::default();
        let at = Instant::default();
        let ids: std::collections::HashSet<OrderId> = (0..100_000).map(|_| mint.next(at)).collect();
        assert_eq!(ids.len(), 100_000);
    }

    #[test]
    fn ids_of_another_kind_or_shape_are_refused() {
        assert!(SignalId::parse("ORD_20040921_010203_00000001").is_err());
        for bad in [
            "SIG_20040921_010203",
            "SIG_20040921_010203_0000000G",
            "XXX_20040921_010203_00000001",
            "SIG_20041321_010203_00000001",
            "SIG",
            "",
            "SIG_20040921_010203_00000001_1",
            "SIG_2004092a_010203_00000001",
        ] {
            assert!(Id::parse(bad).is_err(), "{bad}");
        }
    }
}
