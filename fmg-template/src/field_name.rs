//! The names of fields that fill placeholders.

/// The name of the field that fills a placeholder: lower case, `_` for `-` and `+`, and a `_` before a leading digit.
///
/// A keyword is not changed, since a field can have the name `r#match`.
///
/// ```
/// use fmg_template::field_name;
///
/// assert_eq!(field_name("vwan-ingress-public-IPs"), "vwan_ingress_public_ips");
/// assert_eq!(field_name("802-1X"), "_802_1x");
/// ```
#[must_use]
pub fn field_name(placeholder: &str) -> String {
    let mut field = String::with_capacity(placeholder.len() + 1);
    if placeholder.starts_with(|first: char| first.is_ascii_digit()) {
        field.push('_');
    }
    field.extend(placeholder.chars().map(|character| match character {
        '-' | '+' => '_',
        other => other.to_ascii_lowercase(),
    }));
    field
}

#[cfg(test)]
mod tests {
    use super::field_name;

    #[test]
    fn field_names() {
        for (placeholder, field) in [
            ("adom", "adom"),
            ("DoS-policy6", "dos_policy6"),
            ("tacacs+", "tacacs_"),
            ("802-1X", "_802_1x"),
            ("ippool_grp", "ippool_grp"),
            ("ippool-grp", "ippool_grp"),
            ("match", "match"),
        ] {
            assert_eq!(field_name(placeholder), field);
        }
    }
}
