//! The verbs of calls, as in requests.

use std::fmt;

use crate::Protocol;

/// One line for each verb, grouped by request: its variant, its word on the wire, and the protocols that have it. Then
/// follow whether it only reads, whether the body of such a request is read, whether a call may be sent again, and its
/// meaning.
macro_rules! verbs {
    ($(
        $(#[doc = $about:literal])*
        $Kind:ident($Method:ident) {
            $($Verb:ident $word:literal [$($Protocol:ident)+] $access:ident $body:ident $again:ident $doc:literal)*
        }
    )*) => {
        $(
            $(#[doc = $about])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            #[non_exhaustive]
            pub enum $Method {
                $(#[doc = $doc] $Verb,)*
            }

            impl $Method {
                /// Every method.
                pub const ALL: &[Self] = &[$(Self::$Verb),*];

                /// The method as it is sent.
                #[must_use]
                pub const fn as_str(self) -> &'static str {
                    match self {
                        $(Self::$Verb => $word,)*
                    }
                }

                /// The name of the variant.
                #[must_use]
                pub const fn variant(self) -> &'static str {
                    match self {
                        $(Self::$Verb => stringify!($Verb),)*
                    }
                }

                /// The protocols that have it.
                #[must_use]
                pub const fn protocols(self) -> &'static [Protocol] {
                    match self {
                        $(Self::$Verb => &[$(Protocol::$Protocol),+],)*
                    }
                }

                /// Whether calls with it change nothing.
                #[must_use]
                pub const fn is_read(self) -> bool {
                    match self {
                        $(Self::$Verb => is!($access),)*
                    }
                }

                /// Whether the body of such a request is read.
                #[must_use]
                pub const fn has_body(self) -> bool {
                    match self {
                        $(Self::$Verb => is!($body),)*
                    }
                }

                /// Whether the second of two equal calls changes nothing, so that a call may be sent again when it is
                /// unknown whether the first was carried out.
                #[must_use]
                pub const fn may_repeat(self) -> bool {
                    match self {
                        $(Self::$Verb => is!($again),)*
                    }
                }
            }

            impl fmt::Display for $Method {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.pad(self.as_str())
                }
            }
        )*

        /// The verb of a call, of whatever protocol.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Verb {
            $($(#[doc = $about])* $Kind($Method),)*
        }

        impl Verb {
            /// Every verb.
            pub const ALL: &[Self] = &[$($(Self::$Kind($Method::$Verb),)*)*];

            /// The verb as in requests and specs.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$Kind(method) => method.as_str(),)*
                }
            }

            /// The name of the method's variant.
            #[must_use]
            pub const fn variant(self) -> &'static str {
                match self {
                    $(Self::$Kind(method) => method.variant(),)*
                }
            }

            /// The protocols that have it.
            #[must_use]
            pub const fn protocols(self) -> &'static [Protocol] {
                match self {
                    $(Self::$Kind(method) => method.protocols(),)*
                }
            }

            /// Whether calls with it change nothing.
            #[must_use]
            pub const fn is_read(self) -> bool {
                match self {
                    $(Self::$Kind(method) => method.is_read(),)*
                }
            }

            /// Whether the body of such a request is read.
            #[must_use]
            pub const fn has_body(self) -> bool {
                match self {
                    $(Self::$Kind(method) => method.has_body(),)*
                }
            }

            /// Whether the second of two equal calls changes nothing, so that a call may be sent again when it is
            /// unknown whether the first was carried out.
            #[must_use]
            pub const fn may_repeat(self) -> bool {
                match self {
                    $(Self::$Kind(method) => method.may_repeat(),)*
                }
            }
        }
    };
}

macro_rules! is {
    (reads) => {
        true
    };
    (writes) => {
        false
    };
    (body) => {
        true
    };
    (bare) => {
        false
    };
    (again) => {
        true
    };
    (once) => {
        false
    };
}

