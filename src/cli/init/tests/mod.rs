//! The whole conversation, with somebody who answers from a list.
//!
//! - `script`: who that is; `desk`: where the file comes to lie, and what is behind it.
//! - `first`: a new file; `again`: one that lacks something. `unsettled`: wrong answers, and second
//!   thoughts. `topics`: what single questions do. `api`: who sells by Tribute's API; `bank`: by links
//!   that are paid at T-Bank; `payments`: at a bot of their own. `editing`: how keys get into a file.

mod again;
mod api;
mod bank;
mod desk;
mod editing;
mod first;
mod payments;
mod script;
mod topics;
mod unsettled;

use super::*;
