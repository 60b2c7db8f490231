//! Names in Rust for names of descriptions, each once in its scope.

use std::collections::{BTreeMap, BTreeSet};

use fmg_template::Template;

use crate::diagnostic::Diagnostic;
use crate::ir::check::{is_free, reserved_fields};
use crate::name::{BadName, FieldName, QUOTING, TypeName, VariantName};

/// The types of a module.
#[derive(Debug, Default)]
pub(super) struct TypeNames {
    taken: BTreeSet<TypeName>,
    /// The numbers at the ends of names that were taken.
    numbers: Numbers<TypeName>,
    /// The names that an overlay wants, with the faults of its entries in case that another item wants them.
    judged: BTreeMap<TypeName, Diagnostic>,
    /// The faults of entries whose names other items want.
    pub(super) contested: Vec<Diagnostic>,
}

/// The next number at the end of each name that is taken.
#[derive(Debug)]
struct Numbers<N>(BTreeMap<N, usize>);

impl<N> Default for Numbers<N> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<N: Clone + Ord> Numbers<N> {
    fn next(&mut self, name: &N) -> usize {
        let next = self.0.entry(name.clone()).or_insert(1);
        *next += 1;
        *next
    }
}

impl TypeNames {
    /// Whether the module can have an item of this name.
    pub(super) fn is_free(&self, name: &TypeName) -> bool {
        is_free(name.as_str()) && !self.taken.contains(name)
    }

    /// Notes a name that an overlay wants. `fault` is that of a name that another item has or wants, too.
    pub(super) fn judge(&mut self, name: &TypeName, fault: Diagnostic) {
        if self.is_free(name) {
            self.judged.insert(name.clone(), fault);
        } else {
            self.contested.push(fault);
        }
    }

    /// Notes that an item would have this name. An overlay may have given it to another one.
    pub(super) fn wanted(&mut self, name: &TypeName) {
        if self.taken.contains(name) {
            self.contested.extend(self.judged.remove(name));
        }
    }

    /// A name that the module does not have yet, and whether it had to differ from the wanted one.
    pub(super) fn claim(&mut self, wanted: &TypeName) -> (TypeName, bool) {
        self.wanted(wanted);
        let mut name = wanted.clone();
        if !is_free(name.as_str()) {
            name = TypeName::checked(&format!("{}Row", wanted.as_str().trim_end_matches('_')));
        }
        while !self.taken.insert(name.clone()) {
            name = TypeName::checked(&format!("{wanted}{}", self.numbers.next(wanted)));
        }
        let renamed = name != *wanted;
        (name, renamed)
    }
}

/// The type of a part of another type: `AddressTagging` for the attribute `tagging` of `Address`.
pub(super) fn part(whole: &TypeName, wire: &str) -> Result<TypeName, BadName> {
    let own = TypeName::from_wire(wire)?;
    Ok(TypeName::checked(&format!("{whole}{}", own.as_str().trim_matches('_'))))
}

/// Whether a name on the wire can be in documentation and literals.
pub(super) fn is_printable(wire: &str) -> bool {
    !wire.contains(char::is_control)
}

/// The field that a name on the wire usually has.
pub(super) fn field(wire: &str) -> Result<FieldName, BadName> {
    if !is_printable(wire) {
        return Err(BadName {
            reason: "it has a control character",
        });
    }
    if wire.contains(QUOTING) {
        return Err(BadName {
            reason: "it has a quotation mark or a backslash",
        });
    }
    FieldName::from_wire(wire)
}

/// The suffix of a placeholder whose field would be a keyword of Rust.
const NO_KEYWORD: &str = "_name";

/// A url whose placeholders are no keywords of Rust: `<type_name>` for `<type>`. Only requests know their names.
pub(super) fn url(url: &str) -> String {
    let segments = url.split('/').map(|segment| {
        let inside = segment.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
        match inside {
            Some(wire) if FieldName::from_wire(wire).is_ok_and(|field| field.as_str().ends_with('_')) => {
                format!("<{wire}{NO_KEYWORD}>")
            }
            _ => segment.to_owned(),
        }
    });
    segments.collect::<Vec<_>>().join("/")
}

/// The name that a description has for a placeholder.
pub(super) fn described(wire: &str) -> &str {
    let short = wire.strip_suffix(NO_KEYWORD);
    let is_keyword = |short: &&str| url(&format!("<{short}>")) == format!("<{wire}>");
    short.filter(is_keyword).unwrap_or(wire)
}

