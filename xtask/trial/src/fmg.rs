//! Creates, reads, updates and deletes a row of each table of FortiManager.

mod row;
pub mod scope;

use std::collections::BTreeMap;
use std::fmt::Display;

use fmg_bindings::fmg;
use fmg_bindings::fmg::scope::{RowOf, Scope};
use fmg_bindings::fmg::table::{Add, Count, Delete, Get, GetSingle, List, Update, UpdateSingle};
use fmg_bindings::{In, Response, Single, Table, WritableIn};
use fmg_codegen::import::TableSyntax;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use self::row::Rows;
use crate::tables::difference;

/// The API key of a user of the simulator who may do everything.
const KEY: &str = "robot-api-key";

/// A row type that is read as itself.
pub trait ReadRow: Table<One: Response<Output = Self>, Many: Response<Output = Vec<Self>>> + 'static {}

impl<T: Table<One: Response<Output = T>, Many: Response<Output = Vec<T>>> + 'static> ReadRow for T {}

/// A client of a FortiManager, and its description.
#[derive(Debug)]
pub struct FmgTrial {
    client: fmg::Client,
    /// The schemas of the tables, by kind and path: `obj firewall/address`.
    schemas: BTreeMap<String, Value>,
}

impl FmgTrial {
    /// A trial of the FortiManager of this simulator.
    ///
    /// # Errors
    ///
    /// The client cannot be built.
    pub(crate) fn new(
        sim: &fmg_sim::Sim,
        syntax: Vec<TableSyntax>,
    ) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        // The tables of a package of the global database need it.
        let package = json!({ "name": scope::NAME, "type": "pkg" });
        if !sim.fmg().put_row("/pm/pkg/global", &package) {
            return Err("the simulator has no package of the global database".into());
        }
        sim.fmg().set_workspace_mode(fmg_sim::fmg::WorkspaceMode::Disabled);
        let client = fmg::Client::builder(sim.fmg_url())
            .root_certificate(sim.certificate_pem())
            .no_proxy()
            .api_key(KEY)
            .build()?;
        let schemas = syntax
            .into_iter()
            .map(|own| (format!("{} {}", own.kind, own.path), own.schema));
        Ok(Self {
            client,
            schemas: schemas.collect(),
        })
    }

    /// Creates, reads, lists, updates and deletes a row of a table below a scope.
    ///
    /// # Errors
    ///
    /// The step that has failed, and why.
    pub async fn table<S, T>(&self, scope: S, name: &str) -> Result<(), String>
    where
        S: Scope,
        T: ReadRow + In<S> + WritableIn<S> + Serialize + DeserializeOwned,
    {
        let schema = self.schema(name)?;
        typed::<T>(schema)?;
        self.rows::<S, T>(scope, schema).await
    }

    /// Decodes and encodes rows of a table whose rows cannot be named, and lists them.
    ///
    /// # Errors
    ///
    /// The step that has failed, and why.
    pub async fn readable<S, T>(&self, scope: S, name: &str) -> Result<(), String>
    where
        S: Scope,
        T: ReadRow + In<S> + Serialize + DeserializeOwned,
    {
        typed::<T>(self.schema(name)?)?;
        let listed = self.client.send(List::<S, T>::new(scope)).strict().await;
        step("list", listed).map(drop)
    }

    /// Reads, changes and reads a single object.
    ///
    /// # Errors
    ///
    /// The step that has failed, and why.
    pub async fn single<S, T>(&self, scope: S, name: &str) -> Result<(), String>
    where
        S: Scope,
        T: Single<One: Response<Output = T>> + In<S> + WritableIn<S> + Serialize + DeserializeOwned,
    {
        let schema = self.schema(name)?;
        typed::<T>(schema)?;
        let client = &self.client;
        let get = || GetSingle::<S, T>::new(scope.clone());
        step("get", client.send(get()).strict().await)?;
        let changed = Rows::on_wire(1).row(schema);
        let row: T = decode("the object", &changed)?;
        step("update", client.send(UpdateSingle::new(scope.clone(), row)).await)?;
        let read = step("get of the changed object", client.send(get()).strict().await)?;
        same("get of the changed object", schema, &changed, &read)
    }

    /// Creates a row of a table inside of a new row of another table, reads, updates and deletes it.
    ///
    /// # Errors
    ///
    /// The step that has failed, and why.
    pub async fn child<S, P, T>(&self, scope: S, around: &str, name: &str) -> Result<(), String>
    where
        S: Scope,
        P: ReadRow + In<S> + WritableIn<S> + Serialize + DeserializeOwned,
        T: ReadRow + In<RowOf<S, P>> + WritableIn<RowOf<S, P>> + Serialize + DeserializeOwned,
    {
        let schema = self.inner(around, name)?;
        typed::<T>(schema)?;
        let row: P = decode("the row around", &Rows::on_wire(0).row(self.schema(around)?))?;
        let key = row.key().ok_or("the row around has no key")?;
        let delete = || Delete::<S, P>::new(scope.clone(), key.clone());
        let _ = self.client.send(delete()).await;
        step(
            "add the row around",
            self.client.send(Add::new(scope.clone(), row)).await,
        )?;
        let inside = RowOf::<S, P>::new(scope.clone(), key.clone());
        let outcome = self.rows::<_, T>(inside, schema).await;
        step("delete the row around", self.client.send(delete()).await)?;
        outcome
    }

    async fn rows<S, T>(&self, scope: S, schema: &Value) -> Result<(), String>
    where
        S: Scope,
        T: ReadRow + In<S> + WritableIn<S> + Serialize + DeserializeOwned,
    {
        let (first, second) = (Rows::on_wire(0).row(schema), Rows::on_wire(1).row(schema));
        let row: T = decode("the row", &first)?;
        let key = row.key().ok_or("the row has no key")?;
        let client = &self.client;
        let get = || Get::<S, T>::new(scope.clone(), key.clone());
        let delete = || Delete::<S, T>::new(scope.clone(), key.clone());
        // The row may be one of a new appliance.
        let _ = client.send(delete()).await;
        step("add", client.send(Add::new(scope.clone(), row)).await)?;
        let read = step("get", client.send(get()).strict().await)?;
        same("get", schema, &first, &read)?;
        let listed = client.send(List::<S, T>::new(scope.clone())).strict().await;
        if step("list", listed)?.is_empty() {
            return Err("list: no row".to_owned());
        }
        if step("count", client.send(Count::<S, T>::new(scope.clone())).await)? == 0 {
            return Err("count: no row".to_owned());
        }
        let mut second = second;
        if let Some(name) = T::KEY {
            second.insert(name.to_owned(), first.get(name).cloned().unwrap_or_default());
        }
        let changed: T = decode("the changed row", &second)?;
        let update = Update::new(scope.clone(), key.clone(), changed);
        step("update", client.send(update).await)?;
        let read = step("get of the changed row", client.send(get()).strict().await)?;
        same("get of the changed row", schema, &second, &read)?;
        step("delete", client.send(delete()).await)?;
        match client.send(get()).await {
            Ok(_) => Err("get of the deleted row: it is still there".to_owned()),
            Err(_) => Ok(()),
        }
    }

    fn schema(&self, name: &str) -> Result<&Value, String> {
        let found = self.schemas.get(name);
        found.ok_or_else(|| format!("the description has no table `{name}`"))
    }

    /// The schema of a table inside of another: one of its own, or that of the attribute.
    fn inner(&self, around: &str, name: &str) -> Result<&Value, String> {
        if let Some(own) = self.schemas.get(&format!("{around}/{name}")) {
            return Ok(own);
        }
        let attribute = &self.schema(around)?["attr"][name];
        Some(attribute)
            .filter(|own| own["attr"].is_object())
            .ok_or_else(|| format!("the description has no table `{around}/{name}`"))
    }
}

