//! Two digits at a time: how ids and times are written millions of times a run.

/// Writes numbers below 100 one after the other, two digits each, beginning at a place. What lies beyond the text is left out.
pub(crate) fn put<const N: usize>(text: &mut [u8], at: usize, numbers: [u32; N]) {
    let places = text.get_mut(at..).unwrap_or_default().chunks_exact_mut(2);
    for (place, number) in places.zip(numbers) {
        // Below 100, so both fit a byte.
        place.copy_from_slice(&[b'0' + (number / 10 % 10) as u8, b'0' + (number % 10) as u8]);
    }
}
