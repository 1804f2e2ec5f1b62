//! Codes that are bought where nobody is answered: people, or a program of the owner's, hand them out.

use serde_json::json;
use telegram_sandbox::tribute_api::planned::Buyers;

use super::scene::Scene;

const CODE: &str = "AB12-XY34-9Z";

#[tokio::test]
async fn codes_wait_for_whoever_hands_them_out() {
    let scene = Scene::with_buyers(Buyers::Pay).await;
    let products = "[[product]]\nname = \"Card\"\nsku = \"card\"\nprice = \"199.00 RUB\"\n";
    scene.rewrite_config(|text| {
        let (before, rest) = text.split_once("[shop]\n").unwrap();
        let (_, after) = rest.split_once("[timing]\n").unwrap();
        format!("{before}[shop]\nkind = \"codes\"\n{products}[timing]\n{after}")
    });
    let file = scene.folder.path().join("codes.csv");
    std::fs::write(&file, format!("sku,code\ncard,{CODE}\n")).unwrap();
    let imported = scene.command("codes", &["import", file.to_str().unwrap()]).await;
    assert_eq!(imported.code, Some(0), "{}", imported.stderr);
    let _agent = scene.agent().await;
    let wish = json!({ "provider": "tbank", "sku": "card", "reference": "basket-7" });
    let (status, told) = scene.posts("checkouts", "key-1", &wish).await;
    assert_eq!(status, 201, "{told}: {}", scene.log());
    let order = scene.until_order(1, "escalated").await;
    assert_eq!(order["reason"], "shop_refused");
    // It has it: there is nothing to be tried again.
    assert_eq!(scene.command("orders", &["retry", "1"]).await.code, Some(1));
    let stock = scene.command("codes", &["stock", "--json"]).await.stdout;
    assert!(stock.contains("\"free\":0,\"given\":1"), "{stock}");
    let whole = scene.command("orders", &["show", "1", "--codes"]).await.stdout;
    assert!(whole.contains(CODE), "{whole}");
    let told = scene.gets("orders/1").await;
    assert_eq!(told["codes"], json!([CODE]));
    assert!(!scene.gets("orders").await.to_string().contains(CODE));
    let (status, said) = scene.posts("orders/1/given", "key-2", &json!({})).await;
    assert_eq!(status, 200, "{said}");
    scene.until_order(1, "completed").await;
    assert!(!scene.log().contains(CODE), "{}", scene.log());
}
