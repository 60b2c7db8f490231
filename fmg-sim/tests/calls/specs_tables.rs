//! Tests of the tables of a folder of specs.

use fmg_sim::Sim;
use serde_json::{Value, json};

use super::Admin;
use super::specs::{DOCUMENTS, folder};

const PARAMETERS: &str = r#"
[[parameter]]
type = "AdomName"
kind = "name"
placeholders = ["adom"]
doc = "Name of an ADOM."

[[parameter]]
type = "AdomOrGlobal"
kind = "scope"
placeholders = ["scope"]
doc = "An ADOM, or the global database."
forms = [
  { name = "Adom", url = "adom/<adom>", doc = "The database of an ADOM." },
  { name = "Global", url = "global", doc = "The global database." },
]

[[parameter]]
type = "ShelfName"
kind = "name"
placeholders = []
doc = "Name of a shelf."

[[parameter]]
type = "BookId"
kind = "id"
placeholders = ["book"]
doc = "Number of a book."
"#;

const SCOPES: &str = r#"
[[scope]]
name = "Objects"
url = "/pm/config/<scope>/obj"
doc = "The objects of an ADOM, or of the global database."
params = { scope = { doc = "The ADOM, or the global database." } }
"#;

const SHELVES: &str = r#"
[group]
title = "Shelves"
doc = "Reads and writes shelves."

[[table]]
row = "Shelf"
name = "shelf"
plural = "shelves"
doc = "The shelves of an ADOM."
path = "probe/shelf"
scopes = ["Objects"]
key = { attribute = "name", type = "ShelfName", doc = "Name of the shelf." }
cloneable = true
source = { document = "guide", section = "1" }

  [[table.child]]
  row = "Book"
  name = "book"
  plural = "books"
  calls = ["book"]
  path = "books"
  key = { attribute = "id", type = "BookId", doc = "Number of the book." }
  without = ["syntax", "checksum"]

[[type]]
name = "Shelf"
doc = "A shelf."
writable = true
fields = [
  { name = "name", type = "string", doc = "Its name.", max_len = 9 },
  { name = "above", type = "string", doc = "The shelf above.", refers_to = ["probe/shelf"] },
  { name = "wood", type = "Wood", doc = "What it is made of.", closed = true },
  { name = "oid", type = "int", doc = "Object id.", access = "read-only" },
  { name = "books", type = "list<Book>", doc = "The books on it." },
]

[[type]]
name = "Book"
doc = "A book."
writable = true
fields = [
  { name = "id", type = "int", doc = "Its number." },
  { name = "pages", type = "int", doc = "How many pages it has.", min = 1, max = 999 },
]

[[enum]]
name = "Wood"
doc = "A wood."
values = [
  { name = "oak", number = 1, doc = "Oak." },
  { name = "ash", number = 2, doc = "Ash." },
]
"#;

#[tokio::test]
async fn tables_of_a_folder_are_played_from_their_descriptions() {
    let folder = folder(&[
        ("documents.toml", DOCUMENTS),
        ("fmg/url-parameters.toml", PARAMETERS),
        ("fmg/scopes.toml", SCOPES),
        ("fmg/shelf.toml", SHELVES),
    ]);
    let sim = Sim::builder().specs(folder.path()).start().await.unwrap();
    let admin = Admin::of(&sim).await;
    let table = "/pm/config/global/obj/probe/shelf";
    let write = |method: &'static str, url: String, data: Value| {
        let admin = &admin;
        async move {
            let mut reply = admin.call(method, json!({"url": url, "data": data})).await;
            match reply["status"]["code"].as_i64() {
                Some(0) => Ok(reply["data"].take()),
                code => Err(code.unwrap()),
            }
        }
    };
    for (data, expected) in [
        (json!({"name": "a", "wood": "oak", "oid": 7}), Ok(json!({"name": "a"}))),
        (json!({"name": "a"}), Err(-2)),
        (json!({"name": "0123456789"}), Err(-9001)),
        (json!({"name": "b", "wood": "pine"}), Err(-9001)),
        (json!({"name": "b", "height": 1}), Err(-10)),
        (json!({"name": "b", "above": "c"}), Err(-10131)),
        (
            json!({"name": "b", "above": "a", "books": [{"pages": 9}]}),
            Ok(json!({"name": "b"})),
        ),
        (
            json!([{"name": "d"}, {"name": "e"}]),
            Ok(json!([{"name": "d"}, {"name": "e"}])),
        ),
    ] {
        assert_eq!(write("add", table.to_owned(), data.clone()).await, expected, "{data}");
    }
    let books = format!("{table}/b/books");
    assert_eq!(
        write("add", books.clone(), json!({"pages": 5})).await,
        Ok(json!({"id": 2}))
    );
    assert_eq!(write("add", books, json!({"pages": 1000})).await, Err(-9001));
    assert_eq!(
        write("clone", format!("{table}/b"), json!({"name": "f"})).await,
        Ok(json!({"name": "f"}))
    );
    assert_eq!(write("delete", format!("{table}/a"), json!(null)).await, Err(-10015));
    let count = admin.call("get", json!({"url": table, "option": "count"})).await;
    assert_eq!(count["data"], 5);
    // The counts are those of the calls that the folder declares.
    let answered = sim.fmg().answered();
    assert_eq!(answered["fmg::shelf::Count"], 1);
    assert_eq!(answered["fmg::shelf::List"], 0);
}

const GROUPS: &str = r#"
[group]
title = "Address groups"
doc = "Creates and deletes address groups."

[[endpoint]]
name = "add"
add = "/pm/config/adom/<adom>/obj/firewall/addrgrp"
doc = "Creates an address group."
source = { document = "guide", section = "1" }
data = "AddressGroup"

[[endpoint]]
name = "delete"
delete = "/pm/config/adom/<adom>/obj/firewall/addrgrp/<group>"
doc = "Deletes an address group."
source = { document = "guide", section = "1" }

[[type]]
name = "AddressGroup"
doc = "An address group."
writable = true
fields = [{ name = "name", type = "string", doc = "Its name." }]
"#;

/// A policy of the shipped specs refers to a row of a table that has calls, but no description.
#[tokio::test]
async fn rows_without_a_description_are_in_use_too() {
    let parameters = PARAMETERS.replace("placeholders = []", "placeholders = [\"group\"]");
    let folder = folder(&[
        ("documents.toml", DOCUMENTS),
        ("fmg/url-parameters.toml", &parameters),
        ("fmg/addrgrp.toml", GROUPS),
    ]);
    let sim = Sim::builder().specs(folder.path()).start().await.unwrap();
    let admin = Admin::of(&sim).await;
    let code = |method: &'static str, entry: Value| {
        let admin = &admin;
        async move { admin.call(method, entry).await["status"]["code"].as_i64().unwrap() }
    };
    let groups = "/pm/config/adom/root/obj/firewall/addrgrp";
    let policies = "/pm/config/adom/root/pkg/default/firewall/policy";
    let policy = json!({"url": policies, "data": {"policyid": 1, "srcaddr": ["g"]}});
    assert_eq!(code("add", policy.clone()).await, -10131);
    assert_eq!(code("add", json!({"url": groups, "data": {"name": "g"}})).await, 0);
    assert_eq!(code("add", policy).await, 0);
    let group = json!({"url": format!("{groups}/g")});
    assert_eq!(code("delete", group.clone()).await, -10015);
    assert_eq!(code("delete", json!({"url": format!("{policies}/1")})).await, 0);
    assert_eq!(code("delete", group).await, 0);
}
