//! FortiOS through FortiManager, which forwards calls to the FortiGates that it manages.
//!
//! [`fmg::Client::fortigate`](crate::fmg::Client::fortigate) makes a client of one FortiGate. The client has the same
//! type and methods as one that connects to a FortiGate directly:
//!
//! ```
//! # use fmg_bindings::{Error, adom, device, fmg};
//! # async fn example(fmg: fmg::Client) -> Result<(), Error> {
//! let fgt = fmg.fortigate(adom!("demo"), device!("dev_001"));
//! let interfaces = fgt.monitor().system().interface().await?;
//! println!("port1 is up: {:?}", interfaces.get("port1").and_then(|port| port.link));
//! # Ok(())
//! # }
//! ```
//!
//! [`fmg::Client::fortigates`](crate::fmg::Client::fortigates) sends one request to many FortiGates at once:
//!
//! ```
//! # use fmg_bindings::{Error, adom, fmg, fortios};
//! use fmg_bindings::fortigate_proxy::ProxyTarget;
//!
//! # async fn example(fmg: fmg::Client) -> Result<(), Error> {
//! let all = fmg.fortigates([ProxyTarget::all(adom!("demo"))]);
//! for each in all.send(fortios::monitor::system::Firmware::new()).await? {
//!     match each.outcome {
//!         Ok(firmware) => println!("{}: {:?}", each.device, firmware.and_then(|firmware| firmware.current)),
//!         Err(error) => eprintln!("{}: {error}", each.device),
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The client of the FortiManager provides session, permissions, retries, layers and limits. The user of that client
//! needs the permission for device configuration. No call needs a lock. Files are not forwarded: a call that sends or
//! receives one is refused before it is sent. FortiManager forwards no headers, so replies have no entity tag.
//!
//! Source: [How to FortiManager API?](https://how-to-fortimanager-api.readthedocs.io/en/latest/), `016_sys_proxy_json`.

mod devices;
mod fortigate;
mod reply;
mod request;
mod target;
mod task;

pub use self::devices::{FortiGates, FromDevice, OnDevices};
pub use self::reply::OfDevices;
pub use self::target::ProxyTarget;
pub use self::task::{AsTask, OfTask, ProxyTask, TaskResults};
