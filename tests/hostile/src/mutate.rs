//! Damage to bytes, the same in every run.

/// A generator of damage: equal seeds, equal damage, so that a failure can be seen again.
#[derive(Debug, Clone)]
pub struct Damage(u64);

impl Damage {
    /// Starts from a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The damage of one run. Neighbouring numbers begin far apart.
    pub fn of_run(number: u64) -> Self {
        let mut damage = Self(number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        damage.next(0);
        damage
    }

    /// A number below `below`, or 0.
    pub fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below.max(1)
    }

    /// Random bytes.
    pub fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.next(256) as u8).collect()
    }

    /// A copy with one to four places damaged: a byte changed, a bit flipped, a byte removed or doubled, or a stretch of up to
    /// 64 bytes copied from elsewhere in the file, which is what gets furthest.
    pub fn apply(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut damaged = bytes.to_vec();
        for _ in 0..=self.next(4) {
            let place = self.next(damaged.len());
            match self.next(5) {
                _ if damaged.is_empty() => damaged.push(self.next(256) as u8),
                0 => damaged[place] = self.next(256) as u8,
                1 => damaged[place] ^= 1 << self.next(8),
                2 => drop(damaged.remove(place)),
                3 => damaged.insert(place, damaged[place]),
                _ => {
                    let from = self.next(damaged.len());
                    let length = self.next(64).min(damaged.len() - place.max(from));
                    damaged.copy_within(from..from + length, place);
                }
            }
        }
        damaged
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_seeds_give_equal_damage_and_others_do_not() {
        let bytes: Vec<u8> = (0..=255).collect();
        let damaged = |seed| Damage::new(seed).apply(&bytes);
        assert_eq!(damaged(1), damaged(1));
        assert_ne!(damaged(1), damaged(2));
        assert!((0..1_000).filter(|seed| damaged(*seed) != bytes).count() > 900, "most damage shows");
    }

    #[test]
    fn damage_to_nothing_is_something() {
        let mut damage = Damage::new(3);
        for _ in 0..100 {
            damage.apply(&[]);
            damage.apply(&[1]);
        }
    }
}
