//! What was typed → what the body of a command takes.

#[cfg(feature = "sandbox")]
pub(super) mod on_sandbox;

use super::{Context, Outcome, shop};
use crate::machine::{Clock as _, Machine};
use crate::shop::Client;

/// `shop test`: the live url, with calls that change nothing.
pub(super) async fn shop_test(json: bool, context: &mut Context<'_>) -> Outcome {
    let config = context.config()?;
    config.refuse_sample()?;
    let client = Client::new(config.shop()?.live.clone())?;
    let out = &mut context.stdout();
    Ok(shop::test::run(&client, Machine.now(), json, out).await)
}
