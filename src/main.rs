//! The process around [`tribute_agent::cli::run`]: arguments in, exit code out.

use std::process::ExitCode;

use tribute_agent::cli::{self, Stdio};
use tribute_agent::machine;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    machine::keep_memory_private();
    let mut stdio = Stdio::of_this_process();
    cli::run(std::env::args_os().collect(), &mut stdio).await.into()
}
