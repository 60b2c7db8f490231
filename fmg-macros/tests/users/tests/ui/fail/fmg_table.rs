use fmg_bindings::Table;
use fmg_bindings::fmg::scope::Objects;
use fmg_bindings::fmg::ObjectName;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Table)]
#[table("/pm/config/adom/<adom>/obj/firewall/address", scopes(Objects), key(name: ObjectName))]
struct Url {
    name: String,
}

#[derive(Serialize, Deserialize, Table)]
#[table("firewall/address", scopes(Objects), key(nam: ObjectName), orderd)]
struct Misspelt {
    name: String,
}

#[derive(Serialize, Deserialize, Table)]
#[table("firewall/address", scopes(Objects), complex)]
struct OfFortiOs {
    name: String,
}

#[derive(Serialize, Deserialize, Table)]
#[table("firewall/policy", key(policyid: PolicyId), access_group = "fwgrp.policy")]
struct OfFortiManager {
    policyid: u32,
}

#[derive(Serialize, Deserialize, Table)]
#[table("firewall/address", scopes(Objects, Objects), key(name))]
struct Twice {
    name: String,
}

#[derive(Serialize, Deserialize, Table)]
#[table("firewall/address", scopes(Objects), written(Packages), key(name: ObjectName))]
struct Elsewhere {
    name: String,
}

fn main() {}
