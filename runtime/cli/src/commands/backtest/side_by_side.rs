//! Several tasks on a few threads, with their answers in order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};

/// Runs every task, at most `threads` at once (but one at least). Each task gives answers with numbers, and every number from 0 on
/// is given once; `receive` gets the answers in the order of their numbers, as soon as those before are there. Tasks are begun in
/// their order; which thread runs which is left to chance, and nothing of it shows in the answers.
pub(super) fn side_by_side<Task: Send, Answer: Send>(
    threads: usize,
    tasks: Vec<Task>,
    run: impl Fn(Task) -> Vec<(usize, Answer)> + Sync,
    mut receive: impl FnMut(Answer),
) {
    let threads = threads.clamp(1, tasks.len().max(1));
    let tasks: Vec<Mutex<Option<Task>>> = tasks.into_iter().map(|task| Mutex::new(Some(task))).collect();
    let next = AtomicUsize::new(0);
    let (answered, answers) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let answered = answered.clone();
            let (tasks, next, run) = (&tasks, &next, &run);
            scope.spawn(move || {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(slot) = tasks.get(number) else { break };
                    let task = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
                    let Some(task) = task else { break };
                    // Nobody listens any more only when the receiving side has panicked.
                    if answered.send(run(task)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(answered);
        let mut early = BTreeMap::new();
        let mut due = 0;
        for answers in answers {
            early.extend(answers);
            while let Some(answer) = early.remove(&due) {
                receive(answer);
                due += 1;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;

    #[test]
    fn answers_come_in_the_order_of_their_numbers() {
        for threads in [0, 1, 3, 100] {
            let mut answers = Vec::new();
            // The first task takes longest.
            let run = |number: usize| {
                std::thread::sleep(std::time::Duration::from_millis(8 - number as u64));
                vec![(number, number * number)]
            };
            side_by_side(threads, (0..8).collect(), run, |answer| answers.push(answer));
            assert_eq!(answers, (0..8).map(|number| number * number).collect::<Vec<_>>(), "{threads} threads");
        }
    }

    #[test]
    fn a_task_may_have_several_answers_and_they_are_put_in_order() {
        let mut answers = Vec::new();
        let run = |numbers: Vec<usize>| numbers.into_iter().map(|number| (number, number)).collect();
        side_by_side(2, vec![vec![0, 3], vec![2, 4], vec![], vec![1]], run, |answer| answers.push(answer));
        assert_eq!(answers, [0, 1, 2, 3, 4]);
    }

    #[test]
    fn as_many_run_at_once_as_there_are_threads() {
        // Two tasks that wait for each other end only if both run.
        let both = Barrier::new(2);
        let meet = |number| {
            both.wait();
            vec![(number, ())]
        };
        side_by_side(2, vec![0, 1], meet, |()| {});
        let running = AtomicUsize::new(0);
        let alone = |number| {
            let others = running.fetch_add(1, Ordering::SeqCst);
            std::thread::sleep(std::time::Duration::from_millis(1));
            running.fetch_sub(1, Ordering::SeqCst);
            vec![(number, others)]
        };
        side_by_side(1, (0..20).collect(), alone, |others| assert_eq!(others, 0));
    }

    #[test]
    fn no_task_is_no_answer() {
        side_by_side(4, Vec::<()>::new(), |()| Vec::new(), |()| panic!("nobody answered"));
    }
}
