//! The response of a call, in words.

use crate::ir::{Endpoint, Protocol, Response, Type};

/// The sentences about the response, for the documentation of a request.
pub(super) fn sentences(protocol: Protocol, endpoint: &Endpoint) -> String {
    let (ty, note) = match &endpoint.response {
        _ if endpoint.download => return "The response is a file.".to_owned(),
        Response::None if protocol == Protocol::FortiOs => {
            return "The response is not documented: it is untyped JSON. An empty response is `null`.".to_owned();
        }
        Response::None => return "The response is only a status.".to_owned(),
        Response::Key(reply) => return format!("The response is the key of the row ({}), or `None`.", one(&reply.ty)),
        Response::Keys(reply) => {
            return format!(
                "The response is a list of {}, the keys of the rows.",
                several(&reply.ty)
            );
        }
        Response::Required(ty) => (ty, ""),
        Response::Optional(ty) => (ty, ", or `None`"),
    };
    let of_type = if named(ty).is_some() { "of the type " } else { "" };
    let forms = match ty {
        Type::ByName(_) => " Depending on its firmware, the appliance sends an object or a list.",
        _ => "",
    };
    format!("The response is {of_type}{}{note}.{forms}", one(ty))
}

/// A link to a type that the module declares or imports.
fn named(ty: &Type) -> Option<String> {
    match ty {
        Type::Row(reference) | Type::Enum(reference) | Type::Id(reference) | Type::Name(reference) => {
            Some(format!("[`{}`]", reference.name))
        }
        _ => None,
    }
}

/// A value of the type: "a list of strings".
fn one(ty: &Type) -> String {
    match ty {
        Type::List(inner) => format!("a list of {}", several(inner)),
        Type::Map(inner) | Type::ByName(inner) => format!("a map from names to {}", several(inner)),
        Type::String => "a string".to_owned(),
        Type::Int => "an integer".to_owned(),
        Type::Json => "untyped JSON".to_owned(),
        Type::Object => "a JSON object".to_owned(),
        Type::Text => "plain text".to_owned(),
        other => named(other).unwrap_or_else(|| format!("`{other}`")),
    }
}

/// Values of the type: "lists of strings".
fn several(ty: &Type) -> String {
    match ty {
        Type::List(inner) => format!("lists of {}", several(inner)),
        Type::Map(inner) | Type::ByName(inner) => format!("maps from names to {}", several(inner)),
        Type::String => "strings".to_owned(),
        Type::Int => "integers".to_owned(),
        Type::Json => "untyped JSON values".to_owned(),
        Type::Object => "JSON objects".to_owned(),
        other => one(other),
    }
}

#[cfg(test)]
mod tests {
    use super::one;
    use crate::ir::Type;

    #[test]
    fn types_of_responses_are_in_words() {
        let list = |inner: Type| Type::List(Box::new(inner));
        let map = |inner: Type| Type::Map(Box::new(inner));
        for (ty, text) in [
            (list(Type::String), "a list of strings"),
            (
                map(map(Type::Object)),
                "a map from names to maps from names to JSON objects",
            ),
            (
                map(list(Type::Json)),
                "a map from names to lists of untyped JSON values",
            ),
            (list(Type::Float), "a list of `float`"),
            (Type::Int, "an integer"),
        ] {
            assert_eq!(one(&ty), text);
        }
    }
}
