//! The command `fetch`.

use std::process::ExitCode;

use fmg_bindings::Error;
use fmg_bindings::fmg::{AdomName, DeviceName, PackagePath, VdomName};
use fmg_probe::fetch::{self, FetchError, Fmg, Folder, FortiOs, Outcome, Pace, Product};

use crate::Fallible;
use crate::arguments::{Appliance, Fetch, FetchProduct, Into};
use crate::connection;
use crate::progress::Bar;

pub(crate) async fn run(fetch: Fetch) -> Fallible<ExitCode> {
    let bar = Bar::new()?;
    let (outcome, folder) = match fetch.product {
        FetchProduct::Fortios {
            appliance,
            into,
            one_by_one,
            tables,
        } => {
            let mut folder = open(&into, Product::FortiOs)?;
            let mut what = FortiOs::default();
            what.one_by_one = one_by_one;
            what.tables = tables;
            let (client, pace) = (connection::fortios(&appliance)?, pace(&appliance, &into));
            let work = async |client: &_| {
                let work = fetch::fortios(client, &mut folder, &what, pace, &bar);
                Ok(stoppable(work).await)
            };
            (client.with_session(work).await, folder)
        }
        FetchProduct::Fmg {
            appliance,
            into,
            places,
            one_by_one,
        } => {
            let mut folder = open(&into, Product::Fmg)?;
            let mut what = Fmg::default();
            what.one_by_one = one_by_one;
            what.adom = places.adom.map(AdomName::new).transpose()?;
            what.package = places.package.map(PackagePath::new).transpose()?;
            what.device = places.device.map(DeviceName::new).transpose()?;
            what.vdom = places.vdom.map(VdomName::new).transpose()?;
            let (client, pace) = (connection::fmg(&appliance)?, pace(&appliance, &into));
            let work = async |client: &_| {
                let work = fetch::fmg(client, &mut folder, &what, pace, &bar);
                Ok(stoppable(work).await)
            };
            (client.with_session(work).await, folder)
        }
    };
    bar.finish();
    report(outcome, &folder)
}

fn pace(appliance: &Appliance, into: &Into) -> Pace {
    Pace {
        at_once: into.at_once,
        pause: appliance.pause,
    }
}

fn open(into: &Into, product: Product) -> Result<Folder, FetchError> {
    let mut folder = Folder::open(&into.out, product)?;
    if into.refused_again {
        folder.forget_refusals()?;
    }
    Ok(folder)
}

/// Runs the fetch until it ends or a person stops it. Closes the session in both cases.
async fn stoppable(work: impl Future<Output = Result<Outcome, FetchError>>) -> Result<Outcome, FetchError> {
    tokio::select! {
        outcome = work => outcome,
        _ = tokio::signal::ctrl_c() => Err(FetchError::Stopped),
    }
}

/// Prints the outcome. The session may not have been closed after the work.
fn report(outcome: Result<Result<Outcome, FetchError>, Error>, folder: &Folder) -> Fallible<ExitCode> {
    let outcome = outcome??;
    println!("{}: {}", folder.path().display(), folder.identity());
    println!("{outcome}");
    if outcome.is_complete() {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("fmg-probe: repeat the command to ask the failed questions again");
    Ok(ExitCode::FAILURE)
}
