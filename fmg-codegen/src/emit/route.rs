//! The route table of the simulator: each call with its identifier, its members and its response.
//!
//! Each item of a list is on one line, which can be long, so rustfmt skips the file.

use std::collections::BTreeSet;
use std::io;

use crate::ir::protocol::of_call;
use crate::ir::{
    Case, Endpoint, Enum, Field, Group, Member, ParameterKind, Placeholder, Product, ReplyPlace, RequestPlace,
    Response, Row, RowField, StatusCode, Type, Union, Url, Wire, WireForm,
};
use crate::name::{ConstName, TypeName};

use super::call::Calls;
use super::describe;
use super::source::{Source, literal, number};

/// The wrapper of constants in the tables. Routes that are made at run time have owned values instead.
const STATIC: &str = "Shared::Static";

/// The items of the simulator that the tables name.
const NAMES: [&str; 12] = [
    "CaseShape",
    "EnumShape",
    "Kind",
    "Member",
    "Place",
    "Placeholder",
    "RowShape",
    "Shape",
    STATIC,
    "Status",
    "Text",
    "UnionShape",
];

/// The table of one product. It is written call by call, because it is the largest of all files.
pub(super) fn write(product: &Product, source: &mut Source, out: &mut dyn io::Write) -> io::Result<()> {
    let calls = Calls::of(product);
    source
        .file_doc("The calls of the product, with their members and responses.")
        .gap()
        .line("pub(crate) mod calls;");
    if describe::has_tables(product) {
        source.line("pub(crate) mod tables;");
    }
    source
        .gap()
        .line("use fmg_template::Protocol;")
        .gap()
        .line("#[allow(unused_imports, reason = \"not every product uses all of them\")]")
        .names("use crate::route::{", &NAMES.map(str::to_owned), "};")
        .gap();
    calls.root(source);
    source
        .gap()
        .doc("A call of the product.")
        .line("pub(crate) type Route = crate::route::Route<CallId>;");
    routes(product, &calls, source.gap(), out)?;
    for row in described(product).flat_map(|group| &group.rows) {
        row_shape(row, source.gap());
        source.hand_over(out)?;
    }
    for item in enums(product) {
        enum_shape(item, source.gap());
        source.hand_over(out)?;
    }
    for union in product.groups.iter().flat_map(|group| &group.unions) {
        union_shape(union, source.gap());
        source.hand_over(out)?;
    }
    statuses(
        "STATUSES",
        "The meanings of codes in responses.",
        &product.codes,
        source.gap(),
    );
    let reserved: Vec<_> = product.groups.iter().flat_map(|group| &group.reserved).collect();
    if !reserved.is_empty() {
        source
            .gap()
            .doc("Names that the device reads as parameters of the call when they are top-level members of a body.")
            .enclosed("pub(crate) static RESERVED: &[&str] = &[", "];", |source| {
                for name in reserved {
                    source.line(&format!("{},", literal(name)));
                }
            });
    }
    reserved_runs(product, source);
    Ok(())
}

/// The groups whose types calls can have. No call names the rows of tables of FortiOS.
fn described(product: &Product) -> impl Iterator<Item = &Group> {
    product.groups.iter().filter(|group| !group.is_configuration())
}

/// The enums that are the type of a member. A member with a list of values has the list instead.
fn enums(product: &Product) -> impl Iterator<Item = &Enum> {
    let mut types: Vec<&Type> = Vec::new();
    for group in described(product) {
        let rows = group.rows.iter().flat_map(|row| &row.fields);
        types.extend(rows.map(|own| &own.field.ty));
        let cases = group.unions.iter().flat_map(|union| &union.cases);
        types.extend(cases.flat_map(|case| &case.fields).map(|field| &field.ty));
        for endpoint in &group.endpoints {
            types.extend(endpoint.members.iter().map(|member| &member.field.ty));
            types.extend(&endpoint.data);
            match &endpoint.response {
                Response::Required(ty) | Response::Optional(ty) => types.push(ty),
                Response::None | Response::Key(_) | Response::Keys(_) => {}
            }
        }
    }
    let used: BTreeSet<_> = types
        .into_iter()
        .filter_map(Type::reference)
        .map(|own| &own.name)
        .collect();
    let enums = product.groups.iter().flat_map(|group| &group.enums);
    enums.filter(move |item| used.contains(&item.name))
}

