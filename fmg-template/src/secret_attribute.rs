//! Decides whether an attribute of a schema holds a secret: by its type, or if the type does not tell, by its name.
//!
//! The import gives such an attribute the type `Secret`, a probe stores no value of it, and the simulator does not
//! return it.

use crate::secret_name;

/// Types of values that are no texts, and so no secrets, whatever the name is. The types of integers are not listed.
const OTHER_TYPES: [&str; 11] = [
    "array", "bool", "boolean", "double", "float", "json", "list", "number", "object", "option", "table",
];

/// The parts of the schema of an attribute that tell whether its value is a secret.
///
/// ```
/// use fmg_template::secret_attribute::SchemaAttribute;
///
/// let text = SchemaAttribute { name: "psksecret", ty: "string", ..SchemaAttribute::default() };
/// assert!(text.is_secret() && !text.has_secret_type());
/// let choice = SchemaAttribute { has_choices: true, ..text };
/// assert!(!choice.is_secret());
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct SchemaAttribute<'a> {
    /// Its name on the wire.
    pub name: &'a str,
    /// Its type in the words of the schema, such as `string`, `password-3` or `uint32`; empty if none is stated.
    pub ty: &'a str,
    /// Whether the schema lists its values.
    pub has_choices: bool,
    /// Whether its value is the key of its row, or of rows of other tables.
    pub is_key: bool,
}

impl SchemaAttribute<'_> {
    /// Whether the type says that the value is a secret: a password, even with listed values, or a cryptographic key.
    /// An attribute of the type `key` with listed values is a choice between words.
    #[must_use]
    pub fn has_secret_type(&self) -> bool {
        let ty = self.ty.to_ascii_lowercase();
        ty.contains("passw") || ty.contains("secret") || (ty == "key" && !self.has_choices)
    }

    /// Whether the whole value is a secret: its type is that of a secret, or it is a text and the last word of its name
    /// is one for secrets. The key of a row is part of urls and references, so only its type can make it a secret.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        self.has_secret_type() || (self.is_text() && !self.is_key && secret_name::names_secret(self.name))
    }

    /// Whether the value may be a secret, or contain one: for a text, any word of the name is enough. Callers use this
    /// to decide what is stored or shown.
    #[must_use]
    pub fn may_be_secret(&self) -> bool {
        self.has_secret_type() || (self.is_text() && secret_name::is_secret(self.name))
    }

    /// Whether it is a text without listed values. An unknown type counts as a text.
    fn is_text(&self) -> bool {
        let ty = self.ty.to_ascii_lowercase();
        let unsigned = ty.strip_prefix("uint").or_else(|| ty.strip_prefix("unsigned"));
        let integer = unsigned.or_else(|| ty.strip_prefix("int"));
        let is_integer = integer.is_some_and(|rest| rest == "eger" || rest.bytes().all(|byte| byte.is_ascii_digit()));
        !self.has_choices && !is_integer && !OTHER_TYPES.contains(&&*ty)
    }
}

#[cfg(test)]
mod tests {
    use super::SchemaAttribute;

    /// No secret; `may`: possibly, so that its value is not shown; `name`: by its name; `type`: by its type.
    fn found(attribute: SchemaAttribute<'_>) -> &'static str {
        let (may, is, has) = (
            attribute.may_be_secret(),
            attribute.is_secret(),
            attribute.has_secret_type(),
        );
        match (may, is, has) {
            (true, true, true) => "type",
            (true, true, false) => "name",
            (true, false, false) => "may",
            (false, false, false) => "",
            _ => "in one way, and not in the weaker one",
        }
    }

    #[test]
    fn types_and_names_tell_which_attributes_are_secrets() {
        for (name, ty, expected) in [
            // FortiOS, `action=schema`.
            ("passwd", "password", "type"),
            ("ppk-secret", "password-3", "type"),
            ("seed", "varlen_password", "type"),
            ("enc-key", "key", "type"),
            ("psksecret", "string", "name"),
            ("private-key", "var-string", "name"),
            ("private-key", "user", "name"),
            ("http-cookie-path", "string", "may"),
            ("session", "string", "may"),
            ("community", "string", "may"),
            ("comment", "var-string", ""),
            ("auth-key", "integer", ""),
            ("sim1-pin", "option", ""),
            ("status", "option", ""),
            // FortiManager, `option: ["syntax"]`.
            ("adm_pass", "passwd", "type"),
            ("adm_pass", "Password", "type"),
            ("adm_pass", "psksecret", "type"),
            ("api-key", "", "name"),
            ("api-key", "a-new-type", "name"),
            ("api-key", "pointer", "name"),
            ("api-key", "uint64", ""),
            ("api-key", "int", ""),
            ("api-key", "unsigned", ""),
            ("api-key", "table", ""),
            // Swagger.
            ("token", "number", ""),
            ("token", "boolean", ""),
        ] {
            let attribute = SchemaAttribute {
                name,
                ty,
                ..SchemaAttribute::default()
            };
            assert_eq!(found(attribute), expected, "{name}: {ty}");
        }
    }

    #[test]
    fn listed_values_are_secrets_only_in_a_password() {
        for (ty, expected) in [("string", ""), ("key", ""), ("", ""), ("password", "type")] {
            let attribute = SchemaAttribute {
                name: "auth-key",
                ty,
                has_choices: true,
                is_key: false,
            };
            assert_eq!(found(attribute), expected, "{ty}");
        }
    }

    #[test]
    fn keys_of_rows_are_secrets_only_by_their_type() {
        for (ty, expected) in [("string", "may"), ("", "may"), ("password", "type"), ("key", "type")] {
            let attribute = SchemaAttribute {
                name: "auth-key",
                ty,
                has_choices: false,
                is_key: true,
            };
            assert_eq!(found(attribute), expected, "{ty}");
        }
    }
}
