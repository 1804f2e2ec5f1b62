//! What was typed → what the body of a command takes.

#[cfg(feature = "sandbox")]
pub(super) mod on_sandbox;

use super::arguments::ShopTest;
use super::{Context, Failure, Outcome, shop};
use crate::config::{Config, secret_of_file};
use crate::machine::{Clock as _, Machine};
use crate::report::Exit;
use crate::shop::{Client, Goods, Secret, Settings};

/// Accounts and a product of nobody's configuration.
const ACCOUNTS: [&str; 2] = ["12345", "23456"];
const PRODUCT: &str = "1 diamond";

/// `shop test`: the live url, with calls that change nothing.
pub(super) async fn shop_test(test: ShopTest, context: &mut Context<'_>) -> Outcome {
    let (settings, goods) = if let (Some(url), Some(file)) = (test.url, test.secret_file) {
        let secret = Secret::parse(&secret_of_file(&context.stdio.directory.join(file))?)?;
        (Settings::new(url, secret), goods(None))
    } else {
        let config = context.config()?;
        config.refuse_sample()?;
        (config.shop()?.live.clone(), goods(Some(&config)))
    };
    let client = Client::new(settings)?;
    let at = Machine.now();
    if test.show {
        writeln!(context.stdout(), "{}", client.curl(at)).map_err(Failure::Output)?;
        return Ok(Exit::Done);
    }
    let options = shop::test::Options {
        json: test.json,
        goods: test.full.then_some(goods),
        style: context.stdio.output_style(),
    };
    Ok(shop::test::run(&client, at, &options, &mut context.stdout()).await)
}

/// The first things that the owner sells and gives as examples, as far as there are any.
fn goods(config: Option<&Config>) -> Goods {
    let examples = config.map(|config| config.examples.as_slice()).unwrap_or_default();
    let account = examples.first().map_or(ACCOUNTS[0], String::as_str);
    let other_account = examples.iter().map(String::as_str).chain(ACCOUNTS);
    let other_account = other_account.into_iter().find(|other| *other != account);
    let entry = config.and_then(|config| config.catalogue.entries().next());
    Goods {
        account: account.to_owned(),
        other_account: other_account.unwrap_or_default().to_owned(),
        product: entry.map_or(PRODUCT, |entry| &entry.name).to_owned(),
        item: entry.map(|entry| entry.item.clone()),
    }
}
