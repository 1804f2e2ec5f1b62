//! Everything at once.

use telegram_sandbox::faults::Fault;

use super::impatient;

#[tokio::test]
async fn orders_are_settled_once_in_chaos_and_after_it() {
    let scene = impatient(3).await;
    scene.retime(&[("reread_interval", "2s")]);
    scene.running.inject(Fault::Chaos);
    let _agent = scene.agent();
    scene.settled().await;
}
