//! Parse, set up logging, exit code.

fn main() {}
