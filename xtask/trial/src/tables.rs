//! Creates, reads, updates and deletes a row of each table.

use std::fmt::Display;

use fmg_bindings::fortios::cmdb::{ChildCalls, ChildPlace, ChildTable};
use fmg_bindings::fortios::{self, FortiOsConfiguration, Mkey, Single, Table};
use fmg_bindings::{In, Response, WritableIn};
use fmg_template::secret_attribute::SchemaAttribute;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::Trial;
use crate::row::{Purpose, Rows};

/// A row type that is read as itself.
pub trait ReadRow: Table<One: Response<Output = Self>, Many: Response<Output = Vec<Self>>> {}

impl<T: Table<One: Response<Output = T>, Many: Response<Output = Vec<T>>>> ReadRow for T {}

impl Trial {
    /// Creates, reads, lists, updates and deletes a row.
    ///
    /// # Errors
    ///
    /// The step that has failed, and why.
    pub async fn table<T>(&self, path: &str) -> Result<(), String>
    where
        T: ReadRow + In<FortiOsConfiguration> + WritableIn<FortiOsConfiguration> + Serialize + DeserializeOwned,
    {
        let schema = self.schema(path)?;
        typed::<T>(schema)?;
        let (first, second) = rows(schema);
        let key = key(schema, &first)?;
        let row: T = decode("the row", &first)?;
        let cmdb = self.client.cmdb();
        // The row may be one of a new device.
        let _ = cmdb.delete::<T>(key.clone()).await;
        step("create", cmdb.create(&row).await)?;
        let read = step("get", cmdb.get::<T>(key.clone()).strict().await)?;
        same("get", schema, &first, &read)?;
        let listed = step("list", cmdb.list::<T>().strict().await)?;
        if listed.is_empty() {
            return Err("list: no row".to_owned());
        }
        let changed: T = decode("the changed row", &second)?;
        step("update", cmdb.update::<T>(key.clone(), &changed).await)?;
        let read = step("get of the changed row", cmdb.get::<T>(key.clone()).strict().await)?;
        same("get of the changed row", schema, &second, &read)?;
        step("delete", cmdb.delete::<T>(key.clone()).await)?;
        match cmdb.get::<T>(key).await {
            Ok(_) => Err("get of the deleted row: it is still there".to_owned()),
            Err(_) => Ok(()),
        }
    }

    /// Lists the rows of a table that only the device writes.
    ///
    /// # Errors
    ///
    /// The step that has failed, and why.
    pub async fn read_only_table<T>(&self, path: &str) -> Result<(), String>
    where
        T: ReadRow + In<FortiOsConfiguration> + Serialize + DeserializeOwned,
    {
        typed::<T>(self.schema(path)?)?;
        step("list", self.client.cmdb().list::<T>().strict().await).map(drop)
    }

    /// Reads, changes and reads a single object.
    ///
    /// # Errors
    ///
    /// The step that has failed, and why.
    pub async fn single<S>(&self, path: &str) -> Result<(), String>
    where
        S: Single<One: Response<Output = S>>
            + In<FortiOsConfiguration>
            + WritableIn<FortiOsConfiguration>
            + Serialize
            + DeserializeOwned,
    {
        let schema = self.schema(path)?;
        typed::<S>(schema)?;
        let (_, changed) = rows(schema);
        let cmdb = self.client.cmdb();
        step("read", cmdb.read::<S>().strict().await)?;
        let row: S = decode("the object", &changed)?;
        step("edit", cmdb.edit::<S>(&row).await)?;
        let read = step("read of the changed object", cmdb.read::<S>().strict().await)?;
        same("read of the changed object", schema, &changed, &read)
    }

    /// Reads a single object that only the device writes.
    ///
    /// # Errors
    ///
    /// The step that has failed, and why.
    pub async fn read_only_single<S>(&self, path: &str) -> Result<(), String>
    where
        S: Single<One: Response<Output = S>> + In<FortiOsConfiguration> + Serialize + DeserializeOwned,
    {
        typed::<S>(self.schema(path)?)?;
        step("read", self.client.cmdb().read::<S>().strict().await).map(drop)
    }

    /// Creates a row of a table inside of a new row of its parent, reads, updates and deletes it.
    ///
    /// # Errors
    ///
    /// The step that has failed, and why.
    pub async fn child<P, T>(&self, path: &str, name: &str) -> Result<(), String>
    where
        P: ReadRow + In<FortiOsConfiguration> + WritableIn<FortiOsConfiguration> + Serialize + DeserializeOwned,
        T: ChildTable<Parent = P, One: Response<Output = T>, Many: Response<Output = Vec<T>>>
            + Serialize
            + DeserializeOwned,
    {
        let parent = self.schema(path)?;
        let schema = &parent["children"][name];
        typed::<T>(schema)?;
        let (mut around, _) = rows(parent);
        around.remove(name);
        let parent_key = key(parent, &around)?;
        let row: P = decode("the row around", &around)?;
        let cmdb = self.client.cmdb();
        let _ = cmdb.delete::<P>(parent_key.clone()).await;
        step("create the row around", cmdb.create(&row).await)?;
        let rows = rows(schema);
        let outcome = of_children(&cmdb.children::<T>(parent_key.clone()), schema, &rows).await;
        step("delete the row around", cmdb.delete::<P>(parent_key).await)?;
        outcome
    }

