//! The data of a module in few segments. Go's linker leaves out every run of eight zeros or more, which makes tens of thousands of
//! segments; the gate bounds their number, because each costs the host something whenever a worker starts.

use wasm_encoder::{ConstExpr, DataSection, Module, RawSection};
use wasmparser::{BinaryReaderError, DataKind, Operator, Parser, Payload};

/// Zeros between two segments that are written out rather than begin another one.
const GAP: u64 = 64;

/// Bytes, and where they begin.
struct Segment {
    at: u64,
    bytes: Vec<u8>,
}

/// The module with neighbouring segments joined. Memory is zero where no segment is, so nothing changes for it. A module whose segments
/// are of another kind than Go's is left as it is.
///
/// # Errors
/// When it is no module.
pub fn joined(module: &[u8]) -> Result<Vec<u8>, BinaryReaderError> {
    let mut made = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        if let Payload::DataSection(section) = &payload {
            let Some(segments) = section.clone().into_iter().map(|data| segment(&data?)).collect::<Result<Option<Vec<_>>, _>>()?
            else {
                return Ok(module.to_vec());
            };
            made.section(&written(&neighbours_joined(segments)));
        } else if let Some((id, range)) = payload.as_section()
            && let Some(data) = module.get(range)
        {
            made.section(&RawSection { id, data });
        }
    }
    Ok(made.finish())
}

/// A segment that is written to the first memory at a fixed place; none for any other.
fn segment(data: &wasmparser::Data<'_>) -> Result<Option<Segment>, BinaryReaderError> {
    let DataKind::Active { memory_index: 0, offset_expr } = &data.kind else { return Ok(None) };
    let mut operators = offset_expr.get_operators_reader();
    Ok(match operators.read()? {
        Operator::I32Const { value } => Some(Segment { at: u64::from(value.cast_unsigned()), bytes: data.data.to_vec() }),
        _ => None,
    })
}

/// In order of their place, those with a short way between them as one. Segments that overlap stay as they are.
fn neighbours_joined(mut segments: Vec<Segment>) -> Vec<Segment> {
    let end = |segment: &Segment| segment.at + segment.bytes.len() as u64;
    segments.sort_by_key(|segment| segment.at);
    if segments.iter().zip(segments.iter().skip(1)).any(|(one, next)| end(one) > next.at) {
        return segments;
    }
    let mut joined: Vec<Segment> = Vec::new();
    for segment in segments {
        match joined.last_mut() {
            Some(last) if segment.at - end(last) <= GAP => {
                last.bytes.resize(last.bytes.len() + (segment.at - end(last)) as usize, 0);
                last.bytes.extend(segment.bytes);
            }
            _ => joined.push(segment),
        }
    }
    joined
}

fn written(segments: &[Segment]) -> DataSection {
    let mut section = DataSection::new();
    for segment in segments {
        let at = u32::try_from(segment.at).unwrap_or(u32::MAX);
        section.active(0, &ConstExpr::i32_const(at.cast_signed()), segment.bytes.iter().copied());
    }
    section
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined_text(segments: &str) -> String {
        let module = wat::parse_str(format!("(module (memory 1) (export \"memory\" (memory 0)) {segments})")).unwrap();
        let made = joined(&module).unwrap();
        let mut shown = Vec::new();
        for payload in Parser::new(0).parse_all(&made) {
            if let Payload::DataSection(section) = payload.unwrap() {
                for data in section {
                    shown.push(segment(&data.unwrap()).unwrap().map_or("other".to_owned(), |segment| {
                        format!(
                            "{}+{} {:?}",
                            segment.at,
                            segment.bytes.len(),
                            segment.bytes.iter().filter(|byte| **byte != 0).count()
                        )
                    }));
                }
            }
        }
        shown.join(", ")
    }

    #[test]
    fn neighbours_are_joined_in_order_of_their_place_and_others_are_not() {
        let segments = "(data (i32.const 30) \"cc\") (data (i32.const 8) \"aa\") (data (i32.const 200) \"z\")";
        assert_eq!(joined_text(segments), "8+24 4, 200+1 1");
    }

    #[test]
    fn segments_of_another_kind_or_one_over_another_are_left_alone() {
        assert_eq!(joined_text("(data \"passive\") (data (i32.const 0) \"a\")"), "other, 0+1 1");
        assert_eq!(joined_text("(data (i32.const 0) \"aaaa\") (data (i32.const 2) \"bb\")"), "0+4 4, 2+2 2");
    }

    #[test]
    fn what_is_no_module_is_refused() {
        assert!(joined(b"package main").is_err());
    }
}
