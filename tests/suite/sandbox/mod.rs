//! The sandbox, from outside: a small seller of the tests' own, real HTTP, the command.

mod command;
mod faults;
mod misuse;
mod moderators;
mod modes;
mod scene;
mod seller;
mod selling;
mod shop;
mod shop_client;
mod telegram_buyers;
mod tribute_api;

use std::time::Duration;

use telegram_sandbox::Language;
use telegram_sandbox::event::EventStream;
use telegram_sandbox::event::{Event, Kind};
use telegram_sandbox::orders::PlannedOrder;
use telegram_sandbox::orders::generator::OrderGenerator;
use telegram_sandbox::tribute::Delays;
use telegram_sandbox::{Options, Running, Sandbox};

/// Long enough for anything on loopback, short enough to see a hang.
const PATIENCE: Duration = Duration::from_mins(1);

/// Waits for something that has to come.
async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, what).await.expect("it never came")
}

/// The next event that is wanted; others are skipped.
async fn until(events: &mut EventStream, wanted: impl Fn(&Kind) -> bool) -> Event {
    soon(async {
        loop {
            let event = events.next().await;
            if wanted(&event.kind) {
                return event;
            }
        }
    })
    .await
}

/// Orders that say of themselves how the bot behaves.
fn orders(count: usize, modes: &str) -> Vec<PlannedOrder> {
    let bot = Some(modes.parse().unwrap());
    let made = OrderGenerator::demo(Language::English, 1).generate(count);
    made.into_iter().map(|order| PlannedOrder { bot, ..order }).collect()
}

/// A sandbox with these orders and no patience.
async fn sandbox(orders: Vec<PlannedOrder>) -> Running {
    let short = Duration::from_millis(5);
    Sandbox::start(Options {
        orders,
        first_order_after: short,
        interval: short,
        quiet: short * 20,
        delays: Delays {
            confirmation: short,
            slow: short * 20,
            late: short * 20,
            notice: short * 20,
            owner_press: short,
        },
        ..Options::default()
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn no_run_shares_a_secret_with_another() {
    let (one, other) = (sandbox(Vec::new()).await, sandbox(Vec::new()).await);
    let secrets = |running: &Running| {
        let login = running.ready().login.clone().unwrap();
        (running.ready().shop.secret.clone(), login.string_session)
    };
    let (one, other) = (secrets(&one), secrets(&other));
    assert!(one.0 != other.0 && one.1 != other.1, "{one:?} {other:?}");
}
