//! Tests of tables that are simulated from their descriptions.

mod adoms;
mod children;
mod references;
#[cfg(feature = "specs")]
mod syntax;
mod values;
mod verbs;

use super::*;
use crate::fmg::tables::{Field, Scope};

const HOSTS: &str = "/pm/config/adom/root/obj/firewall/host";
const RULES: &str = "/pm/config/adom/root/pkg/default/firewall/rule";
const GROUPS: &str = "/pm/config/adom/root/obj/firewall/group";

/// A table with every kind of value, and child tables.
fn hosts() -> Table {
    let address = Table::by_name("secondaryip", "ip").field(Field::text("ip"));
    Table::by_name("firewall/host", "name")
        .scope(Scope::Objects)
        .readable(Scope::AdomDvmdb)
        .cloneable()
        .field(Field::text("name").max_len(8))
        .field(Field::text("comment").max_len(5).alias("comments"))
        .field(Field::integer("color").range(0, 32).default("0"))
        .field(Field::float("weight"))
        .field(Field::toggle("routing").default("disable"))
        .field(Field::flag("dirty"))
        .field(Field::boolean("on"))
        .field(Field::integer("meta").range(0, 9).map())
        .field(Field::one_of("type", [("ipmask", 0), ("fqdn", 2)]).default("ipmask"))
        .field(Field::known("policy", [("one", 1)]))
        .field(Field::secret("password"))
        .field(Field::text("tags").list().max_items(2))
        .field(Field::object("limits", [Field::integer("rate").range(1, 9)]))
        .field(Field::text("uuid"))
        .field(Field::integer("oid").read_only())
        .field(Field::json("anything"))
        .child(
            Table::by_device_and_vdom("dynamic_mapping")
                .field(Field::text("subnet"))
                .field(Field::integer("color").range(0, 32).default("0"))
                .child(
                    Table::single("interface")
                        .field(Field::toggle("allowaccess"))
                        .child(address),
                ),
        )
        .child(
            Table::by_number("entries", "id")
                .ordered()
                .field(Field::integer("id"))
                .field(Field::text("ip")),
        )
}

fn rules() -> Table {
    Table::by_number("firewall/rule", "ruleid")
        .scope(Scope::Package)
        .cloneable()
        .ordered()
        .field(Field::integer("ruleid"))
        .field(Field::text("name"))
        .field(Field::text("label"))
        .field(Field::text("global-label"))
        .field(
            Field::text("srcaddr")
                .list()
                .refers_to(["firewall/host", "firewall/group"]),
        )
        .field(Field::object("scope member", [Field::text("name"), Field::text("vdom")]).list())
        .child(
            Table::single("section value")
                .field(Field::text("attr"))
                .field(Field::text("name")),
        )
}

fn groups() -> Table {
    Table::by_name("firewall/group", "name")
        .scope(Scope::Objects)
        .field(Field::text("name"))
        .field(
            Field::text("member")
                .list()
                .refers_to(["firewall/host", "firewall/group"]),
        )
}

fn settings() -> Table {
    Table::single("system/dns")
        .scope(Scope::Cli)
        .field(Field::text("primary").default("192.0.2.53"))
        .field(Field::integer("retry").range(0, 5))
}

fn bench() -> Bench {
    Bench::with_tables([hosts(), rules(), groups(), settings()])
}

/// The code and the message of a call's reply.
fn refusal(admin: &Client<'_>, method: &str, url: &str, data: &Value) -> (i64, String) {
    let reply = admin.ask(method, &json!([{"url": url, "data": data}]), true);
    let status = &reply["result"][0]["status"];
    (
        status["code"].as_i64().unwrap(),
        status["message"].as_str().unwrap().to_owned(),
    )
}

fn at(table: &str, key: &str) -> String {
    format!("{table}/{key}")
}

fn names(rows: &Value) -> Vec<&str> {
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| row["name"].as_str().unwrap()).collect()
}
