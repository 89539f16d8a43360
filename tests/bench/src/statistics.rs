//! Medians, ranges and ratios.

use serde::{Deserialize, Serialize};

/// The middle of some figures, and how far they lie apart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// The middle one; between two, their mean.
    pub median: f64,
    /// The least.
    pub least: f64,
    /// The greatest.
    pub greatest: f64,
}

/// The spread of some figures, where there are any.
#[must_use]
pub fn spread(figures: &[f64]) -> Option<Spread> {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (least, greatest) = (*sorted.first()?, *sorted.last()?);
    let middle = sorted.len() / 2;
    let median = if sorted.len() % 2 == 1 { sorted[middle] } else { f64::midpoint(sorted[middle - 1], sorted[middle]) };
    Some(Spread { median, least, greatest })
}

/// The spread of ours over theirs, each pair from one round: what a round does to one it does to the other.
#[must_use]
pub fn ratio(ours: &[f64], theirs: &[f64]) -> Option<Spread> {
    let pairs = ours.iter().zip(theirs).filter(|(_, theirs)| **theirs != 0.0);
    spread(&pairs.map(|(ours, theirs)| ours / theirs).collect::<Vec<f64>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_number_lies_between_the_middle_two() {
        assert_eq!(spread(&[4.0, 1.0, 3.0, 2.0]), Some(Spread { median: 2.5, least: 1.0, greatest: 4.0 }));
        assert_eq!(spread(&[]), None);
    }

    #[test]
    fn ratios_are_of_pairs_from_the_same_round() {
        assert_eq!(ratio(&[2.0, 30.0], &[1.0, 10.0]), Some(Spread { median: 2.5, least: 2.0, greatest: 3.0 }));
        assert_eq!(ratio(&[1.0], &[0.0]), None);
    }
}
