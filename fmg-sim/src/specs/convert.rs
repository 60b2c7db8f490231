//! Makes routes from the specs, equal to those that the generator writes.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use fmg_codegen::ir::protocol::of_call;
use fmg_codegen::ir::{
    Case, Endpoint, Enum, Field, Group, Member as IrMember, ParameterKind, Placeholder as IrPlaceholder, Product,
    ReplyPlace, Response, Row, RowField, Type, Union, Url, Wire, WireForm,
};
use fmg_codegen::{SpecTree, TypeName};
use serde_json::Value;

use crate::route::{
    CaseShape, EnumShape, Kind, Member, Place, Placeholder, Route, RowShape, Rows, Shape, Shared, Text, UnionShape,
};

/// Returns the shape that refers to the row at this index of the table.
type Name<'n> = dyn Fn(usize) -> Shape + 'n;

/// Makes the routes of one product.
pub(super) struct Converter<'a> {
    product: &'a Product,
    tree: &'a SpecTree,
    enums: HashMap<&'a TypeName, Shared<EnumShape>>,
    declared: Shapes<'a>,
    rows: Arc<Rows>,
}

/// The types that the shapes of a product refer to by name.
struct Shapes<'a> {
    /// The indexes of rows in the table.
    rows: HashMap<&'a TypeName, usize>,
    unions: HashMap<&'a TypeName, &'a Union>,
    parameters: HashMap<&'a TypeName, &'a ParameterKind>,
    list: Vec<&'a Row>,
}

impl<'a> Converter<'a> {
    pub(super) fn new(product: &'a Product, tree: &'a SpecTree) -> Self {
        let groups = || product.groups.iter();
        let list: Vec<_> = groups().flat_map(|group| &group.rows).collect();
        let declared = Shapes {
            rows: list.iter().enumerate().map(|(at, row)| (&row.name, at)).collect(),
            unions: groups()
                .flat_map(|group| &group.unions)
                .map(|union| (&union.name, union))
                .collect(),
            parameters: product
                .parameters
                .iter()
                .map(|parameter| (&parameter.name, &parameter.kind))
                .collect(),
            list,
        };
        let enums = groups().flat_map(|group| &group.enums);
        let enums = enums.map(|item| (&item.name, enum_shape(item).into())).collect();
        let rows = Rows::new(|name| {
            let writer = Writer {
                declared: &declared,
                enums: &enums,
                name,
                open: Vec::new(),
            };
            let rows = declared.list.iter();
            rows.map(|row| writer.row(row)).collect()
        });
        Self {
            product,
            tree,
            enums,
            declared,
            rows,
        }
    }

    /// Every url of every call, by group and in the order of the specs.
    pub(super) fn endpoints(&self) -> impl Iterator<Item = (&'a Group, &'a Endpoint, Url<'a>)> + use<'a> {
        let groups = self.product.groups.iter();
        let endpoints = groups.flat_map(|group| {
            let own = group.endpoints.iter().filter(|own| !group.is_list_form(own));
            own.map(move |endpoint| (group, endpoint))
        });
        endpoints.flat_map(|(group, endpoint)| endpoint.urls().into_iter().map(move |url| (group, endpoint, url)))
    }

    /// The product.
    pub(super) fn product(&self) -> &'a Product {
        self.product
    }

    /// The values of an enum.
    pub(super) fn values(&self, name: &TypeName) -> Option<Shared<EnumShape>> {
        self.enums.get(name).cloned()
    }

    /// The rows, which the routes refer to but do not keep alive.
    pub(super) fn into_rows(self) -> Arc<Rows> {
        self.rows
    }

