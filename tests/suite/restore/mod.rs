//! A journal that was lost, restored, damaged, or written by another version; copies of it.

mod adopting;
mod backup;
mod copied;
mod every_state;
pub mod home;
mod in_flight;
mod large;
mod lives;
mod refused;
mod remembered;
mod replicated;
mod upgraded;
mod written;
