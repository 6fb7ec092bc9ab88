//! Volumes that are far from those of their neighbours on both sides.

use std::collections::VecDeque;

use crate::data::Place;

/// Neighbours on each side.
const SIDE: usize = 5;

/// How many times the neighbours' median is out of the ordinary.
const FACTOR: f64 = 1_000.0;

/// A volume that stands out.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spike {
    pub place: Place,
    pub label: String,
    pub volume: f64,
    /// The median of its neighbours.
    pub usual: f64,
}

struct Bar {
    place: Place,
    label: String,
    volume: f64,
}

/// A window of bars around the one that is judged. Bars without volume are no neighbours: a market that opens would look like
/// a spike.
#[derive(Default)]
pub(super) struct Spikes {
    window: VecDeque<Bar>,
    /// The next bar to judge.
    next: usize,
}

impl Spikes {
    /// Takes the next bar, and judges the one for which the window is now complete.
    pub fn push(&mut self, place: Place, label: &str, volume: f64) -> Option<Spike> {
        if volume <= 0.0 {
            return None;
        }
        self.window.push_back(Bar { place, label: label.to_owned(), volume });
        if self.window.len() <= self.next + SIDE {
            return None;
        }
        let spike = self.judge(self.next);
        if self.next == SIDE {
            drop(self.window.pop_front())
        } else {
            self.next += 1
        }
        spike
    }

    /// Judges the bars at the end, which have neighbours on one side only.
    pub fn finish(&self) -> Vec<Spike> {
        (self.next..self.window.len()).filter_map(|index| self.judge(index)).collect()
    }

    fn judge(&self, index: usize) -> Option<Spike> {
        let bar = self.window.get(index)?;
        let neighbours = self.window.iter().enumerate().filter(|(other, _)| *other != index && other.abs_diff(index) <= SIDE);
        let mut volumes: Vec<f64> = neighbours.map(|(_, other)| other.volume).collect();
        volumes.sort_by(f64::total_cmp);
        // Two neighbours cannot say which of three is the odd one.
        let usual = *volumes.get(volumes.len() / 2).filter(|_| volumes.len() >= SIDE - 1)?;
        let ratio = bar.volume / usual;
        let stands_out = !(1.0 / FACTOR..=FACTOR).contains(&ratio);
        stands_out.then(|| Spike { place: bar.place, label: bar.label.clone(), volume: bar.volume, usual })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spikes(volumes: &[f64]) -> Vec<usize> {
        let mut window = Spikes::default();
        let mut found: Vec<Spike> =
            volumes.iter().enumerate().filter_map(|(line, volume)| window.push(Place::Row(line as u64), "", *volume)).collect();
        found.extend(window.finish());
        found.iter().map(|spike| spike.place.number() as usize).collect()
    }

    #[test]
    fn a_volume_is_odd_beside_its_neighbours_wherever_it_stands() {
        let calm = [100.0, 110.0, 90.0, 105.0, 95.0, 100.0, 120.0, 80.0, 100.0, 99.0, 101.0, 98.0, 103.0];
        assert_eq!(spikes(&calm), Vec::<usize>::new());
        for place in 0..calm.len() {
            for volume in [200_000.0, 0.05] {
                let mut volumes = calm;
                volumes[place] = volume;
                assert_eq!(spikes(&volumes), [place], "{volume} at {place}");
            }
        }
    }

    #[test]
    fn a_market_that_grows_is_not_odd() {
        let growing: Vec<f64> = (0..200).map(|day| 1.2f64.powi(day)).collect();
        assert_eq!(spikes(&growing), Vec::<usize>::new());
        assert_eq!(spikes(&[0.0, 0.0, 5.0, 0.0, 7_000_000.0]), Vec::<usize>::new(), "two bars say nothing about each other");
    }
}
