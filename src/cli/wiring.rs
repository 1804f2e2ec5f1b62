//! What was typed → what the body of a command takes.

#[cfg(feature = "sandbox")]
pub(super) mod on_sandbox;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use super::arguments::Parse;
use super::failure::{self, Failure};
use super::parse::{self, ParseOptions, StreamError};
use super::{Context, Outcome, shop};
use crate::machine::{Clock as _, Machine};
use crate::shop::Client;

pub(super) fn parse(arguments: Parse, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    let options = ParseOptions { lines: arguments.lines, json: arguments.json };
    let stdio = &mut *context.stdio;
    let file = arguments.file.filter(|file| file != Path::new("-"));
    let path = file.map(|file| stdio.directory.join(file));
    let unreadable =
        |error| failure::unreadable(path.as_deref().unwrap_or("stdin".as_ref()), &error);
    let mut opened;
    let input: &mut dyn BufRead = match &path {
        None => &mut stdio.stdin,
        Some(path) => {
            opened = BufReader::new(File::open(path).map_err(unreadable)?);
            &mut opened
        }
    };
    let (out, err) = (&mut stdio.stdout, &mut stdio.stderr);
    let parsed = parse::run(input, options, config.rules()?, out, err);
    parsed.map_err(|error| match error {
        StreamError::Input(error) => unreadable(error).into(),
        StreamError::Output(error) => Failure::Output(error),
    })
}

/// `shop test`: the live url, with calls that change nothing.
pub(super) async fn shop_test(json: bool, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    config.refuse_sample()?;
    let client = Client::new(config.shop()?.live.clone())?;
    let out = &mut context.stdout();
    Ok(shop::test::run(&client, Machine.now(), json, out).await)
}
