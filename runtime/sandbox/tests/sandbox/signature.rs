//! Signatures of worker files: what stands behind one, and every way to have it stand for something else.

use std::path::Path;

use simpletrader_contracts::worker::{Category, ComponentFacts, SignerKey, WASM_SIGNATURE_SECTION};
use simpletrader_sandbox::admission::Rule;
use simpletrader_sandbox::signature::{SecretKey, sign};
use simpletrader_sandbox::{AdmissionError, Limits, inspect_bytes};

use crate::forge::{Guest, append};

fn gate(bytes: &[u8]) -> Result<ComponentFacts, AdmissionError> {
    inspect_bytes(Path::new("signed.wasm"), bytes, &Limits::default())
}

fn told(bytes: &[u8]) -> String {
    let error = gate(bytes).unwrap_err();
    assert_eq!(error.rule, Rule::Signature, "{error}");
    format!("{error}\nhelp: {}", error.help)
}

fn worker() -> Vec<u8> {
    Guest::new(Category::ContextWorker).schema(b"{}").file()
}

fn signed(bytes: &[u8], key: &SecretKey) -> Vec<u8> {
    sign(Path::new("signed.wasm"), bytes, key, &Limits::default()).unwrap().bytes
}

/// Bytes of a signature section.
const LENGTH: usize = 2 + 1 + WASM_SIGNATURE_SECTION.len() + 1 + 32 + 64;

#[test]
fn a_signed_worker_shows_its_signer_and_is_otherwise_the_same() {
    let key = SecretKey::generate().unwrap();
    let unsigned = worker();
    let result = sign(Path::new("signed.wasm"), &unsigned, &key, &Limits::default()).unwrap();
    assert_eq!(result.facts.signer, Some(key.public()));
    assert_eq!(result.facts, gate(&result.bytes).unwrap());
    assert_eq!(result.bytes[..unsigned.len()], unsigned, "a signature only adds");
    assert_eq!(result.bytes.len() - unsigned.len(), LENGTH);
    let before = gate(&unsigned).unwrap();
    assert_eq!(before.signer, None);
    assert_eq!(before.digest, result.former_digest);
    assert_ne!(before.digest, result.facts.digest, "the digest is that of the whole file");
    assert_eq!((before.manifest, before.schema), (result.facts.manifest, result.facts.schema));
}

#[test]
fn equal_files_and_keys_give_equal_signatures() {
    let key = SecretKey::generate().unwrap();
    assert_eq!(signed(&worker(), &key), signed(&worker(), &key));
    assert_ne!(signed(&worker(), &key), signed(&worker(), &SecretKey::generate().unwrap()));
}

#[test]
fn signing_again_replaces_the_signature() {
    let (first, second) = (SecretKey::generate().unwrap(), SecretKey::generate().unwrap());
    let unsigned = worker();
    let twice = signed(&signed(&unsigned, &first), &second);
    assert_eq!(twice, signed(&unsigned, &second));
}

#[test]
fn no_byte_of_a_signed_worker_can_change() {
    let key = SecretKey::generate().unwrap();
    let good = signed(&worker(), &key);
    for place in 0..good.len() {
        for flip in [0x01, 0x80] {
            let mut bad = good.clone();
            bad[place] ^= flip;
            // Another rule may see the damage first, and damage to the section's name leaves an unsigned file. Nothing may
            // still show the signer.
            if let Ok(facts) = gate(&bad) {
                assert_eq!(facts.signer, None, "byte {place}");
                assert!(place >= good.len() - LENGTH, "byte {place} changed and the file still passes");
            }
        }
    }
}

