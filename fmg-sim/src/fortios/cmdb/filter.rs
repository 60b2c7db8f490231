//! Conditions of a read.
//!
//! Each `filter` is a condition, and all of them have to match. Commas in a condition separate alternatives.
//! The operators are those of the document; newer firmware adds `=*` and `!*`.

use serde_json::Value;

use super::schema::Row;

/// The conditions of a read.
#[derive(Debug, Default)]
pub(super) struct Filter(Vec<Vec<Test>>);

#[derive(Debug)]
struct Test {
    key: String,
    operator: Operator,
    pattern: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equal { by_case: bool },
    Differs { by_case: bool },
    Contains,
    Lacks,
    AtMost,
    Less,
    AtLeast,
    Greater,
}

/// The operators by their signs, those of two characters before those of one.
const OPERATORS: [(&str, Operator); 10] = [
    ("==", Operator::Equal { by_case: true }),
    ("!=", Operator::Differs { by_case: true }),
    ("=@", Operator::Contains),
    ("!@", Operator::Lacks),
    ("=*", Operator::Equal { by_case: false }),
    ("!*", Operator::Differs { by_case: false }),
    ("<=", Operator::AtMost),
    (">=", Operator::AtLeast),
    ("<", Operator::Less),
    (">", Operator::Greater),
];

impl Filter {
    /// Parses `filter` parameters; `None` if one of them is not valid. Firmware without case-sensitive filters does not
    /// have the case-insensitive operators either.
    pub(super) fn read<'p>(parameters: impl Iterator<Item = &'p str>, by_case: bool) -> Option<Self> {
        let conditions = parameters.map(|parameter| {
            let tests = alternatives(parameter);
            tests.into_iter().map(|test| Test::read(&test, by_case)).collect()
        });
        conditions.collect::<Option<_>>().map(Self)
    }

    /// Adds a condition that a property is equal to a value.
    pub(super) fn and_equal(&mut self, key: &str, pattern: &str, by_case: bool) {
        self.0.push(vec![Test {
            key: key.to_owned(),
            operator: Operator::Equal { by_case },
            pattern: pattern.to_owned(),
        }]);
    }

    pub(super) fn lets_through(&self, row: &Row) -> bool {
        self.0.iter().all(|tests| tests.iter().any(|test| test.holds(row)))
    }
}

impl Test {
    /// `text` is still escaped.
    fn read(text: &str, by_case: bool) -> Option<Self> {
        let at = text.find(['=', '!', '<', '>'])?;
        let (key, rest) = text.split_at(at);
        let (sign, operator) = OPERATORS.iter().find(|(sign, _)| rest.starts_with(sign))?;
        let operator = match *operator {
            Operator::Equal { by_case: false } | Operator::Differs { by_case: false } if !by_case => return None,
            Operator::Equal { .. } if !by_case => Operator::Equal { by_case },
            Operator::Differs { .. } if !by_case => Operator::Differs { by_case },
            operator => operator,
        };
        let key = key.trim();
        (!key.is_empty()).then(|| Self {
            key: key.to_owned(),
            operator,
            pattern: unescaped(rest.strip_prefix(sign).unwrap_or_default()),
        })
    }

    fn holds(&self, row: &Row) -> bool {
        let mut values = Vec::new();
        let path: Vec<&str> = self.key.split('.').collect();
        if let Some(value) = row.get(&self.key) {
            // The key itself may contain dots.
            gather(value, &[], &mut values);
        } else if let Some((first, rest)) = path.split_first()
            && let Some(value) = row.get(*first)
        {
            gather(value, rest, &mut values);
        }
        let any = |test: &dyn Fn(&str) -> bool| values.iter().any(|value| test(value));
        let pattern = self.pattern.as_str();
        match self.operator {
            Operator::Equal { by_case } => any(&|value| same(value, pattern, by_case)),
            Operator::Differs { by_case } => !any(&|value| same(value, pattern, by_case)),
            Operator::Contains => any(&|value| value.to_lowercase().contains(&pattern.to_lowercase())),
            Operator::Lacks => !any(&|value| value.to_lowercase().contains(&pattern.to_lowercase())),
            Operator::AtMost => any(&|value| compare(value, pattern).is_le()),
            Operator::Less => any(&|value| compare(value, pattern).is_lt()),
            Operator::AtLeast => any(&|value| compare(value, pattern).is_ge()),
            Operator::Greater => any(&|value| compare(value, pattern).is_gt()),
        }
    }
}