/// A url as a description has it: `<type>` for `<type_name>`. Patterns and overlays name it so.
pub(super) fn described_url(url: &str) -> String {
    let segments = url.split('/').map(|segment| {
        let inside = segment.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
        inside.map_or_else(|| segment.to_owned(), |wire| format!("<{}>", described(wire)))
    });
    segments.collect::<Vec<_>>().join("/")
}

/// The fields of the placeholders of a url. `None`: they cannot all have the fields that requests give them.
pub(super) fn placeholders(template: &Template) -> Option<FieldNames> {
    let mut names = FieldNames::beside(reserved_fields());
    let fields = template.placeholders().map(|own| FieldName::from_wire(own.name()).ok());
    for field in fields {
        if !names.add(&field?) {
            return None;
        }
    }
    Some(names)
}

/// The fields of a struct.
#[derive(Debug, Default)]
pub(super) struct FieldNames {
    taken: BTreeSet<FieldName>,
    numbers: Numbers<FieldName>,
}

impl FieldNames {
    /// Fields beside these names, which the struct has already.
    pub(super) fn beside(names: &[&str]) -> Self {
        let names = names.iter().filter_map(|name| FieldName::new(name).ok());
        Self {
            taken: names.collect(),
            numbers: Numbers::default(),
        }
    }

    /// Adds a name. Returns whether the struct did not have it.
    pub(super) fn add(&mut self, name: &FieldName) -> bool {
        self.taken.insert(name.clone())
    }

    /// The field of a name on the wire, and whether it had to differ from the usual one.
    pub(super) fn claim(&mut self, wire: &str) -> Result<(FieldName, bool), BadName> {
        let wanted = field(wire)?;
        let mut name = wanted.clone();
        while !self.taken.insert(name.clone()) {
            let number = self.numbers.next(&wanted);
            name = FieldName::from_wire(&format!("{}_{number}", wanted.as_str().trim_end_matches('_')))?;
        }
        let renamed = name != wanted;
        Ok((name, renamed))
    }
}

/// The variants of values on the wire, in their order, and whether each had to differ from the usual one.
///
/// A value without a letter or digit is spelt by its signs: `>=` is `GreaterEqual`. Of values that would have one name,
/// the first keeps it. The others keep their capitals, or are spelt with their signs, or get a number.
pub(super) fn variants(values: &[&str]) -> Vec<(VariantName, bool)> {
    let usual: Vec<_> = values.iter().map(|wire| usual(wire)).collect();
    let mut users: BTreeMap<&VariantName, usize> = BTreeMap::new();
    for name in &usual {
        *users.entry(name).or_default() += 1;
    }
    let mut taken: BTreeSet<VariantName> = BTreeSet::new();
    let mut numbers = Numbers::default();
    let mut names = Vec::new();
    for (wire, wanted) in values.iter().zip(&usual) {
        let capitals = (users[wanted] > 1).then(|| capitals(wire)).flatten();
        let mut candidates = capitals
            .into_iter()
            .chain([wanted.clone(), VariantName::checked(&spelt(wire))]);
        let free = candidates.find(|name| !taken.contains(name) && (name == wanted || !users.contains_key(name)));
        let name = free.unwrap_or_else(|| {
            let is_free = |name: &VariantName| !taken.contains(name) && !users.contains_key(name);
            loop {
                let name = VariantName::checked(&format!("{wanted}{}", numbers.next(wanted)));
                if is_free(&name) {
                    break name;
                }
            }
        });
        taken.insert(name.clone());
        let renamed = name != *wanted;
        names.push((name, renamed));
    }
    names
}

/// The variant that a value has when no other value wants it.
fn usual(wire: &str) -> VariantName {
    VariantName::from_wire(wire).unwrap_or_else(|_| VariantName::checked(&spelt(wire)))
}

/// The value itself, if it is a variant in capitals: `RADIUS` beside `radius`.
fn capitals(wire: &str) -> Option<VariantName> {
    let is_capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    let is_word = wire.starts_with(|c: char| c.is_ascii_uppercase()) && wire.chars().all(is_capital);
    // One letter is its own variant in any case.
    (is_word && wire.len() > 1).then(|| VariantName::checked(wire))
}

