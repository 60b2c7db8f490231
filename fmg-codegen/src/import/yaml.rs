//! Reads YAML as JSON.

use std::collections::HashMap;
use std::ops::Range;

use granit_parser::{Event, Options, Parser, ScalarStyle, Span};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use super::answer::below;

/// How deep lists and maps may be: as deep as in JSON.
const DEPTH: usize = 127;

/// How many values references to anchors may repeat. A few lines of YAML could stand for more than fits into memory.
const REPEATED: usize = 1_000_000;

/// The reason why a text is not YAML that JSON can express.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) reason: String,
    /// The bytes of the text.
    pub(super) span: Range<usize>,
}

/// The first document of a text, and the JSON pointers of the members that stand twice in it. The last one counts.
pub(super) fn parse(text: &str) -> Result<(Value, Vec<String>), Fault> {
    let mut options = Options::default();
    options.block_nesting_limit = DEPTH;
    options.flow_nesting_limit = DEPTH;
    options.set_emit_comments(false);
    let mut loader = Loader::default();
    let mut documents = 0;
    for next in Parser::new_from_str_with_options(text, options) {
        let (event, span) = next.map_err(|error| Fault {
            reason: error.info(),
            span: error.marker().byte_offset().map_or(0..0, |at| at..at),
        })?;
        let fault = |reason: &str| Fault {
            reason: reason.to_owned(),
            span: bytes(&span),
        };
        if let Event::DocumentStart(..) = event {
            documents += 1;
            if documents > 1 {
                return Err(fault("it has more than one document"));
            }
        }
        loader.event(event).map_err(fault)?;
    }
    Ok((loader.whole.unwrap_or_default(), loader.twice))
}

fn bytes(span: &Span) -> Range<usize> {
    span.byte_range().unwrap_or(0..0)
}

/// Puts values together.
#[derive(Default)]
struct Loader {
    /// The lists and maps around the next value.
    open: Vec<Open>,
    /// The values with an anchor.
    anchors: HashMap<usize, (Value, Extent)>,
    repeated: usize,
    whole: Option<Value>,
    /// The JSON pointers of the members that stand twice.
    twice: Vec<String>,
}

/// How many values a value has inside, with itself, and how deep they are.
#[derive(Clone, Copy)]
struct Extent {
    size: usize,
    depth: usize,
}

/// A single value.
const ONE: Extent = Extent { size: 1, depth: 1 };

struct Open {
    kind: Kind,
    anchor: usize,
    extent: Extent,
}

enum Kind {
    List(Vec<Value>),
    /// The members, and the name of the next one.
    Map(Map<String, Value>, Option<String>),
}

impl Loader {
    fn event(&mut self, event: Event<'_>) -> Result<(), &'static str> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_text = tag.is_some_and(|tag| tag.is_yaml_core_schema_tag("str"));
                // The name of a member is a text: `200:`.
                if let Some(Open {
                    kind: Kind::Map(_, name @ None),
                    ..
                }) = self.open.last_mut()
                {
                    *name = Some(text.into_owned());
                    return Ok(());
                }
                let value = if style == ScalarStyle::Plain && !is_text {
                    plain(&text)
                } else {
                    Value::String(text.into_owned())
                };
                self.value(value, anchor, ONE)
            }
            Event::SequenceStart(_, anchor, _) => self.begin(Kind::List(Vec::new()), anchor),
            Event::MappingStart(_, anchor, _) => self.begin(Kind::Map(Map::new(), None), anchor),
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(Open { kind, anchor, extent }) = self.open.pop() else {
                    return Ok(());
                };
                let value = match kind {
                    Kind::List(items) => Value::Array(items),
                    Kind::Map(members, _) => Value::Object(members),
                };
                self.value(value, anchor, extent)
            }
            Event::Alias(anchor) => {
                let Some((value, extent)) = self.anchors.get(&anchor) else {
                    return Err("a value refers to itself");
                };
                if self.open.len() + extent.depth > DEPTH {
                    return Err("it is too deep");
                }
                self.repeated += extent.size;
                if self.repeated > REPEATED {
                    return Err("its references repeat too many values");
                }
                let (value, extent) = (value.clone(), *extent);
                if let Some(Open {
                    kind: Kind::Map(_, name @ None),
                    ..
                }) = self.open.last_mut()
                {
                    let Value::String(text) = value else {
                        return Err("the name of a member is not a text");
                    };
                    *name = Some(text);
                    return Ok(());
                }
                self.value(value, 0, extent)
            }
            _ => Ok(()),
        }
    }

    fn begin(&mut self, kind: Kind, anchor: usize) -> Result<(), &'static str> {
        if let Some(Open {
            kind: Kind::Map(_, None),
            ..
        }) = self.open.last()
        {
            return Err("the name of a member is not a text");
        }
        self.open.push(Open {
            kind,
            anchor,
            extent: ONE,
        });
        Ok(())
    }

    /// The JSON pointer of the innermost open list or map.
    fn pointer(&self) -> String {
        let around = self.open.split_last().map_or(&[][..], |(_, around)| around);
        around.iter().fold(String::new(), |pointer, open| match &open.kind {
            Kind::List(items) => below(&pointer, &items.len().to_string()),
            Kind::Map(_, name) => below(&pointer, name.as_deref().unwrap_or_default()),
        })
    }

    fn value(&mut self, value: Value, anchor: usize, extent: Extent) -> Result<(), &'static str> {
        if anchor != 0 {
            self.repeated += extent.size;
            if self.repeated > REPEATED {
                return Err("its references repeat too many values");
            }
            self.anchors.insert(anchor, (value.clone(), extent));
        }
        let mut twice = None;
        match self.open.last_mut() {
            None => self.whole = Some(value),
            Some(open) => {
                open.extent.size += extent.size;
                open.extent.depth = open.extent.depth.max(extent.depth + 1);
                match &mut open.kind {
                    Kind::List(items) => items.push(value),
                    Kind::Map(members, name) => {
                        let name = name.take().unwrap_or_default();
                        match members.entry(name) {
                            Entry::Vacant(entry) => drop(entry.insert(value)),
                            Entry::Occupied(mut entry) => {
                                twice = Some(entry.key().clone());
                                entry.insert(value);
                            }
                        }
                    }
                }
            }
        }
        if let Some(name) = twice {
            self.twice.push(below(&self.pointer(), &name));
        }
        Ok(())
    }
}

