//! The places of members in a request.

use crate::Protocol;

/// One entry for each place: its variant, its word in specs and in the attribute of a field, and the protocols that
/// have it. Then follow whether one value can be all of it, and whether it is the body of an HTTP request. The last
/// parts are its name in a sentence, the members that the protocol itself writes there, and its description.
macro_rules! places {
    ($(
        $Place:ident $word:literal [$($Protocol:ident)+] $whole:ident $body:ident $region:literal [$($reserved:literal)*]
        $doc:literal
    )*) => {
        /// Where in a request a member stands.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Place {
            $(#[doc = $doc] $Place,)*
        }

        impl Place {
            /// Every place.
            pub const ALL: &[Self] = &[$(Self::$Place),*];

            /// The place as one word, as in specs and in the attribute of a field.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$Place => $word,)*
                }
            }

            /// The name of the variant.
            #[must_use]
            pub const fn variant(self) -> &'static str {
                match self {
                    $(Self::$Place => stringify!($Place),)*
                }
            }

            /// The protocols that have it.
            #[must_use]
            pub const fn protocols(self) -> &'static [Protocol] {
                match self {
                    $(Self::$Place => &[$(Protocol::$Protocol),+],)*
                }
            }

            /// Whether one value can be the whole place.
            #[must_use]
            pub const fn can_be_whole(self) -> bool {
                match self {
                    $(Self::$Place => is!($whole),)*
                }
            }

            /// Whether it is the body of an HTTP request. Names in a body are unique, whatever its kind.
            #[must_use]
            pub const fn is_body(self) -> bool {
                match self {
                    $(Self::$Place => is!($body),)*
                }
            }

            /// The place in a sentence: `in the query`. Names in it are unique.
            #[must_use]
            pub const fn region(self) -> &'static str {
                match self {
                    $(Self::$Place => $region,)*
                }
            }

            /// The names that the protocol itself writes there.
            #[must_use]
            pub const fn reserved(self) -> &'static [&'static str] {
                match self {
                    $(Self::$Place => &[$($reserved),*],)*
                }
            }
        }
    };
}

macro_rules! is {
    (whole) => {
        true
    };
    (members) => {
        false
    };
    (body) => {
        true
    };
    (other) => {
        false
    };
}

places! {
    Beside   "beside"   [JsonRpc]                   members other "beside the url"  ["url"]
        "Beside the url."
    Data     "data"     [JsonRpc]                   whole   other "in `data`"       []
        "In `data`, or all of it."
    Envelope "envelope" [JsonRpc]                   members other "in the envelope" ["id" "method" "params" "session"]
        "At the top level of the request."
    Query    "query"    [Rest Gui FortiOs]          members other "in the query"    []
        "In the query of the url."
    Body     "body"     [Rest Gui GuiProxy FortiOs] whole   body  "in the body"     []
        "In the JSON object of the body, or in the `params` of a proxied call; or all of either."
    Form     "form"     [Rest Gui FortiOs]          members body  "in the form"     []
        "In the form of the body."
}

impl Protocol {
    /// The places that its requests have.
    pub fn places(self) -> impl Iterator<Item = Place> {
        let all = Place::ALL.iter().copied();
        all.filter(move |place| place.protocols().contains(&self))
    }

    /// The place of members that are the same in each call of a kind.
    #[must_use]
    pub const fn constant_place(self) -> Place {
        match self {
            Self::JsonRpc => Place::Beside,
            Self::Rest | Self::Gui | Self::FortiOs => Place::Query,
            Self::GuiProxy => Place::Body,
        }
    }

    /// The place of the members of a spliced value.
    #[must_use]
    pub const fn splice_place(self) -> Place {
        match self {
            Self::JsonRpc => Place::Beside,
            Self::Rest | Self::Gui | Self::GuiProxy | Self::FortiOs => Place::Body,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_unique_and_is_the_name_of_its_place() {
        for place in Place::ALL {
            assert_eq!(place.as_str(), place.variant().to_lowercase());
            let same = Place::ALL.iter().filter(|other| other.as_str() == place.as_str());
            assert_eq!(same.count(), 1, "{place:?}");
        }
    }

    #[test]
    fn the_places_of_a_protocol_include_its_defaults() {
        for protocol in Protocol::ALL {
            for place in [protocol.constant_place(), protocol.splice_place()] {
                assert!(protocol.places().any(|own| own == place), "{protocol:?} {place:?}");
            }
        }
    }

    #[test]
    fn only_http_requests_have_a_body_and_other_places() {
        for place in Place::ALL.iter().filter(|place| place.is_body()) {
            assert!(!place.protocols().contains(&Protocol::JsonRpc), "{place:?}");
        }
    }
}
