//! Tests which APIs are refused, and with which messages.

use super::*;
use crate::name::MethodName;

/// A change of the sample, and the message and the item of the fault that it causes.
type Case = (fn(&mut Product), &'static str, &'static str);

fn lock(product: &mut Product) -> &mut Endpoint {
    &mut product.groups[0].endpoints[0]
}

fn member(wire: &str, ty: Type) -> Member {
    Member::new(RequestPlace::Data, Field::from_wire(wire, ty).unwrap())
}

const CASES: [Case; 14] = [
    (
        |product| {
            let twin = lock(product).clone();
            product.groups[0].endpoints.push(twin);
        },
        "this module has two items that become `Lock` in Rust",
        "`fmg::demo::Lock`",
    ),
    (
        |product| product.groups[0].rows[0].name = TypeName::new("Secret").unwrap(),
        "`Secret` is a name that every generated module may import",
        "`fmg::demo::Secret`",
    ),
    (
        |product| lock(product).type_name = TypeName::new("AdomName").unwrap(),
        "`AdomName` is also the name of a type that this module imports: `AdomName`",
        "`fmg::demo::AdomName`",
    ),
    (
        |product| lock(product).method_name = MethodName::new("new").unwrap(),
        "`new` makes the handle of the group, so no call can have that name",
        "`fmg::demo::Lock`",
    ),
    (
        |product| lock(product).members.push(member("top_n", Type::Int)),
        "this request has two fields that become `top_n` in Rust",
        "the member `top_n` of `fmg::demo::Lock`",
    ),
    (
        |product| {
            let mut twin = member("top-n", Type::Int);
            twin.field.name = crate::name::FieldName::new("other").unwrap();
            lock(product).members.push(twin);
        },
        "`top-n` in `data` is given twice",
        "the member `top-n` of `fmg::demo::Lock`",
    ),
    (
        |product| lock(product).members.push(member("url", Type::Int)),
        "`url` is the name of a function that every request has",
        "the member `url` of `fmg::demo::Lock`",
    ),
    (
        |product| {
            let missing = TypeRef::new(Some(product.groups[0].module.clone()), TypeName::new("Inof").unwrap());
            lock(product).response = Response::Required(Type::Row(missing));
        },
        "the module `demo` declares no type `Inof`",
        "the response of `fmg::demo::Lock`",
    ),
    (
        |product| lock(product).placeholders.clear(),
        "the placeholder `<adom>` has no type",
        "the url of `fmg::demo::Lock`",
    ),
    (
        |product| {
            let adom = lock(product).placeholders[0].ty.clone();
            lock(product).placeholders.push(Placeholder::new("vdom", adom).unwrap());
        },
        "the url has no placeholder `<vdom>`",
        "the placeholder `<vdom>` of `fmg::demo::Lock`",
    ),
    (
        |product| {
            let mut unlock = Endpoint::new(Verb::JsonRpc(JsonRpcMethod::Exec), "/demo/all/lock", "lock-all").unwrap();
            unlock.doc = "Locks all.".to_owned();
            product.groups[0].endpoints.push(unlock);
        },
        "with `all` as `<adom>`, this is the url of another call",
        "the url of `fmg::demo::Lock`",
    ),
    (
        |product| {
            let field = &mut lock(product).members[0].field;
            field.facts.values = vec!["1".to_owned(), "2".to_owned()];
            field.facts.default = Some("3".to_owned());
        },
        "`3` is not a value of this field",
        "the default of the member `top-n` of `fmg::demo::Lock`",
    ),
    (
        |product| product.groups[0].module = ModulePath::new("status").unwrap(),
        "`status` is a module that every product has",
        "the group `fmg::status`",
    ),
    (
        |product| {
            let own = TypeRef::new(Some(product.groups[0].module.clone()), TypeName::new("Info").unwrap());
            let inner = Field::from_wire("inner", Type::Row(own)).unwrap();
            product.groups[0].rows[0].fields.push(RowField::new(inner));
        },
        "the type `Info` contains itself, so its values would have no end",
        "the type of the field `inner` of `fmg::demo::Info`",
    ),
];

#[test]
fn an_api_that_would_not_compile_is_refused() {
    for (change, message, item) in CASES {
        let mut product = sample();
        change(&mut product);
        let faults = api(product).expect_err(message);
        let found = faults.iter().find(|fault| fault.message == message);
        let found = found.unwrap_or_else(|| panic!("{message}: {faults:#?}"));
        assert_eq!(found.item, item, "{message}");
    }
}

#[test]
fn a_fault_tells_problem_item_and_correction() {
    let mut product = sample();
    let twin = lock(&mut product).clone();
    product.groups[0].endpoints.push(twin);
    let faults = api(product).unwrap_err();
    assert_eq!(
        faults[0].to_string(),
        "error[S014]: this module has two items that become `Lock` in Rust (`fmg::demo::Lock`): `Lock` here; \
         `fmg::demo::Lock`: `Lock` here; help: give one of them another name"
    );
}

#[test]
fn all_faults_are_reported_together() {
    let mut product = sample();
    lock(&mut product).placeholders.clear();
    lock(&mut product).members.push(member("url", Type::Int));
    product.groups[0].rows[0].name = TypeName::new("Secret").unwrap();
    assert!(api(product).unwrap_err().len() >= 4);
    let documents = vec![Document::new("guide", "Guide", "example.com"); 2];
    let faults = Api::new(Origin::default(), documents, Vec::new()).unwrap_err();
    let messages: Vec<_> = faults.iter().map(|fault| fault.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "`example.com` is not the url of a document",
            "document `guide` is listed twice"
        ]
    );
}
