//! Every guest language says the same as every other: the values of the contract cross the boundary unchanged, in both directions.
//!
//! Each language has the same workers: `echo_facts`, which gives back numbers, `echo`, which gives back a situation in words or as a
//! directive (`tests/workers/echo` is the one in Rust), and the averages and the crossing of the samples. The cases are data; each
//! language takes all of them.

mod decisions;
mod failures;
mod indicators;
mod numbers;
mod situation;
mod worlds;

use simpletrader_tests::guests::Language;

/// All cases for each language.
macro_rules! languages {
    ($($language:ident),+ $(,)?) => { $(
        mod $language {
            use super::*;

            const LANGUAGE: Language = Language(stringify!($language));

            languages!(@cases
                numbers: doubles_keep_their_bits, random_doubles_keep_their_bits, bars_and_instants_arrive_whole, memory_stays_flat;
                situation: every_part_of_a_situation_arrives, decimals_of_every_scale_arrive, inputs_arrive_bit_by_bit,
                    long_lists_arrive_whole;
                decisions: directives_come_back_with_the_values_that_went_in, decimals_of_every_scale_come_back,
                    every_scope_and_policy_comes_back, every_rejection_code_comes_back, long_lists_come_back;
                failures: every_kind_of_error_comes_back_with_its_words, words_of_every_script_come_back,
                    parameters_are_held_to_their_schema, a_crash_ends_the_call_and_says_why,
                    a_value_out_of_range_is_refused_by_its_name;
                indicators: averages_are_equal_to_the_last_bit, crossings_are_the_same_signals;
            );
        }
    )+ };
    (@cases $($module:ident: $($case:ident),+ ;)+) => { $( $(
        #[test]
        fn $case() {
            if LANGUAGE.is_here() {
                $module::$case(LANGUAGE);
            }
        }
    )+ )+ };
}

languages!(rust, python, typescript, c, cpp, zig, go);