    /// A call, without an identifier.
    pub(super) fn route<I>(&self, group: &Group, endpoint: &Endpoint, url: &Url<'_>) -> Route<I> {
        let name = |at| self.rows.shape(at);
        let writer = Writer {
            declared: &self.declared,
            enums: &self.enums,
            name: &name,
            open: Vec::new(),
        };
        let placeholders = url.placeholders.iter().map(|own| self.placeholder(own));
        let rows = group.list_form(endpoint);
        let whole = rows.map_or(&endpoint.data, |rows| &rows.data);
        let members = endpoint
            .members
            .iter()
            .chain(rows.into_iter().flat_map(|rows| &rows.members));
        let members = members.map(|own| writer.member(own));
        let options = endpoint.options.as_ref().and_then(|row| {
            let at = self.declared.rows.get(&row.name)?;
            self.declared.list.get(*at)
        });
        let sets = endpoint.one_of.iter().map(|set| {
            let members = set.iter().filter_map(|name| endpoint.member(name));
            words(members.map(|member| member.field.wire.to_string()))
        });
        let exchanges: BTreeSet<_> = endpoint.exchanges.iter().map(|own| own.file.as_str()).collect();
        let exchanges = exchanges.into_iter().filter_map(|file| self.tree.text(file.into()));
        Route {
            id: None,
            name: text(format!(
                "{}::{}::{}",
                self.product.id.as_str(),
                group.module,
                endpoint.type_name
            )),
            protocol: of_call(group.protocol, endpoint.method),
            method: text(endpoint.method.as_str()),
            url: text(url.template.source()),
            placeholders: placeholders.collect::<Vec<_>>().into(),
            fixed: constants(&endpoint.fixed),
            whole: whole.as_ref().map(|ty| writer.shape(ty)),
            members: members.collect::<Vec<_>>().into(),
            options: options.map(|row| writer.row(row).into()),
            one_of: sets.collect::<Vec<_>>().into(),
            csrf: words(endpoint.csrf.iter().cloned()),
            access_group: endpoint.access_group.as_deref().map(text),
            etag: endpoint.etag,
            upload: endpoint.upload,
            download: endpoint.download.then(|| words(endpoint.file_may_be.iter().cloned())),
            response: match rows.map_or(&endpoint.response, |rows| &rows.response) {
                Response::None => None,
                Response::Key(_) => Some(Shape::Object),
                Response::Keys(_) => Some(Shape::List(Shared::from(Shape::Object))),
                Response::Required(ty) | Response::Optional(ty) => Some(writer.shape(ty)),
            },
            exchanges: words(exchanges.map(Cow::into_owned)),
        }
    }

    pub(super) fn placeholder(&self, own: &IrPlaceholder) -> Placeholder {
        // The words that a type of urls excludes are part of its declaration.
        let reserved = || match self.declared.parameters.get(&own.ty.name) {
            Some(ParameterKind::Name(runs) | ParameterKind::PackagePath(runs) | ParameterKind::ObjectPath(runs)) => {
                runs.clone()
            }
            _ => Vec::new(),
        };
        let kind = match &own.kind {
            ParameterKind::Name(_) if reserved().is_empty() => Kind::Name,
            ParameterKind::Name(_) => Kind::NameExcept(words(reserved().into_iter())),
            ParameterKind::Id => Kind::Id,
            ParameterKind::ObjectPath(_) => Kind::ObjectPath(words(reserved().into_iter())),
            ParameterKind::PackagePath(_) => Kind::PackagePath(words(reserved().into_iter())),
            // Urls have neither.
            ParameterKind::Scope(_) | ParameterKind::Segments(_) => Kind::Name,
        };
        Placeholder {
            name: text(&*own.wire),
            kind,
        }
    }
}

/// Converts types to shapes.
struct Writer<'w> {
    declared: &'w Shapes<'w>,
    enums: &'w HashMap<&'w TypeName, Shared<EnumShape>>,
    name: &'w Name<'w>,
    /// The unions that are being converted.
    open: Vec<&'w TypeName>,
}

