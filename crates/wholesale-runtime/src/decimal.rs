//! Exact decimals: money and traffic never pass through a float.

use std::fmt;
use std::ops::{Add, Neg, Sub};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::lent_json::LentJson;

/// An exact decimal number of up to 28 digits: an amount of money, or of GB (10^9 bytes).
///
/// It keeps its scale: `10.10` is written as `10.10`, both ways. On the wire it is a number or a text that
/// holds one. There is no conversion from `f64`: write `"2.5"`, [`dec!`](crate::dec)`(2.5)` or an integer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Decimal(rust_decimal::Decimal);

/// A text that is not a decimal number of up to 28 digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseDecimalError {
    text: String,
}

impl fmt::Display for ParseDecimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a decimal number of up to 28 digits; write it as `2.5` or `10`", self.text)
    }
}

impl std::error::Error for ParseDecimalError {}

impl Decimal {
    /// Zero.
    pub const ZERO: Self = Self(rust_decimal::Decimal::ZERO);

    /// The number as [`rust_decimal::Decimal`], for arithmetic beyond what stands here.
    #[must_use]
    pub const fn get(self) -> rust_decimal::Decimal {
        self.0
    }

    /// Sum, or `None` where it does not fit 28 digits.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// Difference, or `None` where it does not fit 28 digits.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// Whether the number is below zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0.is_sign_negative() && !self.0.is_zero()
    }

    /// From JSON as it is written.
    pub(crate) fn from_json<E: serde::de::Error>(json: &str) -> Result<Self, E> {
        let text = match json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(quoted) => quoted.trim(),
            None => json,
        };
        // The text is not repeated: what stands in a body may be a secret.
        text.parse().map_err(|_| E::custom("expected a decimal number of up to 28 digits"))
    }

    /// Reads a literal, for [`dec!`](crate::dec): digits with at most one point, an optional sign, `_` between digits.
    ///
    /// # Panics
    /// On anything else; inside `dec!` that is a compile error.
    #[doc(hidden)]
    #[must_use]
    #[allow(clippy::panic, clippy::cast_possible_truncation)] // Evaluated at compile time by `dec!`.
    pub const fn from_literal(text: &str) -> Self {
        let bytes = text.as_bytes();
        let (mut index, mut mantissa, mut scale) = (0, 0_u128, 0_u32);
        let (mut negative, mut seen_point, mut seen_digit) = (false, false, false);
        while index < bytes.len() {
            match bytes[index] {
                b'-' if !seen_digit && !negative => negative = true,
                b' ' | b'_' => {}
                b'.' if !seen_point && seen_digit => seen_point = true,
                digit @ b'0'..=b'9' => {
                    seen_digit = true;
                    mantissa = mantissa * 10 + (digit - b'0') as u128;
                    assert!(mantissa < (1 << 96), "more digits than a decimal holds");
                    if seen_point {
                        scale += 1;
                    }
                }
                _ => panic!("not a decimal literal: write dec!(2.5)"),
            }
            index += 1;
        }
        assert!(seen_digit && scale <= 28, "not a decimal literal: write dec!(2.5)");
        Self(rust_decimal::Decimal::from_parts(
            mantissa as u32,
            (mantissa >> 32) as u32,
            (mantissa >> 64) as u32,
            negative,
            scale,
        ))
    }
}

/// An exact decimal from a literal, checked at compile time: `dec!(2.5)`, `dec!(-10.10)`.
#[macro_export]
macro_rules! dec {
    ($($literal:tt)+) => {
        const { $crate::Decimal::from_literal(stringify!($($literal)+)) }
    };
}

impl FromStr for Decimal {
    type Err = ParseDecimalError;

    /// Reads plain (`10.10`) and scientific (`1e3`) notation, refusing what would have to be rounded.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || ParseDecimalError { text: text.chars().take(40).collect() };
        let exponent = text.bytes().position(|byte| matches!(byte, b'e' | b'E'));
        let mantissa = &text[..exponent.unwrap_or(text.len())];
        // What is read as a mantissa exactly is not rounded by its exponent either, and no digit is grouped.
        let exact = rust_decimal::Decimal::from_str_exact(mantissa).map_err(|_| refused())?;
        if text.contains('_') {
            return Err(refused());
        }
        if mantissa.len() == text.len() {
            return Ok(Self(exact));
        }
        let value = rust_decimal::Decimal::from_scientific(text).map_err(|_| refused())?;
        // An exponent below what the scale holds would lose digits.
        if value.mantissa() == 0 && exact.mantissa() != 0 { Err(refused()) } else { Ok(Self(value)) }
    }
}

impl TryFrom<&str> for Decimal {
    type Error = ParseDecimalError;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl TryFrom<String> for Decimal {
    type Error = ParseDecimalError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<rust_decimal::Decimal> for Decimal {
    fn from(number: rust_decimal::Decimal) -> Self {
        Self(number)
    }
}

impl From<Decimal> for rust_decimal::Decimal {
    fn from(number: Decimal) -> Self {
        number.0
    }
}

impl From<&Self> for Decimal {
    fn from(number: &Self) -> Self {
        *number
    }
}

macro_rules! from_integer {
    ($($integer:ty)*) => {$(
        impl From<$integer> for Decimal {
            fn from(number: $integer) -> Self {
                Self(number.into())
            }
        }
    )*};
}

from_integer!(u8 u16 u32 u64 i8 i16 i32 i64);

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Add for Decimal {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Decimal {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Decimal {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Serialize for Decimal {
    /// Writes a JSON number with exactly the digits of the decimal.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let number = RawValue::from_string(self.0.to_string()).map_err(serde::ser::Error::custom)?;
        number.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    /// Reads a JSON number digit by digit, or a text that holds one.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Through the raw JSON: a number read as f64 has lost its scale, and digits beyond the 17th.
        Self::from_json(LentJson::deserialize(deserializer)?.get())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_survives_both_ways() {
        for digits in ["0.1", "10.10", "9007199254740993", "0.0000000000000000000000000001", "-2.50", "0"] {
            let read: Decimal = serde_json::from_str(digits).expect("a decimal");
            assert_eq!(serde_json::to_string(&read).expect("JSON"), digits);
            let quoted: Decimal = serde_json::from_str(&format!("\"{digits}\"")).expect("a decimal");
            assert_eq!(quoted, read);
        }
    }

    #[test]
    fn a_number_that_would_be_rounded_is_refused() {
        for digits in [
            "1e400",
            "123456789012345678901234567890",
            "true",
            "\"\"",
            "\"12,5\"",
            "NaN",
            "\"1_000\"",
            "1e-40",
            "0.12345678901234567890123456789012345e1",
        ] {
            assert!(serde_json::from_str::<Decimal>(digits).is_err(), "{digits}");
        }
    }

    #[test]
    fn literals_are_exact() {
        assert_eq!(crate::dec!(10.10).to_string(), "10.10");
        assert_eq!(crate::dec!(-2.5), "-2.5".parse().expect("a decimal"));
        assert_eq!(crate::dec!(79228162514264337593543950335).to_string(), "79228162514264337593543950335");
        assert_eq!(serde_json::from_str::<Decimal>("1.5e3").expect("a decimal"), crate::dec!(1500));
    }
}
