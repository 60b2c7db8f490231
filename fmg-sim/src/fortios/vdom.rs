//! The VDOMs of a call.

use super::call::Call;
use super::cmdb::{MANAGEMENT, Store};
use super::firmware::Firmware;
use super::refusal::Refusal;

/// The VDOMs of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// One VDOM, whose envelope is the response.
    One(String),
    /// Several VDOMs, each with an envelope of its own.
    Several(Vec<String>),
}

/// The VDOMs that a user may access.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    All,
    Only(Vec<String>),
}

impl Reach {
    /// Whether the user may access this VDOM.
    pub(super) fn has(&self, vdom: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(vdoms) => vdoms.iter().any(|own| own == vdom),
        }
    }

    /// The VDOM of calls that name none.
    fn default_vdom(&self) -> &str {
        match self {
            Self::All => MANAGEMENT,
            Self::Only(vdoms) if self.has(MANAGEMENT) || vdoms.is_empty() => MANAGEMENT,
            Self::Only(vdoms) => vdoms.first().map_or(MANAGEMENT, String::as_str),
        }
    }
}

impl Scope {
    /// The VDOMs that a call names: `vdom=`, several with commas or repeated, all that the user may access with `*`
    /// or `global=1`.
    pub(super) fn of(call: &Call, firmware: Firmware, store: &Store, reach: &Reach) -> Self {
        let named: Vec<&str> = call.parameters("vdom").flat_map(|names| names.split(',')).collect();
        let all = call.switch("global") || firmware.knows_all_vdoms() && named.contains(&"*");
        if all {
            let seen = store.vdoms().filter(|vdom| reach.has(vdom));
            return Self::Several(seen.map(str::to_owned).collect());
        }
        match named.as_slice() {
            [] => Self::One(reach.default_vdom().to_owned()),
            [lone] => Self::One((*lone).to_owned()),
            several => Self::Several(several.iter().map(|vdom| (*vdom).to_owned()).collect()),
        }
    }
}

/// Checks access to a VDOM. One that does not exist is refused like one that the user may not access.
pub(super) fn check_access(vdom: &str, store: &Store, reach: &Reach) -> Result<(), Refusal> {
    if reach.has(vdom) && store.has_vdom(vdom) {
        Ok(())
    } else {
        Err(Refusal::forbidden())
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::Request;

    use super::*;

    fn scope(query: &str, firmware: Firmware, reach: &Reach) -> Scope {
        let mut store = Store::default();
        for vdom in ["edge", "lab", "root"] {
            store.add_vdom(vdom);
        }
        let request = Request::builder()
            .uri(format!("/a?{query}"))
            .body(Bytes::new())
            .unwrap();
        Scope::of(&Call::read(request).unwrap(), firmware, &store, reach)
    }

    fn one(vdom: &str) -> Scope {
        Scope::One(vdom.to_owned())
    }

    fn several(vdoms: &[&str]) -> Scope {
        Scope::Several(vdoms.iter().map(|&vdom| vdom.to_owned()).collect())
    }

    #[test]
    fn a_call_names_one_several_or_all() {
        let new = |query: &str| scope(query, Firmware::V7_4, &Reach::All);
        assert_eq!(new(""), one("root"));
        assert_eq!(new("vdom=edge"), one("edge"));
        assert_eq!(new("vdom=edge,lab"), several(&["edge", "lab"]));
        assert_eq!(new("vdom=edge&vdom=lab"), several(&["edge", "lab"]));
        assert_eq!(new("vdom=*"), several(&["edge", "lab", "root"]));
        assert_eq!(new("global=1"), several(&["edge", "lab", "root"]));
        assert_eq!(scope("vdom=*", Firmware::V5_6, &Reach::All), one("*"));
    }

    #[test]
    fn other_vdoms_are_refused() {
        let reach = Reach::Only(vec!["lab".to_owned()]);
        assert_eq!(scope("vdom=*", Firmware::V7_4, &reach), several(&["lab"]));
        assert_eq!(scope("", Firmware::V7_4, &reach), one("lab"));
        let mut store = Store::default();
        store.add_vdom("lab");
        store.add_vdom("root");
        assert_eq!(check_access("lab", &store, &reach), Ok(()));
        for vdom in ["root", "nowhere", "*", ""] {
            assert_eq!(check_access(vdom, &store, &reach), Err(Refusal::forbidden()), "{vdom}");
        }
        assert_eq!(check_access("nowhere", &store, &Reach::All), Err(Refusal::forbidden()));
    }
}
