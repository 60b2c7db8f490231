use proptest::prelude::*;
use serde_json::{json, to_value};

use super::*;

fn parameters(filter: &Filter) -> Vec<String> {
    filter.parameters().collect()
}

const MANY: usize = 40_000;

/// Joins many tests one by one, from the left or from the right, and returns the number of bytes allocated.
fn joined(join: fn(Filter, Filter) -> Filter, from_right: bool) -> (Filter, u64) {
    let mut joined = None;
    let taken = allocation_counter::measure(|| {
        joined = (0..MANY)
            .map(|value| Filter::eq("policyid", value))
            .reduce(|all, next| if from_right { join(next, all) } else { join(all, next) });
    });
    (joined.unwrap(), taken.bytes_total)
}

#[test]
fn memory_is_linear_in_the_number_of_tests() {
    let of_a_test = 1000;
    for (join, parameters) in [(Filter::or as fn(_, _) -> _, 1), (Filter::and, MANY)] {
        for from_right in [false, true] {
            let (filter, taken) = joined(join, from_right);
            assert!(taken < MANY as u64 * of_a_test, "{taken}");
            assert_eq!(filter.parameters().count(), parameters);
            let first = if from_right { MANY - 1 } else { 0 };
            assert!(
                filter
                    .parameters()
                    .next()
                    .unwrap()
                    .starts_with(&format!("policyid=={first}"))
            );
        }
    }
    let taken = allocation_counter::measure(|| {
        assert_eq!(
            Filter::one_of("policyid", 0..MANY).parameters().next(),
            joined(Filter::or, false).0.parameters().next()
        );
    });
    assert!(taken.bytes_total < 3 * MANY as u64 * of_a_test, "{}", taken.bytes_total);
}

/// Each alternative of a conjunction of two doubles the number of tests.
#[test]
fn a_filter_that_would_become_too_long_is_refused_before_it_is_written() {
    let both = || Filter::eq("a", 1).and(Filter::eq("b", 2));
    let few = (0..10).map(|_| both()).reduce(Filter::or).unwrap();
    assert_eq!((few.check(), few.parameters().count()), (Ok(()), 1024));
    let mut taken = allocation_counter::measure(|| {
        let many = (0..60).map(|_| both()).reduce(Filter::or).unwrap();
        assert_eq!(many.check(), Err(FilterFault::TooLong));
    });
    assert!(taken.bytes_total < 64 * 1024 * 1024, "{}", taken.bytes_total);
    let wide = || Filter::one_of("a", 0..MANY).and(Filter::eq("b", 1));
    taken = allocation_counter::measure(|| {
        assert_eq!(wide().or(wide()).or(wide()).check(), Err(FilterFault::TooLong));
    });
    assert!(taken.bytes_total < 64 * 1024 * 1024, "{}", taken.bytes_total);
}

#[test]
fn every_operator_is_written_as_documented() {
    for (filter, parameter) in [
        (Filter::eq("schedule", "always"), "schedule==always"),
        (Filter::ne("schedule", "always"), "schedule!=always"),
        (Filter::contains("comment", "vpn"), "comment=@vpn"),
        (Filter::lacks("comment", "vpn"), "comment!@vpn"),
        (Filter::le("policyid", 7), "policyid<=7"),
        (Filter::lt("policyid", 7), "policyid<7"),
        (Filter::ge("policyid", 7), "policyid>=7"),
        (Filter::gt("policyid", 7), "policyid>7"),
        (Filter::eq("member.name", ""), "member.name=="),
        (Filter::verbatim("name=*WEB"), "name=*WEB"),
    ] {
        assert_eq!(parameters(&filter), [parameter]);
        assert_eq!(to_value(&filter).unwrap(), json!([parameter]));
    }
}

