//! Routes: the calls that the specs declare, the lookup of a request's call, and the checks of its content.

mod check;
mod counts;
#[cfg(test)]
mod retarget;
mod rows;
mod shared;
mod table;

pub(crate) use fmg_template::Place;
use fmg_template::{Faults, ParamKind, Protocol, Template};

pub(crate) use self::check::Fault;
pub(crate) use self::counts::Counts;
pub(crate) use self::rows::{HeldRow, Listed, Rows};
use self::shared::Shared::Static;
pub(crate) use self::shared::{Shared, Text};
pub(crate) use self::table::{BadRoute, Found, NoRoute, Table, captured, captures};

/// The declaration of one call. `I` is an appliance's type for identifiers of calls of the specs.
#[derive(Debug)]
#[allow(dead_code, reason = "an appliance reads only what its own protocols need")]
pub(crate) struct Route<I> {
    /// The identifier of a call of the specs, on which the appliance dispatches.
    pub(crate) id: Option<I>,
    /// The name in counts and messages: the request type of the bindings, such as `fmg::workspace::LockObject`. Empty:
    /// no spec declares the call.
    pub(crate) name: Text,
    /// The protocol.
    pub(crate) protocol: Protocol,
    /// The method: in capitals for HTTP, otherwise that of JSON-RPC or of a call that the GUI's proxy forwards.
    pub(crate) method: Text,
    /// The url template.
    pub(crate) url: Text,
    /// The placeholders, in the order of the url.
    pub(crate) placeholders: Shared<[Placeholder]>,
    /// Constants beside the url, as JSON text: in the query, or in `params` of a call that the GUI's proxy forwards.
    /// They distinguish calls with the same url.
    pub(crate) fixed: Shared<[(Text, Text)]>,
    /// The shape of `data`, or of the body, as a whole.
    pub(crate) whole: Option<Shape>,
    /// The other members of the call.
    pub(crate) members: Shared<[Member]>,
    /// The options beside the url.
    pub(crate) options: Option<Shared<RowShape>>,
    /// Sets of members, of which at least one has to be complete; empty: no such condition.
    pub(crate) one_of: Shared<[Shared<[Text]>]>,
    /// Members of the body that contain the CSRF token of the session.
    pub(crate) csrf: Shared<[Text]>,
    /// The access group that an administrator needs.
    pub(crate) access_group: Option<Text>,
    /// Whether a response has an entity tag.
    pub(crate) etag: bool,
    /// Whether the request is an upload.
    pub(crate) upload: bool,
    /// The file formats of a download, besides binary data and long text. `None`: the call is no download.
    pub(crate) download: Option<Shared<[Text]>>,
    /// The response; `None`: no response, or none that is documented.
    pub(crate) response: Option<Shape>,
    /// The documented exchanges: JSON objects with `request`, `response`, or both.
    pub(crate) exchanges: Shared<[Text]>,
}

impl<I: Copy + PartialEq> Route<I> {
    /// The route of a call of the specs.
    #[must_use]
    pub(crate) fn of(routes: &'static [Self], id: I) -> Option<&'static Self> {
        routes.iter().find(|route| route.id == Some(id))
    }
}

impl<I> Route<I> {
    /// Whether another route matches the same requests.
    #[cfg(any(test, feature = "specs"))]
    pub(crate) fn is_same_call<J>(&self, other: &Route<J>) -> bool {
        self.protocol == other.protocol
            && self.method == other.method
            && self.url == other.url
            && self.fixed == other.fixed
    }

    /// The route of a call without a spec. It accepts any members, and each placeholder of the template `url` is one
    /// segment.
    ///
    /// # Errors
    ///
    /// The template is malformed.
    pub(crate) fn new(protocol: Protocol, method: impl Into<Text>, url: impl Into<Text>) -> Result<Self, Faults> {
        let (method, url) = (method.into(), url.into());
        let template = Template::parse(&url)?;
        let placeholders = template.placeholders().map(|own| Placeholder {
            name: own.name().to_owned().into(),
            kind: Kind::Name,
        });
        let placeholders = placeholders.collect::<Vec<_>>().into();
        Ok(Self::bare(protocol, method, url, placeholders))
    }

    /// The route of a call without a spec, which accepts any members.
    pub(crate) fn bare(protocol: Protocol, method: Text, url: Text, placeholders: Shared<[Placeholder]>) -> Self {
        Self {
            id: None,
            name: Static(""),
            protocol,
            method,
            placeholders,
            url,
            fixed: Static(&[]),
            whole: None,
            members: Static(&[]),
            options: None,
            one_of: Static(&[]),
            csrf: Static(&[]),
            access_group: None,
            etag: false,
            upload: false,
            download: None,
            response: None,
            exchanges: Static(&[]),
        }
    }
}

/// A placeholder of a url.
#[derive(Debug)]
pub(crate) struct Placeholder {
    /// Its name in the template.
    pub(crate) name: Text,
    /// The values that it accepts.
    pub(crate) kind: Kind,
}

/// The values that a placeholder accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One segment.
    Name,
    /// One segment other than these words.
    #[allow(dead_code, reason = "no spec uses all of it today")]
    NameExcept(Shared<[Text]>),
    /// A number.
    Id,
    /// Folders and a policy package, except paths below a package that belong to other urls.
    PackagePath(Shared<[Text]>),
    /// A table path and a key, except these tables, which have as many words.
    ObjectPath(Shared<[Text]>),
}

