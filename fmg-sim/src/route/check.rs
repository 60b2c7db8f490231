//! Checks whether a request has the members that its call declares.

use std::fmt;

use serde_json::{Map, Value};

use super::{CaseShape, Member, Place, Route, RowShape, Shape, Shared, Text, UnionShape};

/// An error in a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A required member is missing.
    Missing(String),
    /// None of these sets of members is complete.
    MissingSet(Shared<[Shared<[Text]>]>),
    /// A member has a wrong type.
    Type(String),
    /// A member has a value that is not permitted, or a number out of range.
    Value(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(name) => write!(f, "`{name}` is missing"),
            Self::MissingSet(sets) => {
                let quoted = |set: &Shared<[Text]>| {
                    set.iter()
                        .map(|name| format!("`{name}`"))
                        .collect::<Vec<_>>()
                        .join(", ")
                };
                let sets: Vec<_> = sets.iter().map(quoted).collect();
                write!(f, "one of these is missing: {}", sets.join("; "))
            }
            Self::Type(name) => write!(f, "`{name}` has a wrong type"),
            Self::Value(name) => write!(f, "`{name}` has a value that is not permitted"),
        }
    }
}

impl<I> Route<I> {
    /// Checks the members at one place of a request. Unknown members are ignored, as appliances ignore them.
    ///
    /// # Errors
    ///
    /// The first member that is missing or that does not fit.
    pub(crate) fn check(&self, place: Place, given: &Map<String, Value>) -> Result<(), Fault> {
        for member in self.members.iter().filter(|member| member.place == place) {
            match (given.get(&*member.name), &member.shape) {
                (_, Shape::Union(union)) if member.splice => union.check_spliced(member.required, given)?,
                (Some(value), _) => member.check(&member.name, value)?,
                (None, _) if member.required => return Err(Fault::Missing(member.name.to_string())),
                (None, _) => {}
            }
        }
        if place == Place::Beside
            && let Some(options) = &self.options
        {
            options.check("", given)?;
        }
        Ok(())
    }

    /// Checks that one of the alternative sets of members is complete, wherever in the request the members are.
    ///
    /// # Errors
    ///
    /// None of the sets is complete.
    pub(crate) fn check_sets(&self, given: impl Fn(&str) -> bool) -> Result<(), Fault> {
        if self.one_of.is_empty() || self.one_of.iter().any(|set| set.iter().all(|name| given(name))) {
            Ok(())
        } else {
            Err(Fault::MissingSet(self.one_of.clone()))
        }
    }

    /// Checks `data`, or the body, as a whole.
    ///
    /// # Errors
    ///
    /// It is missing, or does not fit.
    pub(crate) fn check_whole(&self, given: Option<&Value>) -> Result<(), Fault> {
        match (&self.whole, given) {
            (None, _) => Ok(()),
            (Some(_), None) => Err(Fault::Missing("data".to_owned())),
            (Some(shape), Some(value)) => shape.check("data", value),
        }
    }
}

impl Member {
    /// Whether this name on the wire belongs to the member.
    #[must_use]
    pub(crate) fn fits(&self, name: &str) -> bool {
        match self.name.split_once('*') {
            None => self.name == *name,
            Some((prefix, suffix)) => {
                name.len() > prefix.len() + suffix.len() && name.starts_with(prefix) && name.ends_with(suffix)
            }
        }
    }

