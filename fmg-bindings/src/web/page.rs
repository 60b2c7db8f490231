//! Recognises web pages in place of the expected response: from a gateway, or from an appliance that requires a login.

/// The beginnings of web pages.
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

/// Whether a response with this beginning is a web page.
pub(crate) fn is_page(begun: &[u8]) -> bool {
    let begun = begun.trim_ascii_start();
    // In XML, the mark of a web page follows the declaration, of which there is at most one.
    let declared = begins(begun, "<?xml").then(|| begun.windows(2).position(|end| end == b"?>"));
    let begun = match declared {
        Some(end) => end.and_then(|end| begun.get(end + 2..)).unwrap_or_default(),
        None => begun,
    };
    let begun = begun.trim_ascii_start();
    MARKS.into_iter().any(|mark| begins(begun, mark))
}

fn begins(begun: &[u8], mark: &str) -> bool {
    let start = begun.get(..mark.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(mark.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::is_page;

    #[test]
    fn pages_are_recognised_by_their_beginning() {
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

    #[test]
    fn declarations_without_end_need_no_stack() {
        assert!(!is_page("<?xml?>".repeat(1_000_000).as_bytes()));
    }
}