fn routes(product: &Product, calls: &Calls<'_>, source: &mut Source, out: &mut dyn io::Write) -> io::Result<()> {
    source
        .doc("Every call, by group and in the order of the specs.")
        .open_with("pub(crate) static ROUTES: &[Route] = &[");
    for group in &product.groups {
        for endpoint in group.endpoints.iter().filter(|own| !group.is_list_form(own)) {
            for url in endpoint.urls() {
                source.enclosed("Route {", "},", |source| {
                    route(product, calls, group, endpoint, &url, source);
                });
                source.hand_over(out)?;
            }
        }
    }
    source.close_with("];");
    Ok(())
}

fn route(product: &Product, calls: &Calls<'_>, group: &Group, endpoint: &Endpoint, url: &Url<'_>, source: &mut Source) {
    let name = format!("{}::{}::{}", product.id.as_str(), group.module, endpoint.type_name);
    let protocol = of_call(group.protocol, endpoint.method);
    source
        .line(&format!("id: Some({}),", calls.id(group, &endpoint.type_name)))
        .line(&format!("name: {},", text(&name)))
        .line(&format!("protocol: Protocol::{},", protocol.variant()))
        .line(&format!("method: {},", text(endpoint.method.as_str())))
        .line(&format!("url: {},", text(url.template.source())));
    let placeholders = url.placeholders.iter().map(|own| {
        format!(
            "Placeholder {{ name: {}, kind: {} }}",
            text(&own.wire),
            kind(product, own)
        )
    });
    let rows = group.list_form(endpoint);
    let whole = rows.map_or(&endpoint.data, |rows| &rows.data).as_ref();
    list("placeholders", placeholders.collect(), source);
    source
        .line(&format!("fixed: {},", constants(&endpoint.fixed)))
        .line(&format!("whole: {},", optional(whole.map(shape))));
    let members = endpoint
        .members
        .iter()
        .chain(rows.iter().flat_map(|rows| &rows.members));
    list("members", members.map(request_member).collect(), source);
    let options = endpoint
        .options
        .as_ref()
        .map(|row| format!("Static(&{})", static_name("ROW", &row.name)));
    let group = endpoint.access_group.as_deref().map(text);
    let sets = endpoint.one_of.iter().map(|set| {
        let members = set.iter().filter_map(|name| endpoint.member(name));
        words(members.map(|member| member.field.wire.to_string()))
    });
    let sets: Vec<_> = sets.collect();
    source
        .line(&format!("options: {},", optional(options)))
        .line(&format!("one_of: Static(&[{}]),", sets.join(", ")))
        .line(&format!("csrf: {},", words(endpoint.csrf.iter().cloned())))
        .line(&format!("access_group: {},", optional(group)))
        .line(&format!("etag: {},", endpoint.etag))
        .line(&format!("upload: {},", endpoint.upload))
        .line(&format!(
            "download: {},",
            optional(endpoint.download.then(|| words(endpoint.file_may_be.iter().cloned())))
        ))
        .line(&format!(
            "response: {},",
            optional(response(rows.map_or(&endpoint.response, |rows| &rows.response)))
        ));
    let exchanges: BTreeSet<_> = endpoint.exchanges.iter().map(|own| own.file.as_str()).collect();
    let exchanges = exchanges
        .into_iter()
        .map(|file| format!("Static(include_str!({}))", literal(&format!("../../../specs/{file}"))));
    list("exchanges", exchanges.collect(), source);
}

/// The kind of values that a placeholder of a url takes.
pub(super) fn kind(product: &Product, placeholder: &Placeholder) -> String {
    let name = &placeholder.ty.name;
    match &placeholder.kind {
        ParameterKind::Name(_) if reserved_of(product, name).is_empty() => "Kind::Name".to_owned(),
        ParameterKind::Name(_) => format!("Kind::NameExcept(Static({}))", static_name("RESERVED", name)),
        ParameterKind::Id => "Kind::Id".to_owned(),
        ParameterKind::ObjectPath(_) if reserved_of(product, name).is_empty() => {
            "Kind::ObjectPath(Static(&[]))".to_owned()
        }
        ParameterKind::ObjectPath(_) => format!("Kind::ObjectPath(Static({}))", static_name("RESERVED", name)),
        ParameterKind::PackagePath(_) => format!("Kind::PackagePath(Static({}))", static_name("RESERVED", name)),
        // Urls have neither.
        ParameterKind::Scope(_) | ParameterKind::Segments(_) => "Kind::Name".to_owned(),
    }
}

