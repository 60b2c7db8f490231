//! Tests of APIs that no spec describes: an API is either refused, or generates valid Rust.

mod any;
mod prune;
mod refusals;

use proptest::prelude::*;

use super::*;
use crate::name::{ModulePath, TypeName, VariantName};
use crate::{Target, generate};

/// A FortiManager with one call: a url parameter, a member, a row and an enum.
fn sample() -> Product {
    let adom = Parameter::new(TypeName::new("AdomName").unwrap(), ParameterKind::Name(Vec::new()));
    let module = ModulePath::new("demo").unwrap();
    let own = |name: &str| TypeRef::new(Some(module.clone()), TypeName::new(name).unwrap());

    let mut mode = Enum::new(TypeName::new("Mode").unwrap());
    mode.values
        .push(EnumValue::new(VariantName::new("Normal").unwrap(), "normal"));
    let mut row = Row::new(TypeName::new("Info").unwrap());
    let field = Field::from_wire("mode", Type::Enum(own("Mode"))).unwrap();
    row.fields.push(RowField::new(field));

    let mut lock = Endpoint::new(Verb::JsonRpc(JsonRpcMethod::Exec), "/demo/<adom>/lock", "lock").unwrap();
    let placeholder = Placeholder::new("adom", TypeRef::new(None, adom.name.clone())).unwrap();
    lock.placeholders.push(placeholder);
    let field = Field::from_wire("top-n", Type::Int).unwrap();
    lock.members.push(Member::new(RequestPlace::Data, field));
    lock.response = Response::Required(Type::Row(own("Info")));

    let mut group = Group::new(Protocol::JsonRpc, module, "Demo");
    group.endpoints.push(lock);
    group.rows.push(row);
    group.enums.push(mode);
    let mut product = Product::new(ProductId::FortiManager);
    product.parameters.push(adom);
    product.groups.push(group);
    product
}

fn api(product: Product) -> Result<Api, Vec<Fault>> {
    Api::new(Origin::new("a test"), Vec::new(), vec![product])
}

/// Every generated file of every target is valid Rust.
fn assert_parses(api: &Api) {
    for target in [Target::repository(), Target::one_file("api.rs"), Target::modules("api")] {
        for file in generate(api, &target).iter() {
            if file.path().extension() == Some("rs") {
                let text = file.text();
                let parsed = syn::parse_file(&text);
                assert!(parsed.is_ok(), "{file:?}: {}\n{text}", parsed.err().unwrap());
            }
        }
    }
}

#[test]
fn an_api_that_is_made_by_hand_generates_its_calls() {
    let api = api(sample()).unwrap();
    assert_parses(&api);
    let target = Target::repository();
    let files = generate(&api, &target);
    let bindings = files.get("fmg-bindings/src/generated/fmg/demo.rs").unwrap().text();
    for expected in [
        "from a test",
        "pub struct Lock {",
        "pub adom: AdomName,",
        "pub enum Mode",
    ] {
        assert_eq!(bindings.contains(expected), expected != "from a test", "{expected}");
    }
}

#[test]
fn groups_are_sorted() {
    let mut product = sample();
    let mut first = Group::new(Protocol::JsonRpc, ModulePath::new("a").unwrap(), "First");
    let url = "/demo/<adom>/lock/all";
    let mut endpoint = Endpoint::new(Verb::JsonRpc(JsonRpcMethod::Exec), url, "lock").unwrap();
    endpoint.placeholders = product.groups[0].endpoints[0].placeholders.clone();
    first.endpoints.push(endpoint);
    product.groups.push(first);
    let api = api(product).unwrap();
    let modules: Vec<_> = api.products()[0]
        .groups
        .iter()
        .map(|group| group.module.to_string())
        .collect();
    assert_eq!(modules, ["a", "demo"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn an_api_is_refused_or_generates_rust(bytes in prop::collection::vec(any::<u8>(), 0..1200)) {
        let mut entropy = any::Entropy::new(bytes);
        let id = entropy.pick(ProductId::ALL);
        let mut product = entropy.product(id);
        // Refused items are removed until the API is accepted.
        for _ in 0..200 {
            match api(product.clone()) {
                Ok(api) => {
                    assert_parses(&api);
                    return Ok(());
                }
                Err(faults) => prune::prune(&mut product, &faults),
            }
        }
        prop_assert!(false, "nothing is left to remove: {:#?}", api(product).unwrap_err());
    }
}