    /// Decodes and encodes rows of a table inside of an object that only the device writes.
    ///
    /// # Errors
    ///
    /// The values that are lost.
    #[allow(clippy::unused_async, reason = "a case is a future")]
    pub async fn read_only_child<T: ChildTable + Serialize + DeserializeOwned>(
        &self,
        path: &str,
        name: &str,
    ) -> Result<(), String> {
        typed::<T>(&self.schema(path)?["children"][name])
    }

    /// Creates, reads, updates and deletes a row of a table inside of a single object.
    ///
    /// # Errors
    ///
    /// The step that has failed, and why.
    pub async fn child_of_single<T>(&self, path: &str, name: &str) -> Result<(), String>
    where
        T: ChildTable<Parent: Single, One: Response<Output = T>, Many: Response<Output = Vec<T>>>
            + Serialize
            + DeserializeOwned,
    {
        let schema = &self.schema(path)?["children"][name];
        typed::<T>(schema)?;
        let children = self.client.cmdb().complex_children::<T>();
        step("purge", children.purge().await)?;
        of_children(&children, schema, &rows(schema)).await
    }

    fn schema(&self, path: &str) -> Result<&Value, String> {
        self.schemas
            .get(path)
            .ok_or_else(|| format!("the description has no table `{path}`"))
    }
}

/// Creates, reads, updates, lists and deletes a row.
async fn of_children<T, P>(
    children: &ChildCalls<'_, fortios::Client, T, P>,
    schema: &Value,
    (first, second): &(Map<String, Value>, Map<String, Value>),
) -> Result<(), String>
where
    T: ChildTable<One: Response<Output = T>, Many: Response<Output = Vec<T>>> + Serialize + DeserializeOwned,
    P: ChildPlace,
{
    let key = key(schema, first)?;
    let row: T = decode("the row", first)?;
    step("create", children.create(&row).await)?;
    let read = step("get", children.get(key.clone()).strict().await)?;
    same("get", schema, first, &read)?;
    let changed: T = decode("the changed row", second)?;
    step("update", children.update(key.clone(), &changed).await)?;
    let listed = step("list", children.list().strict().await)?;
    let [read] = listed.as_slice() else {
        return Err(format!("list: {} rows", listed.len()));
    };
    same("list", schema, second, read)?;
    step("delete", children.delete(key).await).map(drop)
}

/// The row that is created, and the one that it is changed to.
fn rows(schema: &Value) -> (Map<String, Value>, Map<String, Value>) {
    let row = |number| {
        let purpose = Purpose::Wire;
        Rows { purpose, number }.row(schema)
    };
    (row(0), row(1))
}

/// Decodes rows with a value of every attribute, and encodes them again: nothing is lost.
fn typed<T: Serialize + DeserializeOwned>(schema: &Value) -> Result<(), String> {
    for number in 0..2 {
        let purpose = Purpose::Types;
        let row = Value::Object(Rows { purpose, number }.row(schema));
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

fn key(schema: &Value, row: &Map<String, Value>) -> Result<Mkey, String> {
    let name = schema["mkey"].as_str().ok_or("the table has no key")?;
    let text = match row.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
        None => return Err(format!("the row has no key `{name}`")),
    };
    Mkey::new(text).map_err(|fault| fault.to_string())
}

fn step<T, E: Display>(what: &str, result: Result<T, E>) -> Result<T, String> {
    result.map_err(|error| format!("{what}: {error}"))
}

/// Whether the read values are the written ones. Secrets are not returned.
fn same<T: Serialize>(what: &str, schema: &Value, written: &Map<String, Value>, read: &T) -> Result<(), String> {
    let read = serde_json::to_value(read).map_err(|error| format!("{what}: {error}"))?;
    let plain = without_secrets(schema, &Value::Object(written.clone()));
    match difference(&plain, &read, "") {
        None => Ok(()),
        Some(difference) => Err(format!("{what}: {difference}")),
    }
}

/// The row without the attributes that are passwords.
fn without_secrets(schema: &Value, value: &Value) -> Value {
    match value {
        Value::Object(row) => {
            let kept = row.iter().filter_map(|(name, value)| {
                let attribute = &schema["children"][name];
                let described = SchemaAttribute {
                    name,
                    ty: attribute["type"].as_str().unwrap_or_default(),
                    has_choices: attribute["options"].is_array(),
                    is_key: false,
                };
                (!described.has_secret_type()).then(|| (name.clone(), without_secrets(attribute, value)))
            });
            kept.collect::<Map<_, _>>().into()
        }
        Value::Array(rows) => rows.iter().map(|row| without_secrets(schema, row)).collect(),
        value => value.clone(),
    }
}

/// The first place where a value differs from the expected one. Further members are no difference.
pub(crate) fn difference(expected: &Value, found: &Value, path: &str) -> Option<String> {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => expected.iter().find_map(|(name, value)| {
            let path = format!("{path}.{name}");
            match found.get(name) {
                Some(own) => difference(value, own, &path),
                None => Some(format!("`{}` is missing", path.trim_start_matches('.'))),
            }
        }),
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => {
            let mut pairs = expected.iter().zip(found);
            pairs.find_map(|(expected, found)| difference(expected, found, path))
        }
        (expected, found) if expected == found => None,
        // Values that may be several are a list in any case.
        (expected, Value::Array(found)) if matches!(found.as_slice(), [one] if one == expected) => None,
        // Keys are read as texts.
        (Value::Number(number), Value::String(text)) if number.to_string() == *text => None,
        (expected, found) => Some(format!(
            "`{}` is {found} instead of {expected}",
            path.trim_start_matches('.')
        )),
    }
}
