//! Who may ask.

use reqwest::Method;

use super::{Scene, TOKEN, answered};

#[tokio::test]
async fn without_the_token_nothing_is_told() {
    let scene = Scene::new().with_orders(1);
    let running = scene.start().await;
    let wrong = TOKEN.replace('f', "e");
    for (method, path) in [
        (Method::GET, "/api/v1/orders"),
        (Method::GET, "/api/v1/orders/1"),
        (Method::POST, "/api/v1/orders/1/close"),
        (Method::GET, "/api/v1/checkouts"),
        (Method::GET, "/api/v1/checkouts/chk_00000000000000000000000000000000"),
        (Method::POST, "/api/v1/checkouts"),
        (Method::POST, "/api/v1/charges"),
        (Method::GET, "/metrics"),
    ] {
        let bare = running.anonymous(method.clone(), path);
        let mistaken = running.anonymous(method.clone(), path).bearer_auth(&wrong);
        let basic = running.anonymous(method, path).basic_auth("token", Some(TOKEN));
        for request in [bare, mistaken, basic] {
            let response = request.send().await.unwrap();
            assert_eq!(response.headers()["www-authenticate"], "Bearer");
            assert_eq!(response.status(), 401);
            assert_eq!(super::json(response).await["code"], "unauthorized");
        }
    }
    let (_, order) = running.get("/api/v1/orders/1").await;
    assert_eq!(order["state"], "escalated");
}

/// Who asks a challenge learns nothing else, and needs no token.
#[tokio::test]
async fn an_agent_is_known_by_its_answer_to_a_challenge() {
    let scene = Scene::new();
    let running = scene.start().await;
    let ask =
        |query: &str| answered(running.anonymous(Method::GET, &format!("/webhooks/self{query}")));
    let (status, one) = ask("?challenge=a1").await;
    assert_eq!((status.as_u16(), one["answer"].as_str().unwrap().len()), (200, 64), "{one}");
    assert_eq!(ask("?challenge=a1").await.1, one);
    assert_ne!(ask("?challenge=a2").await.1, one);
    let long = format!("?challenge={}", "a".repeat(129));
    for query in ["", "?challenge=", "?challenge=%20", "?challenge=a&challenge=b", &long] {
        let (status, refused) = ask(query).await;
        assert_eq!((status.as_u16(), &refused["code"]), (400, &"bad_parameter".into()), "{query}");
    }
    let (status, refused) = running.post("/webhooks/self", "{}").await;
    assert_eq!((status.as_u16(), &refused["code"]), (405, &"method_not_allowed".into()));
}

#[tokio::test]
async fn who_is_refused_too_often_waits_and_who_knows_the_token_does_not() {
    let scene = Scene::new();
    let running = scene.start().await;
    let guess = || running.anonymous(Method::GET, "/api/v1/orders").bearer_auth("guess");
    for _ in 0..60 {
        assert_eq!(answered(guess()).await.0, 401);
    }
    let refused = guess().send().await.unwrap();
    let seconds: u64 = refused.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    assert_eq!(refused.status(), 429);
    assert_eq!(super::json(refused).await["code"], "too_many_failures");
    // The owner's proxy says for whom it asks.
    let other = guess().header("x-forwarded-for", "192.0.2.7");
    assert_eq!(answered(other).await.0, 401);
    assert_eq!(running.get("/api/v1/orders").await.0, 200);
    assert_eq!(scene.said().matches("the server refused a request").count(), 2, "{}", scene.said());
    assert!(!scene.said().contains(TOKEN) && !scene.said().contains("guess"), "{}", scene.said());
}
