//! A gzip body that unfolds to a great many bytes, written without ever having them.

/// The gzip form of a JSON string of `bytes` bytes (two at least), its quotes included and the letter `a` between them.
pub(crate) fn long_text(bytes: u64) -> Vec<u8> {
    let letters = bytes.saturating_sub(2);
    let mut out = Bits::default();
    // Magic, deflate, no flags, no time, no extra flags, unknown system.
    out.bytes.extend_from_slice(&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
    // One block, the last, with the code table that the format fixes.
    out.low_bit_first(1, 1);
    out.low_bit_first(1, 2);
    out.literal(b'"');
    if letters > 0 {
        out.literal(b'a');
        let rest = letters - 1;
        for _ in 0..rest / LONGEST {
            out.repeat_longest();
        }
        for _ in 0..rest % LONGEST {
            out.literal(b'a');
        }
    }
    out.literal(b'"');
    // End of block: seven zeros.
    out.high_bit_first(0, 7);
    out.flush();
    out.bytes.extend_from_slice(&checksum(letters).to_le_bytes());
    // The format keeps the length modulo 2^32.
    out.bytes.extend_from_slice(&((letters + 2) as u32).to_le_bytes());
    out.bytes
}

/// The longest repetition that one code can say.
const LONGEST: u64 = 258;

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    current: u8,
    filled: u32,
}

impl Bits {
    fn bit(&mut self, bit: u32) {
        self.current |= ((bit & 1) as u8) << self.filled;
        self.filled += 1;
        if self.filled == 8 {
            self.flush();
        }
    }

    fn flush(&mut self) {
        if self.filled > 0 {
            self.bytes.push(self.current);
            (self.current, self.filled) = (0, 0);
        }
    }

    fn low_bit_first(&mut self, value: u32, count: u32) {
        (0..count).for_each(|place| self.bit(value >> place));
    }

    /// Codes of the table go in from their highest bit.
    fn high_bit_first(&mut self, value: u32, count: u32) {
        (0..count).rev().for_each(|place| self.bit(value >> place));
    }

    /// Literals below 144 have eight bits, from 0x30 on.
    fn literal(&mut self, byte: u8) {
        self.high_bit_first(0x30 + u32::from(byte), 8);
    }

    /// 258 times the byte before: length code 285 and the distance code 0.
    fn repeat_longest(&mut self) {
        self.high_bit_first(0b1100_0101, 8);
        self.high_bit_first(0, 5);
    }
}

/// The CRC-32 of the unfolded text.
fn checksum(letters: u64) -> u32 {
    let mut table = [0_u32; 256];
    for (entry, value) in table.iter_mut().zip(0_u32..) {
        *entry = (0..8).fold(value, |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 });
    }
    let step = |crc: u32, byte: u8| table[usize::from(crc as u8 ^ byte)] ^ crc >> 8;
    let crc = step(!0, b'"');
    let crc = (0..letters).fold(crc, |crc, _| step(crc, b'a'));
    !step(crc, b'"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_bytes_take_less_than_a_hundredth_of_that() {
        let packed = long_text(1_000_000);
        assert!(packed.len() < 10_000, "{}", packed.len());
        assert_eq!(packed[packed.len() - 4..], 1_000_000_u32.to_le_bytes());
    }

    #[test]
    fn the_checksum_is_the_usual_one() {
        // CRC-32 of two quotes, and of "aaa" in quotes.
        assert_eq!(checksum(0), TWO_QUOTES);
        assert_eq!(checksum(3), QUOTED_AAA);
    }

    const TWO_QUOTES: u32 = 0x330b_153b;
    const QUOTED_AAA: u32 = 0x1e2a_a10a;
}
