//! Chance that comes out the same every time: a demo that was interrupted goes on with the very same events.

/// A stream of numbers (SplitMix64), its own for every seed.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    /// Returns the stream of a seed and of the things that it is for, such as a member and a day.
    pub(super) fn of(seed: u64, things: &[u64]) -> Self {
        let mut stream = Self(seed);
        for thing in things {
            stream = Self(stream.next() ^ thing.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        }
        stream
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number from 0 up to, and not including, 1.
    pub(super) fn unit(&mut self) -> f64 {
        // 53 bits, which is what a double holds exactly.
        #[expect(clippy::cast_precision_loss, reason = "both numbers are below 2^53")]
        let (bits, all) = ((self.next() >> 11) as f64, (1_u64 << 53) as f64);
        bits / all
    }

    /// Says yes this often, of 1.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Returns a number below the bound, or 0 where there is none.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % bound).unwrap_or(0)
    }

    /// Returns a number between two others, most often in the middle.
    pub(super) fn around(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (self.unit() + self.unit() + self.unit()) / 3.0
    }

    /// Returns one of these.
    pub(super) fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }

    /// Returns one of these, each as often as its weight.
    pub(super) fn weighted<T: Copy>(&mut self, choices: &[(T, f64)]) -> T {
        let total: f64 = choices.iter().map(|(_, weight)| weight).sum();
        let mut left = self.unit() * total;
        for (choice, weight) in choices {
            left -= weight;
            if left < 0.0 {
                return *choice;
            }
        }
        choices[choices.len() - 1].0
    }

    /// Returns how often something happens that happens this often on average: whole times, the rest by chance.
    pub(super) fn times(&mut self, mean: f64) -> usize {
        let spread = mean * self.around(0.4, 1.6);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a mean is small and not negative"
        )]
        let whole = spread.max(0.0) as usize;
        whole + usize::from(self.chance(spread.fract()))
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn a_stream_is_the_same_again_and_another_for_another_thing() {
        let draw = |things: &[u64]| {
            let mut random = Random::of(7, things);
            [random.next(), random.next()]
        };
        assert_eq!(draw(&[1, 2]), draw(&[1, 2]));
        assert_ne!(draw(&[1, 2]), draw(&[2, 1]));
        let mut random = Random::of(7, &[]);
        let mean = (0..10_000).map(|_| random.times(2.5)).sum::<usize>();
        assert!((24_000..26_000).contains(&mean), "{mean}");
        let heavy = (0..10_000).filter(|_| random.weighted(&[(true, 3.0), (false, 1.0)])).count();
        assert!((7_200..7_800).contains(&heavy), "{heavy}");
    }
}
