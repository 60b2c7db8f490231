//! Builds the built-in transport.

use std::fmt;

use super::{Https, Settings};
use crate::base_url::BaseUrl;
use crate::error::{ConfigError, Error};

/// Builds an [`Https`]; [`Https::builder`] begins one.
///
/// It has the settings of connection, TLS and proxy that the builders of clients have, with the same defaults.
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

    /// Checks everything and builds the transport. Nothing is connected yet.
    ///
    /// # Errors
    ///
    /// A base url that is none, a certificate, key or proxy url that cannot be read.
    pub fn build(self) -> Result<Https, Error> {
        // Whether something may travel in clear is decided by the client, which knows what it is.
        let base = BaseUrl::read(&self.base_url, "", true)?;
        let root = base
            .join("/")
            .map_err(|error| ConfigError::new("base url", "is no url").because(error))?;
        Ok(Https::new(&self.settings, &root)?)
    }

    fn https(&mut self) -> &mut Settings {
        &mut self.settings
    }
}

/// The base url is left out: before `build` has looked at it, it may hold a password.
impl fmt::Debug for HttpsBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpsBuilder").finish_non_exhaustive()
    }
}

/// Gives a builder what the built-in transport can be told. It has a method `https`, which lends the [`Settings`].
macro_rules! https_settings {
    ($Builder:ty $(, $C:ident)?) => {
        /// What the built-in transport heeds.
        impl $(<$C>)? $Builder {
            /// Trusts this certificate authority, **and no longer those of the system**: an appliance whose
            /// certificate comes from an authority of your own has no business showing one from any other. Call it
            /// again to trust several.
            ///
            /// Takes PEM (one certificate or a bundle) or DER. The name in the appliance's certificate has to match
            /// the url all the same; the factory's own certificate names no host, so it cannot pass, and neither can one that
            /// has signed itself as an authority (`CA:TRUE`). [`pin_certificate`](Self::pin_certificate) accepts those.
            pub fn root_certificate(mut self, certificate: impl AsRef<[u8]>) -> Self {
                self.https().roots.push(certificate.as_ref().to_vec());
                self
            }

            /// Accepts the certificate with this SHA-256 fingerprint, whatever its names, its dates and its issuer are: the
            /// way to reach an appliance with its factory certificate, or with one that has signed itself.
            ///
            /// Takes 64 hexadecimal digits in upper or lower case, with colons between the bytes or without. Call it again
            /// to pin several, such as the next one before a renewal. **No other certificate passes then**, but those
            /// from a [`root_certificate`](Self::root_certificate); the authorities of the system no longer count. A
            /// proxy that is reached by `https://` has to show such a certificate as well.
            ///
            /// The error of a certificate that is not trusted prints its fingerprint, and
            /// [`Error::certificate`]($crate::Error::certificate) gives it to programs. Compare that with the fingerprint that
            /// the appliance itself shows, such as on its console: somebody on the way could have sent another one.
            ///
            /// That the appliance holds the key of the certificate is verified as ever. `build` refuses what is no
            /// fingerprint, and a builder with this and
            /// [`danger_accept_invalid_certs`](Self::danger_accept_invalid_certs).
            pub fn pin_certificate(mut self, sha256: impl Into<String>) -> Self {
                self.https().pins.push(sha256.into());
                self
            }

            /// Shows this certificate to an appliance (or a proxy in front of it) that asks for one.
            ///
            /// Both as PEM: the certificate with those between it and its authority, and its private key (PKCS #8,
            /// PKCS #1 or SEC 1), unencrypted.
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

            /// Goes through this proxy, such as `http://user:password@proxy.example:3128`, in place of the one that
            /// the environment (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`, in upper or lower case) names. One that cannot be
            /// used, such as a SOCKS proxy, is an error of `build`, wherever it is named.
            pub fn proxy(mut self, url: impl Into<$crate::Secret>) -> Self {
                self.https().proxy = $crate::transport::reqwest::Route::Proxy(url.into());
                self
            }

            /// Goes straight to the appliance, whatever the environment says about proxies.
            pub fn no_proxy(mut self) -> Self {
                self.https().proxy = $crate::transport::reqwest::Route::Direct;
                self
            }

            /// How long setting up a connection may take, TLS included; `None`: as long as the call. Ten seconds
            /// unless set.
            pub fn connect_timeout(mut self, timeout: impl Into<Option<::std::time::Duration>>) -> Self {
                self.https().connect_timeout = timeout.into();
                self
            }

            /// Accepts whatever certificate it is shown.
            ///
            /// Anybody on the way can then read the password and change what is configured. To reach an appliance
            /// with a certificate of your own authority, use [`root_certificate`](Self::root_certificate) instead, and
            /// [`pin_certificate`](Self::pin_certificate) for one that comes from no authority.
            pub fn danger_accept_invalid_certs(mut self) -> Self {
                self.https().accept_invalid_certificates = true;
                self
            }
        }
    };
}
pub(crate) use https_settings;

https_settings!(HttpsBuilder);
