//! Orders and circles. Two graphs matter: which context worker needs whose facts, and which worker's continuation calls whom.

use std::collections::BTreeSet;

use simpletrader_contracts::worker::Category;

use super::{Producer, Staffed};
use crate::diagnostic::{Finding, Findings, Rule};

/// The context workers by index, each behind those whose facts it takes; beyond that in the order written. V53 if there is no
/// such order.
pub(super) fn context_order(
    staff: &[Staffed<'_>],
    inputs: &[Vec<Option<Producer>>],
    findings: &mut Findings,
) -> Option<Vec<usize>> {
    let needs = needs(staff, inputs);
    if let Some(circle) = find_circle(&needs) {
        let message = format!("facts depend on themselves: {}", path_of(staff, &circle));
        let finding = Finding::error(Rule::V53, message);
        let finding = match circle.first().and_then(|first| staff.get(*first)) {
            Some(first) => finding.at(&first.config.worker_id.at),
            None => finding,
        };
        findings.push(finding.help("each takes a fact of the next; let one of them take a field of a bar instead"));
        return None;
    }
    let mut waiting: Vec<usize> = (0..staff.len()).filter(|index| staff[*index].category == Category::ContextWorker).collect();
    let mut placed = BTreeSet::new();
    let mut order = Vec::with_capacity(waiting.len());
    // Without a circle every round finds one whose needs are met.
    while let Some(next) = waiting.iter().position(|index| needs[*index].is_subset(&placed)) {
        let worker = waiting.remove(next);
        placed.insert(worker);
        order.push(worker);
    }
    Some(order)
}

/// For each worker the context workers whose facts it takes.
pub(super) fn needs(staff: &[Staffed<'_>], inputs: &[Vec<Option<Producer>>]) -> Vec<BTreeSet<usize>> {
    staff
        .iter()
        .zip(inputs)
        .map(|(_, inputs)| {
            let producers = inputs.iter().flatten().filter_map(|producer| match producer {
                Producer::Fact { worker, .. } => Some(*worker),
                Producer::Direct(_) => None,
            });
            producers.collect()
        })
        .collect()
}

/// A circle in a graph given by the successors of each node, as the nodes on it; the one found first in the order of the nodes.
pub(super) fn find_circle(successors: &[BTreeSet<usize>]) -> Option<Vec<usize>> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        OnPath,
        Done,
    }
    let mut states = vec![State::New; successors.len()];
    for start in 0..successors.len() {
        // Depth first, with the path kept by hand: a graph of a thousand nodes must not be a thousand calls deep.
        let mut path: Vec<(usize, Vec<usize>)> = Vec::new();
        if states[start] == State::New {
            states[start] = State::OnPath;
            path.push((start, successors[start].iter().rev().copied().collect()));
        }
        while let Some((node, left)) = path.last_mut() {
            let Some(next) = left.pop() else {
                states[*node] = State::Done;
                path.pop();
                continue;
            };
            match states.get(next) {
                Some(State::OnPath) => {
                    return Some(path.iter().map(|(node, _)| *node).skip_while(|node| *node != next).collect());
                }
                Some(State::New) => {
                    states[next] = State::OnPath;
                    path.push((next, successors[next].iter().rev().copied().collect()));
                }
                Some(State::Done) | None => {}
            }
        }
    }
    None
}

/// Everything that can be reached from `start`, itself included only if a path leads back.
pub(super) fn reachable(successors: &[BTreeSet<usize>], start: impl IntoIterator<Item = usize>) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    let mut next: Vec<usize> = start.into_iter().collect();
    while let Some(node) = next.pop() {
        for successor in successors.get(node).into_iter().flatten() {
            if reached.insert(*successor) {
                next.push(*successor);
            }
        }
    }
    reached
}

/// A circle as text: `a -> b -> a`.
pub(super) fn path_of(staff: &[Staffed<'_>], circle: &[usize]) -> String {
    let names: Vec<&str> = circle
        .iter()
        .chain(circle.first())
        .filter_map(|index| staff.get(*index))
        .map(|one| one.config.worker_id.as_str())
        .collect();
    names.join(" -> ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn graph(edges: &[(usize, usize)], nodes: usize) -> Vec<BTreeSet<usize>> {
        let mut successors = vec![BTreeSet::new(); nodes];
        for (from, to) in edges {
            successors[*from].insert(*to);
        }
        successors
    }

    // mission: 55 (partly)
    #[test]
    fn a_circle_is_found_and_named_from_its_first_node() {
        assert_eq!(find_circle(&graph(&[(0, 1), (1, 2), (2, 1)], 3)), Some(vec![1, 2]));
        assert_eq!(find_circle(&graph(&[(2, 2)], 3)), Some(vec![2]));
        assert_eq!(find_circle(&graph(&[(0, 1), (0, 2), (1, 3), (2, 3)], 4)), None, "a diamond is no circle");
    }

    #[test]
    fn a_long_chain_does_not_exhaust_the_stack() {
        let edges: Vec<(usize, usize)> = (0..99_999).map(|node| (node, node + 1)).collect();
        assert_eq!(find_circle(&graph(&edges, 100_000)), None);
    }

    #[test]
    fn what_is_reached_is_what_paths_lead_to() {
        let graph = graph(&[(0, 1), (1, 2), (3, 0)], 4);
        assert_eq!(reachable(&graph, [0]), BTreeSet::from([1, 2]));
        assert_eq!(reachable(&graph, [3]), BTreeSet::from([0, 1, 2]));
    }

    proptest! {
        #[test]
        fn every_edge_of_a_circle_exists(edges in prop::collection::vec((0_usize..8, 0_usize..8), 0..20)) {
            let graph = graph(&edges, 8);
            if let Some(circle) = find_circle(&graph) {
                for (index, node) in circle.iter().enumerate() {
                    prop_assert!(graph[*node].contains(&circle[(index + 1) % circle.len()]));
                }
            } else {
                prop_assert!((0..8).all(|node| !reachable(&graph, [node]).contains(&node)));
            }
        }
    }
}
