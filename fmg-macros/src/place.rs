//! Where a field is sent to.

/// A place outside the url, with the name that a member has there on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Beside(String),
    Envelope(String),
    DataMember(String),
    Data,
    Splice,
    Query(String),
    BodyMember(String),
    Body,
    Form(String),
    File(String),
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
            | Self::File(name) => Some(name),
            Self::Data | Self::Splice | Self::Body => None,
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
            Self::BodyMember(_) | Self::Body | Self::File(_) => "in the body",
            Self::Form(_) => "in the form",
        }
    }

    /// Whether it is a part of the body of an HTTP request, or all of it.
    pub(crate) const fn is_in_body(&self) -> bool {
        matches!(self, Self::BodyMember(_) | Self::Body | Self::Form(_) | Self::File(_))
    }
}
