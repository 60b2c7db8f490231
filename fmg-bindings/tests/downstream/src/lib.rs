//! A crate as users of the bindings have it, with the bindings as its only dependency.
//!
//! It covers calls that no spec has, by the derive and by the raw tier, and a transport of its own.
#![forbid(unsafe_code)]

mod memory;

use fmg_bindings::fmg::scope::Objects;
use fmg_bindings::fmg::{AdomName, Client, DeviceName, Method, ObjectName, ObjectPath};
use fmg_bindings::serde_json::{Value, json};
use fmg_bindings::{Endpoint, Error, Secret, Table, adom, object, url};

pub use self::memory::{Memory, block_on};

/// Runs a script on a device: a call of this crate's own.
#[derive(Clone, Debug, Endpoint)]
#[endpoint(exec, "/dvmdb/adom/<adom>/script/execute/<script-name>", response = Value)]
pub struct RunScript {
    /// The ADOM.
    pub adom: AdomName,
    /// The script: a name like that of a device, so its type serves.
    pub script_name: DeviceName,
    /// The key that unlocks the device.
    #[endpoint(data("password"))]
    pub password: Option<Secret>,
    /// Whether to stop at the first error.
    #[endpoint(data("stop-on-error"), toggle)]
    pub stop_on_error: bool,
    /// Options beside the url.
    #[endpoint(beside)]
    pub option: Option<&'static str>,
}

/// Reads anything by table path and key, generic in what stands beside the url.
#[derive(Clone, Debug, Endpoint)]
#[endpoint(get, "/pm/config/adom/<adom>/obj/<path>", response = Value)]
pub struct Anything<'f, F>
where
    F: fmg_bindings::serde::Serialize,
{
    /// The ADOM.
    pub adom: AdomName,
    /// Table path and key.
    pub path: &'f ObjectPath,
    /// The fields to return.
    #[endpoint(beside)]
    pub fields: F,
}

/// A row of a table that no spec has.
#[derive(Clone, Debug, Default, fmg_bindings::serde::Deserialize, fmg_bindings::serde::Serialize, Table)]
#[serde(crate = "fmg_bindings::serde")]
#[table("firewall/ippool", scopes(Objects), key(name: ObjectName), cloneable)]
pub struct Pool {
    /// Its key.
    pub name: String,
    /// Its first address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub startip: Option<String>,
}

/// Creates a pool of addresses and a copy of it.
///
/// # Errors
///
/// One of the calls fails.
pub async fn pools(fmg: &Client, pool: Pool, copy: ObjectName) -> Result<Option<ObjectName>, Error> {
    let adom = fmg.adom(adom!("demo"));
    let objects = adom.objects();
    let key = pool.key();
    objects.upsert(pool).await?;
    match key {
        Some(key) => objects.clone_to::<Pool>(key, copy).await,
        None => Ok(None),
    }
}

/// Locks an object, runs a script, reads the object back, and gives the lock back.
///
/// # Errors
///
/// Any of the calls fails.
pub async fn rename(fmg: &Client, device: DeviceName) -> Result<Value, Error> {
    let adom = adom!("demo");
    let path = object!("firewall/address/Net_10.0.0.0\\/18");
    fmg.workspace().lock_object(adom.clone(), path.clone()).await?;
    let script = RunScript {
        adom: adom.clone(),
        script_name: device,
        password: Some("hunter2".into()),
        stop_on_error: true,
        option: None,
    };
    fmg.send(&script).await?;
    let found = fmg
        .send(Anything {
            adom: adom.clone(),
            path: &path,
            fields: ["name", "subnet"],
        })
        .await?;
    fmg.call(Method::Exec, url!("/dvmdb/adom/<adom>/workspace/unlock/obj/<path>"))
        .data(json!({}))
        .await?;
    Ok(found)
}

/// A client that needs no network.
///
/// # Errors
///
/// None is to be expected: there is nothing to be wrong with.
pub fn client(transport: Memory) -> Result<Client, Error> {
    Client::builder("https://fmg.example")
        .api_key("key")
        .transport(transport)
        .build()
}
