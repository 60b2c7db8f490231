//! The calls that the specs know: which a request is, and whether it holds what the call takes.

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

/// One call. `I` is how an appliance identifies those of the specs.
#[derive(Debug)]
#[allow(dead_code, reason = "an appliance looks at what its own protocols need")]
pub(crate) struct Route<I> {
    /// Which call of the specs it is, if it is one of them: what the appliance dispatches on.
    pub(crate) id: Option<I>,
    /// What counts and messages call it: the request type of the bindings, `fmg::workspace::LockObject`. Empty: no spec
    /// declares it.
    pub(crate) name: Text,
    /// The protocol that it is made in.
    pub(crate) protocol: Protocol,
    /// The verb: of HTTP in capitals, otherwise of JSON-RPC or of what the GUI's proxy forwards.
    pub(crate) method: Text,
    /// The url template.
    pub(crate) url: Text,
    /// What stands in the placeholders, in the order of the url.
    pub(crate) placeholders: Shared<[Placeholder]>,
    /// Constants beside the url, in the query or in the params of what the GUI's proxy forwards, as JSON text. They tell calls with one url apart.
    pub(crate) fixed: Shared<[(Text, Text)]>,
    /// What `data`, or the body, is as a whole.
    pub(crate) whole: Option<Shape>,
    /// What the call takes besides.
    pub(crate) members: Shared<[Member]>,
    /// The options that may stand beside the url.
    pub(crate) options: Option<Shared<RowShape>>,
    /// Sets of members, one of which has to be given whole; empty where no member depends on others.
    pub(crate) one_of: Shared<[Shared<[Text]>]>,
    /// Members of the body that hold the CSRF token of the session.
    pub(crate) csrf: Shared<[Text]>,
    /// The access group that an administrator needs.
    pub(crate) access_group: Option<Text>,
    /// Whether an answer has an entity tag.
    pub(crate) etag: bool,
    /// Whether a file is sent.
    pub(crate) upload: bool,
    /// Whether a file comes back, and what it may be beside binary data and long text.
    pub(crate) download: Option<Shared<[Text]>>,
    /// What comes back; `None`: nothing, or nothing that is documented.
    pub(crate) response: Option<Shape>,
    /// The exchanges that documents show: JSON objects with `request`, `response`, or both.
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
    /// Whether another route is for the same requests.
    #[cfg(feature = "specs")]
    pub(crate) fn is_same_call<J>(&self, other: &Route<J>) -> bool {
        self.protocol == other.protocol
            && self.method == other.method
            && self.url == other.url
            && self.fixed == other.fixed
    }

    /// A call that is none of the specs: it takes anything, and each placeholder of `url`, a template, is one segment.
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
        Ok(Self {
            id: None,
            name: Static(""),
            protocol,
            method,
            placeholders: placeholders.collect::<Vec<_>>().into(),
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
        })
    }
}

/// A placeholder of a url.
#[derive(Debug)]
pub(crate) struct Placeholder {
    /// Its name in the template.
    pub(crate) name: Text,
    /// What it may hold.
    pub(crate) kind: Kind,
}

/// What a placeholder may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One segment.
    Name,
    /// One segment that is none of these words.
    #[allow(dead_code, reason = "specs may come to use what none has today")]
    NameExcept(Shared<[Text]>),
    /// A number.
    Id,
    /// Folders and a policy package, without what stands below a package in other urls.
    PackagePath(Shared<[Text]>),
    /// A table path and a key; none of these tables, which have as many words.
    ObjectPath(Shared<[Text]>),
}

impl Kind {
    /// The words that it excludes.
    fn words(&self) -> Vec<&str> {
        let words: &[Text] = match self {
            Self::Name | Self::Id => &[],
            Self::NameExcept(words) | Self::PackagePath(words) | Self::ObjectPath(words) => words,
        };
        words.iter().map(|word| &**word).collect()
    }

