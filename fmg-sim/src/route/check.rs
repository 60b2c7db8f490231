//! Whether a request holds what its call takes.

use std::fmt;

use serde_json::{Map, Value};

use super::{Member, Place, Route, RowShape, Shape};

/// What is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A member that the call needs is not there.
    Missing(String),
    /// A member has another type.
    Type(String),
    /// A member has none of the values that it may have, or a number beyond its range.
    Value(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(name) => write!(f, "`{name}` is missing"),
            Self::Type(name) => write!(f, "`{name}` has another type"),
            Self::Value(name) => write!(f, "`{name}` has a value that it cannot have"),
        }
    }
}

impl Route {
    /// Checks the members that stand at one place of a request. Members that the call does not know pass: an appliance
    /// ignores them.
    ///
    /// # Errors
    ///
    /// The first member that is missing or that does not fit.
    pub(crate) fn check(&self, place: Place, given: &Map<String, Value>) -> Result<(), Fault> {
        for member in self.members.iter().filter(|member| member.place == place) {
            match given.get(member.name) {
                Some(value) => member.check(member.name, value)?,
                None if member.required => return Err(Fault::Missing(member.name.to_owned())),
                None => {}
            }
        }
        if place == Place::Beside
            && let Some(options) = self.options
        {
            options.check("", given)?;
        }
        Ok(())
    }

    /// Checks `data`, or the body, as a whole.
    ///
    /// # Errors
    ///
    /// It is missing, or does not fit.
    pub(crate) fn check_whole(&self, given: Option<&Value>) -> Result<(), Fault> {
        match (self.whole, given) {
            (None, _) => Ok(()),
            (Some(_), None) => Err(Fault::Missing("data".to_owned())),
            (Some(shape), Some(value)) => shape.check("data", value),
        }
    }
}

impl Member {
    /// Whether a name on the wire is this member's.
    #[must_use]
    pub(crate) fn fits(&self, name: &str) -> bool {
        match self.name.split_once('*') {
            None => self.name == name,
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
            (self.values.is_empty() || self.values.contains(&text.as_str()))
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
    fn check(&self, path: &str, members: &Map<String, Value>) -> Result<(), Fault> {
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

impl Shape {
    /// Whether a value is one of these, read as leniently as appliances read: numbers in quotes and the several
    /// spellings of a boolean pass, and null does for anything.
    fn check(self, path: &str, value: &Value) -> Result<(), Fault> {
        let fits = match (self, value) {
            (_, Value::Null) | (Self::Json | Self::Filter, _) => true,
            (Self::String | Self::Secret | Self::Name | Self::Enum(_), value) => value.is_string() || value.is_number(),
            (Self::Int | Self::Id, Value::String(text)) => text.trim().parse::<i64>().is_ok(),
            (Self::Int | Self::Id, value) => value.is_i64() || value.is_u64(),
            (Self::Float, Value::String(text)) => text.trim().parse::<f64>().is_ok(),
            (Self::Float, value) => value.is_number(),
            (Self::Bool | Self::Flag | Self::Toggle, value) => is_switch(value),
            (Self::Object, value) => value.is_object(),
            (Self::List(inner), Value::Array(items)) => {
                return items.iter().try_for_each(|item| inner.check(path, item));
            }
            (Self::List(inner), lone) => return inner.check(path, lone),
            (Self::Map(inner), Value::Object(members)) => {
                return members
                    .iter()
                    .try_for_each(|(name, value)| inner.check(&format!("{path}.{name}"), value));
            }
            (Self::Row(row), Value::Object(members)) => return row.check(path, members),
            (Self::Map(_) | Self::Row(_), _) => false,
        };
        if fits {
            Ok(())
        } else {
            Err(Fault::Type(path.to_owned()))
        }
    }
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

    use super::*;
    use crate::generated::{fmg, fortios};

    fn route(routes: &'static [Route], name: &str) -> &'static Route {
        routes.iter().find(|route| route.name == name).unwrap()
    }

    fn members(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(members) => members,
            _ => Map::new(),
        }
    }

    #[test]
    fn a_member_that_is_needed_has_to_be_there() {
        let login = route(fmg::ROUTES, "fmg::session::Login");
        let given = members(json!({"user": "admin"}));
        assert_eq!(
            login.check(Place::Data, &given),
            Err(Fault::Missing("passwd".to_owned()))
        );
    }

    #[test]
    fn numbers_have_ranges_and_choices_have_values() {
        let session = route(fortios::ROUTES, "fortios::monitor::firewall::Session");
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
    fn rows_are_checked_to_the_bottom() {
        let set = route(fmg::ROUTES, "fmg::address::Set");
        assert_eq!(set.check_whole(Some(&json!({"name": "a", "color": "3"}))), Ok(()));
        let wrong = json!({"name": "a", "tagging": [{"name": "t", "tags": [{}]}]});
        assert_eq!(
            set.check_whole(Some(&wrong)),
            Err(Fault::Type("data.tagging.tags".to_owned()))
        );
        assert!(matches!(set.check_whole(Some(&json!(["a"]))), Err(Fault::Type(_))));
        assert_eq!(set.check_whole(None), Err(Fault::Missing("data".to_owned())));
    }
}