/// The texts at a path, of every row of a sub table. A path that ends at a sub table selects the keys of its rows:
/// rows of references have only a key.
fn gather(value: &Value, path: &[&str], out: &mut Vec<String>) {
    match (value, path.split_first()) {
        (Value::Array(rows), _) => rows.iter().for_each(|row| gather(row, path, out)),
        (Value::Object(members), Some((first, rest))) => {
            if let Some(member) = members.get(*first) {
                gather(member, rest, out);
            }
        }
        (Value::Object(members), None) => {
            let key = ["name", "id"].iter().find_map(|key| members.get(*key));
            out.extend(key.and_then(super::value::key));
        }
        (value, None) => out.extend(super::value::key(value)),
        (_, Some(_)) => {}
    }
}

fn same(value: &str, pattern: &str, by_case: bool) -> bool {
    value == pattern || !by_case && value.to_lowercase() == pattern.to_lowercase()
}

/// Compares numbers if both values are numbers.
fn compare(value: &str, pattern: &str) -> std::cmp::Ordering {
    match (value.parse::<i64>(), pattern.trim().parse::<i64>()) {
        (Ok(value), Ok(pattern)) => value.cmp(&pattern),
        _ => value.to_lowercase().cmp(&pattern.to_lowercase()),
    }
}

/// The parts between commas without a backslash before them.
fn alternatives(parameter: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut characters = parameter.chars();
    while let Some(character) = characters.next() {
        if character == ',' {
            parts.push(String::new());
            continue;
        }
        if let Some(part) = parts.last_mut() {
            part.push(character);
            if character == '\\' {
                part.extend(characters.next());
            }
        }
    }
    parts
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        plain.push(match character {
            '\\' => characters.next().unwrap_or('\\'),
            character => character,
        });
    }
    plain
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lets_through(filters: &[&str], by_case: bool) -> Option<bool> {
        let row = json!({"policyid": 7, "name": "Web, \\in", "srcintf": [{"name": "port1"}, {"name": "lan"}],
            "entries": [{"id": 3, "action": "block"}], "comment": ""});
        let filter = Filter::read(filters.iter().copied(), by_case)?;
        Some(filter.lets_through(row.as_object().unwrap()))
    }

    #[test]
    fn each_operator_compares_as_documented() {
        for (filter, holds) in [
            ("policyid==7", true),
            ("policyid==07", false),
            ("policyid!=7", false),
            ("policyid<=7", true),
            ("policyid<7", false),
            ("policyid<10", true),
            ("policyid>=8", false),
            ("policyid>6", true),
            ("name=@WEB", true),
            ("name!@web", false),
            ("name!@mail", true),
            ("comment==", true),
            ("comment!=x", true),
            ("missing==", false),
            ("missing!=x", true),
            ("name==Web\\, \\\\in", true),
            ("srcintf==lan", true),
            ("srcintf.name==lan", true),
            ("srcintf.name==wan", false),
            ("srcintf.name!=wan", true),
            ("srcintf.name!=lan", false),
            ("entries.action==block", true),
            ("entries.id.x==3", false),
        ] {
            assert_eq!(lets_through(&[filter], true), Some(holds), "{filter}");
        }
    }

    #[test]
    fn case_sensitivity_depends_on_the_firmware() {
        let name = |operator: &str| format!("name{operator}web\\, \\\\IN");
        assert_eq!(lets_through(&[&name("==")], true), Some(false));
        assert_eq!(lets_through(&[&name("==")], false), Some(true));
        assert_eq!(lets_through(&[&name("=*")], true), Some(true));
        assert_eq!(lets_through(&[&name("!*")], true), Some(false));
        assert_eq!(lets_through(&[&name("=*")], false), None);
    }

    #[test]
    fn commas_are_alternatives_and_all_parameters_have_to_match() {
        assert_eq!(lets_through(&["policyid==1,policyid==7"], true), Some(true));
        assert_eq!(lets_through(&["policyid==1,policyid==2"], true), Some(false));
        assert_eq!(lets_through(&["policyid==7", "srcintf==wan"], true), Some(false));
        assert_eq!(
            lets_through(&["policyid==7", "srcintf==wan,srcintf==lan"], true),
            Some(true)
        );
        assert_eq!(lets_through(&[], true), Some(true));
    }

    #[test]
    fn an_invalid_filter_is_refused() {
        for filter in ["", "name", "==a", "name=a", "name!a", "a==b,", ","] {
            assert_eq!(lets_through(&[filter], true), None, "{filter}");
        }
        assert_eq!(lets_through(&["name==\\"], true), Some(false));
    }
}
