//! The boundary: any bytes as the answer of a handler.
#![no_main]

use simpletrader_hostile::target::Target;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let target = Target::named("boundary").expect("the target is one of the library's");
    (target.run)(bytes);
});
