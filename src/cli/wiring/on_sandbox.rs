//! `rehearse` and `sandbox`.

use crate::cli::arguments::{OrderSource, Rehearse, Sandbox};
use crate::cli::interrupt::interrupted;
use crate::cli::rehearse::{self, Orders, RehearseOptions, fixtures};
use crate::cli::sandbox;
use crate::cli::{Context, Outcome};

/// The number of orders of the owner's that are rehearsed by default.
const REHEARSED_ORDERS: usize = 10;

pub(in crate::cli) async fn sandbox(arguments: Sandbox, context: &mut Context<'_>) -> Outcome {
    let stdio = &mut *context.stdio;
    let (directory, out) = (&stdio.directory, &mut stdio.stdout);
    Ok(sandbox::run(arguments, directory, out, interrupted()).await?)
}

pub(in crate::cli) async fn rehearse(arguments: Rehearse, context: &mut Context<'_>) -> Outcome {
    let config = match context.config_file {
        Some(_) => Some(context.config()?),
        None => None,
    };
    let options = RehearseOptions {
        orders: match arguments.orders {
            Some(OrderSource::Count(count)) => Orders::Count(count as usize),
            Some(OrderSource::File(file)) => Orders::File(context.stdio.directory.join(file)),
            None if config.is_some() => Orders::Count(REHEARSED_ORDERS),
            None => Orders::Fixtures(fixtures()),
        },
        config,
        faults: arguments.faults,
        shop: arguments.shop,
        json: arguments.json,
    };
    rehearse::run(options, context.stdio, interrupted()).await
}
