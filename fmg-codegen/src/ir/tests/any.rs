//! Makes an arbitrary API from bytes: mostly sound, with every oddity that a description can have.

use serde_json::json;

use super::*;
use crate::name::{ConstName, FieldName, MethodName, VariantName};

/// Names on the wire. Most of them make valid names in Rust.
const WIRE: [&str; 20] = [
    "name",
    "top-n",
    "type",
    "obj seq",
    "802-1X",
    "a_b",
    "a-b",
    "url",
    "new",
    "self",
    "Other",
    "calls",
    "vec",
    "data",
    "CPU[*] usage",
    "%idle",
    "\"quoted\\",
    "gr\u{fc}n",
    "line\nbreak",
    "+",
];
/// Names of types. Some of them are taken.
const TYPES: [&str; 10] = [
    "Info", "Mode", "AdomName", "TaskId", "Choice", "Missing", "Calls", "Secret", "Lock", "Endpoint",
];
const URLS: [&str; 8] = [
    "/demo/<adom>/lock",
    "/demo/lock",
    "/demo/<adom>/<task>",
    "/demo/<name>",
    "/demo/all",
    "/api/v2/monitor/demo/<adom>",
    "/demo/<adom>/\u{e9}",
    "/demo/<type>",
];
const MODULES: [&str; 7] = [
    "demo",
    "rest",
    "gui::demo",
    "gui::other",
    "monitor::demo",
    "status",
    "gui",
];

/// Bytes that decide choices. After the last byte, every choice is the first alternative.
pub(super) struct Entropy {
    bytes: std::vec::IntoIter<u8>,
}

impl Entropy {
    pub(super) fn new(bytes: Vec<u8>) -> Self {
        Self {
            bytes: bytes.into_iter(),
        }
    }

    fn byte(&mut self) -> u8 {
        self.bytes.next().unwrap_or(0)
    }