#[test]
fn alternatives_share_a_parameter_and_conjunctions_repeat_it() {
    let (a, b) = (|| Filter::eq("a", 1), || Filter::eq("b", 2));
    let (c, d) = (|| Filter::eq("c", 3), || Filter::eq("d", 4));
    assert_eq!(parameters(&a().or(b()).or(c())), ["a==1,b==2,c==3"]);
    assert_eq!(parameters(&a().and(b()).and(c())), ["a==1", "b==2", "c==3"]);
    assert_eq!(parameters(&a().and(b().or(c()))), ["a==1", "b==2,c==3"]);
    assert_eq!(parameters(&a().and(b()).or(c())), ["a==1,c==3", "b==2,c==3"]);
    assert_eq!(
        parameters(&a().and(b()).or(c().and(d()))),
        ["a==1,c==3", "a==1,d==4", "b==2,c==3", "b==2,d==4"]
    );
    assert_eq!(
        Filter::one_of("type", ["fqdn", "iprange"]),
        Filter::eq("type", "fqdn").or(Filter::eq("type", "iprange"))
    );
}

#[test]
fn commas_and_backslashes_are_escaped() {
    assert_eq!(parameters(&Filter::eq("comment", r"a,b\c")), [r"comment==a\,b\\c"]);
    assert_eq!(parameters(&Filter::eq("comment", r"\,")), [r"comment==\\\,"]);
}

#[test]
fn an_invalid_filter_stays_invalid_in_combinations() {
    let key = |key: &str, character| FilterFault::Key {
        key: key.into(),
        character,
    };
    for (filter, fault) in [
        (Filter::eq("", "x"), FilterFault::NoKey),
        (Filter::eq("a,b", "x"), key("a,b", ',')),
        (Filter::eq("a==1,b", "x"), key("a==1,b", '=')),
        (Filter::eq("a b", "x"), key("a b", ' ')),
        (Filter::eq("a\\", "x"), key("a\\", '\\')),
        (
            Filter::lt("a", "=5"),
            FilterFault::OperatorInPattern { key: "a".into() },
        ),
        (
            Filter::gt("a", "=5"),
            FilterFault::OperatorInPattern { key: "a".into() },
        ),
        (Filter::eq("a", "b\0c"), FilterFault::Nul { key: "a".into() }),
        (Filter::one_of("a", [""; 0]), FilterFault::NoPattern { key: "a".into() }),
    ] {
        assert_eq!(filter.check(), Err(fault.clone()));
        for joined in [
            filter.clone().and(Filter::eq("b", 1)),
            filter.clone().or(Filter::eq("b", 1)),
            Filter::eq("b", 1).and(filter.clone()),
            Filter::eq("b", 1).or(filter.clone()),
        ] {
            assert_eq!(joined.check(), Err(fault.clone()));
            assert!(to_value(&joined).unwrap_err().to_string().contains(&fault.to_string()));
        }
    }
}

#[test]
fn error_messages_do_not_show_the_pattern() {
    let fault = Filter::eq("comment", "hush\0hush").check().unwrap_err();
    assert_eq!(
        fault.to_string(),
        "the pattern of the filter of `comment` contains a NUL character"
    );
}