verbs! {
    /// The verb of a JSON-RPC call.
    JsonRpc(JsonRpcMethod) {
        Get     "get"     [JsonRpc GuiProxy] reads  body again "Reads."
        Add     "add"     [JsonRpc]          writes body once  "Creates; fails if the object already exists."
        Set     "set"     [JsonRpc]          writes body again "Creates or overwrites."
        Update  "update"  [JsonRpc]          writes body again "Changes; sub tables of the object that are not named stay."
        Delete  "delete"  [JsonRpc]          writes body again "Removes."
        Exec    "exec"    [JsonRpc]          writes body once  "Runs an action."
        Clone   "clone"   [JsonRpc]          writes body once  "Copies under another name."
        Move    "move"    [JsonRpc]          writes body once  "Changes the position in an ordered table."
        Replace "replace" [JsonRpc]          writes body again "Overwrites; sub tables of the object that are not named are emptied."
        Unset   "unset"   [JsonRpc]          writes body again "Resets attributes."
        Put     "put"     [JsonRpc]          writes body again "Overwrites, according to the vendor's table of the REST API, the only source for it."
    }
    /// The method of a call through the proxy of FortiManager's GUI. There are more than those known.
    GuiProxy(GuiProxyMethod) {
        Post           "post"           [GuiProxy] writes body once  "Runs an action."
        Create         "create"         [GuiProxy] writes body once  "Creates, or starts."
        Change         "change"         [GuiProxy] writes body once  "Changes."
        Login          "login"          [GuiProxy] writes body once  "Logs in to the GUI."
        ProcessPreview "processPreview" [GuiProxy] writes body once  "Prepares a preview."
        GetDownload    "get_download"   [GuiProxy] writes body once  "Returns a file that was prepared earlier."
    }
    /// The method of an HTTP call.
    Http(HttpMethod) {
        Get    "GET"    [Rest Gui FortiOs] reads  bare again "Reads."
        Post   "POST"   [Rest Gui FortiOs] writes body once  "Creates, or runs an action."
        Put    "PUT"    [FortiOs]          writes body again "Changes."
        Delete "DELETE" [FortiOs]          writes bare again "Removes."
    }
}

impl Verb {
    /// The verb of this word, if the protocol has it.
    ///
    /// ```
    /// use fmg_template::{Protocol, Verb};
    ///
    /// let verb = Verb::of(Protocol::FortiOs, "GET").map(Verb::variant);
    /// assert_eq!(verb, Some("Get"));
    /// assert_eq!(Verb::of(Protocol::JsonRpc, "GET"), None);
    /// ```
    #[must_use]
    pub fn of(protocol: Protocol, word: &str) -> Option<Self> {
        protocol.verbs().find(|verb| verb.as_str() == word)
    }

    /// Whether it is a method of HTTP.
    #[must_use]
    pub const fn is_http(self) -> bool {
        matches!(self, Self::Http(_))
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Protocol {
    /// Its verbs. Not all of [`GuiProxy`](Self::GuiProxy) are known.
    pub fn verbs(self) -> impl Iterator<Item = Verb> {
        let all = Verb::ALL.iter().copied();
        all.filter(move |verb| verb.protocols().contains(&self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_unique_and_is_the_name_of_its_verb() {
        for verb in Verb::ALL {
            let word = verb.as_str().replace('_', "").to_lowercase();
            assert_eq!(word, verb.variant().to_lowercase());
            let same = Verb::ALL.iter().filter(|other| other.as_str() == verb.as_str());
            assert_eq!(same.count(), 1, "{verb}");
        }
    }

    #[test]
    fn the_verbs_in_capitals_are_http_methods() {
        for verb in Verb::ALL {
            let in_capitals = verb.as_str().bytes().all(|byte| byte.is_ascii_uppercase());
            assert_eq!(in_capitals, verb.is_http(), "{verb}");
            for protocol in verb.protocols() {
                assert_eq!(verb.is_http(), protocol.is_http(), "{verb} {protocol:?}");
            }
        }
    }

    #[test]
    fn every_protocol_can_read() {
        for protocol in Protocol::ALL {
            assert!(protocol.verbs().any(Verb::is_read), "{protocol:?}");
        }
    }

    #[test]
    fn reads_and_verbs_that_state_a_result_may_be_repeated() {
        let once: Vec<_> = Verb::ALL.iter().filter(|verb| !verb.may_repeat()).collect();
        assert!(once.iter().all(|verb| !verb.is_read()));
        for word in ["add", "exec", "clone", "move", "POST", "create"] {
            assert!(once.iter().any(|verb| verb.as_str() == word), "{word}");
        }
        for word in ["set", "update", "delete", "replace", "unset", "PUT", "DELETE"] {
            assert!(once.iter().all(|verb| verb.as_str() != word), "{word}");
        }
    }
}
