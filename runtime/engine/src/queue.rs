//! A bounded queue between somebody who gives and somebody who takes, each on a thread of his own or both on one.
//!
//! A strategy does one pass at a time, so whatever comes meanwhile has to wait somewhere, and memory has an end. What happens at
//! that end is the giver's nature and not the queue's: a file can wait, an operator can be refused, and whoever only wants to know
//! how things stand is served by the latest news. [`QueuePolicy`] names these three, and each has its place in the program:
//!
//! | policy | what waits | why |
//! |---|---|---|
//! | block | blocks of market data, between the thread that reads and the strategies | a lost bar is a hole in every window |
//! | drop newest | commands of an operator | he is told, and asks again |
//! | drop oldest | news of a strategy for a listener | the latest says it all, and a listener must not hold up a strategy |
//!
//! What a venue said is in no queue of this kind: it stays at the connector until it is asked for, because a lost reply is a wrong
//! book.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use serde::Serialize;

/// What becomes of an item for which there is no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueuePolicy {
    /// Its giver waits until there is room.
    Block,
    /// The oldest item that waits makes room for it.
    DropOldest,
    /// It is given back.
    DropNewest,
}

/// An item that the queue did not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotTaken<T> {
    /// There is no room, and the policy is [`QueuePolicy::DropNewest`].
    Full(T),
    /// The queue is closed: nobody will ever ask for it.
    Closed(T),
}

/// What a queue has seen. Depends on the speed of both sides, so it is no part of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct QueueCounts {
    /// Items that were taken in.
    pub taken: u64,
    /// Items whose giver had to wait.
    pub waited: u64,
    /// Items that were lost or given back for want of room.
    pub dropped: u64,
}

/// The queue. It is shared by reference; every method can be called from every thread.
#[derive(Debug)]
pub struct BoundedQueue<T> {
    state: Mutex<State<T>>,
    /// An item came, or none will come any more.
    arrived: Condvar,
    /// An item went, or the queue was closed.
    left: Condvar,
    room: usize,
    policy: QueuePolicy,
}

#[derive(Debug)]
struct State<T> {
    /// Oldest first; at most as many as there is room for.
    waiting: VecDeque<T>,
    is_closed: bool,
    counts: QueueCounts,
}

impl<T> BoundedQueue<T> {
    /// A queue with room for so many items; for one, if the number is 0.
    pub fn new(room: usize, policy: QueuePolicy) -> Self {
        let room = room.max(1);
        let state = State { waiting: VecDeque::with_capacity(room), is_closed: false, counts: QueueCounts::default() };
        Self { state: Mutex::new(state), arrived: Condvar::new(), left: Condvar::new(), room, policy }
    }

    /// Puts an item behind the others, as the policy allows.
    ///
    /// # Errors
    /// With the item, when it was not taken.
    pub fn offer(&self, item: T) -> Result<(), NotTaken<T>> {
        let mut state = self.lock();
        if state.waiting.len() >= self.room && !state.is_closed {
            match self.policy {
                QueuePolicy::Block => {
                    state.counts.waited += 1;
                    while state.waiting.len() >= self.room && !state.is_closed {
                        state = self.left.wait(state).unwrap_or_else(PoisonError::into_inner);
                    }
                }
                QueuePolicy::DropOldest => {
                    state.counts.dropped += 1;
                    state.waiting.pop_front();
                }
                QueuePolicy::DropNewest => {
                    state.counts.dropped += 1;
                    return Err(NotTaken::Full(item));
                }
            }
        }
        if state.is_closed {
            return Err(NotTaken::Closed(item));
        }
        state.counts.taken += 1;
        state.waiting.push_back(item);
        self.arrived.notify_one();
        Ok(())
    }

    /// The item that has waited longest; waits for one if there is none. None when the queue is closed and empty.
    pub fn take(&self) -> Option<T> {
        let mut state = self.lock();
        while state.waiting.is_empty() && !state.is_closed {
            state = self.arrived.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        self.pop(&mut state)
    }

    /// The item that has waited longest, if there is one now.
    pub fn poll(&self) -> Option<T> {
        self.pop(&mut self.lock())
    }

    /// Takes nothing in any more. Who waits for room is sent away; what waits can still be taken. Doing it again changes nothing.
    pub fn close(&self) {
        self.lock().is_closed = true;
        self.arrived.notify_all();
        self.left.notify_all();
    }

    /// What it has seen so far.
    pub fn counts(&self) -> QueueCounts {
        self.lock().counts
    }

    fn pop(&self, state: &mut State<T>) -> Option<T> {
        let item = state.waiting.pop_front()?;
        self.left.notify_one();
        Some(item)
    }

    /// Nothing that runs under the lock can fail half-way.
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
#[path = "queue_tests.rs"]
mod tests;
