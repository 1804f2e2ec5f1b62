//! All that the shop may answer.

use tokio::task::JoinSet;
use tribute_agent::sandbox::shop::ShopMove;

use super::{COMPLETED, End, ends, escalated};
use crate::agent::{Scene, orders};

async fn all_end(cases: &[(&'static [&'static str], End)]) {
    let mut scenes = JoinSet::new();
    for &(moves, end) in cases {
        scenes.spawn(async move {
            let mut planned = orders(2, "edits");
            let moves = moves.iter().map(|name| name.parse::<ShopMove>().unwrap());
            let moves: Vec<ShopMove> = moves.collect();
            for order in &mut planned {
                order.shop.clone_from(&moves);
            }
            let scene = Scene::new(planned).await;
            let _agent = scene.agent();
            ends(&scene, end).await;
        });
    }
    while let Some(ended) = scenes.join_next().await {
        ended.unwrap();
    }
}

#[tokio::test]
async fn not_now() {
    all_end(&[
        (&["503", "503"], COMPLETED),
        (&["timeout_but_done"], COMPLETED),
        (&["pending"], COMPLETED),
        (&["close", "retry_after 1"], COMPLETED),
    ])
    .await;
}

#[tokio::test]
async fn not_the_shop_or_not_our_key() {
    all_end(&[
        (&["cdn_403"], COMPLETED),
        (&["bad_signature"], COMPLETED),
        (&["301"], COMPLETED),
    ])
    .await;
}

#[tokio::test]
async fn no() {
    all_end(&[
        (&["refused order_not_found"], escalated("shop_refused")),
        (&["unclear"], escalated("shop_unclear")),
    ])
    .await;
}
