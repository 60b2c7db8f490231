//! The command `probe`.

use std::process::ExitCode;

use fmg_bindings::Error;
use fmg_bindings::fmg::AdomName;
use fmg_probe::probe::{self, Fmg, Pace, Report};

use crate::Fallible;
use crate::arguments::{Appliance, How, Probe, ProbeProduct};
use crate::connection;
use crate::progress::Bar;

pub(crate) async fn run(probe: Probe) -> Fallible<ExitCode> {
    let bar = Bar::new()?;
    let (report, how) = match probe.product {
        ProbeProduct::Fortios { appliance, how } => {
            let (client, pace) = (connection::fortios(&appliance)?, pace(&appliance, &how));
            let work = async |client: &_| stoppable(probe::fortios(client, pace, &bar)).await;
            (client.with_session(work).await, how)
        }
        ProbeProduct::Fmg { appliance, how, adom } => {
            let mut what = Fmg::default();
            what.adom = adom.map(AdomName::new).transpose()?;
            let (client, pace) = (connection::fmg(&appliance)?, pace(&appliance, &how));
            let work = async |client: &_| stoppable(probe::fmg(client, &what, pace, &bar)).await;
            (client.with_session(work).await, how)
        }
    };
    bar.finish();
    let report = report?;
    if how.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print!("{report}");
    }
    Ok(if report.fits() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn pace(appliance: &Appliance, how: &How) -> Pace {
    Pace {
        rows: how.rows,
        pause: appliance.pause,
    }
}

/// Runs the probe until it ends or a person stops it. Closes the session in both cases.
async fn stoppable(work: impl Future<Output = Result<Report, Error>>) -> Result<Report, Error> {
    tokio::select! {
        report = work => report,
        _ = tokio::signal::ctrl_c() => Err(Error::other("stopped")),
    }
}
