//! A url costs one allocation.

use fmg_template::{Escaping, Name, ObjectPath, render_url};

#[test]
fn a_url_is_written_into_one_allocation() {
    let adom = Name::new("demo/1").unwrap();
    let path = ObjectPath::new("firewall/address", "Net 10.0.0.0/18 é").unwrap();
    for escaping in [Escaping::Fmg, Escaping::HttpPath] {
        let mut finished = String::new();
        let allocations = allocation_counter::measure(|| {
            finished = render_url(escaping, &["/", "/", "/"], &[&adom, &path, &77_u32]);
        });
        assert_eq!(allocations.count_total, 1, "{finished}");
        assert_eq!(finished.len(), finished.capacity());
    }
}
