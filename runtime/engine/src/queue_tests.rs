use std::collections::VecDeque;
use std::sync::Arc;
use std::thread;

use proptest::prelude::*;

use super::*;

const POLICIES: [QueuePolicy; 3] = [QueuePolicy::Block, QueuePolicy::DropOldest, QueuePolicy::DropNewest];

fn drain(queue: &BoundedQueue<u32>) -> Vec<u32> {
    std::iter::from_fn(|| queue.poll()).collect()
}

/// A queue with room for two that holds 1 and 2.
fn full(policy: QueuePolicy) -> Arc<BoundedQueue<u32>> {
    let queue = Arc::new(BoundedQueue::new(2, policy));
    assert_eq!([queue.offer(1), queue.offer(2)], [Ok(()), Ok(())]);
    queue
}

/// Waits until a giver stands before a full queue.
fn until_somebody_waits(queue: &BoundedQueue<u32>) {
    while queue.counts().waited == 0 {
        thread::yield_now();
    }
}

// mission: 65 (partly)
#[test]
fn a_second_item_waits_behind_the_first_whatever_the_policy() {
    for policy in POLICIES {
        assert_eq!(drain(&full(policy)), [1, 2], "{policy:?}");
    }
}

// mission: 65 (partly)
#[test]
fn under_block_the_giver_waits_until_there_is_room_and_nothing_is_lost() {
    let queue = full(QueuePolicy::Block);
    let giver = thread::spawn({
        let queue = queue.clone();
        move || queue.offer(3)
    });
    until_somebody_waits(&queue);
    assert!(!giver.is_finished(), "there is no room yet");
    assert_eq!(queue.take(), Some(1));
    assert_eq!(giver.join().unwrap(), Ok(()));
    assert_eq!(queue.counts(), QueueCounts { taken: 3, waited: 1, dropped: 0 });
    assert_eq!(drain(&queue), [2, 3]);
}

// mission: 65 (partly)
#[test]
fn under_drop_oldest_the_latest_are_kept() {
    let queue = full(QueuePolicy::DropOldest);
    assert_eq!([queue.offer(3), queue.offer(4), queue.offer(5)], [Ok(()), Ok(()), Ok(())]);
    assert_eq!(queue.counts(), QueueCounts { taken: 5, waited: 0, dropped: 3 });
    assert_eq!(drain(&queue), [4, 5]);
}

// mission: 65 (partly)
#[test]
fn under_drop_newest_what_is_too_much_is_given_back_until_there_is_room() {
    let queue = full(QueuePolicy::DropNewest);
    assert_eq!(queue.offer(3), Err(NotTaken::Full(3)));
    assert_eq!(queue.poll(), Some(1));
    assert_eq!(queue.offer(4), Ok(()));
    assert_eq!(queue.counts(), QueueCounts { taken: 3, waited: 0, dropped: 1 });
    assert_eq!(drain(&queue), [2, 4]);
}

#[test]
fn a_closed_queue_gives_what_waits_and_takes_nothing() {
    for policy in POLICIES {
        let queue = full(policy);
        queue.close();
        queue.close();
        assert_eq!(queue.offer(3), Err(NotTaken::Closed(3)), "{policy:?}");
        assert_eq!([queue.take(), queue.take(), queue.take()], [Some(1), Some(2), None], "{policy:?}");
        assert_eq!(queue.offer(4), Err(NotTaken::Closed(4)), "also with room: {policy:?}");
        assert_eq!(queue.counts(), QueueCounts { taken: 2, waited: 0, dropped: 0 }, "what nobody wants any more is not lost");
    }
}

#[test]
fn closing_sends_away_whoever_waits_on_either_side() {
    let queue = full(QueuePolicy::Block);
    let giver = thread::spawn({
        let queue = queue.clone();
        move || queue.offer(3)
    });
    until_somebody_waits(&queue);
    queue.close();
    assert_eq!(giver.join().unwrap(), Err(NotTaken::Closed(3)));

    let empty = Arc::new(BoundedQueue::<u32>::new(1, QueuePolicy::Block));
    let taker = thread::spawn({
        let empty = empty.clone();
        move || empty.take()
    });
    empty.close();
    assert_eq!(taker.join().unwrap(), None);
}

#[test]
fn a_queue_without_room_has_room_for_one() {
    let queue = BoundedQueue::new(0, QueuePolicy::DropOldest);
    assert_eq!([queue.offer(1), queue.offer(2)], [Ok(()), Ok(())]);
    assert_eq!(drain(&queue), [2]);
}

#[test]
fn two_threads_that_hand_over_lose_and_swap_nothing() {
    let queue = Arc::new(BoundedQueue::new(3, QueuePolicy::Block));
    let giver = thread::spawn({
        let queue = queue.clone();
        move || {
            (0..10_000).for_each(|number| queue.offer(number).unwrap());
            queue.close();
        }
    });
    let taken: Vec<u32> = std::iter::from_fn(|| queue.take()).collect();
    giver.join().unwrap();
    assert_eq!(taken, (0..10_000).collect::<Vec<_>>());
}

proptest! {
    /// Against a list that does what the policies say, step by step. A step gives (true) or takes.
    #[test]
    fn every_item_is_taken_in_order_or_waits_or_is_counted_as_dropped(
        room in 1_usize..5,
        drops_oldest: bool,
        steps in proptest::collection::vec(any::<bool>(), 0..60),
    ) {
        let policy = if drops_oldest { QueuePolicy::DropOldest } else { QueuePolicy::DropNewest };
        let queue = BoundedQueue::new(room, policy);
        let (mut expected, mut dropped) = (VecDeque::new(), 0);
        for (number, gives) in (0..).zip(&steps) {
            if !gives {
                prop_assert_eq!(queue.poll(), expected.pop_front());
                continue;
            }
            let is_full = expected.len() == room;
            dropped += u64::from(is_full);
            let offered = queue.offer(number);
            if is_full && !drops_oldest {
                prop_assert_eq!(offered, Err(NotTaken::Full(number)));
                continue;
            }
            prop_assert_eq!(offered, Ok(()));
            expected.push_back(number);
            if is_full {
                expected.pop_front();
            }
        }
        prop_assert_eq!(queue.counts().dropped, dropped);
        prop_assert_eq!(drain(&queue), Vec::from(expected));
    }
}