/// A scalar without quotes, by the core schema of YAML 1.2.
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits.contains(|c: char| c.is_ascii_digit())
        && digits
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-'));
    if is_number {
        let text = text.strip_prefix('+').unwrap_or(text);
        if let Ok(number) = text.parse::<i64>() {
            return number.into();
        }
        if let Ok(number) = text.parse::<u64>() {
            return number.into();
        }
        // `7.10` is the number of a version, and not 7.1.
        let number = text.parse().ok().and_then(Number::from_f64);
        if let Some(number) = number.filter(|number| number.to_string() == text) {
            return number.into();
        }
    }
    Value::String(text.to_owned())
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn reason(text: &str) -> String {
        parse(text).unwrap_err().reason
    }

    #[test]
    fn values_are_those_of_json() {
        let text = r#"# A comment.
swagger: '2.0'
info: {version: 7.4.1, minor: 7.10, title: "A\tb"}
paths:
  /a/b:
    get:
      responses:
        200:
          description: >
            two
            lines
list:
- 1
- -2.5
- ~
-
- true
- yes
- 18446744073709551615
- !!str 7
- 0x1F
- -x
- 1.2.3
shared: &s {a: [1]}
again: *s
"#;
        assert_eq!(
            parse(text).unwrap().0,
            json!({
                "swagger": "2.0",
                "info": {"version": "7.4.1", "minor": "7.10", "title": "A\tb"},
                "paths": {"/a/b": {"get": {"responses": {"200": {"description": "two lines\n"}}}}},
                "list": [1, -2.5, null, null, true, "yes", u64::MAX, "7", "0x1F", "-x", "1.2.3"],
                "shared": {"a": [1]},
                "again": {"a": [1]},
            })
        );
        assert_eq!(parse("").unwrap().0, Value::Null);
    }

    #[test]
    fn members_that_stand_twice_are_found() {
        let text = "a: 1\nb/c:\n- {}\n- d: 1\n  d: [2]\na: {e: 1, e: 2}\n";
        let (value, twice) = parse(text).unwrap();
        assert_eq!(value, json!({"a": {"e": 2}, "b/c": [{}, {"d": [2]}]}));
        assert_eq!(twice, ["/b~1c/1/d", "/a/e", "/a"]);
    }

    #[test]
    fn what_has_no_form_in_json_is_a_fault_with_its_place() {
        let text = "a: 1\n? [b]\n: 2\n";
        let fault = parse(text).unwrap_err();
        assert_eq!(fault.reason, "the name of a member is not a text");
        assert_eq!(&text[fault.span.start..=fault.span.start], "[");
        assert_eq!(reason("a: 1\n---\nb: 2\n"), "it has more than one document");
        assert_eq!(reason("a: &a [*a]"), "a value refers to itself");
        assert!(!reason("a: [1, 2").is_empty());
        assert!(!reason("a: b: c").is_empty());
    }

    /// A few lines may stand for values that fit into no memory, or that are too deep to be dropped.
    #[test]
    fn references_have_a_limit() {
        let mut text = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n".to_owned();
        for level in 1..9 {
            let before = vec![format!("*a{}", level - 1); 10].join(", ");
            writeln!(text, "a{level}: &a{level} [{before}]").unwrap();
        }
        assert_eq!(reason(&text), "its references repeat too many values");
        let mut text = "a0: &a0 [1]\n".to_owned();
        for level in 1..500 {
            writeln!(text, "a{level}: &a{level} [*a{}]", level - 1).unwrap();
        }
        assert_eq!(reason(&text), "it is too deep");
        assert!(!reason(&"[".repeat(100_000)).is_empty());
        assert!(!reason(&"- ".repeat(100_000)).is_empty());
    }

    proptest! {
        #[test]
        fn json_is_yaml(value in "[a-z0-9 :,{}\\[\\]'#&*!|>%@-]{0,12}", number in any::<i64>()) {
            let value = json!({"a": [value, number, {"b": value}], "c": null});
            prop_assert_eq!(parse(&value.to_string()).unwrap().0, value);
        }

        #[test]
        fn no_text_panics(text in "[a-c&*!?:,{}\\[\\]'\"|>%#\\n -]{0,40}") {
            let _ = parse(&text);
        }
    }
}