/// Decodes rows with a value of every attribute, and encodes them again: nothing is lost.
fn typed<T: Serialize + DeserializeOwned>(schema: &Value) -> Result<(), String> {
    for number in 0..2 {
        let row = Value::Object(Rows::of_all(number).row(schema));
        let read: T =
            serde_json::from_value(row.clone()).map_err(|error| format!("a row of all attributes: {error}"))?;
        let written = serde_json::to_value(&read).map_err(|error| format!("a row of all attributes: {error}"))?;
        if let Some(difference) = difference(&row, &written, "") {
            return Err(format!("a row of all attributes: {difference}"));
        }
    }
    Ok(())
}

fn decode<T: DeserializeOwned>(what: &str, row: &Map<String, Value>) -> Result<T, String> {
    serde_json::from_value(Value::Object(row.clone())).map_err(|error| format!("{what}: {error}"))
}

fn step<T, E: Display>(what: &str, result: Result<T, E>) -> Result<T, String> {
    result.map_err(|error| format!("{what}: {error}"))
}

/// Whether the read values are the written ones. Secrets are not returned.
fn same<T: Serialize>(what: &str, schema: &Value, written: &Map<String, Value>, read: &T) -> Result<(), String> {
    let read = serde_json::to_value(read).map_err(|error| format!("{what}: {error}"))?;
    let is_shown = |name: &String| !row::is_secret(name, schema);
    let shown = written.iter().filter(|(name, _)| is_shown(name));
    let plain: Map<_, _> = shown.map(|(name, value)| (name.clone(), value.clone())).collect();
    let read = without_others(&plain, read);
    match difference(&Value::Object(plain), &read, "") {
        None => Ok(()),
        Some(difference) => Err(format!("{what}: {difference}")),
    }
}

/// The read values, without rows inside of rows that existed before. An update adds rows without a key that the
/// description states.
fn without_others(written: &Map<String, Value>, mut read: Value) -> Value {
    let members = read.as_object_mut().into_iter().flatten();
    for (name, value) in members {
        let (Value::Array(rows), Some(Value::Array(own))) = (value, written.get(name)) else {
            continue;
        };
        if own.iter().all(Value::is_object) {
            rows.retain(|row| own.contains(row));
        }
    }
    read
}
