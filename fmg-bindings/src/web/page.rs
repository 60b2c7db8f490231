//! Web pages, which come in place of what was asked for: from a gateway, or from an appliance that wants a login.

/// How pages begin.
const MARKS: [&str; 8] = [
    "<!doctype html",
    "<html",
    "<head",
    "<body",
    "<title",
    "<h1",
    "<script",
    "<!--",
];

/// Whether an answer that begins like this is a web page.
pub(crate) fn is_page(begun: &[u8]) -> bool {
    let begun = begun.trim_ascii_start();
    let begins = |mark: &str| {
        let start = begun.get(..mark.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(mark.as_bytes()))
    };
    if begins("<?xml") {
        // XML that is a page says so behind its declaration.
        let end = begun.windows(2).position(|end| end == b"?>");
        let rest = end.and_then(|end| begun.get(end + 2..));
        return rest.is_some_and(is_page);
    }
    MARKS.into_iter().any(begins)
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
            "<!-- proxy --><html>",
            "<head><title>x</title>",
            "<H1>Service Unavailable</H1>",
            "<script>location = '/login'</script>",
            "<?xml version=\"1.0\"?>\n<!DOCTYPE html>",
        ] {
            assert!(is_page(page.as_bytes()), "{page}");
        }
        for other in [
            "",
            " ",
            "<",
            "<ht",
            "<xml>",
            "<?xml version=\"1.0\"?><profile/>",
            "<?xml",
            "{\"a\": \"<html>\"}",
            "é<html>",
        ] {
            assert!(!is_page(other.as_bytes()), "{other}");
        }
    }
}
