//! The simulator for these tests, and clients for each of its protocols.

use std::ops::Deref;

use fmg_bindings::fmg;
use fmg_bindings::fmg::{AdomOid, PackageOid};
use fmg_bindings::{adom, package};
use fmg_sim::{Builder, Product, Received, Sim};

pub(crate) const USER: &str = "admin";
pub(crate) const PASSWORD: &str = "admin";

pub(crate) struct FortiManager(Sim);

impl FortiManager {
    pub(crate) fn start() -> Self {
        Self::start_with(Sim::builder())
    }

    pub(crate) fn start_with(builder: Builder) -> Self {
        let builder = builder.products([Product::FortiManager]);
        Self(builder.start_blocking().unwrap())
    }

    /// A builder of a JSON-RPC client, without further settings.
    pub(crate) fn builder(&self) -> fmg::Builder {
        fmg::Client::builder(self.fmg_url())
            .no_proxy()
            .root_certificate(self.certificate_pem())
    }

    pub(crate) fn rest(&self) -> fmg::Client {
        self.builder().credentials(USER, PASSWORD).over_rest().build().unwrap()
    }

    pub(crate) fn gui(&self) -> fmg::gui::Client {
        self.gui_as(PASSWORD)
    }

    pub(crate) fn gui_as(&self, password: &str) -> fmg::gui::Client {
        fmg::gui::Client::builder(self.fmg_url())
            .no_proxy()
            .root_certificate(self.certificate_pem())
            .credentials(USER, password)
            .build()
            .unwrap()
    }

    /// The requests so far, as `GET /jsonrpc/sys/status`.
    pub(crate) fn asked(&self) -> Vec<String> {
        let shown = |received: &Received| format!("{} {}", received.method, received.uri.path());
        self.received().iter().map(shown).collect()
    }
}

impl Deref for FortiManager {
    type Target = Sim;

    fn deref(&self) -> &Sim {
        &self.0
    }
}

/// The object ids of the ADOM and the package that the tests work in.
pub(crate) async fn oids(gui: &fmg::gui::Client) -> (AdomOid, PackageOid) {
    let fmg = gui.json_rpc();
    let adom = fmg.dvmdb().get_adom(adom!("demo")).await.unwrap();
    let package = fmg.package().get(adom!("demo"), package!("ppkg_001")).await.unwrap();
    (*adom.oid.get().unwrap(), *package.oid.get().unwrap())
}