/// The value in words, each sign by its name.
fn spelt(wire: &str) -> String {
    let mut name = String::new();
    let mut starts_word = true;
    for c in wire.chars() {
        if c.is_ascii_alphanumeric() {
            if starts_word {
                name.push(c.to_ascii_uppercase());
            } else {
                name.push(c.to_ascii_lowercase());
            }
            starts_word = false;
        } else {
            name.push_str(&sign(c));
            starts_word = true;
        }
    }
    match name.chars().next() {
        None => "Empty".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("_{name}"),
        Some(_) if name == "Self" => "Self_".to_owned(),
        Some(_) => name,
    }
}

fn sign(c: char) -> String {
    let name = match c {
        ' ' => "Blank",
        '!' => "Not",
        '"' => "Quote",
        '#' => "Hash",
        '$' => "Dollar",
        '%' => "Percent",
        '&' => "And",
        '\'' => "Apostrophe",
        '(' => "Open",
        ')' => "Close",
        '*' => "Star",
        '+' => "Plus",
        ',' => "Comma",
        '-' => "Dash",
        '.' => "Dot",
        '/' => "Slash",
        ':' => "Colon",
        ';' => "Semicolon",
        '<' => "Less",
        '=' => "Equal",
        '>' => "Greater",
        '?' => "Question",
        '@' => "At",
        '\\' => "Backslash",
        '^' => "Caret",
        '_' => "Underscore",
        '|' => "Bar",
        '~' => "Tilde",
        other => return format!("U{:04X}", u32::from(other)),
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn named(values: &[&str]) -> Vec<String> {
        variants(values).into_iter().map(|(name, _)| name.to_string()).collect()
    }

    #[test]
    fn values_have_variants_of_their_own() {
        for (values, expected) in [
            (&["enable", "disable"][..], &["Enable", "Disable"][..]),
            (&[">=", "=", "<="], &["GreaterEqual", "Equal", "LessEqual"]),
            (&["--", ""], &["DashDash", "Empty"]),
            (&["768", "4.x"], &["_768", "_4X"]),
            (&["RADIUS", "radius"], &["RADIUS", "Radius"]),
            (&["radius", "RADIUS"], &["Radius", "RADIUS"]),
            (&["dd/MM/yyyy", "dd-MM-yyyy"], &["DdMmYyyy", "DdDashMmDashYyyy"]),
            (&["a b", "a-b", "aB"], &["AB", "ADashB", "Ab"]),
            (&["self", "other", "ä"], &["Self_", "Other", "U00E4"]),
            (&["2min ", "2min"], &["_2min", "_2min2"]),
        ] {
            assert_eq!(named(values), expected);
        }
    }

    #[test]
    fn fields_and_types_have_names_of_their_own() {
        let mut fields = FieldNames::beside(&["extra_attributes"]);
        let mut names = Vec::new();
        for wire in ["a-b", "a_b", "extra-attributes", "type", "Type"] {
            names.push(fields.claim(wire).unwrap().0.to_string());
        }
        assert_eq!(names, ["a_b", "a_b_2", "extra_attributes_2", "type_", "type_2"]);
        assert!(fields.claim("+").is_err());

        let mut types = TypeNames::default();
        let mut claim = |wire: &str| types.claim(&TypeName::from_wire(wire).unwrap()).0.to_string();
        assert_eq!(claim("address"), "Address");
        assert_eq!(claim("Address"), "Address2");
        assert_eq!(claim("file"), "FileRow");
        assert_eq!(claim("default"), "DefaultRow");
        let whole = TypeName::from_wire("address").unwrap();
        assert_eq!(part(&whole, "802-1X").unwrap().as_str(), "Address8021x");
    }

    proptest! {
        #[test]
        fn every_set_of_values_has_distinct_variants(
            values in proptest::collection::btree_set("[-a-cA-C2 _./>=]{0,4}|\\PC{0,3}", 0..12)
        ) {
            let values: Vec<_> = values.iter().map(String::as_str).collect();
            let names = named(&values);
            let distinct: BTreeSet<_> = names.iter().collect();
            prop_assert_eq!(distinct.len(), values.len(), "{:?}", names);
            for name in names {
                prop_assert!(syn::parse_str::<syn::Ident>(&name).is_ok(), "{}", name);
            }
        }
    }
}
