//! What happens to files, as the system tells it: nobody has to look again and again.

#[cfg(any(target_os = "linux", target_os = "android"))]
pub use inotify::FileEvents;

#[cfg(any(target_os = "linux", target_os = "android"))]
mod inotify {
    use std::collections::BTreeSet;
    use std::ffi::OsString;
    use std::mem::MaybeUninit;
    use std::os::fd::OwnedFd;
    use std::os::unix::ffi::OsStrExt as _;
    use std::path::PathBuf;

    use rustix::fs::inotify::{self, CreateFlags, Event, ReadFlags, Reader, WatchFlags};
    use tokio::io::unix::AsyncFd;

    use crate::folder;
    use crate::machine::async_fd;

    /// What may give a file another content. Editors and the like write a new one and rename it.
    const MAY_CHANGE: WatchFlags = WatchFlags::CLOSE_WRITE
        .union(WatchFlags::CREATE)
        .union(WatchFlags::DELETE)
        .union(WatchFlags::MOVE)
        .union(WatchFlags::ATTRIB)
        .union(WatchFlags::DELETE_SELF)
        .union(WatchFlags::MOVE_SELF);
    const BUFFER_BYTES: usize = 4096;

    /// Tells when something happens to some files.
    #[derive(Debug)]
    pub struct FileEvents {
        events: AsyncFd<OwnedFd>,
        names: BTreeSet<OsString>,
    }

    impl FileEvents {
        /// Listens from now on; `None` where the system does not tell of all of them.
        pub fn of(files: &[PathBuf]) -> Option<Self> {
            let events = inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC).ok()?;
            let mut names = BTreeSet::new();
            for file in files {
                // A link may be led elsewhere, and what it leads to may be written.
                let target = file.canonicalize().ok();
                for file in std::iter::once(file).chain(&target) {
                    names.insert(file.file_name()?.to_owned());
                    inotify::add_watch(&events, folder::of(file), MAY_CHANGE).ok()?;
                }
            }
            Some(Self { events: async_fd(events).ok()?, names })
        }

        /// Waits until one of them may have changed. Safe to drop.
        pub async fn next(&self) {
            loop {
                let Ok(mut ready) = self.events.readable().await else { return };
                let mut buffer = [MaybeUninit::uninit(); BUFFER_BYTES];
                let mut reader = Reader::new(self.events.get_ref(), &mut buffer);
                loop {
                    match reader.next() {
                        Ok(event) if self.concerns(&event) => return,
                        Ok(_) => {}
                        Err(rustix::io::Errno::AGAIN) => break,
                        Err(_) => return,
                    }
                }
                ready.clear_ready();
            }
        }

        /// Other files are written in the same folder. What is renamed may be a link on the way.
        fn concerns(&self, event: &Event<'_>) -> bool {
            event.events().contains(ReadFlags::MOVED_TO)
                || event.file_name().is_none_or(|name| {
                    self.names.contains(std::ffi::OsStr::from_bytes(name.to_bytes()))
                })
        }
    }
}

/// Tells nothing.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
#[derive(Debug)]
pub struct FileEvents;

#[cfg(not(any(target_os = "linux", target_os = "android")))]
impl FileEvents {
    /// Nothing can be listened to here.
    pub fn of(_files: &[std::path::PathBuf]) -> Option<Self> {
        None
    }

    /// Waits for ever.
    pub async fn next(&self) {
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
#[cfg(any(target_os = "linux", target_os = "android"))]
mod tests {
    use std::fs;
    use std::future::Future as _;
    use std::os::unix::fs::symlink;
    use std::path::Path;
    use std::pin::pin;
    use std::task::{Context, Waker};
    use std::time::Duration;

    use super::*;
    use crate::durable::publish;

    /// Whether this is told. The system does so before whoever did it goes on.
    async fn is_told(file: &Path, happens: impl FnOnce()) -> bool {
        let events = FileEvents::of(&[file.to_owned()]).unwrap();
        let mut next = pin!(events.next());
        let not_yet = next.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(not_yet.is_pending());
        happens();
        tokio::time::timeout(Duration::from_millis(1), next).await.is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn what_may_change_a_file_is_told_and_what_happens_beside_it_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let [file, other] = ["file", "other"].map(|name| folder.path().join(name));
        let write = |file: &Path| fs::write(file, "text").unwrap();
        assert!(is_told(&file, || write(&file)).await, "made");
        assert!(is_told(&file, || write(&file)).await, "written");
        assert!(!is_told(&file, || write(&other)).await, "another");
        assert!(is_told(&file, || publish(&other, &file).unwrap()).await, "replaced");
        assert!(is_told(&file, || fs::remove_file(&file).unwrap()).await, "removed");
    }

    /// As Kubernetes shows what it keeps in a folder of its own.
    #[tokio::test(start_paused = true)]
    async fn a_link_is_followed_and_may_be_led_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let [first, second] = ["first", "second"].map(|name| folder.path().join(name));
        let [data, fresh] = ["data", "fresh"].map(|name| folder.path().join(name));
        for version in [&first, &second] {
            fs::create_dir(version).unwrap();
            fs::write(version.join("file"), "text").unwrap();
        }
        symlink(&first, &data).unwrap();
        let file = folder.path().join("config");
        symlink(data.join("file"), &file).unwrap();
        let elsewhere = || {
            symlink(&second, &fresh).unwrap();
            rustix::fs::rename(&fresh, &data).unwrap();
        };
        assert!(is_told(&file, || fs::write(first.join("file"), "more").unwrap()).await);
        assert!(is_told(&file, elsewhere).await);
    }

    #[tokio::test]
    async fn where_nothing_can_be_told_nobody_waits_for_it() {
        let folder = tempfile::tempdir().unwrap();
        assert!(FileEvents::of(&[folder.path().join("no").join("file")]).is_none());
    }
}