/// A test as the appliance parses it.
type Test = (String, &'static str, String);

/// Parses a `filter` parameter by the rules of the documents: unescaped commas separate tests, the key ends at the
/// first operator, the longest operator counts, and a backslash escapes the next character.
fn split(parameter: &str) -> Vec<Test> {
    let mut tests = vec![String::new()];
    let mut characters = parameter.chars();
    while let Some(character) = characters.next() {
        let last = tests.len() - 1;
        match character {
            '\\' => tests[last].extend(['\\', characters.next().unwrap()]),
            ',' => tests.push(String::new()),
            other => tests[last].push(other),
        }
    }
    tests.iter().map(|test| parse_test(test)).collect()
}

fn parse_test(test: &str) -> Test {
    const OPERATORS: [&str; 8] = ["==", "!=", "=@", "!@", "<=", ">=", "<", ">"];
    let at = test.find(['=', '!', '<', '>']).unwrap();
    let operator = OPERATORS
        .into_iter()
        .find(|operator| test[at..].starts_with(operator))
        .unwrap();
    let mut pattern = String::new();
    let mut characters = test[at + operator.len()..].chars();
    while let Some(character) = characters.next() {
        pattern.push(if character == '\\' {
            characters.next().unwrap()
        } else {
            character
        });
    }
    (test[..at].to_owned(), operator, pattern)
}

fn test() -> impl Strategy<Value = (Filter, Test)> {
    // Patterns made mostly of characters that belong to the syntax.
    let pattern = prop_oneof!["[,\\\\=!<>@&|a*. ]{0,8}", any::<String>()];
    ("[a-z0-9._+-]{1,6}", 0..8_usize, pattern).prop_map(|(key, which, pattern)| {
        let (make, operator): (fn(String, String) -> Filter, _) = match which {
            0 => (Filter::eq, "=="),
            1 => (Filter::ne, "!="),
            2 => (Filter::contains, "=@"),
            3 => (Filter::lacks, "!@"),
            4 => (Filter::le, "<="),
            5 => (Filter::lt, "<"),
            6 => (Filter::ge, ">="),
            _ => (Filter::gt, ">"),
        };
        (make(key.clone(), pattern.clone()), (key, operator, pattern))
    })
}

proptest! {
    #[test]
    fn a_written_filter_parses_back_to_the_same_tests(
        alternatives in prop::collection::vec(prop::collection::vec(test(), 1..4), 1..4)
    ) {
        let mut whole: Option<Filter> = None;
        let mut meant = Vec::new();
        for tests in alternatives {
            let clause = tests.iter().map(|(filter, _)| filter.clone()).reduce(Filter::or).unwrap();
            whole = Some(match whole {
                Some(whole) => whole.and(clause),
                None => clause,
            });
            meant.push(tests.into_iter().map(|(_, test)| test).collect::<Vec<_>>());
        }
        let whole = whole.unwrap();
        if whole.check().is_ok() {
            let read: Vec<_> = whole.parameters().map(|parameter| split(&parameter)).collect();
            prop_assert_eq!(read, meant);
        }
    }

    #[test]
    fn a_key_cannot_change_the_syntax(key in any::<String>(), pattern in any::<String>()) {
        let filter = Filter::eq(&key, &pattern);
        if filter.check().is_ok() {
            prop_assert_eq!(split(&filter.parameters().next().unwrap()), [(key, "==", pattern)]);
        }
    }

    /// The conversion into the form of FortiOS keeps the meaning.
    #[test]
    fn normal_form_keeps_the_meaning(filter in tree(), values in prop::array::uniform4(any::<bool>())) {
        let (filter, tree) = filter;
        let holds = |name: &str| values[usize::from(name.as_bytes()[0] - b'a')];
        let written = filter.parameters().all(|parameter| split(&parameter).iter().any(|(key, ..)| holds(key)));
        prop_assert_eq!(written, tree.holds(&holds));
    }
}

/// The structure from which a filter was built.
#[derive(Clone, Debug)]
enum Tree {
    Leaf(&'static str),
    And(Box<Tree>, Box<Tree>),
    Or(Box<Tree>, Box<Tree>),
}

impl Tree {
    fn holds(&self, leaf: &impl Fn(&str) -> bool) -> bool {
        match self {
            Self::Leaf(name) => leaf(name),
            Self::And(left, right) => left.holds(leaf) && right.holds(leaf),
            Self::Or(left, right) => left.holds(leaf) || right.holds(leaf),
        }
    }
}

fn tree() -> impl Strategy<Value = (Filter, Tree)> {
    let leaf = prop::sample::select(vec!["a", "b", "c", "d"]).prop_map(|name| (Filter::eq(name, 1), Tree::Leaf(name)));
    leaf.prop_recursive(3, 8, 2, |inner| {
        (inner.clone(), inner, any::<bool>()).prop_map(|((left, l), (right, r), both)| {
            if both {
                (left.and(right), Tree::And(Box::new(l), Box::new(r)))
            } else {
                (left.or(right), Tree::Or(Box::new(l), Box::new(r)))
            }
        })
    })
}
