//! `rehearse` and `sandbox`.

use crate::cli::arguments::{OrderSource, Rehearse, Sandbox};
use crate::cli::interrupt::interrupted;
use crate::cli::rehearse::{self, Orders, RehearseOptions, fixtures};
use crate::cli::sandbox::{self, SandboxOptions};
use crate::cli::{Context, Outcome};

/// How many orders a sandbox sells unless it is told.
const SANDBOX_ORDERS: u32 = 10;

/// How many orders of the owner's are rehearsed unless another number is asked for.
const REHEARSED_ORDERS: usize = 10;

/// `sandbox`
pub(in crate::cli) async fn sandbox(arguments: Sandbox, context: &mut Context<'_>) -> Outcome {
    let options = SandboxOptions {
        orders: match arguments.orders {
            Some(OrderSource::Count(count)) => OrderSource::Count(count),
            Some(OrderSource::File(file)) => OrderSource::File(context.stdio.directory.join(file)),
            None => OrderSource::Count(SANDBOX_ORDERS),
        },
        interval: arguments.interval,
        private_chats: arguments.private_chats,
        faults: arguments.faults,
        modes: arguments.bot.unwrap_or_default(),
        seed: arguments.seed.unwrap_or_default(),
        language: context.language,
        exit_when_done: arguments.exit_when_done,
        settle_timeout: arguments.settle_timeout,
        write_config: arguments
            .write_config
            .map(|file| context.stdio.directory.join(file)),
    };
    Ok(sandbox::run(options, context.stdout(), interrupted()).await?)
}

/// `rehearse`
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
        language: context.language,
        json: arguments.json,
    };
    rehearse::run(options, context.stdio, interrupted()).await
}
