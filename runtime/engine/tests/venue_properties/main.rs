//! Random orders against random markets under random terms. An auditor who knows nothing of the venue's inside holds every word
//! that it says against its promises, and keeps books of its own.

mod auditor;
mod stage;
mod wishes;

use proptest::prelude::{Just, ProptestConfig, prop, prop_oneof, proptest};
use stage::Stage;
use wishes::{bars, request, terms};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_order_breaks_a_promise_of_a_venue_of_bars(
        terms in terms(false),
        cash in prop_oneof![Just(500), Just(2_000), Just(20_000)],
        steps in prop::collection::vec(prop_oneof![3 => request(), 2 => bars()], 1..60),
    ) {
        let mut stage = Stage::new(terms, cash);
        for step in &steps {
            stage.play(step);
        }
    }

    #[test]
    fn no_order_breaks_a_promise_at_the_touch(
        terms in terms(true),
        cash in prop_oneof![Just(500), Just(2_000), Just(20_000)],
        steps in prop::collection::vec((request(), -60..60_i64, 0..30_i64, 0..20_u32, -40..40_i64), 1..40),
    ) {
        let mut stage = Stage::new(terms, cash);
        for (request, change, spread, size, through) in &steps {
            stage.play(request);
            stage.quote_and_print(*change, *spread, *size, *through);
        }
    }
}
