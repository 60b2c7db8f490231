//! The verbs of calls, as requests have them.

use std::fmt;

use crate::Protocol;

/// Each verb on a line, by the requests that carry it: its variant, its word on the wire, the protocols that have it,
/// whether calls with it leave everything as it is, whether the body of such a request is read, and what it does.
macro_rules! verbs {
    ($(
        $(#[doc = $about:literal])*
        $Kind:ident($Method:ident) {
            $($Verb:ident $word:literal [$($Protocol:ident)+] $access:ident $body:ident $doc:literal)*
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

                /// The method as it stands in a request.
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

                /// Whether calls with it leave everything as it is.
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

            /// The verb as it stands in a request, and in specs.
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

            /// Whether calls with it leave everything as it is.
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
}

verbs! {
    /// What a call of JSON-RPC does with what its url names.
    JsonRpc(JsonRpcMethod) {
        Get     "get"     [JsonRpc GuiProxy] reads  body "Reads."
        Add     "add"     [JsonRpc]          writes body "Creates; fails if the object is there already."
        Set     "set"     [JsonRpc]          writes body "Creates or overwrites."
        Update  "update"  [JsonRpc]          writes body "Changes; tables inside the object that are not named stay."
        Delete  "delete"  [JsonRpc]          writes body "Removes."
        Exec    "exec"    [JsonRpc]          writes body "Does something."
        Clone   "clone"   [JsonRpc]          writes body "Copies under another name."
        Move    "move"    [JsonRpc]          writes body "Changes the position in an ordered table."
        Replace "replace" [JsonRpc]          writes body "Overwrites; tables inside the object that are not named are emptied."
        Unset   "unset"   [JsonRpc]          writes body "Resets attributes."
        Put     "put"     [JsonRpc]          writes body "Overwrites, as the vendor's table of the REST counterpart has it, which alone names it."
    }
    /// What a call does that the proxy of FortiManager's GUI hands on. It has more of these than are known.
    GuiProxy(GuiProxyMethod) {
        Post           "post"           [GuiProxy] writes body "Does something."
        Create         "create"         [GuiProxy] writes body "Creates, or starts."
        Change         "change"         [GuiProxy] writes body "Changes."
        Login          "login"          [GuiProxy] writes body "Logs in to the GUI."
        ProcessPreview "processPreview" [GuiProxy] writes body "Prepares a preview."
        GetDownload    "get_download"   [GuiProxy] writes body "Gives a file, which has been prepared for it."
    }
    /// What a call of HTTP does with what its path names.
    Http(HttpMethod) {
        Get    "GET"    [Rest Gui FortiOs] reads  bare "Reads."
        Post   "POST"   [Rest Gui FortiOs] writes body "Creates, or does something."
        Put    "PUT"    [FortiOs]          writes body "Changes."
        Delete "DELETE" [FortiOs]          writes bare "Removes."
    }
}

impl Verb {
    /// The verb of this word, if the protocol has such.
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
    /// The verbs that it has. Of those of [`GuiProxy`](Self::GuiProxy) not all are known.
    pub fn verbs(self) -> impl Iterator<Item = Verb> {
        let all = Verb::ALL.iter().copied();
        all.filter(move |verb| verb.protocols().contains(&self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_stands_for_one_verb_and_is_its_name() {
        for verb in Verb::ALL {
            let word = verb.as_str().replace('_', "").to_lowercase();
            assert_eq!(word, verb.variant().to_lowercase());
            let same = Verb::ALL.iter().filter(|other| other.as_str() == verb.as_str());
            assert_eq!(same.count(), 1, "{verb}");
        }
    }

    #[test]
    fn the_verbs_in_capitals_are_those_of_http() {
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
}
