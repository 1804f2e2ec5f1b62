//! Queues of what is owed, by kind and by when it falls due.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::ops::Bound;
use std::sync::Arc;

use jiff::Timestamp;

/// What can be owed.
pub trait Due {
    /// What it is owed about. A transaction replaces all that is owed about one.
    type About: Ord + Clone + Debug;
    /// What is owed by kind: each has a queue of its own.
    type Kind: Ord + Copy + Debug;

    /// What it is about.
    fn about(&self) -> Self::About;

    /// Its kind.
    fn kind(&self) -> Self::Kind;

    /// Its place among those that were never tried, and its row.
    fn rank(&self) -> (u32, i64);

    /// Not before, by wall time; `None`: it was never tried, and is due at once.
    fn not_before(&self) -> Option<Timestamp>;
}

/// All that is owed of a table.
#[derive(Clone, Debug)]
pub struct Owed<T: Due> {
    rows: BTreeMap<T::About, Vec<Arc<T>>>,
    queues: BTreeMap<Place<T>, Arc<T>>,
}

type Place<T> = (<T as Due>::Kind, Option<Timestamp>, (u32, i64));

impl<T: Due> Default for Owed<T> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), queues: BTreeMap::new() }
    }
}

impl<T: Due> FromIterator<T> for Owed<T> {
    fn from_iter<I: IntoIterator<Item = T>>(rows: I) -> Self {
        let mut owed = Self::default();
        rows.into_iter().for_each(|row| owed.put(row));
        owed
    }
}

impl<T: Due> Owed<T> {
    /// All of it, kind by kind.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.queues.values().map(Arc::as_ref)
    }

    /// What is owed about one thing.
    pub fn about(&self, about: &T::About) -> impl Iterator<Item = &T> {
        self.rows.get(about).into_iter().flatten().map(Arc::as_ref)
    }

    /// How much there is.
    pub fn len(&self) -> usize {
        self.queues.len()
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.queues.is_empty()
    }

    /// All of a kind: what was never tried, by rank, then what was, by when it falls due.
    pub fn of(&self, kind: T::Kind) -> impl DoubleEndedIterator<Item = &T> {
        let first = (kind, None, (0, i64::MIN));
        let last = (kind, Some(Timestamp::MAX), (u32::MAX, i64::MAX));
        self.queues.range(first..=last).map(|(_, row)| row.as_ref())
    }

    /// Those of a kind among which what is due first is, without looking at all: of what is `wanted`, the
    /// first `limit` that were never tried, and the first and the last `limit` that were. The last
    /// seem to be far away when a clock was wrong, and have come.
    pub fn first_of(
        &self,
        kind: T::Kind,
        limit: usize,
        mut wanted: impl FnMut(&T) -> bool,
    ) -> Vec<&T> {
        let mut found: BTreeMap<&Place<T>, &T> = BTreeMap::new();
        let begin = (kind, None, (0, i64::MIN));
        let tried = (kind, Some(Timestamp::MIN), (0, i64::MIN));
        let end = (kind, Some(Timestamp::MAX), (u32::MAX, i64::MAX));
        let mut wanted = |(_, row): &(&Place<T>, &Arc<T>)| wanted(row);
        let untried = self.queues.range((Bound::Included(begin), Bound::Excluded(tried)));
        let tried = self.queues.range(tried..=end);
        found.extend(untried.filter(&mut wanted).take(limit).map(|(at, row)| (at, &**row)));
        found.extend(tried.clone().filter(&mut wanted).take(limit).map(|(at, row)| (at, &**row)));
        found.extend(tried.rev().filter(&mut wanted).take(limit).map(|(at, row)| (at, &**row)));
        found.into_values().collect()
    }

    /// Puts `rows` in the place of what was owed about one thing.
    pub(super) fn replace(&mut self, about: &T::About, rows: impl IntoIterator<Item = T>) {
        for old in self.rows.remove(about).into_iter().flatten() {
            self.queues.remove(&place(&*old));
        }
        rows.into_iter().for_each(|row| self.put(row));
    }

    fn put(&mut self, row: T) {
        let row = Arc::new(row);
        self.queues.insert(place(&*row), row.clone());
        self.rows.entry(row.about()).or_default().push(row);
    }
}

fn place<T: Due>(row: &T) -> Place<T> {
    (row.kind(), row.not_before(), row.rank())
}
