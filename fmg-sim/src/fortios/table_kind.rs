//! Which of two calls is meant whose urls have the same form: `router/bgp/neighbor`, `firewall/address/depot`.

use percent_encoding::percent_decode_str;

use super::cmdb::Store;
use crate::generated::fortios::Route;

/// Whether the table in a url is complex, so that the next segment is a sub table, or has rows, so that it is a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TableKind {
    Complex,
    Rows,
    /// The url has no table that the device knows.
    Unknown,
}

impl TableKind {
    /// The kind of the table in the path of a call.
    pub(super) fn of(path: &str, store: &Store) -> Self {
        let mut segments = path.strip_prefix("/api/v2/cmdb/").unwrap_or_default().split('/');
        let mut next = || percent_decode_str(segments.next().unwrap_or_default()).decode_utf8_lossy();
        let table = format!("{}/{}", next(), next());
        match store.schema(&table) {
            None => Self::Unknown,
            Some(schema) if schema.shape().is_none() => Self::Complex,
            Some(_) => Self::Rows,
        }
    }

    /// Whether a call may be made on such a table.
    pub(super) fn takes(self, route: &Route) -> bool {
        let has = |name: &str| route.placeholders.iter().any(|own| own.name == *name);
        match self {
            Self::Complex => !has("mkey"),
            Self::Rows => !has("complex"),
            Self::Unknown => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::calls::Calls;
    use super::super::cmdb::tables;
    use super::*;
    use crate::generated::fortios::CallId;
    use crate::generated::fortios::calls::Cmdb;
    use crate::generated::fortios::calls::cmdb::Requests;

    #[test]
    fn the_device_knows_which_tables_are_complex() {
        let store = tables().unwrap();
        for (path, kind) in [
            ("/api/v2/cmdb/router/bgp/neighbor/10.0.0.9", TableKind::Complex),
            ("/api/v2/cmdb/router/bgp", TableKind::Complex),
            ("/api/v2/cmdb/firewall/address/depot", TableKind::Rows),
            ("/api/v2/cmdb/firewall.service/custom", TableKind::Rows),
            ("/api/v2/cmdb/acme/probe/1", TableKind::Unknown),
            ("/api/v2/cmdb/firewall", TableKind::Unknown),
            ("/api/v2/monitor/firewall/address", TableKind::Unknown),
        ] {
            assert_eq!(TableKind::of(path, &store), kind, "{path}");
        }
    }

    #[test]
    fn urls_of_the_same_form_are_told_apart_by_their_table() {
        let calls = Calls::shipped().unwrap();
        let find = |kind, method, path| match calls.find_on(kind, method, path, "select").unwrap().route.id {
            Some(CallId::Cmdb(Cmdb::Requests(request))) => request,
            other => panic!("{other:?}"),
        };
        let (child, own) = (
            "/api/v2/cmdb/router/bgp/neighbor",
            "/api/v2/cmdb/router/bgp/neighbor/10.0.0.9",
        );
        let (row, children) = (
            "/api/v2/cmdb/firewall/address/depot",
            "/api/v2/cmdb/firewall/policy/1/srcaddr",
        );
        for (method, path, complex, rows) in [
            ("GET", [child, row], Requests::ListComplexChildren, Requests::Get),
            ("DELETE", [child, row], Requests::PurgeComplexChildren, Requests::Delete),
            (
                "GET",
                [own, children],
                Requests::GetComplexChild,
                Requests::ListChildren,
            ),
            (
                "DELETE",
                [own, children],
                Requests::DeleteComplexChild,
                Requests::PurgeChildren,
            ),
        ] {
            assert_eq!(find(TableKind::Complex, method, path[0]), complex);
            assert_eq!(find(TableKind::Rows, method, path[1]), rows);
        }
    }
}
