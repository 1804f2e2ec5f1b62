//! HTTPS with certificates of an authority of our own: the right one, and every wrong one.

use std::path::{Path, PathBuf};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use tempfile::TempDir;
use tokio::process::Command;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tribute_agent::machine::environment;
use tribute_agent::order::life::ShopAnswer;
use tribute_agent::shop::{Activator as _, Client, Roots, Settings};

use super::server::{Server, reply};
use super::{ACTIVATED, call, is_activated, now, secret, unavailable};

/// A certificate authority, with its certificate in a file.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    folder: TempDir,
}

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::new([]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("ca.pem"), issuer.pem()).unwrap();
        Self { issuer, folder }
    }

    pub fn file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// The authority's own certificate, shown by a server.
    fn as_server(&self) -> ServerConfig {
        let key = self.issuer.key().serialize_der();
        server_config(self.issuer.der().clone(), key)
    }

    /// A server's half of TLS, with a certificate for a name, good between two years.
    pub fn server_config(&self, name: &str, years: (i32, i32)) -> ServerConfig {
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(years.0, 1, 1);
        params.not_after = date_time_ymd(years.1, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        server_config(certificate.der().clone(), key.serialize_der())
    }
}

fn server_config(certificate: CertificateDer<'static>, key: Vec<u8>) -> ServerConfig {
    let provider = tokio_rustls::rustls::crypto::ring::default_provider();
    ServerConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], PrivateKeyDer::Pkcs8(key.into()))
        .unwrap()
}

pub const GOOD_YEARS: (i32, i32) = (2020, 2100);

/// One call over HTTPS to `host`.
async fn activate(config: ServerConfig, host: &str, ca_file: Option<&Path>) -> ShopAnswer {
    let server = Server::https(config, |_| reply(200, ACTIVATED)).await;
    let mut settings = Settings::new(server.https_url(host), secret());
    settings.ca_file = ca_file.map(Path::to_owned);
    Client::new(settings).unwrap().activate(&call(), now()).await
}

#[tokio::test]
async fn the_right_name_and_an_authority_we_were_given() {
    for name in ["localhost", "127.0.0.1"] {
        let ca = Authority::new();
        let config = ca.server_config(name, GOOD_YEARS);
        let answer = activate(config, name, Some(&ca.file())).await;
        assert!(is_activated(&answer), "{name}: {answer:?}");
    }
}

#[tokio::test]
async fn an_authority_that_nobody_trusts() {
    let ca = Authority::new();
    let unknown = unavailable("TLS certificate of an unknown issuer");
    let config = || ca.server_config("localhost", GOOD_YEARS);
    assert_eq!(activate(config(), "localhost", None).await, unknown);

    let another = Authority::new();
    let answer = activate(config(), "localhost", Some(&another.file())).await;
    assert_eq!(answer, unknown);
}

/// The environment says where a system keeps its authorities, so another process has to try it.
#[tokio::test]
async fn the_systems_own_authorities() {
    let ca = Authority::new();
    let config = ca.server_config("localhost", GOOD_YEARS);
    let server = Server::https(config, |_| reply(200, ACTIVATED)).await;
    for (authorities, expected) in [(ca.file(), "1 passed"), (Authority::new().file(), "1 failed")]
    {
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "shop::tls::by_the_systems_authorities"])
            .env("TEST_URL", server.https_url("localhost"))
            .env("SSL_CERT_FILE", authorities)
            .env_remove("SSL_CERT_DIR")
            .output()
            .await
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(said.contains(expected), "{said}");
    }
}

/// Has nothing to say unless the test above runs it.
#[tokio::test]
async fn by_the_systems_authorities() {
    let Some(url) = environment("TEST_URL") else {
        return;
    };
    let mut settings = Settings::new(url, secret());
    settings.roots = Roots::System;
    let answer = Client::new(settings).unwrap().activate(&call(), now()).await;
    assert!(is_activated(&answer), "{answer:?}");
}

#[tokio::test]
async fn a_self_signed_certificate() {
    let ca = Authority::new();
    for ca_file in [None, Some(ca.file())] {
        let answer = activate(ca.as_server(), "localhost", ca_file.as_deref()).await;
        assert_eq!(answer, unavailable("self-signed TLS certificate"));
    }
}

#[tokio::test]
async fn another_name() {
    let ca = Authority::new();
    let config = ca.server_config("shop.example", GOOD_YEARS);
    let answer = activate(config, "localhost", Some(&ca.file())).await;
    assert_eq!(answer, unavailable("TLS certificate for another name"));
}

#[tokio::test]
async fn a_certificate_of_another_time() {
    let ca = Authority::new();
    for (years, why) in
        [((2020, 2021), "TLS certificate expired"), ((2090, 2100), "TLS certificate not valid yet")]
    {
        let config = ca.server_config("localhost", years);
        let answer = activate(config, "localhost", Some(&ca.file())).await;
        assert_eq!(answer, unavailable(why));
    }
}
