//! Whether a call fails because of the shop, or of its order.

/// Whether the shop is well for all but one order.
#[derive(Debug, Default)]
pub(super) struct Health {
    /// Whether others than the suspect got through last.
    is_well: bool,
    /// The order whose call failed last, and whether others got through since it began to.
    suspect: Option<(u32, bool)>,
}

impl Health {
    pub(super) fn got_through(&mut self, number: u32) {
        self.is_well = true;
        self.suspect = self.suspect.filter(|(suspect, _)| *suspect != number);
        self.suspect = self.suspect.map(|(suspect, _)| (suspect, true));
    }

    /// The order whose call failed last.
    pub(super) fn suspect(&self) -> Option<u32> {
        self.suspect.map(|(suspect, _)| suspect)
    }

    /// Takes note of a call that the shop, or what stands before it, does not take; says whether it fails
    /// alone. That it does is seen twice: others get through, and none of them fails after it.
    pub(super) fn fails_alone(&mut self, number: u32) -> bool {
        match self.suspect {
            Some((suspect, others_got_through)) if suspect == number => others_got_through,
            _ => {
                self.suspect = Some((number, false));
                std::mem::take(&mut self.is_well)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of each failure (a number below zero), after others got through.
    fn said(calls: &[i32]) -> Vec<bool> {
        let mut health = Health::default();
        let mut said = Vec::new();
        for &call in calls {
            match call {
                1.. => health.got_through(call.unsigned_abs()),
                _ => said.push(health.fails_alone(call.unsigned_abs())),
            }
        }
        said
    }

    #[test]
    fn a_failure_is_one_orders_own_while_others_get_through() {
        // Of a shop that was never heard of nothing is known.
        assert_eq!(said(&[-1, -1]), [false, false]);
        assert_eq!(said(&[-1, 2, -1, -1]), [false, true, true]);
        assert_eq!(said(&[2, -1, 3, -1, 2, -1]), [true, true, true]);
        // What was heard before the first failure counts once.
        assert_eq!(said(&[2, -1, -1]), [true, false]);
        // Another one fails, too.
        assert_eq!(said(&[2, -1, -3, -1, -3]), [true, false, false, false]);
        assert_eq!(said(&[2, -1, 2, -3, -3, -1]), [true, true, false, false]);
        // It was the shop after all, and is well again.
        assert_eq!(said(&[2, -1, 1, -1, -1]), [true, true, false]);
    }
}
