//! Inputs that are built to break the promises.

mod inputs;
mod journals;
mod orders;