    /// The same for templates, with the [words](Self::words) that it excludes.
    fn param<'w>(&self, words: &'w [&'w str]) -> ParamKind<'w> {
        match self {
            Self::Name | Self::NameExcept(_) => ParamKind::Name { reserved: words },
            Self::Id => ParamKind::Id,
            Self::PackagePath(_) => ParamKind::PackagePath { reserved: words },
            Self::ObjectPath(_) => ParamKind::ObjectPath { tables: words },
        }
    }
}

/// Something that a request or a row holds.
#[derive(Debug)]
pub(crate) struct Member {
    /// Its name on the wire. One `*` stands for any text.
    pub(crate) name: Text,
    /// Where it stands.
    pub(crate) place: Place,
    /// What it is.
    pub(crate) shape: Shape,
    /// Whether the call cannot do without it.
    pub(crate) required: bool,
    /// The values that it may have; empty: any.
    pub(crate) values: Shared<[Text]>,
    /// The smallest number.
    pub(crate) min: Option<i64>,
    /// The largest number.
    pub(crate) max: Option<i64>,
    /// What is assumed without it.
    pub(crate) default: Option<Text>,
    /// Whether it is the file of an upload.
    pub(crate) file: bool,
    /// Whether it is a union whose members stand in its place.
    pub(crate) splice: bool,
}

/// What a value looks like.
#[derive(Clone, Debug)]
#[allow(dead_code, reason = "specs may come to use what none has today")]
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
    /// Text that is never shown.
    Secret,
    /// Anything.
    Json,
    /// An object of any members.
    Object,
    /// A list; a lone value counts as one.
    List(Shared<Shape>),
    /// An object whose members all look like this.
    Map(Shared<Shape>),
    /// An object whose members all look like this, or a list of such, by the firmware.
    ByName(Shared<Shape>),
    /// An object with these members.
    Row(Shared<RowShape>),
    /// The same, of a table of rows that was made at run time.
    Listed(Listed),
    /// One of these names or numbers; others are let through.
    Enum(Shared<EnumShape>),
    /// A number that names something.
    Id,
    /// A text that names something.
    Name,
    /// An object that has one of these shapes.
    Union(Shared<UnionShape>),
    /// The whole content of a request is a file.
    File,
    /// The whole reply is plain text.
    Text,
}

/// The members of an object.
#[derive(Debug)]
pub(crate) struct RowShape {
    /// Its name in the bindings.
    pub(crate) name: Text,
    /// Its members; `place` is where a reply has them.
    pub(crate) fields: Shared<[Member]>,
}

/// Shapes of an object of which it has one.
#[derive(Debug)]
#[allow(dead_code, reason = "specs may come to use what none has today")]
pub(crate) struct UnionShape {
    /// Its name in the bindings.
    pub(crate) name: Text,
    /// The member that says which shape it is.
    pub(crate) tag: Option<Text>,
    /// The shapes.
    pub(crate) cases: Shared<[CaseShape]>,
}

/// One of the shapes that an object may have.
#[derive(Debug)]
#[allow(dead_code, reason = "specs may come to use what none has today")]
pub(crate) struct CaseShape {
    /// What the spec calls it.
    pub(crate) name: Text,
    /// What the tag holds, as JSON text; `None` where there is no tag.
    pub(crate) value: Option<Text>,
    /// Its members, all of which have to be there.
    pub(crate) fields: Shared<[Member]>,
    /// Members that always hold the same, with their values as JSON text.
    pub(crate) fixed: Shared<[(Text, Text)]>,
}

/// Names, and the numbers that stand for them where there are any.
#[derive(Debug)]
pub(crate) struct EnumShape {
    /// Its name in the bindings.
    pub(crate) name: Text,
    /// The known values.
    pub(crate) values: Shared<[(Text, Option<i64>)]>,
}

/// What a status code says.
#[derive(Debug)]
pub(crate) struct Status {
    /// The number on the wire.
    pub(crate) number: i64,
    /// The name of its constant in the bindings.
    pub(crate) name: &'static str,
}