/// `Static("a")`
pub(super) fn text(text: &str) -> String {
    format!("Static({})", literal(text))
}

/// `Static(&[Static("a"), Static("b")])`
pub(super) fn words(words: impl Iterator<Item = String>) -> String {
    let words: Vec<_> = words.map(|word| text(&word)).collect();
    format!("Static(&[{}])", words.join(", "))
}

/// `Static(&[(Static("action"), Static("\"select\""))])`: names, and JSON texts of values.
fn constants(fixed: &[(String, serde_json::Value)]) -> String {
    let fixed: Vec<_> = fixed
        .iter()
        .map(|(name, value)| format!("({}, {})", text(name), text(&value.to_string())))
        .collect();
    format!("Static(&[{}])", fixed.join(", "))
}

/// The reserved words of a type: a name must not be one, and a package path must not contain one.
fn reserved_of<'p>(product: &'p Product, name: &TypeName) -> &'p [String] {
    let found = product.parameters.iter().find(|parameter| parameter.name == *name);
    found.map_or(&[], |parameter| parameter.kind.reserved())
}

/// Writes the reserved words of each type that a url of a call has.
fn reserved_runs(product: &Product, source: &mut Source) {
    let urls = product
        .groups
        .iter()
        .flat_map(|group| &group.endpoints)
        .flat_map(Endpoint::urls);
    let used: BTreeSet<_> = urls
        .flat_map(|url| url.placeholders)
        .map(|placeholder| &placeholder.ty.name)
        .collect();
    for parameter in &product.parameters {
        let (runs, what) = match &parameter.kind {
            ParameterKind::PackagePath(runs) => (runs, "contain after the first segment"),
            ParameterKind::Name(runs) | ParameterKind::ObjectPath(runs) if !runs.is_empty() => (runs, "be"),
            _ => continue,
        };
        if used.contains(&parameter.name) {
            let name = static_name("RESERVED", &parameter.name);
            source
                .gap()
                .doc(&format!("The words that no `{}` may {what}.", parameter.name))
                .enclosed(&format!("pub(crate) static {name}: &[Text] = &["), "];", |source| {
                    for run in runs {
                        source.line(&format!("{},", text(run)));
                    }
                });
        }
    }
}

fn request_member(member: &Member) -> String {
    facts(&member.field, member.place)
}

fn reply_member(field: &RowField) -> String {
    let place = match field.places.first() {
        Some(ReplyPlace::Entry) => RequestPlace::Beside,
        Some(ReplyPlace::Envelope) => RequestPlace::Envelope,
        Some(ReplyPlace::Data) | None => RequestPlace::Data,
    };
    facts(&field.field, place)
}

fn facts(field: &Field, place: RequestPlace) -> String {
    // Each member that a map collects by pattern has the type of the map's values.
    let ty = match (&field.wire, &field.ty) {
        (Wire::Pattern { .. }, Type::Map(inner)) => inner,
        (_, ty) => ty,
    };
    format!(
        "Member {{ name: {}, place: Place::{}, shape: {}, required: {}, values: {}, min: {}, max: {}, \
         default: {}, file: {}, splice: {} }}",
        text(&field.wire.to_string()),
        place.variant(),
        shape(ty),
        field.required,
        words(field.facts.values.iter().cloned()),
        optional(field.facts.min.map(number)),
        optional(field.facts.max.map(number)),
        optional(field.facts.default.as_deref().map(text)),
        field.file,
        field.splice,
    )
}

/// `members: Static(&[`, one item on each line, `]),`
fn list(name: &str, items: Vec<String>, source: &mut Source) {
    if items.is_empty() {
        source.line(&format!("{name}: Static(&[]),"));
        return;
    }
    source.enclosed(&format!("{name}: Static(&["), "]),", |source| {
        for item in items {
            source.line(&format!("{item},"));
        }
    });
}

fn row_shape(row: &Row, source: &mut Source) {
    source.enclosed(
        &format!("static {}: RowShape = RowShape {{", static_name("ROW", &row.name)),
        "};",
        |source| {
            source.line(&format!("name: {},", text(row.name.as_str())));
            list("fields", row.fields.iter().map(reply_member).collect(), source);
        },
    );
}