    pub(super) fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        let index = usize::from(self.byte()) % from.len();
        from[index].clone()
    }

    /// True once in so many times, on average.
    fn rarely(&mut self, times: u8) -> bool {
        self.byte() % times == 1
    }

    fn some<T>(&mut self, most: u8, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let count = self.byte() % (most + 1);
        (0..count).map(|_| make(self)).collect()
    }

    fn text(&mut self) -> String {
        let texts = [
            "Some text.",
            "",
            "Two. Sentences with `code` and <brackets>.",
            "```\nlet x = 1;\n```",
            "A paragraph.\n\n| a | table |",
            "*/ \" \\ \u{1f980}",
            "bare\rreturn",
        ];
        let text = if self.rarely(2) { self.pick(&texts) } else { texts[0] };
        text.to_owned()
    }

    fn type_name(&mut self) -> TypeName {
        let name = self.pick(&TYPES);
        TypeName::new(name).unwrap()
    }

    fn reference(&mut self, group: &ModulePath) -> TypeRef {
        let module = if self.rarely(4) { None } else { Some(group.clone()) };
        TypeRef::new(module, self.type_name())
    }

    fn ty(&mut self, group: &ModulePath, depth: u8) -> Type {
        let own = |name: &str| TypeRef::new(Some(group.clone()), TypeName::new(name).unwrap());
        let parameter = |name: &str| TypeRef::new(None, TypeName::new(name).unwrap());
        match self.byte() % 27 {
            1 => Type::Int,
            2 => Type::Uint,
            3 => Type::Code,
            4 => Type::Float,
            5 => Type::Bool,
            6 => Type::Flag,
            7 => Type::Toggle,
            8 => Type::Secret,
            9 => Type::Json,
            10 => Type::Object,
            11 if depth > 0 => Type::List(Box::new(self.ty(group, depth - 1))),
            12 if depth > 0 => Type::Map(Box::new(self.ty(group, depth - 1))),
            13 if depth > 0 => Type::ByName(Box::new(self.ty(group, depth - 1))),
            14 if depth > 0 => Type::Digits(Box::new(self.ty(group, depth - 1))),
            15 => Type::Row(own("Info")),
            16 => Type::Enum(own("Mode")),
            17 => Type::Union(own("Choice")),
            18 => Type::Name(parameter("AdomName")),
            19 => Type::Id(parameter("TaskId")),
            20 => Type::Row(self.reference(group)),
            21 => self.external(),
            22 => self.pick(&[Type::File, Type::Text]),
            23 => Type::Keys(self.pick(&["name", "interface-name", ""]).into()),
            24 if depth > 0 => Type::Words(Box::new(self.ty(group, depth - 1))),
            _ => Type::String,
        }
    }

    fn external(&mut self) -> Type {
        let path = self.pick(&["fmg::Filter", "crate::Period", "::schedules::Period", "crate::Info"]);
        let wire = self.pick(&WireForm::ALL);
        let example = self.pick(&[json!("a"), json!(1), json!({ "a": 1 })]);
        let mut external = External::new(RustPath::new(path).unwrap(), wire, example.clone());
        external.in_rows = self.rarely(2);
        external.default = self.rarely(3).then_some(example);
        Type::External(Arc::new(external))
    }

    fn field(&mut self, group: &ModulePath) -> Option<Field> {
        let wire = if self.rarely(3) {
            self.pick(&WIRE)
        } else {
            self.pick(&WIRE[..6])
        };
        let ty = self.ty(group, 2);
        let mut field = Field::from_wire(wire, ty).ok()?;
        if self.rarely(20) {
            field.name = FieldName::from_wire(self.pick(&WIRE)).ok()?;
        }
        field.doc = self.text().into();
        field.required = self.rarely(4);
        field.lone = self.rarely(8);
        field.file = self.rarely(16);
        field.splice = self.rarely(16);
        if self.rarely(5) {
            field.facts.values = self.some(3, |own| own.pick(&WIRE).to_owned());
            field.facts.default = field.facts.values.first().cloned();
        }
        field.facts.initial = self.rarely(6).then(|| self.initial());
        field.facts.min = self.rarely(8).then_some(3);
        field.facts.max = self.rarely(8).then_some(2);
        Some(field)
    }

    fn initial(&mut self) -> Initial {
        self.pick(&[
            Initial::Text("a\"b".to_owned()),
            Initial::Number(i64::MIN),
            Initial::Flag(true),
            Initial::EmptyList,
            Initial::EmptySecret,
            Initial::Default(json!("a")),
        ])
    }

    fn endpoint(&mut self, protocol: Protocol, group: &ModulePath) -> Option<Endpoint> {
        let verbs: Vec<_> = protocol.verbs().collect();
        let verb = if self.rarely(10) {
            self.pick(Verb::ALL)
        } else {
            self.pick(&verbs)
        };
        let name = self.pick(&["lock", "unlock", "list-all", "get", "new", "calls", "Info", "+"]);
        let url = self.pick(&URLS);
        let mut endpoint = Endpoint::new(verb, url, name).ok()?;
        endpoint.doc = self.text();
        if self.rarely(4) {
            endpoint.source.push(Source::inferred(&self.text()));
        }
        let template = endpoint.template.clone();
        for own in template.placeholders() {
            let ty = match own.name() {
                "task" => TypeRef::new(None, TypeName::new("TaskId").unwrap()),
                _ => TypeRef::new(None, TypeName::new("AdomName").unwrap()),
            };
            if !self.rarely(20) {
                endpoint.placeholders.extend(Placeholder::new(own.name(), ty));
            }
        }
        let places: Vec<_> = protocol.places().collect();
        let members = self.some(4, |own| {
            let place = if own.rarely(12) {
                own.pick(RequestPlace::ALL)
            } else {
                own.pick(&places)
            };
            own.field(group).map(|field| Member::new(place, field))
        });
        endpoint.members = members.into_iter().flatten().collect();
        endpoint.data = self.rarely(8).then(|| self.ty(group, 2));
        endpoint.options = self.rarely(10).then(|| self.reference(group));
        endpoint.response = match self.byte() % 3 {
            0 => Response::None,
            1 => Response::Required(self.ty(group, 2)),
            _ => Response::Optional(self.ty(group, 2)),
        };
        if self.rarely(4) {
            let value = self.pick(&[
                json!("a"),
                json!(-1),
                json!([1, "b"]),
                json!({ "a": null }),
                json!(null),
                json!(1.5),
                json!("a\u{1}b\u{8}"),
                json!(u64::MAX),
                json!([true, "a"]),
            ]);
            endpoint.fixed.push((self.pick(&WIRE).to_owned(), value));
        }
        if self.rarely(6) {
            let names: Vec<_> = endpoint
                .members
                .iter()
                .map(|member| member.field.name.clone())
                .collect();
            endpoint.one_of.push(names);
        }
        endpoint.csrf = self
            .some(1, |own| own.pick(&WIRE).to_owned())
            .into_iter()
            .filter(|_| protocol == Protocol::Gui)
            .collect();
        endpoint.upload = endpoint.members.iter().any(|member| member.field.file);
        endpoint.download = self.rarely(10);
        endpoint.file_may_be = if self.rarely(10) {
            vec![self.pick(&["text", "zip"]).to_owned()]
        } else {
            Vec::new()
        };
        endpoint.exchanges = self.some(2, |own| {
            own.exchange(endpoint.placeholders.len(), endpoint.members.len())
        });
        if self.rarely(8) {
            endpoint.errata.push(Erratum::new("url", &self.text(), &self.text()));
        }
        endpoint.etag = self.rarely(16);
        if self.rarely(16) {
            endpoint.costly.push(Source::inferred(&self.text()));
        }
        endpoint.access_group = self.rarely(16).then(|| "a\"b".to_owned());
        endpoint.reply_without.status = self.rarely(10);
        endpoint.reply_without.body = self.rarely(10);
        endpoint.instead = if self.rarely(16) {
            MethodName::from_wire("lock").ok()
        } else {
            None
        };
        Some(endpoint)
    }

    fn exchange(&mut self, placeholders: usize, members: usize) -> Exchange {
        let test = MethodName::from_wire(self.pick(&["first", "second", "type"])).unwrap();
        let mut exchange = Exchange::new("exchanges/demo \".json", test);
        exchange.source.push(Source::inferred(&self.text()));
        let values = [
            json!("a \"#b"),
            json!(7),
            json!(1),
            json!([1, 2]),
            json!(["a"]),
            json!({ "name": "a" }),
            json!(true),
            json!(null),
        ];
        let placeholders = (0..placeholders)
            .map(|_| self.pick(&["7", "a \"b"]).to_owned())
            .collect();
        let given = (0..=members).filter(|index| *index < members || self.rarely(20));
        let given: Vec<_> = given.collect();
        exchange.request = Some(DocumentedRequest {
            placeholders,
            members: given.into_iter().map(|index| (index, self.pick(&values))).collect(),
            options: self.rarely(6).then(|| self.pick(&values)),
            data: self.rarely(4).then(|| self.pick(&values)),
            entry: self.rarely(4).then(|| self.pick(&values)),
        });
        exchange.response = match self.byte() % 4 {
            0 => None,
            1 => Some(DocumentedResponse::Text),
            2 => Some(DocumentedResponse::Error {
                code: -3,
                message: self.text(),
            }),
            _ => Some(DocumentedResponse::Value {
                value: self.pick(&values),
                as_documented: self.rarely(2),
            }),
        };
        exchange
    }

    fn row(&mut self, group: &ModulePath) -> Row {
        let name = if self.rarely(6) {
            self.type_name()
        } else {
            TypeName::new("Info").unwrap()
        };
        let mut row = Row::new(name);
        row.doc = self.text();
        row.writable = self.rarely(3);
        let fields = self.some(4, |own| {
            let mut field = own.field(group)?;
            if !own.rarely(8) {
                (field.required, field.facts.initial) = (false, None);
            }
            let mut field = RowField::new(field);
            field.strict = own.rarely(8);
            if own.rarely(6) {
                field.places = own.some(3, |own| own.pick(&ReplyPlace::ALL)).into();
            }
            Some(field)
        });
        row.fields = fields.into_iter().flatten().collect();
        row.starts_task = self
            .rarely(6)
            .then(|| FieldName::from_wire(self.pick(&WIRE[..6])).unwrap());
        row.list = self
            .rarely(8)
            .then(|| FieldName::from_wire(self.pick(&WIRE[..6])).unwrap());
        row
    }

    fn enumeration(&mut self) -> Enum {
        let name = if self.rarely(6) {
            self.type_name()
        } else {
            TypeName::new("Mode").unwrap()
        };
        let mut item = Enum::new(name);
        item.doc = self.text();
        item.numeric = self.rarely(6);
        let values = self.some(4, |own| {
            let wire = own.pick(&WIRE);
            let mut value = EnumValue::new(VariantName::from_wire(wire).ok()?, wire);
            value.number = own.rarely(2).then(|| i64::from(own.byte()));
            value.doc = own.rarely(2).then(|| own.text());
            Some(value)
        });
        item.values = values.into_iter().flatten().collect();
        item
    }

    fn union(&mut self, group: &ModulePath) -> Union {
        let mut union = Union::new(TypeName::new("Choice").unwrap());
        union.doc = self.text();
        union.tag = self.rarely(2).then(|| self.pick(&WIRE).to_owned());
        let tag = union.tag.is_some();
        let cases = self.some(3, |own| {
            let name = own.pick(&WIRE);
            let mut case = Case::new(VariantName::from_wire(name).ok()?, name);
            case.value = tag.then(|| own.pick(&[json!(name), json!(1), json!(true)]));
            let fields = own.some(3, |own| own.field(group));
            case.fields = fields.into_iter().flatten().collect();
            if !own.rarely(8) {
                for field in &mut case.fields {
                    (field.lone, field.file, field.splice, field.facts.initial) = (false, false, false, None);
                }
            }
            let values = [
                json!([1, "b\u{1}"]),
                json!({ "a": [null] }),
                json!(u64::MAX),
                json!("a\nb"),
            ];
            case.fixed = own.some(1, |own| (own.pick(&WIRE).to_owned(), own.pick(&values)));
            Some(case)
        });
        union.cases = cases.into_iter().flatten().collect();
        union
    }

    fn group(&mut self, product: ProductId) -> Group {
        let (protocol, module) = match (product, self.byte() % 4) {
            (ProductId::FortiOs, _) => (Protocol::FortiOs, "monitor::demo"),
            (ProductId::FortiManager, 0 | 1) => (Protocol::JsonRpc, "demo"),
            (ProductId::FortiManager, 2) => (Protocol::Rest, "rest"),
            (ProductId::FortiManager, _) => (Protocol::Gui, "gui::demo"),
        };
        let module = if self.rarely(8) { self.pick(&MODULES) } else { module };
        let protocol = if self.rarely(16) {
            self.pick(Protocol::ALL)
        } else {
            protocol
        };
        let module = ModulePath::new(module).unwrap();
        let mut group = Group::new(protocol, module.clone(), "Demo");
        group.doc = self.text();
        group.handle = !self.rarely(8);
        group.endpoints = self
            .some(3, |own| own.endpoint(protocol, &module))
            .into_iter()
            .flatten()
            .collect();
        group.rows = vec![self.row(&module)];
        group.enums = vec![self.enumeration()];
        group.unions = vec![self.union(&module)];
        group
    }

    pub(super) fn product(&mut self, id: ProductId) -> Product {
        let mut product = Product::new(id);
        let mut adom = Parameter::new(TypeName::new("AdomName").unwrap(), ParameterKind::Name(Vec::new()));
        adom.literal_macro = MethodName::new("adom").ok();
        adom.doc = self.text();
        if self.rarely(3) {
            let mut reserved = Reserved {
                instead: None,
                runs: Vec::new(),
                doc: self.text(),
                source: Vec::new(),
            };
            reserved.runs = self.some(2, |own| own.pick(&["all", "_*", "a/b", "*"]).to_owned());
            adom.reserved.push(reserved);
        }
        product.parameters = vec![
            adom,
            Parameter::new(TypeName::new("TaskId").unwrap(), ParameterKind::Id),
        ];
        product.groups = self.some(2, |own| own.group(id));
        product.groups.sort_by(|a, b| a.module.cmp(&b.module));
        let name = self.pick(&["not-found", "Ok", "type"]);
        let class = self.pick(CodeClass::ALL);
        let code = StatusCode::new(-3, &ConstName::from_wire(name).unwrap(), class);
        product.codes = self.some(1, |_| code.clone());
        product.http_statuses = self.some(1, |_| code.clone());
        product
    }
}
