//! A login that is brought from another program, and taken there: the real binary, real files.

pub mod desk;
mod exporting;
mod importing;
mod refused;
mod telethon;
mod working;
