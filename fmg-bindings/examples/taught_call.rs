//! Gives a simulated FortiManager a closure for a call that no spec covers, makes the call, and prints the received
//! calls.
//!
//! `cargo run -p fmg-bindings --example taught_call`

use std::error::Error;

use fmg_bindings::fmg::{self, AdomName};
use fmg_bindings::{Data, Endpoint, adom};
use fmg_sim::{Answer, Sim};
use serde::Deserialize;
use serde_json::json;

#[derive(Debug, Deserialize)]
struct Script {
    name: String,
    desc: String,
}

/// Lists the scripts of an ADOM.
#[derive(Endpoint)]
#[endpoint(get, "/dvmdb/adom/<adom>/script", response = Data<Vec<Script>>)]
struct Scripts {
    adom: AdomName,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    teach_and_call().await
}

/// Starts the simulator, gives it a closure for the call, and makes the call.
pub(crate) async fn teach_and_call() -> Result<(), Box<dyn Error>> {
    let sim = Sim::start().await?;
    // The first time it is busy. What does the program do then?
    let mut asked = 0;
    sim.fmg().answer("get", "/dvmdb/adom/<adom>/script", move |call| {
        asked += 1;
        match call.value("adom") {
            _ if asked == 1 => Answer::status(-2, "The FortiManager is busy"),
            Some("demo") => Answer::data(json!([{"name": "reset", "desc": "Resets the counters."}])),
            _ => Answer::data(json!([])),
        }
    })?;

    let fmg = fmg::Client::builder(sim.fmg_url())
        .root_certificate(sim.certificate_pem())
        .credentials("admin", "admin")
        .build()?;
    fmg.with_session(scripts).await?;

    for call in sim.calls() {
        let outcome = call.outcome.as_ref().and_then(|outcome| outcome.code);
        println!("{} {}: {outcome:?}", call.method, call.url);
    }
    Ok(())
}

/// Prints the scripts of an ADOM. If the FortiManager refuses, it asks once more.
async fn scripts(fmg: &fmg::Client) -> Result<(), fmg_bindings::Error> {
    let scripts = match fmg.send(&Scripts { adom: adom!("demo") }).await {
        Err(error) => {
            eprintln!("{error}");
            fmg.send(&Scripts { adom: adom!("demo") }).await?
        }
        Ok(scripts) => scripts,
    };
    for script in scripts {
        println!("{}: {}", script.name, script.desc);
    }
    Ok(())
}