    fn check(&self, path: &str, value: &Value) -> Result<(), Fault> {
        self.shape.check(path, value)?;
        let listed = |item: &Value| {
            let text = match item {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            let number = || text.parse::<i64>().ok();
            (self.values.is_empty() || self.values.iter().any(|value| *value == *text))
                && self.min.is_none_or(|min| number().is_none_or(|number| number >= min))
                && self.max.is_none_or(|max| number().is_none_or(|number| number <= max))
        };
        let fits = match value {
            Value::Array(items) => items.iter().all(listed),
            Value::Null => true,
            other => listed(other),
        };
        if fits {
            Ok(())
        } else {
            Err(Fault::Value(path.to_owned()))
        }
    }
}

impl RowShape {
    /// Checks the members that the specs declare for a row; others are ignored.
    ///
    /// # Errors
    ///
    /// The first member that does not fit, by its path below `path`.
    pub(crate) fn check(&self, path: &str, members: &Map<String, Value>) -> Result<(), Fault> {
        for (name, value) in members {
            if let Some(field) = self.fields.iter().find(|field| field.fits(name)) {
                let path = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                field.check(&path, value)?;
            }
        }
        Ok(())
    }
}

impl UnionShape {
    /// Checks an object. Members that its case does not declare are ignored.
    fn check(&self, path: &str, members: &Map<String, Value>) -> Result<(), Fault> {
        let within = |name: &str| {
            if path.is_empty() {
                name.to_owned()
            } else {
                format!("{path}.{name}")
            }
        };
        let mut cases = self.cases.iter();
        let case = if let Some(tag) = &self.tag {
            let value = members.get(&**tag).ok_or_else(|| Fault::Missing(within(tag)))?;
            let case = cases.find(|case| case.value.as_ref().is_some_and(|json| is(value, json)));
            case.ok_or_else(|| Fault::Value(within(tag)))?
        } else {
            let case = cases.find(|case| case.names().all(|name| members.contains_key(name)));
            case.ok_or_else(|| Fault::Type(path.to_owned()))?
        };
        for field in &*case.fields {
            match members.get(&*field.name) {
                Some(value) => field.check(&within(&field.name), value)?,
                None => return Err(Fault::Missing(within(&field.name))),
            }
        }
        let differs = |(name, json): &&(Text, Text)| members.get(&**name).is_some_and(|value| !is(value, json));
        match case.fixed.iter().find(differs) {
            Some((name, _)) => Err(Fault::Value(within(name))),
            None => Ok(()),
        }
    }

