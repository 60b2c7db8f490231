//! Where a field is sent to.

/// A place outside the url, with the name that a member has there on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Beside(String),
    Envelope(String),
    DataMember(String),
    Data,
    /// All members of a value, beside the url.
    Splice,
    Query(String),
    BodyMember(String),
    Body,
    /// All members of a value, in the body.
    BodySplice,
    Form(String),
    File(String),
    /// A file that is the whole body.
    Content,
    /// What carries the token of the session, in a body of either kind that has members.
    Token(String),
}

impl Place {
    /// The name of a member. The wholes have none.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::Beside(name)
            | Self::Envelope(name)
            | Self::DataMember(name)
            | Self::Query(name)
            | Self::BodyMember(name)
            | Self::Form(name)
            | Self::File(name)
            | Self::Token(name) => Some(name),
            Self::Data | Self::Splice | Self::Body | Self::BodySplice | Self::Content => None,
        }
    }

    /// Within which no name is given twice, for errors.
    pub(crate) const fn region(&self) -> &'static str {
        match self {
            Self::Beside(_) | Self::Splice => "beside the url",
            Self::Envelope(_) => "in the envelope",
            Self::DataMember(_) | Self::Data => "in `data`",
            Self::Query(_) => "in the query",
            // A file is a member of the body, too.
            Self::BodyMember(_) | Self::Body | Self::BodySplice | Self::File(_) | Self::Content | Self::Token(_) => {
                "in the body"
            }
            Self::Form(_) => "in the form",
        }
    }

    /// Whether it is a part of the body of a request that has one of its own, or all of it.
    pub(crate) const fn is_in_body(&self) -> bool {
        matches!(
            self,
            Self::BodyMember(_)
                | Self::Body
                | Self::BodySplice
                | Self::Form(_)
                | Self::File(_)
                | Self::Content
                | Self::Token(_)
        )
    }

    /// Whether no name is given both here and there.
    pub(crate) fn shares_names_with(&self, other: &Self) -> bool {
        // The fields of a form are members of a body, too.
        self.region() == other.region() || self.is_in_body() && other.is_in_body()
    }
}
