//! The gate: any bytes as a worker file.
#![no_main]

use simpletrader_hostile::target::Target;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let target = Target::named("admission").expect("the target is one of the library's");
    (target.run)(bytes);
});