    /// Checks a union whose members are among others. All may be missing unless the union is `required`.
    fn check_spliced(&self, required: bool, given: &Map<String, Value>) -> Result<(), Fault> {
        let own = |name: &str| {
            self.tag.as_deref() == Some(name) || self.cases.iter().any(|case| case.names().any(|own| own == name))
        };
        if required || given.keys().any(|name| own(name)) {
            self.check("", given)
        } else {
            Ok(())
        }
    }
}

impl CaseShape {
    /// The names of its members.
    fn names(&self) -> impl Iterator<Item = &str> {
        let fields = self.fields.iter().map(|field| &*field.name);
        fields.chain(self.fixed.iter().map(|(name, _)| &**name))
    }
}

impl Shape {
    /// Checks the type of a value, as leniently as appliances do: numbers in quotes and all spellings of a boolean are
    /// accepted, and null fits every type.
    fn check(&self, path: &str, value: &Value) -> Result<(), Fault> {
        let fits = match (self, value) {
            (_, Value::Null) | (Self::Json, _) => true,
            // A secret that was read: the word `ENC` and a text.
            (Self::Secret, Value::Array(texts)) => texts.iter().all(Value::is_string),
            (Self::String | Self::Secret | Self::Name | Self::Enum(_), value) => value.is_string() || value.is_number(),
            (Self::Int | Self::Id, Value::String(text)) => text.trim().parse::<i64>().is_ok(),
            (Self::Int | Self::Id, value) => value.is_i64() || value.is_u64(),
            (Self::Float, Value::String(text)) => text.trim().parse::<f64>().is_ok(),
            (Self::Float, value) => value.is_number(),
            (Self::Bool | Self::Flag | Self::Toggle, value) => is_switch(value),
            (Self::Object, value) => value.is_object(),
            (Self::List(inner) | Self::ByName(inner), Value::Array(items)) => {
                return items.iter().try_for_each(|item| inner.check(path, item));
            }
            (Self::List(inner), lone) => return inner.check(path, lone),
            (Self::Map(inner) | Self::ByName(inner), Value::Object(members)) => {
                return members
                    .iter()
                    .try_for_each(|(name, value)| inner.check(&format!("{path}.{name}"), value));
            }
            (Self::Row(_) | Self::Listed(_), Value::Object(members)) => {
                return self.row().map_or(Ok(()), |row| row.check(path, members));
            }
            (Self::Union(union), Value::Object(members)) => return union.check(path, members),
            (Self::File | Self::Text, value) => value.is_string(),
            (Self::Map(_) | Self::ByName(_) | Self::Row(_) | Self::Listed(_) | Self::Union(_), _) => false,
        };
        if fits {
            Ok(())
        } else {
            Err(Fault::Type(path.to_owned()))
        }
    }
}

/// Whether a value equals a JSON text.
fn is(value: &Value, json: &str) -> bool {
    serde_json::from_str::<Value>(json).is_ok_and(|known| known == *value)
}

fn is_switch(value: &Value) -> bool {
    match value {
        Value::Bool(_) => true,
        Value::Number(number) => matches!(number.as_i64(), Some(0 | 1)),
        Value::String(word) => matches!(
            word.as_str(),
            "enable" | "disable" | "yes" | "no" | "on" | "off" | "true" | "false" | "1" | "0"
        ),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Shared::Static;
    use super::*;
    use crate::generated::fmg::calls::{Address, Session};
    use crate::generated::fmg::{self, CallId};
    use crate::generated::fortios;
    use crate::generated::fortios::calls::Monitor;
    use crate::generated::fortios::calls::monitor::{Firewall, User};

    fn fmg_route(id: CallId) -> &'static fmg::Route {
        Route::of(fmg::ROUTES, id).unwrap()
    }

    fn monitor_route(id: Monitor) -> &'static fortios::Route {
        Route::of(fortios::ROUTES, fortios::CallId::Monitor(id)).unwrap()
    }

