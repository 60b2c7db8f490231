//! The rows of [`fmg_bindings::fmg::address`] as a client written by hand would declare them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Toggle {
    Enable,
    Disable,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Address {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "type")]
    type_: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subnet: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "start-ip")]
    start_ip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "end-ip")]
    end_ip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fqdn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "cache-ttl")]
    cache_ttl: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wildcard: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "wildcard-fqdn")]
    wildcard_fqdn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    macaddr: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "start-mac")]
    start_mac: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "end-mac")]
    end_mac: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interface: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "route-tag")]
    route_tag: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "sub-type")]
    sub_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sdn: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "sdn-addr-type")]
    sdn_addr_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "sdn-tag")]
    sdn_tag: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "clearpass-spt")]
    clearpass_spt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "fsso-group")]
    fsso_group: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "tag-type")]
    tag_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "tag-detection-level")]
    tag_detection_level: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "obj-tag")]
    obj_tag: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "obj-type")]
    obj_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "obj-id")]
    obj_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "epg-name")]
    epg_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "policy-group")]
    policy_group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "subnet-name")]
    subnet_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "hw-vendor")]
    hw_vendor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "hw-model")]
    hw_model: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    os: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "sw-version")]
    sw_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "node-ip-only")]
    node_ip_only: Option<Toggle>,
    #[serde(skip_serializing_if = "Option::is_none")]
    list: Option<Vec<Entry>>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "associated-interface")]
    associated_interface: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "allow-routing")]
    allow_routing: Option<Toggle>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "fabric-object")]
    fabric_object: Option<Toggle>,
    #[serde(skip_serializing_if = "Option::is_none")]
    visibility: Option<Toggle>,
    #[serde(skip_serializing_if = "Option::is_none")]
    color: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "_image-base64")]
    image_base64: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tagging: Option<Vec<Tagging>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dynamic_mapping: Option<Vec<Mapping>>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "meta fields")]
    meta_fields: Option<BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uuid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    oid: Option<i64>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Entry {
    #[serde(skip_serializing_if = "Option::is_none")]
    ip: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Tagging {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<String>>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Mapping {
    #[serde(skip_serializing_if = "Option::is_none", rename = "_scope")]
    scope: Option<Vec<serde_json::Value>>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "type")]
    type_: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subnet: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "start-ip")]
    start_ip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "end-ip")]
    end_ip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fqdn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "cache-ttl")]
    cache_ttl: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wildcard: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "wildcard-fqdn")]
    wildcard_fqdn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "start-mac")]
    start_mac: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "end-mac")]
    end_mac: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interface: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sdn: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "sdn-addr-type")]
    sdn_addr_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "sdn-tag")]
    sdn_tag: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "obj-id")]
    obj_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "epg-name")]
    epg_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "policy-group")]
    policy_group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "subnet-name")]
    subnet_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "associated-interface")]
    associated_interface: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "allow-routing")]
    allow_routing: Option<Toggle>,
    #[serde(skip_serializing_if = "Option::is_none")]
    visibility: Option<Toggle>,
    #[serde(skip_serializing_if = "Option::is_none")]
    color: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uuid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    oid: Option<i64>,
}
