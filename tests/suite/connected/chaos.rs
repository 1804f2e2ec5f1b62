//! Everything at once.

use tribute_agent::sandbox::faults::Fault;

use super::scene;

#[tokio::test]
async fn orders_are_settled_once_in_chaos_and_after_it() {
    let scene = scene(6).await;
    scene.retime(&[("reread_interval", "2s")]);
    scene.running.inflict(Fault::Chaos);
    let _agent = scene.agent();
    scene.settled().await;
}
