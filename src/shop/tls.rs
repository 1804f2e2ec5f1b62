//! TLS of our own making: ring, and certificate authorities that don't depend on the machine.
//!
//! The HTTP library's default asks the platform, which under Termux means a Java machine that is
//! not there. So the authorities are compiled in, and the owner may add one of their own.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use serde::Deserialize;

use super::client::unbuildable;
use crate::i18n::arguments;
use crate::report::{CodedError, usage};

/// No file of certificate authorities is larger.
const CA_FILE_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// Whose certificates are trusted, beside those of `ca_file`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Roots {
    /// Mozilla's list, as compiled in.
    #[default]
    Bundled,
    /// The list that this machine's system keeps.
    System,
}

/// TLS 1.2 and 1.3 to a server whose certificate leads to one of the trusted authorities.
pub(super) fn client_config(
    roots: Roots,
    ca_file: Option<&Path>,
) -> Result<ClientConfig, CodedError> {
    let mut trusted = match roots {
        Roots::Bundled => RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() },
        Roots::System => system_roots()?,
    };
    if let Some(path) = ca_file {
        for authority in read_authorities(path)? {
            trusted.add(authority).map_err(|_| no_authority(path))?;
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| unbuildable(&error))?
        .with_root_certificates(trusted)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

fn system_roots() -> Result<RootCertStore, CodedError> {
    let mut trusted = RootCertStore::empty();
    // Systems keep old oddities among their certificates; what can't be read is not trusted.
    let (added, _ignored) =
        trusted.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if added == 0 {
        return Err(usage("shop.no_system_roots", arguments!()));
    }
    Ok(trusted)
}

fn read_authorities(path: &Path) -> Result<Vec<CertificateDer<'static>>, CodedError> {
    let unreadable = |error: io::Error| {
        usage("shop.ca_file_unreadable", arguments!(path, problem = error.to_string()))
    };
    let mut pem = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(CA_FILE_BYTES_MAX).read_to_end(&mut pem).map_err(unreadable)?;
    let authorities: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    let authorities = authorities.ok().filter(|found| !found.is_empty());
    authorities.ok_or_else(|| no_authority(path))
}

fn no_authority(path: &Path) -> CodedError {
    usage("shop.ca_file_contents", arguments!(path))
}
