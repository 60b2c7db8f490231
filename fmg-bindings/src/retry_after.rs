//! The time to wait before the next attempt, from the header `Retry-After`.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

/// The longest wait. Longer ones are not useful, and an `Instant` cannot represent every number in a header.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Parses `Retry-After`: seconds or a date. A date is compared with the date of the response, because clocks may
/// differ.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number that is too large counts as the longest wait.
        return Some(text.parse().map_or(LONGEST, Duration::from_secs).min(LONGEST));
    }
    let until = httpdate::parse_http_date(text).ok()?;
    let date = headers.get(DATE).and_then(|date| date.to_str().ok());
    let now = date
        .and_then(|date| httpdate::parse_http_date(date).ok())
        .unwrap_or_else(SystemTime::now);
    // A date in the past means no wait.
    Some(until.duration_since(now).unwrap_or_default().min(LONGEST))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use http::header::HeaderName;
    use proptest::prelude::*;

    use super::*;

    fn wait(headers: &[(HeaderName, &'static str)]) -> Option<Duration> {
        let headers = headers
            .iter()
            .map(|(name, value)| (name.clone(), value.parse().unwrap()));
        retry_after(&headers.collect())
    }

    #[test]
    fn seconds_and_dates_are_parsed() {
        let date = (DATE, "Wed, 21 Oct 2015 07:28:00 GMT");
        assert_eq!(wait(&[]), None);
        assert_eq!(wait(&[(RETRY_AFTER, " 60 ")]), Some(Duration::from_secs(60)));
        assert_eq!(
            wait(&[(RETRY_AFTER, "Wed, 21 Oct 2015 07:29:30 GMT"), date.clone()]),
            Some(Duration::from_secs(90))
        );
        assert_eq!(
            wait(&[(RETRY_AFTER, "Wed, 21 Oct 2015 07:27:59 GMT"), date]),
            Some(Duration::ZERO)
        );
        assert_eq!(
            wait(&[(RETRY_AFTER, "Wed, 21 Oct 2015 07:28:00 GMT")]),
            Some(Duration::ZERO)
        );
    }

    #[test]
    fn a_wait_can_be_added_to_a_time() {
        for text in [
            "99999999999999999999999",
            "18446744073709551615",
            "9223372036854775807",
            "Fri, 31 Dec 9999 23:59:59 GMT",
        ] {
            let date = (DATE, "Wed, 21 Oct 2015 07:28:00 GMT");
            let wait = wait(&[(RETRY_AFTER, text), date]).unwrap();
            assert_eq!(wait, LONGEST, "{text}");
            assert!(std::time::Instant::now().checked_add(wait).is_some());
            assert!(SystemTime::now().checked_add(wait).is_some());
        }
    }

    #[test]
    fn other_values_are_ignored() {
        for text in ["", "soon", "-1", "1.5", "+1", "0x10", "Wed, 99 Oct 2015 07:28:00 GMT"] {
            assert_eq!(wait(&[(RETRY_AFTER, text)]), None, "{text}");
        }
    }

    /// Seconds, dates, nearly valid values, and any other text.
    fn header() -> impl Strategy<Value = Vec<u8>> {
        let date = "(Mon|Fri|Xyz), [0-9]{2} (Jan|Oct|Foo) [0-9]{1,5} [0-9]{2}:[0-9]{2}:[0-9]{2} (GMT|UTC)";
        prop_oneof![
            "[-+]?[0-9]{0,25}(\\.[0-9])?".prop_map(String::into_bytes),
            date.prop_map(String::into_bytes),
            any::<u32>().prop_map(|seconds| {
                let date = SystemTime::UNIX_EPOCH + Duration::from_secs(u64::from(seconds) * 50);
                httpdate::fmt_http_date(date).into_bytes()
            }),
            proptest::collection::vec(any::<u8>(), 0..40),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn no_wait_is_longer_than_a_year(after in header(), date in header()) {
            let named = [(RETRY_AFTER, &after), (DATE, &date)];
            let headers: HeaderMap = named
                .into_iter()
                .filter_map(|(name, value)| Some((name, HeaderValue::from_bytes(value).ok()?)))
                .collect();
            let wait = retry_after(&headers);
            prop_assert!(wait.is_none_or(|wait| wait.as_secs() <= 365 * 86_400), "{:?}", wait);
            // Digits are seconds; any other text that is not a date is ignored.
            let text = String::from_utf8_lossy(&after);
            let text = text.trim();
            match text.parse::<u64>() {
                Ok(seconds) if !text.starts_with('+') && headers.contains_key(RETRY_AFTER) => {
                    prop_assert_eq!(wait.map(|wait| wait.as_secs()), Some(seconds.min(365 * 86_400)));
                }
                _ => prop_assert!(wait.is_none() || text.bytes().any(|byte| byte.is_ascii_digit()), "{:?}", text),
            }
        }
    }
}
