//! The probe of the crossing gives what it is said to give: otherwise something else would be measured.

use simpletrader_benches::raw::Knobs;
use simpletrader_benches::shapes::{Directive, Shapes, Signal};

#[test]
fn what_the_probe_gives_has_the_shape_that_is_measured() {
    let mut shapes = Shapes::new(Knobs::SANDBOX);
    let facts = shapes.function::<(), (Result<Vec<f64>, String>,)>("give-facts");
    assert_eq!(shapes.call(&facts, ()).0, Ok(vec![0.0, 0.0]));
    let signal = shapes.function::<(), (Vec<Signal>,)>("give-signal");
    assert_eq!(shapes.call(&signal, ()).0, [(0, false, "CROSS_UP".to_owned(), Some((9, 1)))]);
    let text = shapes.function::<(), (String,)>("give-text");
    assert_eq!(shapes.call(&text, ()).0, "CROSS_UP");
    let directive = shapes.function::<(), (Directive,)>("give-directive");
    let (signals, risks, _, targets, confidence, entry, size, exit) = shapes.call(&directive, ()).0;
    assert_eq!((signals, risks, targets, confidence), (vec![0], vec![], vec![], (1, 0)));
    assert_eq!((entry, size.is_some(), exit.is_some()), (Some((0, true)), true, true));
}
