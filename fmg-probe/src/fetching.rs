//! The command `fetch`.

use std::process::ExitCode;

use fmg_bindings::Error;
use fmg_probe::fetch::{self, FetchError, Folder, FortiOs, Outcome, Pace, Product};

use crate::Fallible;
use crate::arguments::{Fetch, FetchProduct, Into};
use crate::connection;
use crate::progress::Bar;

pub(crate) async fn run(fetch: Fetch) -> Fallible<ExitCode> {
    match fetch.product {
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
            let bar = Bar::new()?;
            let client = connection::fortios(&appliance)?;
            let pace = Pace {
                at_once: into.at_once,
                pause: appliance.pause,
            };
            let outcome = client
                .with_session(async |client| {
                    let work = fetch::fortios(client, &mut folder, &what, pace, &bar);
                    Ok(stoppable(work).await)
                })
                .await;
            bar.finish();
            report(outcome, &folder)
        }
    }
}

fn open(into: &Into, product: Product) -> Result<Folder, FetchError> {
    let mut folder = Folder::open(&into.out, product)?;
    if into.refused_again {
        folder.forget_refusals()?;
    }
    Ok(folder)
}

/// The fetch, until a person stops it. The session is closed then too.
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
    eprintln!("fmg-probe: the same command asks again for what has failed");
    Ok(ExitCode::FAILURE)
}
