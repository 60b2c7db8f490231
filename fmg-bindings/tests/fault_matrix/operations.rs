//! All operations of the matrix.

mod calls;
pub(crate) mod guards;
mod guards_blocking;
mod proxy;
mod renewals;
mod retries;
mod tasks;
mod workflow;

use fmg_bindings::fmg::address::Address;
use fmg_bindings::fmg::{self, AdomName};
use fmg_bindings::{adom, fortios};
use fmg_sim::Sim;

use crate::faults::TIMEOUT;
use crate::operation::Operation;
use crate::secrets::{APPROVER, KEY, PASSWORD, USER};

/// The name of the object that an operation adds.
const NAME: &str = "fault_matrix";

pub(crate) fn all() -> Vec<Operation> {
    let groups = [
        calls::all(),
        retries::all(),
        renewals::all(),
        guards::all(),
        guards_blocking::all(),
        workflow::all(),
        tasks::all(),
        proxy::all(),
    ];
    groups.into_iter().flatten().collect()
}

fn builder(sim: &Sim) -> fmg::Builder {
    let builder = fmg::Client::builder(sim.fmg_url()).root_certificate(sim.certificate_pem());
    builder.no_proxy().timeout(TIMEOUT)
}

pub(crate) fn client(sim: &Sim) -> fmg::Client {
    builder(sim).credentials(USER, PASSWORD).build().unwrap()
}

fn approver(sim: &Sim) -> fmg::Client {
    builder(sim).credentials(APPROVER, PASSWORD).build().unwrap()
}

/// A client that sends its calls through a session of the GUI.
fn over_gui(sim: &Sim) -> fmg::Client {
    builder(sim).credentials(USER, PASSWORD).over_flat_ui().build().unwrap()
}

/// A client without a login: its key is in each request.
fn keyed(sim: &Sim) -> fmg::Client {
    builder(sim).api_key(KEY).build().unwrap()
}

pub(crate) fn blocking_client(sim: &Sim) -> fmg::blocking::Client {
    blocking_as(sim, USER)
}

fn blocking_as(sim: &Sim, user: &str) -> fmg::blocking::Client {
    let builder = fmg::blocking::Client::builder(sim.fmg_url()).root_certificate(sim.certificate_pem());
    let builder = builder.no_proxy().timeout(TIMEOUT);
    builder.credentials(user, PASSWORD).build().unwrap()
}

fn fortigate_builder(sim: &Sim) -> fortios::Builder {
    let builder = fortios::Client::builder(sim.fortios_url()).root_certificate(sim.certificate_pem());
    builder.no_proxy().timeout(TIMEOUT)
}

fn fortigate(sim: &Sim) -> fortios::Client {
    fortigate_builder(sim).credentials(USER, PASSWORD).build().unwrap()
}

fn blocking_fortigate(sim: &Sim) -> fortios::blocking::Client {
    let builder = fortios::blocking::Client::builder(sim.fortios_url()).root_certificate(sim.certificate_pem());
    let builder = builder.no_proxy().timeout(TIMEOUT);
    builder.credentials(USER, PASSWORD).build().unwrap()
}

pub(crate) fn demo() -> AdomName {
    adom!("demo")
}

fn branch() -> AdomName {
    adom!("ZTP_SINGLE")
}

pub(crate) fn address() -> Address {
    Address {
        name: NAME.into(),
        subnet: "10.9.0.0/16".into(),
        ..Address::default()
    }
}

/// How many rows of a table have this value in a member.
fn rows(sim: &Sim, table: &str, member: &str, value: &str) -> usize {
    let rows = sim.fmg().rows(table);
    rows.iter().filter(|row| row[member] == value).count()
}

/// How many addresses of the ADOM `demo` have the name.
pub(crate) fn addresses(sim: &Sim) -> usize {
    rows(sim, "/pm/config/adom/demo/obj/firewall/address", "name", NAME)
}
