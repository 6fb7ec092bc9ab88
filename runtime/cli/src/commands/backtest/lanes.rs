//! Which strategies run on which thread.
//!
//! Those that watch the same data make a group and read it once. A lane is what one thread runs: some strategies of one group, side by
//! side. The lanes of a party share one window of the data and have to run at the same time, so a party has no more of them than there
//! are threads.

use std::num::NonZero;

/// How much may run at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    /// Threads.
    pub threads: NonZero<usize>,
    /// Strategies on one thread.
    pub per_lane: NonZero<usize>,
}

/// Strategies that are alive at once where the platform does not say how many, unless there are more threads than that: their
/// workers take memory.
const ALIVE: usize = 16;

impl Room {
    /// As many threads as were asked for, else as there are cores, and never more strategies than the platform allows.
    pub fn of(asked: Option<NonZero<usize>>, allowed: Option<u32>) -> Self {
        let allowed = allowed.and_then(|most| NonZero::new(most as usize));
        let cores = || std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
        let threads = asked.unwrap_or_else(cores);
        let threads = allowed.map_or(threads, |most| threads.min(most));
        let alive = allowed.map_or(ALIVE, NonZero::get);
        Self { threads, per_lane: NonZero::new(alive / threads).unwrap_or(NonZero::<usize>::MIN) }
    }
}

/// Strategies that one thread runs side by side.
pub(super) type Lane<T> = Vec<T>;

/// Puts the members of each group into lanes, and the lanes into parties. Where there are fewer groups than threads, a group is spread
/// over several lanes, so that no thread is idle.
pub(super) fn parties<T>(groups: Vec<Vec<T>>, room: Room) -> Vec<Vec<Lane<T>>> {
    let spread = (room.threads.get() / groups.len().max(1)).max(1);
    let mut parties = Vec::new();
    for group in groups {
        let fitting = group.len().div_ceil(room.per_lane.get());
        let lanes = fitting.max(spread).min(group.len()).max(1);
        let longest = group.len().div_ceil(lanes).max(1);
        let mut lanes = chunks(group, longest).into_iter().peekable();
        while lanes.peek().is_some() {
            parties.push(lanes.by_ref().take(room.threads.get()).collect());
        }
    }
    parties
}

fn chunks<T>(items: Vec<T>, size: usize) -> Vec<Vec<T>> {
    let mut items = items.into_iter().peekable();
    let mut chunks = Vec::new();
    while items.peek().is_some() {
        chunks.push(items.by_ref().take(size).collect());
    }
    chunks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(threads: usize, per_lane: usize) -> Room {
        Room { threads: NonZero::new(threads).unwrap(), per_lane: NonZero::new(per_lane).unwrap() }
    }

    #[test]
    fn a_group_is_spread_over_idle_threads_and_else_runs_on_one() {
        let two = || vec![vec![1, 2, 3], vec![4]];
        assert_eq!(parties(two(), room(1, 8)), [vec![vec![1, 2, 3]], vec![vec![4]]]);
        assert_eq!(parties(two(), room(2, 8)), [vec![vec![1, 2, 3]], vec![vec![4]]]);
        assert_eq!(parties(two(), room(4, 8)), [vec![vec![1, 2], vec![3]], vec![vec![4]]]);
        assert_eq!(parties(vec![vec![1, 2]], room(8, 8)), [vec![vec![1], vec![2]]]);
    }

    #[test]
    fn a_large_group_is_several_parties_none_with_more_lanes_than_threads() {
        let many: Vec<u32> = (0..10).collect();
        let parted = parties(vec![many.clone()], room(2, 2));
        assert_eq!(parted, [vec![vec![0, 1], vec![2, 3]], vec![vec![4, 5], vec![6, 7]], vec![vec![8, 9]]]);
        for (threads, per_lane) in [(1, 1), (3, 1), (3, 2), (100, 3)] {
            let parted = parties(vec![many.clone()], room(threads, per_lane));
            assert!(parted.iter().all(|party| party.len() <= threads && party.iter().all(|lane| lane.len() <= per_lane)));
            assert_eq!(parted.concat().concat(), many, "each is there once, in order");
        }
    }

    #[test]
    fn nobody_makes_no_party() {
        assert!(parties(Vec::<Vec<u32>>::new(), room(2, 2)).is_empty());
        assert!(parties(vec![Vec::<u32>::new()], room(2, 2)).is_empty());
    }

    #[test]
    fn the_platform_bounds_how_many_strategies_are_alive() {
        let asked = |number| NonZero::new(number);
        assert_eq!(Room::of(asked(8), None), room(8, 2));
        assert_eq!(Room::of(asked(40), None), room(40, 1), "who asks for more threads gets them");
        assert_eq!(Room::of(asked(8), Some(100)), room(8, 12));
        assert_eq!(Room::of(asked(8), Some(3)), room(3, 1), "also what was asked for on the command line");
        assert_eq!(Room::of(None, Some(1)), room(1, 1));
    }
}
