//! The error of a certificate that is not trusted.

use std::error::Error;
use std::fmt;

/// The number of names of a certificate that are shown.
const NAMES: usize = 5;

/// The certificate of the appliance and why it is not trusted.
///
/// The text of an [`Error`](crate::Error) contains it; [`certificate`](crate::Error::certificate) returns it to
/// programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFault {
    problem: CertificateProblem,
    fingerprint: [u8; 32],
    names: Vec<String>,
}

/// The problem of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CertificateProblem {
    /// No trusted authority has issued the certificate. A self-signed certificate is of this kind, too.
    UnknownAuthority,
    /// The certificate is that of an authority (`CA:TRUE`). TLS accepts none from a server, even if it is a trusted
    /// root.
    AuthorityItself,
    /// The certificate contains no host name. The common name in its subject does not count.
    NoNames,
    /// The certificate is for other hosts than that of the base url.
    OtherNames,
    /// The certificate has expired, by the clock of this machine.
    Expired,
    /// The certificate is not valid yet, by the clock of this machine.
    NotYetValid,
    /// The authority has revoked the certificate.
    Revoked,
    /// The certificate is for another purpose than server authentication.
    OtherPurpose,
    /// The certificate cannot be parsed, such as one of X.509 version 1.
    Unreadable,
    /// The certificate is not among the pinned ones.
    NotPinned,
    /// Any other problem; the [source](std::error::Error::source) of the error has details.
    Other,
}

impl CertificateFault {
    pub(crate) fn new(problem: CertificateProblem, fingerprint: [u8; 32], names: Vec<String>) -> Self {
        Self {
            problem,
            fingerprint,
            names,
        }
    }

    /// The problem of the certificate.
    #[must_use]
    pub fn problem(&self) -> CertificateProblem {
        self.problem
    }

    /// The SHA-256 fingerprint of the certificate, such as `AB:CD:…`, which `pin_certificate` of the builders takes.
    ///
    /// An attacker between client and appliance could have sent the certificate. Compare the fingerprint with the one
    /// that the appliance itself shows before pinning it.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let pairs: Vec<_> = self.fingerprint.iter().map(|byte| format!("{byte:02X}")).collect();
        pairs.join(":")
    }

    /// The host names in the certificate, if none is that of the base url.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }
}

impl fmt::Display for CertificateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the certificate of the appliance is not trusted: ")?;
        f.write_str(match self.problem {
            CertificateProblem::UnknownAuthority => {
                "no trusted authority issued it; give its authority to the client as a root certificate, or pin the \
                 certificate"
            }
            CertificateProblem::AuthorityItself => {
                "it is the certificate of an authority (CA:TRUE), which TLS does not accept from a server, even if it \
                 is a trusted root; pin it"
            }
            CertificateProblem::NoNames => {
                "it contains no host name (a common name does not count); pin it, or install one with the host of the \
                 base url as a subject alternative name"
            }
            CertificateProblem::OtherNames => {
                "it is for another host than that of the base url; use one of its names in the base url, or pin it"
            }
            CertificateProblem::Expired => "it has expired; renew it, or pin it",
            CertificateProblem::NotYetValid => "it is not valid yet; check the clocks of both sides, or pin it",
            CertificateProblem::Revoked => "its authority has revoked it; install another one",
            CertificateProblem::OtherPurpose => "it is not for server authentication; install one that is, or pin it",
            CertificateProblem::Unreadable => {
                "it cannot be parsed (X.509 version 1 is not supported); pin it, or install one of version 3"
            }
            CertificateProblem::NotPinned => {
                "it is not one of the pinned certificates; if it was renewed, pin the new one"
            }
            CertificateProblem::Other => "it fails verification; pin it if it is the right one",
        })?;
        for (index, name) in self.names.iter().take(NAMES).enumerate() {
            f.write_str(if index == 0 { "; its names: " } else { ", " })?;
            for c in name.chars().filter(|c| !c.is_control()) {
                write!(f, "{c}")?;
            }
        }
        write!(
            f,
            "; SHA-256 fingerprint (compare it with that on the appliance): {}",
            self.fingerprint()
        )
    }
}

impl Error for CertificateFault {}

#[cfg(test)]
mod tests {
    use super::{CertificateFault, CertificateProblem};

    #[test]
    fn each_cause_advises_what_helps() {
        let text = |problem| CertificateFault::new(problem, [0xAB; 32], Vec::new()).to_string();
        assert!(text(CertificateProblem::UnknownAuthority).contains("root certificate"));
        assert!(text(CertificateProblem::AuthorityItself).contains("CA:TRUE"));
        assert!(text(CertificateProblem::NoNames).contains("common name"));
        let names = vec!["fmg.example".to_owned(), "a\u{1b}[31m".to_owned()];
        let other = CertificateFault::new(CertificateProblem::OtherNames, [0xAB; 32], names).to_string();
        assert!(other.contains("its names: fmg.example, a[31m;"), "{other}");
        assert!(other.ends_with(&format!("{}AB", "AB:".repeat(31))), "{other}");
    }
}
