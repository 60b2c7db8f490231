//! A certificate that is not trusted.

use std::error::Error;
use std::fmt;

/// So many names of a certificate are told.
const NAMES: usize = 5;

/// Why the certificate that the appliance showed is not trusted, and which one it is.
///
/// It is part of the text of an [`Error`](crate::Error), which [`certificate`](crate::Error::certificate) gives to
/// programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFault {
    problem: CertificateProblem,
    fingerprint: [u8; 32],
    names: Vec<String>,
}

/// What is wrong with a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CertificateProblem {
    /// No authority that is trusted has issued it. A certificate that has signed itself is of this kind, too.
    UnknownAuthority,
    /// It is the certificate of an authority (`CA:TRUE`). TLS takes that from no server, also if it is trusted as a root.
    AuthorityItself,
    /// It names no host. The common name in its subject does not count.
    NoNames,
    /// It names other hosts than that of the base url.
    OtherNames,
    /// It is no longer valid, by the clock of this machine.
    Expired,
    /// It is not valid yet, by the clock of this machine.
    NotYetValid,
    /// Its authority has revoked it.
    Revoked,
    /// It is meant for another purpose than to be shown by a server.
    OtherPurpose,
    /// It cannot be read, such as one of version 1 of X.509.
    Unreadable,
    /// It is none of those that are pinned.
    NotPinned,
    /// Anything else; the [source](std::error::Error::source) of the error says more.
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

    /// What is wrong with it.
    #[must_use]
    pub fn problem(&self) -> CertificateProblem {
        self.problem
    }

    /// Its SHA-256 fingerprint, such as `AB:CD:…`, which the builders' `pin_certificate` takes.
    ///
    /// Whoever sits between client and appliance could have sent the certificate: compare the fingerprint with the one
    /// that the appliance itself shows before pinning it.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let pairs: Vec<_> = self.fingerprint.iter().map(|byte| format!("{byte:02X}")).collect();
        pairs.join(":")
    }

    /// The hosts that it names, where these are not that of the base url.
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
                "it comes from no trusted authority; give its authority to the client as a root certificate, or pin the \
                 certificate"
            }
            CertificateProblem::AuthorityItself => {
                "it is that of an authority (CA:TRUE), which no server may show, and to trust it as a root certificate \
                 does not change that; pin it"
            }
            CertificateProblem::NoNames => {
                "it names no host (a common name does not count); pin it, or install one with the host of the base url \
                 as a subject alternative name"
            }
            CertificateProblem::OtherNames => {
                "it is for another host than the base url names; use a name that it has in the base url, or pin it"
            }
            CertificateProblem::Expired => "it has expired; renew it, or pin it",
            CertificateProblem::NotYetValid => {
                "it is not valid yet; check the clocks of both sides, or pin it"
            }
            CertificateProblem::Revoked => "its authority has revoked it; install another one",
            CertificateProblem::OtherPurpose => {
                "it is not meant to be shown by a server; install one that is, or pin it"
            }
            CertificateProblem::Unreadable => {
                "it cannot be read, as one of X.509 version 1 cannot; pin it, or install one of version 3"
            }
            CertificateProblem::NotPinned => {
                "it is none of the pinned ones; if it was renewed, pin the new one"
            }
            CertificateProblem::Other => "it does not pass verification; pin it if it is the right one",
        })?;
        for (index, name) in self.names.iter().take(NAMES).enumerate() {
            f.write_str(if index == 0 { "; its names: " } else { ", " })?;
            for c in name.chars().filter(|c| !c.is_control()) {
                write!(f, "{c}")?;
            }
        }
        write!(
            f,
            "; its SHA-256 fingerprint, to be compared with that on the appliance: {}",
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
