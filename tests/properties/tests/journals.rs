//! Journals that a failing disk, or somebody, has changed.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::super::{any_journal, journal, real_journal};

static REAL: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    real_journal(folder.path())
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn a_flipped_bit_is_refused_or_read(place in any::<u32>(), bit in 0..8_u32) {
        let folder = tempfile::tempdir().unwrap();
        journal(&REAL, &[(place, 1 << bit)], folder.path());
    }

    /// SQLite's own page of the file: the header, the tables' definitions.
    #[test]
    fn a_damaged_first_page_is_refused_or_read(patches in prop::collection::vec((0..4096_u32, any::<u8>()), 1..4)) {
        let folder = tempfile::tempdir().unwrap();
        journal(&REAL, &patches, folder.path());
    }

    #[test]
    fn a_file_that_is_cut_or_rubbish_is_refused_or_read(
        kept in 0..REAL.len(),
        rubbish in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut bytes = REAL[..kept].to_vec();
        bytes.extend(&rubbish);
        any_journal(&bytes, folder.path());
        any_journal(&rubbish, folder.path());
    }
}
