//! Which buckets a message holds.

/// A set of buckets that knows the place of each in their order: a bit for each bucket there can be, and how many are set before each
/// 64. Who asks what a pair of the message is worth finds it without a search.
pub struct Buckets {
    bits: Vec<u64>,
    before: Vec<u32>,
    count: usize,
}

impl Buckets {
    /// Of buckets below two to this power.
    pub fn of(all: &[u32], power: u32) -> Self {
        let mut bits = vec![0_u64; (1_usize << power).div_ceil(64)];
        for bucket in all {
            if let Some(word) = bits.get_mut(*bucket as usize / 64) {
                *word |= 1 << (bucket % 64);
            }
        }
        let mut sum = 0;
        let before = bits.iter().map(|word| {
            let before = sum;
            sum += word.count_ones();
            before
        });
        let before = before.collect();
        Self { bits, before, count: sum as usize }
    }

    pub fn len(&self) -> usize {
        self.count
    }

    /// The place of a bucket among those of the set.
    #[inline]
    pub fn place(&self, bucket: u32) -> Option<usize> {
        let (word, bit) = (bucket as usize / 64, bucket % 64);
        let bits = self.bits.get(word)?;
        if bits >> bit & 1 == 0 {
            return None;
        }
        let within = (bits & ((1 << bit) - 1)).count_ones();
        Some((self.before.get(word)? + within) as usize)
    }

    /// The buckets in their order.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        (0..).zip(&self.bits).flat_map(|(word, bits)| {
            let mut left = *bits;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros();
                left &= left.wrapping_sub(1);
                (bit < 64).then_some(word * 64 + bit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bucket_has_its_place_in_the_order() {
        let all = [200, 3, 63, 64, 3, 255, 0];
        let set = Buckets::of(&all, 8);
        let ordered: Vec<u32> = set.iter().collect();
        assert_eq!(ordered, [0, 3, 63, 64, 200, 255]);
        assert_eq!(set.len(), ordered.len());
        for (place, bucket) in ordered.iter().enumerate() {
            assert_eq!(set.place(*bucket), Some(place));
        }
        assert_eq!([1, 62, 65, 254, 256, u32::MAX].map(|bucket| set.place(bucket)), [None; 6]);
        assert_eq!(Buckets::of(&[], 8).iter().count(), 0);
    }
}