impl Writer<'_> {
    fn row(&self, row: &Row) -> RowShape {
        RowShape {
            name: text(row.name.as_str()),
            fields: row.fields.iter().map(|own| self.field(own)).collect::<Vec<_>>().into(),
        }
    }

    fn member(&self, own: &IrMember) -> Member {
        self.facts(&own.field, own.place)
    }

    /// A member of a row, at its place in a reply.
    fn field(&self, own: &RowField) -> Member {
        let place = match own.places.first() {
            Some(ReplyPlace::Entry) => Place::Beside,
            Some(ReplyPlace::Envelope) => Place::Envelope,
            Some(ReplyPlace::Data) | None => Place::Data,
        };
        self.facts(&own.field, place)
    }

    fn facts(&self, field: &Field, place: Place) -> Member {
        // For a map that collects members by pattern, the shape of each member is that of its values.
        let ty = match (&field.wire, &field.ty) {
            (Wire::Pattern { .. }, Type::Map(inner)) => inner,
            (_, ty) => ty,
        };
        Member {
            name: text(field.wire.to_string()),
            place,
            shape: self.shape(ty),
            required: field.required,
            values: words(field.facts.values.iter().cloned()),
            min: field.facts.min,
            max: field.facts.max,
            default: field.facts.default.as_deref().map(text),
            file: field.file,
            splice: field.splice,
        }
    }

    fn shape(&self, ty: &Type) -> Shape {
        let inner = |ty: &Type| Shared::from(self.shape(ty));
        match ty {
            Type::String | Type::Words(_) => Shape::String,
            Type::External(own) => match own.wire {
                WireForm::Text => Shape::String,
                WireForm::Number => Shape::Float,
                WireForm::Object => Shape::Object,
                WireForm::Json => Shape::Json,
            },
            Type::File => Shape::File,
            Type::Text => Shape::Text,
            Type::Int | Type::Uint | Type::Code => Shape::Int,
            Type::Float => Shape::Float,
            Type::Bool => Shape::Bool,
            Type::Flag => Shape::Flag,
            Type::Toggle => Shape::Toggle,
            Type::Secret => Shape::Secret,
            Type::Json | Type::Keys(_) => Shape::Json,
            Type::Object => Shape::Object,
            Type::Digits(own) => self.shape(own),
            Type::Id(_) => Shape::Id,
            Type::Name(_) => Shape::Name,
            Type::List(own) => Shape::List(inner(own)),
            Type::Map(own) => Shape::Map(inner(own)),
            Type::ByName(own) => Shape::ByName(inner(own)),
            // Checked specs declare every type that they refer to.
            Type::Row(row) => self
                .declared
                .rows
                .get(&row.name)
                .map_or(Shape::Json, |at| (self.name)(*at)),
            Type::Union(union) => self.union(&union.name),
            Type::Enum(item) => self.enums.get(&item.name).cloned().map_or(Shape::Json, Shape::Enum),
        }
    }

    /// A union. A union within itself is not checked, since requests do not nest deeper than one level.
    fn union(&self, name: &TypeName) -> Shape {
        let Some((name, union)) = self.declared.unions.get_key_value(name) else {
            return Shape::Json;
        };
        if self.open.contains(name) {
            return Shape::Json;
        }
        let mut open = self.open.clone();
        open.push(name);
        let within = Writer { open, ..*self };
        let cases = union.cases.iter().map(|case| within.case(case));
        Shape::Union(Shared::from(UnionShape {
            name: text(union.name.as_str()),
            tag: union.tag.as_deref().map(text),
            cases: cases.collect::<Vec<_>>().into(),
        }))
    }

    /// All fields of a case are sent, beside the others of the body or in an object of their own.
    fn case(&self, case: &Case) -> CaseShape {
        let fields = case.fields.iter().map(|field| {
            let mut member = self.facts(field, Place::Body);
            member.required = true;
            member
        });
        CaseShape {
            name: text(case.name.as_str()),
            value: case.value.as_ref().map(|value| text(value.to_string())),
            fields: fields.collect::<Vec<_>>().into(),
            fixed: constants(&case.fixed),
        }
    }
}

fn enum_shape(item: &Enum) -> EnumShape {
    let values = item
        .values
        .iter()
        .map(|value| (text(value.wire.as_str()), value.number));
    EnumShape {
        name: text(item.name.as_str()),
        values: values.collect::<Vec<_>>().into(),
    }
}

pub(super) fn text(text: impl Into<String>) -> Text {
    Text::from(text.into())
}

pub(super) fn words(words: impl Iterator<Item = String>) -> Shared<[Text]> {
    words.map(Text::from).collect::<Vec<_>>().into()
}

/// Names, and JSON texts of values.
fn constants(fixed: &[(String, Value)]) -> Shared<[(Text, Text)]> {
    let fixed = fixed
        .iter()
        .map(|(name, value)| (text(name.as_str()), text(value.to_string())));
    fixed.collect::<Vec<_>>().into()
}