impl Kind {
    /// The excluded words.
    fn words(&self) -> Vec<&str> {
        let words: &[Text] = match self {
            Self::Name | Self::Id => &[],
            Self::NameExcept(words) | Self::PackagePath(words) | Self::ObjectPath(words) => words,
        };
        words.iter().map(|word| &**word).collect()
    }

    /// The kind as templates have it, with the excluded [words](Self::words).
    fn param<'w>(&self, words: &'w [&'w str]) -> ParamKind<'w> {
        match self {
            Self::Name | Self::NameExcept(_) => ParamKind::Name { reserved: words },
            Self::Id => ParamKind::Id,
            Self::PackagePath(_) => ParamKind::PackagePath { reserved: words },
            Self::ObjectPath(_) => ParamKind::ObjectPath { tables: words },
        }
    }
}

/// A member of a request or a row.
#[derive(Debug)]
pub(crate) struct Member {
    /// The name on the wire. A `*` stands for any text.
    pub(crate) name: Text,
    /// The part of the request that contains it.
    pub(crate) place: Place,
    /// The type.
    pub(crate) shape: Shape,
    /// Whether the call requires it.
    pub(crate) required: bool,
    /// The permitted values; empty: any.
    pub(crate) values: Shared<[Text]>,
    /// The smallest number.
    pub(crate) min: Option<i64>,
    /// The largest number.
    pub(crate) max: Option<i64>,
    /// The default value.
    pub(crate) default: Option<Text>,
    /// Whether it is the file of an upload.
    pub(crate) file: bool,
    /// Whether it is a union whose members replace it.
    pub(crate) splice: bool,
}

/// The type of a value.
#[derive(Clone, Debug)]
#[allow(dead_code, reason = "no spec uses all of it today")]
pub(crate) enum Shape {
    /// Text.
    String,
    /// An integer.
    Int,
    /// A number.
    Float,
    /// `true` or `false`.
    Bool,
    /// 0 or 1.
    Flag,
    /// `enable` or `disable`.
    Toggle,
    /// Text that is not logged or shown.
    Secret,
    /// Anything.
    Json,
    /// An object with any members.
    Object,
    /// A list; a single value counts as a list of one.
    List(Shared<Shape>),
    /// An object whose members all have this type.
    Map(Shared<Shape>),
    /// An object whose members all have this type, or a list of such values, depending on the firmware.
    ByName(Shared<Shape>),
    /// An object with these members.
    Row(Shared<RowShape>),
    /// An object with the fields of a row in a table that was made at run time.
    Listed(Listed),
    /// One of these names or numbers; unknown values are accepted.
    Enum(Shared<EnumShape>),
    /// A number that identifies an object.
    Id,
    /// A text that identifies an object.
    Name,
    /// An object that has one of these shapes.
    Union(Shared<UnionShape>),
    /// The whole content of a request is a file.
    File,
    /// The whole reply is plain text.
    Text,
}

/// The type of an object.
#[derive(Debug)]
pub(crate) struct RowShape {
    /// Its name in the bindings.
    pub(crate) name: Text,
    /// Its members; `place` is their place in a reply.
    pub(crate) fields: Shared<[Member]>,
}

/// Alternative types of an object.
#[derive(Debug)]
#[allow(dead_code, reason = "no spec uses all of it today")]
pub(crate) struct UnionShape {
    /// Its name in the bindings.
    pub(crate) name: Text,
    /// The member whose value selects the alternative.
    pub(crate) tag: Option<Text>,
    /// The alternatives.
    pub(crate) cases: Shared<[CaseShape]>,
}

/// One alternative type of an object.
#[derive(Debug)]
#[allow(dead_code, reason = "no spec uses all of it today")]
pub(crate) struct CaseShape {
    /// Its name in the spec.
    pub(crate) name: Text,
    /// The value of the tag, as JSON text; `None` where there is no tag.
    pub(crate) value: Option<Text>,
    /// Its members, all of which are required.
    pub(crate) fields: Shared<[Member]>,
    /// Members with a constant value, as JSON text.
    pub(crate) fixed: Shared<[(Text, Text)]>,
}

/// Names, with their numbers if they have any.
#[derive(Debug)]
pub(crate) struct EnumShape {
    /// Its name in the bindings.
    pub(crate) name: Text,
    /// The known values.
    pub(crate) values: Shared<[(Text, Option<i64>)]>,
}

/// The number and the name of a status code.
#[derive(Debug)]
pub(crate) struct Status {
    /// The number on the wire.
    pub(crate) number: i64,
    /// The name of its constant in the bindings.
    pub(crate) name: &'static str,
}