    fn members(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(members) => members,
            _ => Map::new(),
        }
    }

    #[test]
    fn a_missing_required_member_is_refused() {
        let login = fmg_route(CallId::Session(Session::Login));
        let given = members(json!({"user": "admin"}));
        assert_eq!(
            login.check(Place::Data, &given),
            Err(Fault::Missing("passwd".to_owned()))
        );
    }

    #[test]
    fn one_set_of_members_has_to_be_complete() {
        let deauth = monitor_route(Monitor::User(User::FirewallDeauth));
        let check = |names: &[&str]| deauth.check_sets(|name| names.contains(&name));
        for whole in [
            &["user_type", "id", "ip"][..],
            &["all"],
            &["users"],
            &["all", "id"],
            &["all", "users"],
        ] {
            assert_eq!(check(whole), Ok(()), "{whole:?}");
        }
        for part in [&[][..], &["user_type", "id"], &["ip"], &["method"]] {
            let fault = check(part).unwrap_err();
            let text = "one of these is missing: `user_type`, `id`, `ip`; `all`; `users`";
            assert_eq!(fault.to_string(), text, "{part:?}");
        }
        let login = fmg_route(CallId::Session(Session::Login));
        assert_eq!(login.check_sets(|_| false), Ok(()));
    }

    #[test]
    fn ranges_of_numbers_and_permitted_values_are_checked() {
        let session = monitor_route(Monitor::Firewall(Firewall::Session));
        let check = |given: Value| session.check(Place::Query, &members(given));
        assert_eq!(check(json!({"count": "20", "ip_version": "ipv6"})), Ok(()));
        assert_eq!(check(json!({"count": "many"})), Err(Fault::Type("count".to_owned())));
        assert_eq!(check(json!({"count": 1001})), Err(Fault::Value("count".to_owned())));
        assert_eq!(
            check(json!({"count": 20, "ip_version": "ipv5"})),
            Err(Fault::Value("ip_version".to_owned()))
        );
        assert_eq!(check(json!({})), Err(Fault::Missing("count".to_owned())));
    }

    #[test]
    fn nested_rows_are_checked() {
        let set = fmg_route(CallId::Address(Address::Set));
        assert_eq!(set.check_whole(Some(&json!({"name": "a", "color": "3"}))), Ok(()));
        let wrong = json!({"name": "a", "tagging": [{"name": "t", "tags": [{}]}]});
        assert_eq!(
            set.check_whole(Some(&wrong)),
            Err(Fault::Type("data.tagging.tags".to_owned()))
        );
        assert!(matches!(set.check_whole(Some(&json!(["a"]))), Err(Fault::Type(_))));
        assert_eq!(set.check_whole(None), Err(Fault::Missing("data".to_owned())));
    }
    static KEY: UnionShape = UnionShape {
        name: Static("Key"),
        tag: Some(Static("key_type")),
        cases: Static(&[
            CaseShape {
                name: Static("rsa"),
                value: Some(Static("1")),
                fields: Static(&[field("gen_size", Shape::Int)]),
                fixed: Static(&[(Static("curve_name"), Static("\"secp256r1\""))]),
            },
            CaseShape {
                name: Static("ecc"),
                value: Some(Static("2")),
                fields: Static(&[field("curve_name", Shape::String)]),
                fixed: Static(&[]),
            },
        ]),
    };

    static TARGET: UnionShape = UnionShape {
        name: Static("Target"),
        tag: None,
        cases: Static(&[
            CaseShape {
                name: Static("oid"),
                value: None,
                fields: Static(&[field("oid", Shape::Int)]),
                fixed: Static(&[]),
            },
            CaseShape {
                name: Static("name"),
                value: None,
                fields: Static(&[field("name", Shape::String)]),
                fixed: Static(&[]),
            },
        ]),
    };

    const fn field(name: &'static str, shape: Shape) -> Member {
        Member {
            name: Static(name),
            place: Place::Body,
            shape,
            required: true,
            values: Static(&[]),
            min: None,
            max: None,
            default: None,
            file: false,
            splice: false,
        }
    }

    #[test]
    fn a_tag_selects_the_members() {
        let check = |given: Value| KEY.check_spliced(true, &members(given));
        let missing = |name: &str| Err(Fault::Missing(name.to_owned()));
        let value = |name: &str| Err(Fault::Value(name.to_owned()));
        assert_eq!(check(json!({"name": "a", "key_type": 1, "gen_size": 2048})), Ok(()));
        assert_eq!(check(json!({"key_type": 2, "curve_name": "secp384r1"})), Ok(()));
        assert_eq!(check(json!({"gen_size": 2048})), missing("key_type"));
        assert_eq!(check(json!({"key_type": 3})), value("key_type"));
        assert_eq!(check(json!({"key_type": 1})), missing("gen_size"));
        let other = json!({"key_type": 1, "gen_size": 2048, "curve_name": "secp384r1"});
        assert_eq!(check(other), value("curve_name"));
        assert_eq!(KEY.check_spliced(false, &members(json!({"name": "a"}))), Ok(()));
    }

    #[test]
    fn without_a_tag_the_members_select_the_case() {
        static SCOPE: Shape = Shape::List(Static(&Shape::Union(Static(&TARGET))));
        let check = |given: &Value| SCOPE.check("scope", given);
        assert_eq!(check(&json!([{"oid": 7}, {"name": "a"}])), Ok(()));
        assert_eq!(check(&json!([{"vdom": 3}])), Err(Fault::Type("scope".to_owned())));
        assert_eq!(check(&json!([{"oid": []}])), Err(Fault::Type("scope.oid".to_owned())));
        assert_eq!(check(&json!(["a"])), Err(Fault::Type("scope".to_owned())));
    }
}
