//! Where something is sent to, and how it fills its place.

use fmg_template::Place;

/// A place outside the url, and what of it is filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Filling {
    pub(crate) place: Place,
    pub(crate) manner: Manner,
}

/// What of a place is filled, with the names that members have there on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// One member.
    Member(String),
    /// All of it, by one value.
    Whole,
    /// What a value has for members.
    Splice,
    /// One member, by a file.
    File(String),
    /// All of it, by a file.
    Content,
    /// What carries the token of the session, in a body of either kind that has members.
    Token(String),
}

impl Filling {
    pub(crate) fn member(place: Place, name: String) -> Self {
        Self {
            place,
            manner: Manner::Member(name),
        }
    }

    pub(crate) fn token(name: String) -> Self {
        Self {
            place: Place::Body,
            manner: Manner::Token(name),
        }
    }

    /// The name of a member. The wholes have none.
    pub(crate) fn name(&self) -> Option<&str> {
        match &self.manner {
            Manner::Member(name) | Manner::File(name) | Manner::Token(name) => Some(name),
            Manner::Whole | Manner::Splice | Manner::Content => None,
        }
    }

    /// Whether both are members of the same place.
    pub(crate) fn is_member_beside(&self, other: &Self) -> bool {
        let are_members = matches!((&self.manner, &other.manner), (Manner::Member(_), Manner::Member(_)));
        are_members && self.place == other.place
    }

    /// Whether it is a part of the body of a request that has one of its own, or all of it.
    pub(crate) const fn is_in_body(&self) -> bool {
        self.place.is_body()
    }

    /// Whether no name is given both here and there.
    pub(crate) fn shares_names_with(&self, other: &Self) -> bool {
        // The fields of a form are members of a body, too.
        self.place == other.place || self.is_in_body() && other.is_in_body()
    }
}

/// All of a place, for errors.
pub(crate) fn whole(place: Place) -> String {
    if place.is_body() {
        "the whole body".to_owned()
    } else {
        format!("the whole `{}`", place.as_str())
    }
}

/// The attribute of a field that is one member of a place that can be filled whole, for errors.
pub(crate) fn as_member(place: Place, name: &str) -> String {
    format!("#[endpoint({}({name:?}))]", place.as_str())
}
