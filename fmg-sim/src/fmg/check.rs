//! Checks the entries of `params` against their calls.

use serde_json::{Map, Value};

use super::status::{DATA_INVALID_FOR_URL, INVALID_PARAMETER, INVALID_VALUE, Refusal};
use crate::generated::fmg::Route;
use crate::route::{Fault, Place};

/// Checks an entry and the top level around it.
pub(super) fn check(route: &Route, entry: &Map<String, Value>, envelope: &Map<String, Value>) -> Result<(), Refusal> {
    route.check(Place::Beside, entry).map_err(|fault| beside(&fault))?;
    route.check(Place::Envelope, envelope).map_err(|fault| beside(&fault))?;
    let in_data = |fault| data(route, &fault);
    let given = entry.get("data").filter(|data| !data.is_null());
    if route.members.iter().any(|member| member.place == Place::Data) {
        match given {
            None => route.check(Place::Data, &Map::new()).map_err(in_data)?,
            // Captures show both an object and a list of one for the same call.
            Some(given) => {
                for given in list(given) {
                    let given = given
                        .as_object()
                        .ok_or(Fault::Type("data".to_owned()))
                        .map_err(in_data)?;
                    route.check(Place::Data, given).map_err(in_data)?;
                }
            }
        }
    }
    for given in list(given.unwrap_or(&Value::Null)) {
        let has = |name: &str| given.get(name).is_some() || entry.contains_key(name) || envelope.contains_key(name);
        route.check_sets(has).map_err(in_data)?;
    }
    match (&route.whole, given) {
        (Some(_), Some(Value::Array(rows))) if rows.is_empty() => Err(in_data(Fault::Missing("data".to_owned()))),
        (Some(_), Some(Value::Array(rows))) => rows
            .iter()
            .try_for_each(|row| route.check_whole(Some(row)))
            .map_err(in_data),
        (_, given) => route.check_whole(given).map_err(in_data),
    }
}

/// The elements of a list, or a single value.
pub(super) fn list(value: &Value) -> &[Value] {
    match value {
        Value::Array(items) => items,
        lone => std::slice::from_ref(lone),
    }
}

/// Errors in parameters of a call have another code than errors in the data of an object.
fn beside(fault: &Fault) -> Refusal {
    INVALID_PARAMETER.because(fault)
}

/// An object of the policy manager with a value that is not permitted has another code than data of a wrong type. The
/// code is inferred: no public reply shows one, and the vendor's code for ranges belongs to the device manager.
fn data(route: &Route, fault: &Fault) -> Refusal {
    match fault {
        Fault::Value(_) if route.url.starts_with("/pm/") => INVALID_VALUE.because(fault),
        fault => DATA_INVALID_FOR_URL.because(fault),
    }
}

#[cfg(test)]
mod tests {
    use fmg_template::Protocol;
    use serde_json::json;

    use super::*;
    use crate::generated::fmg::calls::{Address, Policy, Session};
    use crate::generated::fmg::{CallId, ROUTES};
    use crate::route::Shared::Static;

    const LOGIN: CallId = CallId::Session(Session::Login);
    const MOVE_TO: CallId = CallId::Policy(Policy::MoveTo);

    fn code(id: CallId, entry: &Value) -> Option<i64> {
        let route = Route::of(ROUTES, id).unwrap();
        let result = check(route, entry.as_object().unwrap(), &Map::new());
        result.err().map(|refusal| refusal.code)
    }

    #[test]
    fn data_is_checked_as_an_object_and_as_a_list() {
        let user = json!({"user": "a", "passwd": "b"});
        assert_eq!(code(LOGIN, &json!({"data": user})), None);
        assert_eq!(code(LOGIN, &json!({"data": [user]})), None);
        assert_eq!(code(LOGIN, &json!({"data": {"user": "a"}})), Some(-10));
        assert_eq!(code(LOGIN, &json!({})), Some(-10));
        assert_eq!(code(LOGIN, &json!({"data": "user"})), Some(-10));
        assert_eq!(code(LOGIN, &json!({"data": null})), Some(-10));
    }

    #[test]
    fn a_set_of_members_may_be_in_data_or_beside_it() {
        let route = Route {
            one_of: Static(&[Static(&[Static("name"), Static("vdom")]), Static(&[Static("oid")])]),
            ..Route::new(Protocol::JsonRpc, "exec".to_owned(), "/sys/logout".to_owned()).unwrap()
        };
        let code = |entry: Value| {
            let result = check(&route, entry.as_object().unwrap(), &Map::new());
            result.err().map(|refusal| refusal.code)
        };
        assert_eq!(code(json!({"data": {"oid": 1}})), None);
        assert_eq!(code(json!({"oid": 1})), None);
        assert_eq!(code(json!({"name": "a", "data": [{"vdom": "b"}]})), None);
        assert_eq!(code(json!({"data": [{"oid": 1}, {"name": "a"}]})), Some(-10));
        assert_eq!(code(json!({})), Some(-10));
    }

    #[test]
    fn data_may_have_several_rows() {
        let add = |data: Value| code(CallId::Address(Address::Add), &json!({ "data": data }));
        assert_eq!(add(json!({"name": "a"})), None);
        assert_eq!(add(json!([{"name": "a"}, {"name": "b"}])), None);
        assert_eq!(add(json!([{"name": "a"}, 5])), Some(-10));
        assert_eq!(add(json!([])), Some(-10));
        assert_eq!(add(json!({"name": "a", "color": 33})), Some(-9001));
        assert_eq!(add(json!({"name": "a", "color": {}})), Some(-10));
    }

    #[test]
    fn members_beside_the_url_are_parameters() {
        assert_eq!(code(MOVE_TO, &json!({"option": "before"})), Some(-8));
        assert_eq!(code(MOVE_TO, &json!({"option": "before", "target": "2"})), None);
        assert_eq!(code(CallId::Address(Address::List), &json!({"range": ["x"]})), Some(-8));
        assert_eq!(code(CallId::Address(Address::List), &json!({"nonsense": 1})), None);
    }
}
