use fmg_bindings::fortios::cmdb::firewall::Address;
use fmg_bindings::fortios::cmdb::router::BgpNeighbor;
use fmg_bindings::fortios::cmdb::system_dhcp::DhcpIpRange;
use fmg_bindings::fortios::cmdb::{PurgeComplexChildren, TableName};
use fmg_bindings::fortios::{self, CmdbPath};
use fmg_bindings::{child, mkey};

fn calls(fgt: &fortios::Client, path: CmdbPath, table: TableName) {
    // A table in a single object has no row around it, and one in a row needs the key of the row.
    let _ = fgt.cmdb().children::<BgpNeighbor>(1);
    let _ = fgt.cmdb().complex_children::<DhcpIpRange>();
    let _ = fgt.cmdb().complex_children::<Address>();
    // A table with rows has no tables in a single object: this would delete the address `depot`.
    let _ = fgt.cmdb().complex_child::<Address>(child!("depot")).purge();
    let _ = PurgeComplexChildren::new(path, table, child!("depot"));
    // A key is not the name of a table.
    let _ = fgt.cmdb().complex_child::<fortios::cmdb::router::Bgp>(mkey!("neighbor"));
}

fn main() {}
