//! A url costs one allocation.

use fmg_template::{Escaping, Name, ObjectPath, UrlParam, UrlWriter};

#[test]
fn a_url_is_written_into_one_allocation() {
    let adom = Name::new("demo/1").unwrap();
    let path = ObjectPath::new("firewall/address", "Net 10.0.0.0/18 é").unwrap();
    for escaping in [Escaping::Fmg, Escaping::HttpPath] {
        let mut finished = String::new();
        let allocations = allocation_counter::measure(|| {
            let values = adom.encoded_len(escaping) + path.encoded_len(escaping) + 77_u32.encoded_len(escaping);
            let mut url = UrlWriter::new(escaping, "///".len() + values);
            url.literal("/")
                .param(&adom)
                .literal("/")
                .param(&path)
                .literal("/")
                .param(&77_u32);
            finished = url.finish();
        });
        assert_eq!(allocations.count_total, 1, "{finished}");
        assert_eq!(finished.len(), finished.capacity());
    }
}
