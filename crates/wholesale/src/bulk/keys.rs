//! Which items there were, in a few bytes each.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};

use super::item::Item;
use super::journal::Begun;

/// What is known of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Nothing: it is to be done.
    Undone,
    /// It was done by an earlier run.
    Done,
    /// This run has said what became of it before its turn came.
    Reported,
}

/// What is to be done about an item that comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Admission {
    /// Do it.
    Do,
    /// Say that it was done by an earlier run.
    WasDone,
    /// Nothing more: it was reported.
    WasReported,
    /// Its key has come before.
    Twice,
    /// An earlier run has begun something else under its key.
    Another,
    /// It is of another task than the run.
    OtherTask,
}

#[derive(Debug, Clone, Copy)]
struct Seen {
    /// A hash of what was begun under the key; 0 for nothing.
    intent: u32,
    state: State,
    /// It has come in this run.
    given: bool,
}

/// The keys of a run. A key is kept as 128 bits of hash, by a function that differs from run to run: two keys that
/// share one are not to be expected in the life of anybody, and the second of them would be refused, not done twice.
#[derive(Debug, Default)]
pub(super) struct Keys {
    first: RandomState,
    second: RandomState,
    seen: HashMap<[u64; 2], Seen>,
}

impl Keys {
    fn fingerprint(&self, key: &str) -> [u64; 2] {
        [self.first.hash_one(key), self.second.hash_one(key)]
    }

    /// Half of a hash is enough to notice a slip, which is all it is for.
    fn intent(&self, intent: impl Hash) -> u32 {
        let [_, _, _, _, low @ ..] = self.first.hash_one(intent).to_be_bytes();
        u32::from_be_bytes(low).max(1)
    }

    /// What an earlier run has begun.
    pub(super) fn begun(&mut self, key: &str, begun: &Begun) {
        let intent = self.intent((&begun.target, begun.amount));
        let seen = Seen { intent, state: State::Undone, given: false };
        self.seen.insert(self.fingerprint(key), seen);
    }

    /// What has become of it.
    pub(super) fn became(&mut self, key: &str, state: State) {
        let seen = Seen { intent: 0, state, given: false };
        self.seen.entry(self.fingerprint(key)).or_insert(seen).state = state;
    }

    /// An item comes.
    pub(super) fn admit(&mut self, item: &Item) -> Admission {
        let fingerprint = self.fingerprint(item.key());
        let intent = self.intent((item.target(), item.amount()));
        let new = Seen { intent: 0, state: State::Undone, given: false };
        let seen = self.seen.entry(fingerprint).or_insert(new);
        if seen.given {
            return Admission::Twice;
        }
        seen.given = true;
        // Also where it was done: to skip another amount in silence would be a top-up that never happens.
        if seen.intent != 0 && seen.intent != intent {
            return Admission::Another;
        }
        match seen.state {
            State::Undone => Admission::Do,
            State::Done => Admission::WasDone,
            State::Reported => Admission::WasReported,
        }
    }
}
