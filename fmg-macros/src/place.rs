//! The places of values in a request.

use fmg_template::Place;

/// A place outside the url, and the part of it that a value fills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Destination {
    pub(crate) place: Place,
    pub(crate) part: DestinationPart,
}

/// The part of a place that a value fills. Names are those on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DestinationPart {
    /// One member.
    Member(String),
    /// The whole place, by one value.
    Whole,
    /// All members of one value.
    Splice,
    /// One member, by a file.
    File(String),
    /// The whole place, by a file.
    Content,
    /// A member with the CSRF token of the session, in a JSON body or in a form.
    Token(String),
}

impl Destination {
    pub(crate) fn member(place: Place, name: String) -> Self {
        Self {
            place,
            part: DestinationPart::Member(name),
        }
    }

    pub(crate) fn token(name: String) -> Self {
        Self {
            place: Place::Body,
            part: DestinationPart::Token(name),
        }
    }

    /// The name of the member. A whole place has no name.
    pub(crate) fn name(&self) -> Option<&str> {
        match &self.part {
            DestinationPart::Member(name) | DestinationPart::File(name) | DestinationPart::Token(name) => Some(name),
            DestinationPart::Whole | DestinationPart::Splice | DestinationPart::Content => None,
        }
    }

    /// Whether both are members of the same place.
    pub(crate) fn is_member_beside(&self, other: &Self) -> bool {
        let are_members = matches!(
            (&self.part, &other.part),
            (DestinationPart::Member(_), DestinationPart::Member(_))
        );
        are_members && self.place == other.place
    }

    /// Whether it is a part of the body, or the whole body.
    pub(crate) const fn is_in_body(&self) -> bool {
        self.place.is_body()
    }

    /// Whether the names of both must differ.
    pub(crate) fn shares_names_with(&self, other: &Self) -> bool {
        // The fields of a form are members of the body.
        self.place == other.place || self.is_in_body() && other.is_in_body()
    }
}

/// A whole place, for error messages.
pub(crate) fn whole(place: Place) -> String {
    if place.is_body() {
        "the whole body".to_owned()
    } else {
        format!("the whole `{}`", place.as_str())
    }
}

/// The attribute of a field that is one member of the place, for error messages.
pub(crate) fn as_member(place: Place, name: &str) -> String {
    format!("#[endpoint({}({name:?}))]", place.as_str())
}
