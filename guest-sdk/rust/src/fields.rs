//! Named numbers: what a worker is given (inputs) and what a context worker gives (facts).

/// A fixed list of named numbers. Implemented by [`fields!`](crate::fields!), and by `()` for no numbers at all.
///
/// On the wire the numbers are a list in this order; NaN means "not ready".
pub trait Fields: Sized {
    /// The names, in order.
    const NAMES: &'static [&'static str];
    /// What each of them means; parallel to [`Self::NAMES`], empty where nothing is said.
    const DOCS: &'static [&'static str];
    /// Which of them the worker can do without; parallel to [`Self::NAMES`]. Where nothing produces such an input, it is NaN in
    /// every call. Facts that a worker gives are never optional: one that is not ready is NaN.
    const OPTIONAL: &'static [bool];

    /// Takes the numbers of a call; `None` when there are more or fewer than names.
    fn read(values: &[f64]) -> Option<Self>;

    /// Writes the numbers into `slots`; false when there are more or fewer than names.
    #[must_use]
    fn write(&self, slots: &mut [f64]) -> bool;
}

impl Fields for () {
    const NAMES: &'static [&'static str] = &[];
    const DOCS: &'static [&'static str] = &[];
    const OPTIONAL: &'static [bool] = &[];

    fn read(values: &[f64]) -> Option<Self> {
        values.is_empty().then_some(())
    }

    fn write(&self, slots: &mut [f64]) -> bool {
        slots.is_empty()
    }
}

/// Declares a struct of `f64` whose field names and doc comments become the names in the manifest. `name: optional` is an input
/// that the worker can do without; it is NaN where nothing produces it.
///
/// ```
/// use simpletrader_sdk::{Fields, fields};
/// fields! {
///     /// Two averages.
///     pub struct Averages {
///         /// The quick one.
///         pub fast,
///         /// The slow one.
///         pub slow,
///         /// How restless the market is, for strategies that measure it.
///         pub volatility: optional,
///     }
/// }
/// assert_eq!(Averages::NAMES, ["fast", "slow", "volatility"]);
/// assert_eq!(Averages::OPTIONAL, [false, false, true]);
/// assert_eq!(Averages::read(&[1.0, 2.0, f64::NAN]).unwrap().slow, 2.0);
/// assert!(Averages::read(&[1.0]).is_none());
/// ```
#[macro_export]
macro_rules! fields {
    ($(#[$about:meta])* $vis:vis struct $name:ident {
        $($(#[doc = $doc:literal])* $field_vis:vis $field:ident $(: $need:ident)?),+ $(,)?
    }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq)]
        $vis struct $name {
            $($(#[doc = $doc])* $field_vis $field: f64),+
        }

        impl $crate::Fields for $name {
            const NAMES: &'static [&'static str] = &[$(stringify!($field)),+];
            const DOCS: &'static [&'static str] = &[$(concat!($($doc),*)),+];
            const OPTIONAL: &'static [bool] = &[$($crate::fields!(@is_optional $($need)?)),+];

            fn read(values: &[f64]) -> Option<Self> {
                match *values {
                    [$($field),+] => Some(Self { $($field),+ }),
                    _ => None,
                }
            }

            fn write(&self, slots: &mut [f64]) -> bool {
                match slots {
                    [$($field),+] => {
                        $(*$field = self.$field;)+
                        true
                    }
                    _ => false,
                }
            }
        }
    };
    (@is_optional) => { false };
    (@is_optional optional) => { true };
}

#[cfg(test)]
mod tests {
    use super::Fields;

    fields! {
        struct Pair {
            /// First.
            a,
            b: optional,
        }
    }

    #[test]
    fn names_and_docs_keep_the_order_of_the_source() {
        assert_eq!(Pair::NAMES, ["a", "b"]);
        assert_eq!(Pair::DOCS, [" First.", ""]);
        assert_eq!(Pair::OPTIONAL, [false, true]);
    }

    #[test]
    fn another_number_of_values_is_refused_and_not_padded() {
        assert_eq!(Pair::read(&[1.0, 2.0]), Some(Pair { a: 1.0, b: 2.0 }));
        assert_eq!(Pair::read(&[1.0]), None);
        assert_eq!(Pair::read(&[1.0, 2.0, 3.0]), None);
        let mut slots = [0.0; 2];
        assert!(Pair { a: 3.0, b: 4.0 }.write(&mut slots));
        assert_eq!(slots, [3.0, 4.0]);
        assert!(!Pair { a: 3.0, b: 4.0 }.write(&mut [0.0; 3]));
        assert!(<()>::read(&[]).is_some() && <()>::read(&[1.0]).is_none());
    }
}
