//! `rehearse` and `sandbox`.

use crate::cli::arguments::{Rehearse, Sandbox};
use crate::cli::interrupt::interrupted;
use crate::cli::rehearse::{self, fixtures};
use crate::cli::sandbox;
use crate::cli::{Context, Outcome};

pub(in crate::cli) async fn sandbox(arguments: Sandbox, context: &mut Context<'_>) -> Outcome {
    let stdio = &mut *context.stdio;
    let (directory, out) = (&stdio.directory, &mut stdio.stdout);
    Ok(sandbox::run(arguments, directory, out, interrupted()).await?)
}

pub(in crate::cli) async fn rehearse(arguments: Rehearse, context: &mut Context<'_>) -> Outcome {
    let named = context.config_file.is_some();
    let config = named.then(|| context.config()).transpose()?;
    rehearse::run(arguments, config, fixtures(), context.stdio, interrupted()).await
}
