//! Journals of older versions.
