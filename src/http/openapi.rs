//! `GET /openapi.json`: the description of all this, for developers.

use axum::http::StatusCode;
use axum::response::Response;

use super::json_text;

/// As it is committed; a test compares it with the code.
const DOCUMENT: &str = include_str!("../../docs/openapi.json");

pub(super) async fn document() -> Response {
    json_text(StatusCode::OK, DOCUMENT.to_owned())
}

#[cfg(test)]
mod tests {
    use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
    use utoipa::{Modify, OpenApi};

    use super::DOCUMENT;

    #[derive(OpenApi)]
    #[openapi(
        info(
            title = "tribute-agent",
            description = "The agent's own server. https: only through the owner's proxy.",
        ),
        paths(
            crate::http::health::health,
            crate::http::identity::identify,
            crate::http::metrics::metrics,
            crate::http::orders::list,
            crate::http::orders::show,
            crate::http::orders::decide,
            crate::http::checkouts::create,
            crate::http::checkouts::show,
            crate::http::checkouts::list,
            crate::http::charges::create,
            crate::http::webhooks::receive,
        ),
        components(schemas(crate::order_view::json::Price)),
        modifiers(&Token),
    )]
    struct Description;

    struct Token;

    impl Modify for Token {
        fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
            let components = openapi.components.get_or_insert_default();
            let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
            components.add_security_scheme("token", bearer);
        }
    }

    fn described() -> String {
        Description::openapi().to_pretty_json().unwrap() + "\n"
    }

    #[test]
    fn the_committed_description_is_of_this_code() {
        let how = "cargo test --lib writes_the_description -- --ignored writes it anew";
        assert!(described() == DOCUMENT, "{how}");
    }

    #[test]
    #[ignore = "writes docs/openapi.json"]
    fn writes_the_description() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/openapi.json");
        std::fs::write(path, described()).unwrap();
    }
}