#[test]
fn a_changed_worker_is_told_so() {
    let key = SecretKey::generate().unwrap();
    let mut bad = signed(&worker(), &key);
    // A letter of the manifest's display name: the file stays valid in every other respect.
    let place = bad.windows(6).position(|window| window == b"Forged").unwrap();
    bad[place] = b'G';
    insta::assert_snapshot!(told(&bad), @r"
    rule `signature`: the signature is not that of this file
    help: the file changed after it was signed: get it again from its author, or build and sign it again
    ");
}

#[test]
fn the_signature_of_another_file_is_refused() {
    let key = SecretKey::generate().unwrap();
    let other = signed(&Guest::new(Category::SignalDetector).file(), &key);
    let mut bad = worker();
    bad.extend_from_slice(&other[other.len() - LENGTH..]);
    assert!(told(&bad).contains("not that of this file"));
}

#[test]
fn a_truncated_signature_is_refused_or_gone() {
    let good = signed(&worker(), &SecretKey::generate().unwrap());
    for cut in 1..=LENGTH {
        let result = gate(&good[..good.len() - cut]);
        match result {
            Ok(facts) => assert!(cut == LENGTH && facts.signer.is_none(), "cut by {cut}"),
            Err(_) => assert!(cut < LENGTH, "cut by {cut}"),
        }
    }
}

#[test]
fn what_stands_behind_the_signature_is_not_signed() {
    let mut bad = signed(&worker(), &SecretKey::generate().unwrap());
    append(&mut bad, "anything", b"more");
    insta::assert_snapshot!(told(&bad), @r"
    rule `signature`: something stands behind the signature, which therefore says nothing about it
    help: build the worker again and sign it last; if you did not build it, do not use it
    ");
}

#[test]
fn two_signatures_are_refused() {
    let good = signed(&worker(), &SecretKey::generate().unwrap());
    let section = &good[good.len() - LENGTH..];
    insta::assert_snapshot!(told(&[good.as_slice(), section].concat()), @r"
    rule `signature`: the file has two signatures
    help: build the worker again and sign it once
    ");
}

#[test]
fn a_signature_in_another_form_is_refused() {
    let mut other_version = signed(&worker(), &SecretKey::generate().unwrap());
    let version = other_version.len() - 97;
    other_version[version] = 2;
    insta::assert_snapshot!(told(&other_version), @r"
    rule `signature`: the signature is not of the form that this host knows
    help: the file changed after it was signed: get it again from its author, or build and sign it again
    ");
    let mut short = worker();
    append(&mut short, WASM_SIGNATURE_SECTION, b"signed, honestly");
    assert!(told(&short).contains("not of the form"));
}

#[test]
fn a_key_under_which_anybody_can_sign_is_refused() {
    // The neutral element: with it, a signature of zeros and the same point fits every text unless the check is strict.
    let mut neutral = [0; 32];
    neutral[0] = 1;
    for key in [neutral, [0; 32], [0xff; 32]] {
        let mut bad = worker();
        let section = [[1].as_slice(), &key, &neutral, &[0; 32]].concat();
        append(&mut bad, WASM_SIGNATURE_SECTION, &section);
        assert!(told(&bad).contains("names a key that is none"), "{}", SignerKey::from_bytes(key));
    }
}

#[test]
fn a_signature_in_another_than_its_one_form_is_refused() {
    // s and s + l are the same number in the arithmetic of signatures; only the smaller may be written.
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut bad = signed(&worker(), &SecretKey::generate().unwrap());
    let start = bad.len() - 32;
    let mut carry = 0_u16;
    for (byte, more) in bad[start..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(more) + carry;
        *byte = sum as u8;
        carry = sum >> 8;
    }
    assert!(told(&bad).contains("not that of this file"));
}

#[test]
fn a_signature_inside_a_nested_part_is_none() {
    // The last section of the file is a nested component, whose own last section looks like a signature.
    let good = signed(&worker(), &SecretKey::generate().unwrap());
    let inner = [b"\0asm\x0d\0\x01\0".as_slice(), &good[good.len() - LENGTH..]].concat();
    let mut bad = worker();
    bad.extend([4, (inner.len() & 0x7f) as u8 | 0x80, (inner.len() >> 7) as u8]);
    bad.extend_from_slice(&inner);
    assert_eq!(gate(&bad).map(|facts| facts.signer), Ok(None));
}

#[test]
fn what_the_gate_refuses_is_not_signed() {
    let core = Guest::new(Category::ContextWorker).core();
    let error = sign(Path::new("x"), &core, &SecretKey::generate().unwrap(), &Limits::default()).unwrap_err();
    assert_eq!(error.rule, Rule::Component);
    let tight = Limits { file_bytes: worker().len() as u64, ..Limits::default() };
    let error = sign(Path::new("x"), &worker(), &SecretKey::generate().unwrap(), &tight).unwrap_err();
    assert_eq!(error.rule, Rule::Bound("file_bytes"), "a file that would not be admitted afterwards is not made");
}