fn enum_shape(item: &Enum, source: &mut Source) {
    source.enclosed(
        &format!("static {}: EnumShape = EnumShape {{", static_name("ENUM", &item.name)),
        "};",
        |source| {
            source.line(&format!("name: {},", text(item.name.as_str())));
            let values = item.values.iter().map(|value| {
                let number = optional(value.number.map(number));
                format!("({}, {number})", text(&value.wire))
            });
            list("values", values.collect(), source);
        },
    );
}

fn union_shape(union: &Union, source: &mut Source) {
    source.enclosed(
        &format!(
            "static {}: UnionShape = UnionShape {{",
            static_name("UNION", &union.name)
        ),
        "};",
        |source| {
            source
                .line(&format!("name: {},", text(union.name.as_str())))
                .line(&format!("tag: {},", optional(union.tag.as_deref().map(text))))
                .enclosed("cases: Static(&[", "]),", |source| {
                    for case in &union.cases {
                        source.enclosed("CaseShape {", "},", |source| case_shape(case, source));
                    }
                });
        },
    );
}

fn case_shape(case: &Case, source: &mut Source) {
    let value = case.value.as_ref().map(|value| text(&value.to_string()));
    source
        .line(&format!("name: {},", text(&case.name)))
        .line(&format!("value: {},", optional(value)));
    // All fields of a case are sent, among the members of the body or in their own object.
    let fields = case.fields.iter().map(|field| {
        let field = Field {
            required: true,
            ..field.clone()
        };
        facts(&field, RequestPlace::Body)
    });
    list("fields", fields.collect(), source);
    source.line(&format!("fixed: {},", constants(&case.fixed)));
}

fn statuses(name: &str, doc: &str, codes: &[StatusCode], source: &mut Source) {
    source
        .doc(doc)
        .enclosed(&format!("pub(crate) static {name}: &[Status] = &["), "];", |source| {
            for code in codes {
                source.line(&format!(
                    "Status {{ number: {}, name: {} }},",
                    number(code.number),
                    literal(&code.name)
                ));
            }
        });
}

fn response(response: &Response) -> Option<String> {
    match response {
        Response::None => None,
        Response::Key(_) => Some("Shape::Object".to_owned()),
        Response::Keys(_) => Some("Shape::List(Static(&Shape::Object))".to_owned()),
        Response::Required(ty) | Response::Optional(ty) => Some(shape(ty)),
    }
}

fn shape(ty: &Type) -> String {
    let word = match ty {
        Type::String | Type::Words(_) => "String",
        Type::External(own) => match own.wire {
            WireForm::Text => "String",
            WireForm::Number => "Float",
            WireForm::Object => "Object",
            WireForm::Json => "Json",
        },
        Type::File => "File",
        Type::Text => "Text",
        Type::Int | Type::Uint | Type::Code => "Int",
        Type::Float => "Float",
        Type::Bool => "Bool",
        Type::Flag => "Flag",
        Type::Toggle => "Toggle",
        Type::Secret => "Secret",
        Type::Json | Type::Keys(_) => "Json",
        Type::Object => "Object",
        Type::Digits(inner) => return shape(inner),
        Type::Id(_) => "Id",
        Type::Name(_) => "Name",
        Type::List(inner) => return format!("Shape::List(Static(&{}))", shape(inner)),
        Type::Map(inner) => return format!("Shape::Map(Static(&{}))", shape(inner)),
        Type::ByName(inner) => return format!("Shape::ByName(Static(&{}))", shape(inner)),
        Type::Row(row) => return format!("Shape::Row(Static(&{}))", static_name("ROW", &row.name)),
        Type::Union(union) => return format!("Shape::Union(Static(&{}))", static_name("UNION", &union.name)),
        Type::Enum(item) => return format!("Shape::Enum(Static(&{}))", static_name("ENUM", &item.name)),
    };
    format!("Shape::{word}")
}

/// `ROW_LOCK_INFO`
pub(super) fn static_name(prefix: &str, name: &TypeName) -> String {
    format!("{prefix}_{}", ConstName::from_type(name))
}

pub(super) fn optional(value: Option<String>) -> String {
    match value {
        Some(value) => format!("Some({value})"),
        None => "None".to_owned(),
    }
}
