//! An amount that can be taken from and given to without a digit getting lost, and never below its floor.

use rust_decimal::Decimal;

/// Why an amount was not moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotMoved {
    /// More was asked for than there is.
    Overdrawn,
    /// The sum needs more digits than a decimal has; the sandbox refuses to round.
    TooManyDigits,
}

/// `one + other` if no digit is lost.
pub(crate) fn exact_sum(one: Decimal, other: Decimal) -> Result<Decimal, NotMoved> {
    one.checked_add(other)
        .filter(|sum| sum.checked_sub(other) == Some(one) && sum.checked_sub(one) == Some(other))
        .ok_or(NotMoved::TooManyDigits)
}

/// Moves `amount` from one balance to another; both stay as they are if it cannot be done.
pub(crate) fn transfer(from: &mut Decimal, to: &mut Decimal, amount: Decimal) -> Result<(), NotMoved> {
    if amount > *from {
        return Err(NotMoved::Overdrawn);
    }
    let (less, more) = (exact_sum(*from, -amount)?, exact_sum(*to, amount)?);
    (*from, *to) = (less, more);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_loses_the_other_gains() {
        let (mut from, mut to) = (Decimal::TEN, Decimal::ZERO);
        transfer(&mut from, &mut to, Decimal::new(25, 1)).unwrap();
        assert_eq!((from, to), (Decimal::new(75, 1), Decimal::new(25, 1)));
    }

    #[test]
    fn nothing_moves_when_there_is_not_enough_or_a_digit_would_be_lost() {
        let (mut from, mut to) = (Decimal::ONE_HUNDRED, Decimal::ZERO);
        assert_eq!(transfer(&mut from, &mut to, Decimal::ONE_THOUSAND), Err(NotMoved::Overdrawn));
        let tiny = Decimal::new(1, 28);
        assert_eq!(transfer(&mut from, &mut to, tiny), Err(NotMoved::TooManyDigits));
        assert_eq!((from, to), (Decimal::ONE_HUNDRED, Decimal::ZERO));
    }
}
