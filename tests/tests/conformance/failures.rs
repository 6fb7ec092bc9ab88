//! Errors of every kind, and what becomes of a worker that does what it must not.

use simpletrader_contracts::worker::call::Disposition;
use simpletrader_contracts::worker::{Fault, FaultKind};
use simpletrader_tests::guests::Language;

use crate::worlds::{Echo, Told, signal};

fn refused(fault: &Fault) -> (&'static str, &str) {
    match &fault.kind {
        FaultKind::Refused { kind, message } => (kind, message),
        other => panic!("{other:?}"),
    }
}

pub fn every_kind_of_error_comes_back_with_its_words(language: Language) {
    let echo = Echo(language.load("echo"));
    let told = Told::default();
    for (say, handler, kind) in
        [("params_refused", "configure", "bad-params"), ("not_ready", "decide", "not-ready"), ("failed", "decide", "failed")]
    {
        let fault = echo.answer(say, "the reason", &told).unwrap_err();
        assert_eq!((fault.handler, refused(&fault)), (handler, (kind, "the reason")), "{say}");
    }
    assert_eq!(echo.answer("proceed", "", &told), Ok(Disposition::Proceed));
}

pub fn words_of_every_script_come_back(language: Language) {
    let echo = Echo(language.load("echo"));
    for text in ["x", "Größe über 3 €", "価格が低い", "😀 𝄞 four bytes each \u{10FFFF}", "\"quoted\" \\ back\nnext line"]
    {
        assert_eq!(echo.answer("stop", text, &Told::default()), Ok(Disposition::Stop(text.to_owned())));
        let fault = echo.answer("failed", text, &Told::default()).unwrap_err();
        assert_eq!(refused(&fault), ("failed", text));
    }
}

pub fn parameters_are_held_to_their_schema(language: Language) {
    let echo = Echo(language.load("echo"));
    // The host checks parameters against the schema before any worker sees them, and names the line; this is the second fence.
    for (params, named) in [
        ("{}", "say"),
        (r#"{"say": "stop", "txet": "x"}"#, "txet"),
        (r#"{"say": "shout"}"#, ""),
        (r#"{"say": 1}"#, ""),
        (r#"{"say": "stop", "text": 1}"#, ""),
        ("[]", ""),
        ("", ""),
    ] {
        let Err(fault) = echo.configured(params) else { panic!("{params} was taken") };
        let (kind, message) = refused(&fault);
        assert_eq!(kind, "bad-params", "{params}: {message}");
        assert!(!message.is_empty() && message.contains(named), "{params}: {message}");
    }
}

pub fn a_crash_ends_the_call_and_says_why(language: Language) {
    let echo = Echo(language.load("echo"));
    let fault = echo.answer("crash", "over the edge", &Told::default()).unwrap_err();
    match language.0 {
        // An exception or a panic is an error with its trace; the instance may go on.
        "python" | "typescript" | "go" => {
            let (kind, message) = refused(&fault);
            assert_eq!(kind, "failed");
            let file = match language.0 {
                "python" => "worker.py",
                "typescript" => "worker.ts",
                _ => "worker.go",
            };
            assert!(message.contains("over the edge") && message.contains(file), "{message}");
        }
        _ => {
            let FaultKind::Trap { backtrace, .. } = &fault.kind else { panic!("{fault:?}") };
            assert!(!backtrace.is_empty(), "a trap has frames");
        }
    }
}

pub fn a_value_out_of_range_is_refused_by_its_name(language: Language) {
    let echo = Echo(language.load("echo"));
    let told = Told { signals: vec![signal(None)], ..Told::default() };
    let fault = echo.answer("beyond", "", &told).unwrap_err();
    assert!(fault.to_string().contains("confidence"), "{fault}");
}
