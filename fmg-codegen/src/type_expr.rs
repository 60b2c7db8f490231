//! Type expressions of specs: `string`, `list<LockInfo>`, `Address?`.

/// A type as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TypeExpr<'a> {
    /// A built-in type or the name of a declared one.
    Named(&'a str),
    /// `list<T>`
    List(Box<TypeExpr<'a>>),
    /// `map<T>`
    Map(Box<TypeExpr<'a>>),
    /// `named<T>`
    ByName(Box<TypeExpr<'a>>),
    /// `digits<T>`
    Digits(Box<TypeExpr<'a>>),
    /// `words<T>`
    Words(Box<TypeExpr<'a>>),
    /// `keys<attribute>`
    Keys(&'a str),
}

/// The fault of a type expression, and the bytes that it concerns.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TypeFault {
    pub(crate) message: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Parses `text`; the flag tells whether it ended with `?`.
pub(crate) fn parse(text: &str) -> Result<(TypeExpr<'_>, bool), TypeFault> {
    let (body, optional) = match text.strip_suffix('?') {
        Some(body) => (body, true),
        None => (text, false),
    };
    expression(text, body).map(|expr| (expr, optional))
}

fn expression<'a>(whole: &str, text: &'a str) -> Result<TypeExpr<'a>, TypeFault> {
    // `text` is always a slice of `whole`.
    let start = text.as_ptr() as usize - whole.as_ptr() as usize;
    let fault = |message: String| TypeFault {
        message,
        start,
        end: start + text.len(),
    };
    if let Some((outer, rest)) = text.split_once('<') {
        let Some(inner) = rest.strip_suffix('>') else {
            return Err(fault(format!("`{outer}<` is not closed by `>`")));
        };
        if outer == "keys" {
            let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '+');
            return if !inner.is_empty() && inner.chars().all(is_part) {
                Ok(TypeExpr::Keys(inner))
            } else {
                Err(fault(format!("`{inner}` is not the name of an attribute")))
            };
        }
        let inner = Box::new(expression(whole, inner)?);
        return match outer {
            "list" => Ok(TypeExpr::List(inner)),
            "map" => Ok(TypeExpr::Map(inner)),
            "named" => Ok(TypeExpr::ByName(inner)),
            "digits" => Ok(TypeExpr::Digits(inner)),
            "words" => Ok(TypeExpr::Words(inner)),
            _ => Err(fault(format!(
                "`{outer}` takes no type in `<>`; `list`, `map`, `named`, `digits` and `words` do"
            ))),
        };
    }
    if text.is_empty() {
        return Err(fault("a type is missing".to_owned()));
    }
    if !text.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Err(fault(format!("`{text}` is not the name of a type")));
    }
    Ok(TypeExpr::Named(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> TypeExpr<'_> {
        TypeExpr::Named(name)
    }

    #[test]
    fn well_formed() {
        assert_eq!(parse("int"), Ok((named("int"), false)));
        assert_eq!(parse("LockInfo?"), Ok((named("LockInfo"), true)));
        assert_eq!(
            parse("named<Row>"),
            Ok((TypeExpr::ByName(Box::new(named("Row"))), false))
        );
        assert_eq!(
            parse("words<Way>"),
            Ok((TypeExpr::Words(Box::new(named("Way"))), false))
        );
        assert_eq!(
            parse("keys<interface-name>"),
            Ok((TypeExpr::Keys("interface-name"), false))
        );
        assert_eq!(
            parse("list<map<Row>>"),
            Ok((TypeExpr::List(Box::new(TypeExpr::Map(Box::new(named("Row"))))), false))
        );
    }

    #[test]
    fn malformed() {
        for (text, message, span) in [
            ("list<int", "`list<` is not closed by `>`", 0..8),
            (
                "set<int>",
                "`set` takes no type in `<>`; `list`, `map`, `named`, `digits` and `words` do",
                0..8,
            ),
            ("keys<a b>", "`a b` is not the name of an attribute", 0..9),
            ("list<>", "a type is missing", 5..5),
            ("list<lock info>", "`lock info` is not the name of a type", 5..14),
            ("", "a type is missing", 0..0),
        ] {
            let fault = parse(text).unwrap_err();
            assert_eq!((fault.message.as_str(), fault.start..fault.end), (message, span));
        }
    }
}
