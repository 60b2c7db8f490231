//! Web pages, which come in place of what was asked for: from a gateway, or from an appliance that wants a login.

/// Whether an answer that begins like this is a web page.
pub(crate) fn is_page(begun: &[u8]) -> bool {
    let begun = begun.trim_ascii_start();
    let begins = |mark: &str| {
        let start = begun.get(..mark.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(mark.as_bytes()))
    };
    begins("<!doctype html") || begins("<html")
}

#[cfg(test)]
mod tests {
    use super::is_page;

    #[test]
    fn pages_are_known_by_how_they_begin() {
        for page in [
            "<html>",
            "\r\n <HTML lang=en>",
            "<!DOCTYPE html>",
            "<!doctype HTML PUBLIC",
        ] {
            assert!(is_page(page.as_bytes()), "{page}");
        }
        for other in ["", " ", "<", "<ht", "<xml>", "{\"a\": \"<html>\"}", "é<html>"] {
            assert!(!is_page(other.as_bytes()), "{other}");
        }
    }
}
