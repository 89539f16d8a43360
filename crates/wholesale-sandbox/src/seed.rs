//! Numbers that look random and are the same for the same seed, so that a test can be repeated exactly.

/// A SplitMix64 generator.
#[derive(Clone, Debug)]
pub(crate) struct Seed(u64);

/// The alphabet of a ULID (Crockford base 32).
const ULID_ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// The instant that every ULID claims, in milliseconds. Constant: the same seed gives the same hash on any day.
const ULID_MILLISECONDS: u64 = 1_767_225_600_000;

impl Seed {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number in `from .. from + span`.
    pub(crate) fn within(&mut self, from: u64, span: u64) -> u64 {
        from + self.next() % span.max(1)
    }

    /// True in about `share` (0 to 1) of the calls.
    pub(crate) fn chance(&mut self, share: f64) -> bool {
        // 53 bits fill the mantissa; neither conversion loses any.
        ((self.next() >> 11) as f64) / ((1_u64 << 53) as f64) < share
    }

    /// 26 characters, as IPRoyal names a sub-user.
    pub(crate) fn ulid(&mut self) -> String {
        let random = (u128::from(self.next()) << 64 | u128::from(self.next())) >> 48;
        let value = u128::from(ULID_MILLISECONDS) << 80 | random;
        (0..26).rev().map(|place| char::from(ULID_ALPHABET[(value >> (place * 5) & 31) as usize])).collect()
    }

    /// A version 4 UUID, as LogicBoxes writes a customer's token.
    pub(crate) fn uuid(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            high >> 16 & 0xFFFF,
            high & 0xFFF,
            low >> 48 & 0x3FFF | 0x8000,
            low & 0xFFFF_FFFF_FFFF
        )
    }

    /// 40 hexadecimal digits.
    pub(crate) fn token(&mut self) -> String {
        format!("{:016x}{:016x}{:08x}", self.next(), self.next(), self.next() as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_names_the_same_things() {
        let (mut one, mut other) = (Seed::new(7), Seed::new(7));
        assert_eq!(one.ulid(), other.ulid());
        assert_eq!(one.uuid(), other.uuid());
        assert_ne!(Seed::new(8).ulid(), Seed::new(7).ulid());
    }

    #[test]
    fn a_ulid_has_26_characters_of_its_alphabet_and_starts_with_the_constant_time() {
        let ulid = Seed::new(1).ulid();
        assert_eq!(ulid.len(), 26);
        assert!(ulid.bytes().all(|byte| ULID_ALPHABET.contains(&byte)));
        assert_eq!(ulid[..10], Seed::new(2).ulid()[..10]);
    }

    #[test]
    fn a_uuid_has_the_version_and_the_variant() {
        let uuid = Seed::new(3).uuid();
        assert_eq!(uuid.len(), 36);
        assert_eq!(&uuid[14..15], "4");
        assert!(matches!(&uuid[19..20], "8" | "9" | "a" | "b"));
    }

    #[test]
    fn a_chance_of_nothing_and_of_certainty_are_what_they_say() {
        let mut seed = Seed::new(4);
        assert!((0..100).all(|_| !seed.chance(0.0)));
        assert!((0..100).all(|_| seed.chance(1.0)));
    }
}
