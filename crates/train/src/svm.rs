//! One-against-the-rest linear support vector machines with squared hinge loss, by dual coordinate descent
//! (Hsieh et al., "A Dual Coordinate Descent Method for Large-scale Linear SVM", 2008).

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Result, anyhow};
use minsheng_language::classify::format::Answer;

/// A message as the learner sees it: buckets with their tf-idf values.
pub type Vector = Vec<(u32, f32)>;

/// One class against the rest.
#[derive(Clone, Debug)]
pub struct Hyperplane {
    pub weights: Vec<f32>,
    pub bias: f32,
}

impl Hyperplane {
    pub fn score(&self, vector: &[(u32, f32)]) -> f32 {
        self.bias
            + vector
                .iter()
                .map(|(bucket, value)| value * self.weights.get(*bucket as usize).copied().unwrap_or(0.0))
                .sum::<f32>()
    }
}

/// A small generator of our own, so that training is the same on every machine.
struct Shuffle(u64);

impl Shuffle {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn shuffle(&mut self, order: &mut [usize]) {
        for last in (1..order.len()).rev() {
            let other = (self.next() % (last as u64 + 1)) as usize;
            order.swap(last, other);
        }
    }
}

/// One training example: vector, whether it belongs to the class, and how much its mistakes cost.
#[derive(Clone, Copy, Debug)]
pub struct Example<'a> {
    pub vector: &'a [(u32, f32)],
    pub member: bool,
    pub cost: f32,
}

/// Learns one class against the rest.
pub fn learn(examples: &[Example<'_>], buckets: usize, rounds: usize, tolerance: f32) -> Hyperplane {
    let mut plane = Hyperplane { weights: vec![0.0; buckets], bias: 0.0 };
    let mut alphas = vec![0.0_f32; examples.len()];
    let lengths: Vec<f32> = examples
        .iter()
        .map(|example| 1.0 + example.vector.iter().map(|(_, value)| value * value).sum::<f32>())
        .collect();
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut random = Shuffle(0x2545_F491_4F6C_DD1D);
    for _ in 0..rounds {
        random.shuffle(&mut order);
        let mut largest = 0.0_f32;
        for index in &order {
            let (Some(example), Some(length), Some(alpha)) =
                (examples.get(*index), lengths.get(*index), alphas.get_mut(*index))
            else {
                continue;
            };
            let sign = if example.member { 1.0 } else { -1.0 };
            let diagonal = 0.5 / example.cost;
            let gradient = sign * plane.score(example.vector) - 1.0 + diagonal * *alpha;
            let projected = if *alpha > 0.0 { gradient } else { gradient.min(0.0) };
            largest = largest.max(projected.abs());
            if projected.abs() < 1e-7 {
                continue;
            }
            let before = *alpha;
            *alpha = (*alpha - gradient / (length + diagonal)).max(0.0);
            let step = (*alpha - before) * sign;
            plane.bias += step;
            for (bucket, value) in example.vector {
                if let Some(weight) = plane.weights.get_mut(*bucket as usize) {
                    *weight += step * value;
                }
            }
        }
        if largest < tolerance {
            break;
        }
    }
    plane
}

/// Learns every class, as many at the same time as there are processors, each by `learn`.
///
/// # Errors
/// When one of them was broken off: a model without it would be worse than none.
pub fn learn_each(
    answers: &[Answer],
    learn: impl Fn(Answer) -> Hyperplane + Sync,
) -> Result<Vec<(Answer, Hyperplane)>> {
    let learn = &learn;
    let next = &AtomicUsize::new(0);
    let worker = move || {
        let mut learnt = Vec::new();
        while let Some(answer) = answers.get(next.fetch_add(1, Ordering::Relaxed)) {
            let plane = std::panic::catch_unwind(AssertUnwindSafe(|| learn(*answer)));
            learnt.push((*answer, plane.map_err(|_| anyhow!("learning {answer:?} was broken off"))?));
        }
        Ok(learnt)
    };
    let processors = std::thread::available_parallelism().map_or(1, usize::from).min(answers.len().max(1));
    let parts: Vec<Result<Vec<(Answer, Hyperplane)>>> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..processors).map(|_| scope.spawn(worker)).collect();
        let broken = |_| Err(anyhow!("learning was broken off"));
        workers.into_iter().map(|worker| worker.join().unwrap_or_else(broken)).collect()
    });
    let mut planes: Vec<(Answer, Hyperplane)> =
        parts.into_iter().collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
    planes.sort_by_key(|(answer, _)| *answer);
    Ok(planes)
}
