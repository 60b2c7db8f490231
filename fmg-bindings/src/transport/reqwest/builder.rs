//! Builds the built-in transport.

use std::fmt;

use super::{Https, Settings};
use crate::base_url::BaseUrl;
use crate::error::{ConfigError, Error};

/// Builds an [`Https`]; [`Https::builder`] creates it.
///
/// It has the same settings of connection, TLS and proxy as the builders of clients, with the same defaults.
#[must_use = "a builder does nothing until `build`"]
pub struct HttpsBuilder {
    base_url: String,
    settings: Settings,
}

impl HttpsBuilder {
    pub(super) fn new(base_url: String) -> Self {
        Self {
            base_url,
            settings: Settings::default(),
        }
    }

    /// Checks the settings and builds the transport. It does not connect yet.
    ///
    /// # Errors
    ///
    /// The base url is not valid, or a certificate, key or proxy url cannot be parsed.
    pub fn build(self) -> Result<Https, Error> {
        // The client decides whether unencrypted HTTP is allowed.
        let base = BaseUrl::read(&self.base_url, "", true)?;
        let root = base
            .join("/")
            .map_err(|error| ConfigError::new("base url", "is not a url").because(error))?;
        Ok(Https::new(&self.settings, &root)?)
    }

    fn https(&mut self) -> &mut Settings {
        &mut self.settings
    }
}

/// Leaves out the base url, which may contain a password before `build` has checked it.
impl fmt::Debug for HttpsBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpsBuilder").finish_non_exhaustive()
    }
}

/// Adds the settings of the built-in transport to a builder. Its method `https` returns the [`Settings`].
macro_rules! https_settings {
    ($Builder:ty $(, $C:ident)?) => {
        /// The settings of the built-in transport.
        impl $(<$C>)? $Builder {
            /// Trusts this certificate authority, **and no longer those of the system**: an appliance with a
            /// certificate of your own authority should not have one of any other. Call it again to trust several.
            ///
            /// Accepts PEM (one certificate or a bundle) or DER. The name in the appliance's certificate still has to
            /// match the url. The factory certificate contains no host name, so it is refused, and so is a self-signed
            /// certificate of an authority (`CA:TRUE`). [`pin_certificate`](Self::pin_certificate) accepts both.
            pub fn root_certificate(mut self, certificate: impl AsRef<[u8]>) -> Self {
                self.https().roots.push(certificate.as_ref().to_vec());
                self
            }

            /// Accepts the certificate with this SHA-256 fingerprint, whatever its names, dates and issuer are. Use it
            /// for an appliance with its factory certificate or a self-signed one.
            ///
            /// The fingerprint is 64 hexadecimal digits in upper or lower case, with or without colons between the
            /// bytes. Call it again to pin several, such as the next one before a renewal. **No other certificate is
            /// accepted then**, except those from a [`root_certificate`](Self::root_certificate). The authorities of
            /// the system are not trusted. A proxy with an `https://` url needs such a certificate as well.
            ///
            /// The error of an untrusted certificate shows its fingerprint, and
            /// [`Error::certificate`]($crate::Error::certificate) returns it to programs. Compare it with the
            /// fingerprint that the appliance itself shows, such as on its console: an attacker could have sent another
            /// certificate.
            ///
            /// The client always verifies that the appliance has the key of the certificate. `build` refuses an invalid
            /// fingerprint, and a builder with this setting and
            /// [`danger_accept_invalid_certs`](Self::danger_accept_invalid_certs).
            pub fn pin_certificate(mut self, sha256: impl Into<String>) -> Self {
                self.https().pins.push(sha256.into());
                self
            }

            /// Sends this certificate to an appliance (or a proxy in front of it) that requests one.
            ///
            /// Both are PEM: the certificate with its intermediate certificates, and its unencrypted private key (PKCS
            /// #8, PKCS #1 or SEC 1).
            pub fn client_certificate(
                mut self,
                certificate: impl Into<String>,
                private_key: impl Into<$crate::Secret>,
            ) -> Self {
                let mut pem = certificate.into();
                pem.push('\n');
                pem.push_str(private_key.into().expose());
                self.https().identity = Some(pem.into());
                self
            }

            /// Uses this proxy, such as `http://user:password@proxy.example:3128`, in place of that of the environment
            /// (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`, in upper or lower case). `build` refuses a proxy that cannot be
            /// used, such as a SOCKS proxy, from either source.
            pub fn proxy(mut self, url: impl Into<$crate::Secret>) -> Self {
                self.https().proxy = $crate::transport::reqwest::Route::Proxy(url.into());
                self
            }

            /// Uses no proxy, whatever the environment has.
            pub fn no_proxy(mut self) -> Self {
                self.https().proxy = $crate::transport::reqwest::Route::Direct;
                self
            }

            /// The timeout for establishing a connection, including TLS; `None`: the timeout of the call. The default
            /// is ten seconds.
            pub fn connect_timeout(mut self, timeout: impl Into<Option<::std::time::Duration>>) -> Self {
                self.https().connect_timeout = timeout.into();
                self
            }

            /// Accepts any certificate.
            ///
            /// An attacker on the network can then read the password and change the configuration. For a certificate of
            /// your own authority use [`root_certificate`](Self::root_certificate) instead, and
            /// [`pin_certificate`](Self::pin_certificate) for one without an authority.
            pub fn danger_accept_invalid_certs(mut self) -> Self {
                self.https().accept_invalid_certificates = true;
                self
            }
        }
    };
}
pub(crate) use https_settings;

https_settings!(HttpsBuilder);
