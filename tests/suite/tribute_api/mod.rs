//! Tribute's API: the real binary against the sandbox's.

mod calls;
