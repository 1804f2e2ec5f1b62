//! What was typed → what the body of a command takes.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use super::arguments::{OrderSource, Parse, Rehearse, Sandbox, ShopTest};
use super::failure::{Failure, Unreadable};
use super::interrupt::interrupted;
use super::parse::{self, ParseOptions, StreamError};
use super::rehearse::{self, Orders, RehearseOptions, fixtures};
use super::sandbox::{self, OrdersSource, SandboxOptions};
use super::{Context, Outcome, shop};
use crate::edge::{Clock as _, Machine};
use crate::shop::Client;

/// How many orders a sandbox sells unless it is told.
const SANDBOX_ORDERS: usize = 10;

/// How many orders of the owner's are rehearsed unless another number is asked for.
const REHEARSED_ORDERS: usize = 10;

/// `parse`
pub(super) fn parse(arguments: Parse, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    let options = ParseOptions {
        lines: arguments.lines,
        json: arguments.json,
        language: context.language,
    };
    let stdio = &mut *context.stdio;
    let file = arguments.file.filter(|file| file != Path::new("-"));
    let path = file.map(|file| stdio.directory.join(file));
    let unreadable = |error| {
        let path = path.clone().unwrap_or_else(|| "stdin".into());
        Unreadable { path, error }
    };
    let mut opened;
    let input: &mut dyn BufRead = match &path {
        None => &mut stdio.stdin,
        Some(path) => {
            opened = BufReader::new(File::open(path).map_err(unreadable)?);
            &mut opened
        }
    };
    let (out, err) = (&mut stdio.stdout, &mut stdio.stderr);
    let parsed = parse::run(input, &options, config.rules()?, out, err);
    parsed.map_err(|error| match error {
        StreamError::Input(error) => unreadable(error).into(),
        StreamError::Output(error) => Failure::Output(error),
    })
}

/// `sandbox`
pub(super) async fn sandbox(arguments: Sandbox, context: &mut Context<'_>) -> Outcome {
    let options = SandboxOptions {
        orders: match arguments.orders {
            Some(OrderSource::Count(count)) => OrdersSource::Count(count as usize),
            Some(OrderSource::File(file)) => OrdersSource::File(context.stdio.directory.join(file)),
            None => OrdersSource::Count(SANDBOX_ORDERS),
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
pub(super) async fn rehearse(arguments: Rehearse, context: &mut Context<'_>) -> Outcome {
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

/// `shop test`: the live url, with calls that change nothing.
pub(super) async fn shop_test(arguments: ShopTest, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    config.refuse_sample()?;
    let client = Client::new(config.shop()?.live.clone())?;
    let (now, language) = (Machine.now(), context.language);
    let out = &mut context.stdout();
    Ok(shop::test::run(&client, now, language, arguments.json, out).await)
}
