//! A private folder that is gone afterwards: for journals that nobody will need.

use std::io;
use std::path::{Path, PathBuf};

use crate::folder;
use crate::machine::Randomness;

/// Journals are synced at every step, and all worlds share one thread: on a busy disk that takes
/// longer than anything that is rehearsed.
const IN_MEMORY: &str = "/dev/shm";

/// A folder that only this user may look into. Dropping it removes it with all that lies in it.
pub(super) struct TemporaryFolder {
    path: PathBuf,
}

impl TemporaryFolder {
    /// Makes one in memory where the system keeps files there, else where it keeps temporary ones.
    pub(super) fn create(rng: &dyn Randomness) -> io::Result<Self> {
        let name = format!("tribute-agent-{:016x}", rng.next_u64());
        let create_in = |parent: &Path| {
            let path = parent.join(&name);
            folder::private().create(&path).map(|()| Self { path })
        };
        create_in(Path::new(IN_MEMORY)).or_else(|_| create_in(&std::env::temp_dir()))
    }

    /// Where a file of this name lies in it.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    #[cfg(test)]
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        // What can't be removed now is the system's to clean up.
        let _ = std::fs::remove_dir_all(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::Machine;

    #[test]
    fn it_is_private_and_gone_afterwards() {
        let folder = TemporaryFolder::create(&Machine).unwrap();
        let path = folder.path().to_owned();
        std::fs::write(folder.file("a"), "b").unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = path.metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o700);
        }
        drop(folder);
        assert!(!path.exists());
    }
}
