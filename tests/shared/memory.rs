//! Folders in memory, where there is any to put them in.

use std::path::Path;

use tempfile::TempDir;

/// A private folder in memory, or where temporary files go: what lies in it is a real file that is
/// really synced, and a process that is killed takes nothing with it that was written.
pub fn folder(name: &str) -> TempDir {
    let memory = Path::new("/dev/shm");
    let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    tempfile::Builder::new()
        .prefix(&format!("tribute-agent-{name}-"))
        .tempdir_in(parent)
        .expect("a private folder")
}
