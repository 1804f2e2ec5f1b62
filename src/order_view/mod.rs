//! An order as other programs read it (`json`) and as people do (`words`): at the command line, from the server.

pub mod json;
pub mod words;
