//! Random code with a worker's face, made of the bytes.
#![no_main]

use simpletrader_hostile::target::Target;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let target = Target::named("random_worker").expect("the target is one of the library's");
    (target.run)(bytes);
});
