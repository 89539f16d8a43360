//! Amounts: exact decimals with a unit, which never mix.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use wholesale_runtime::Decimal;

/// What an amount is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Unit {
    /// Traffic, in GB of 10^9 bytes.
    Gigabytes,
    /// Money, in the currency of your account at the provider.
    Money,
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gigabytes => "GB",
            Self::Money => "money",
        })
    }
}

/// An exact amount of traffic or of money.
///
/// There is no way from a float to an amount. Two amounts of different units have no sum, no difference and no order.
///
/// ```
/// use wholesale::{Amount, dec};
///
/// let asked = Amount::gb("2.5");
/// assert_eq!(asked, Amount::gb(dec!(2.5)));
/// assert_eq!(asked.checked_add(Amount::gb(10)), Ok(Amount::gb("12.5")));
/// assert!(asked.checked_add(Amount::money("1.00")).is_err());
/// assert_eq!("2.5 GB".parse(), Ok(asked));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Amount {
    value: Decimal,
    unit: Unit,
}

/// Why two amounts cannot be counted together, or a text is no amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AmountError {
    /// One is traffic, the other money.
    #[error("{0} and {1} are of different units and cannot be counted together")]
    MixedUnits(Amount, Amount),
    /// The result has more than 28 digits.
    #[error("the result of counting {0} and {1} has more than 28 digits")]
    TooManyDigits(Amount, Amount),
    /// The text is no amount.
    #[error("`{0}` is no amount: write `2.5 GB` for traffic, `10.00` for money")]
    Unreadable(String),
}

/// What an amount in the source code can be written as: a whole number, a [`Decimal`], or a text literal.
///
/// A text that comes from elsewhere is read by [`Amount::from_str`](Amount#impl-FromStr-for-Amount) or as a
/// [`Decimal`], both of which give an error instead of a panic.
pub trait AmountLiteral: sealed::Sealed {
    #[doc(hidden)]
    fn exactly(self) -> Decimal;
}

mod sealed {
    pub trait Sealed {}
}

impl sealed::Sealed for Decimal {}
impl AmountLiteral for Decimal {
    fn exactly(self) -> Decimal {
        self
    }
}

impl sealed::Sealed for &'static str {}
impl AmountLiteral for &'static str {
    #[track_caller]
    #[allow(clippy::panic, reason = "a literal of the program, as in HeaderValue::from_static")]
    fn exactly(self) -> Decimal {
        match self.parse() {
            Ok(number) => number,
            Err(error) => panic!("{error}"),
        }
    }
}

macro_rules! whole_numbers {
    ($($integer:ty)*) => {$(
        impl sealed::Sealed for $integer {}
        impl AmountLiteral for $integer {
            fn exactly(self) -> Decimal {
                self.into()
            }
        }
    )*};
}

whole_numbers!(u8 u16 u32 u64 i8 i16 i32 i64);

impl Amount {
    /// Traffic in GB of 10^9 bytes.
    ///
    /// # Panics
    /// When a text literal is no decimal number.
    #[must_use]
    #[track_caller]
    pub fn gb(value: impl AmountLiteral) -> Self {
        Self::new(value.exactly(), Unit::Gigabytes)
    }

    /// Money, in the currency of your account at the provider.
    ///
    /// # Panics
    /// When a text literal is no decimal number.
    #[must_use]
    #[track_caller]
    pub fn money(value: impl AmountLiteral) -> Self {
        Self::new(value.exactly(), Unit::Money)
    }

    /// A number of a unit.
    #[must_use]
    pub const fn new(value: Decimal, unit: Unit) -> Self {
        Self { value, unit }
    }

    /// Nothing of a unit.
    #[must_use]
    pub const fn zero(unit: Unit) -> Self {
        Self::new(Decimal::ZERO, unit)
    }

    /// The number, without its unit.
    #[must_use]
    pub const fn value(self) -> Decimal {
        self.value
    }

    /// What it is counted in.
    #[must_use]
    pub const fn unit(self) -> Unit {
        self.unit
    }

    /// Whether it is nothing.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.value == Decimal::ZERO
    }

    /// Whether it is more than nothing.
    #[must_use]
    pub fn is_positive(self) -> bool {
        self.value > Decimal::ZERO
    }

    /// Whether it is less than nothing.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.value.is_negative()
    }

    /// The sum.
    ///
    /// # Errors
    /// When the units differ, or the sum has more than 28 digits.
    pub fn checked_add(self, other: Self) -> Result<Self, AmountError> {
        self.counted(other, Decimal::checked_add)
    }

    /// The difference, which may be less than nothing.
    ///
    /// # Errors
    /// When the units differ, or the difference has more than 28 digits.
    pub fn checked_sub(self, other: Self) -> Result<Self, AmountError> {
        self.counted(other, Decimal::checked_sub)
    }

    fn counted(self, other: Self, count: fn(Decimal, Decimal) -> Option<Decimal>) -> Result<Self, AmountError> {
        if self.unit != other.unit {
            return Err(AmountError::MixedUnits(self, other));
        }
        let value = count(self.value, other.value).ok_or(AmountError::TooManyDigits(self, other))?;
        Ok(Self::new(value, self.unit))
    }
}

/// Amounts of different units have no order.
impl PartialOrd for Amount {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        (self.unit == other.unit).then(|| self.value.cmp(&other.value))
    }
}

/// `2.5 GB` for traffic, the bare number for money.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.unit {
            Unit::Gigabytes => write!(f, "{} GB", self.value),
            Unit::Money => write!(f, "{}", self.value),
        }
    }
}

/// Reads what is displayed: `2.5 GB`, `10.00`.
impl FromStr for Amount {
    type Err = AmountError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let (number, unit) = match text.strip_suffix("GB") {
            Some(number) => (number.trim_end(), Unit::Gigabytes),
            None => (text, Unit::Money),
        };
        let value = number.parse().map_err(|_| AmountError::Unreadable(text.chars().take(40).collect()))?;
        Ok(Self::new(value, unit))
    }
}

impl Serialize for Amount {
    /// As the text that [`Display`](fmt::Display) gives, for exactness.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_never_mix() {
        let (traffic, money) = (Amount::gb(1), Amount::money(1));
        assert_eq!(traffic.checked_add(money), Err(AmountError::MixedUnits(traffic, money)));
        assert_eq!(traffic.checked_sub(money), Err(AmountError::MixedUnits(traffic, money)));
        assert_eq!(traffic.partial_cmp(&money), None);
        assert_ne!(traffic, money);
    }

    #[test]
    fn counting_is_exact_and_keeps_the_scale() {
        assert_eq!(Amount::money("0.1").checked_add(Amount::money("0.2")), Ok(Amount::money("0.3")));
        assert_eq!(Amount::money("10.10").to_string(), "10.10");
        let most = Amount::gb("79228162514264337593543950335");
        assert!(matches!(most.checked_add(most), Err(AmountError::TooManyDigits(..))));
    }

    #[test]
    fn what_is_shown_can_be_read() {
        for amount in [Amount::gb("2.50"), Amount::money("-0.01"), Amount::gb(0)] {
            assert_eq!(amount.to_string().parse(), Ok(amount));
            let json = serde_json::to_string(&amount).expect("JSON");
            assert_eq!(serde_json::from_str::<Amount>(&json).expect("an amount"), amount);
        }
        for text in ["", "GB", "two", "1e400 GB", "2.5 MB"] {
            assert!(text.parse::<Amount>().is_err(), "{text}");
        }
    }
}
