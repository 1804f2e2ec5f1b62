//! Every (state, event) pair.
