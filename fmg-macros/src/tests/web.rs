//! Tests of the code that `derive(Endpoint)` writes for calls to FortiManager's REST and GUI API.

use insta::assert_snapshot;
use proc_macro2::TokenStream;
use syn::parse_quote;

use super::{items, messages};
use crate::expand::derive;

#[test]
fn a_download_through_rest() {
    assert_snapshot!(items(derive(&parse_quote! {
        #[endpoint(rest(GET), "/jsonrpc/sys/backup", download)]
        pub struct Backup {
            #[endpoint(query("passwd"))]
            pub password: Option<Secret>,
        }
    })));
}

#[test]
fn a_file_that_is_the_whole_body() {
    assert_snapshot!(items(derive(&parse_quote! {
        #[endpoint(rest(POST), "/jsonrpc/sys/restore", fixed(mode = "full"))]
        pub struct Restore {
            #[endpoint(content)]
            pub file: File,
            #[endpoint(query("passwd"))]
            pub password: Option<Secret>,
        }
    })));
}

#[test]
fn a_proxied_call() {
    assert_snapshot!(items(derive(&parse_quote! {
        #[endpoint(
            gui(processPreview),
            "/gui/adoms/<adom>/scope member/install",
            response = Started,
            fixed(options = 3, "dry run" = true),
            one_of([package], [devices, mode]),
            csrf("csrf_token")
        )]
        struct Preview<'a, A> {
            adom: A,
            #[endpoint(body("pkgOid"))]
            package: Option<PackageOid>,
            #[endpoint(body("installDevIds"))]
            devices: Option<&'a [InstallTarget]>,
            #[endpoint(body("mode"), flag)]
            mode: Option<bool>,
            #[endpoint(splice)]
            key: CertificateKey,
        }
    })));
}

#[test]
fn whole_params_of_a_proxied_download() {
    assert_snapshot!(items(derive(&parse_quote! {
        #[endpoint(gui("get_download"), "/gui/adom/dvm/device/revision/content", download)]
        struct Content<B> {
            #[endpoint(body)]
            params: B,
        }
    })));
}

#[test]
fn a_form_with_a_file_and_tokens() {
    assert_snapshot!(items(derive(&parse_quote! {
        #[endpoint(gui(POST), "/flatui/api/gui/<area>/certification/local", csrf("csrfmiddlewaretoken", "csrf_token"))]
        struct Import {
            area: Area,
            #[endpoint(body("cert_name"))]
            name: String,
            #[endpoint(splice)]
            key: CertificateKey,
            #[endpoint(file("filepath"))]
            file: File,
        }
    })));
}

#[test]
fn a_read_from_the_gui() {
    assert_snapshot!(items(derive(&parse_quote! {
        #[endpoint(gui(GET), "/cgi-bin/module/flatui/SysDashboard", response = License, fixed(action = "read"))]
        struct License {
            #[endpoint(query("type"))]
            kind: Kind,
        }
    })));
}

#[test]
fn a_faulty_struct_still_gets_implementations() {
    assert_snapshot!(items(derive(&parse_quote! {
        #[endpoint(gui(get_download), "/gui/<name", response = Text, download, etag)]
        struct Get<T: Clone> {
            #[endpoint(body("value"))]
            value: T,
        }
    })));
    let faulty: [(TokenStream, &str); 6] = [
        (quote::quote!(rest(GET), "/jsonrpc/<a"), "rest :: Rest"),
        (quote::quote!(rest(PUT), "/jsonrpc/a"), "rest :: Rest"),
        (quote::quote!(rest, "/a"), "rest :: Rest"),
        (quote::quote!(gui(PATCH), "/flatui/a"), "gui :: Gui"),
        (quote::quote!(gui2(get), "/gui/a"), "gui :: Gui"),
        (quote::quote!(GET, "/jsonrpc/a"), "rest :: Rest"),
    ];
    for (arguments, client) in faulty {
        let expansion = derive(&parse_quote! { #[endpoint(#arguments)] struct Get; });
        assert!(!messages(expansion.clone()).is_empty(), "{arguments}");
        let expansion = expansion.to_string();
        let protocol = format!("type Protocol = :: fmg_bindings :: fmg :: {client} ;");
        assert!(expansion.contains(&protocol), "{arguments}: {expansion}");
    }
}

#[test]
fn methods_are_sent_as_they_are_written() {
    for (method, expected) in [
        (quote::quote!(get), r#"Method :: Proxied ("get")"#),
        (quote::quote!(get_download), r#"Method :: Proxied ("get_download")"#),
        (quote::quote!(processPreview), r#"Method :: Proxied ("processPreview")"#),
        (quote::quote!(Get), r#"Method :: Proxied ("Get")"#),
        (quote::quote!(move), r#"Method :: Proxied ("move")"#),
        (quote::quote!(r#move), r#"Method :: Proxied ("move")"#),
        (quote::quote!("get-all"), r#"Method :: Proxied ("get-all")"#),
        (quote::quote!(r"re\set"), r#"Method :: Proxied ("re\\set")"#),
        (quote::quote!("2fa"), r#"Method :: Proxied ("2fa")"#),
    ] {
        let expansion = derive(&parse_quote! { #[endpoint(gui(#method), "/gui/a/<name>")] struct Call { name: Name } });
        assert_eq!(messages(expansion.clone()), "", "{method}");
        let expansion = expansion.to_string();
        assert!(expansion.contains(expected), "{method}: {expansion}");
        assert!(expansion.contains("Escaping :: Fmg"), "{method}: {expansion}");
    }
    for (method, expected) in [
        (
            quote::quote!(GET),
            "Method :: Http (:: fmg_bindings :: fmg :: gui :: HttpMethod :: Get) ;",
        ),
        (
            quote::quote!("POST"),
            "Method :: Http (:: fmg_bindings :: fmg :: gui :: HttpMethod :: Post) ;",
        ),
    ] {
        let expansion =
            derive(&parse_quote! { #[endpoint(gui(#method), "/flatui/a/<name>")] struct Call { name: Name } })
                .to_string();
        assert!(expansion.contains(expected), "{method}: {expansion}");
        assert!(expansion.contains("Escaping :: HttpPath"), "{method}: {expansion}");
    }
}

#[test]
fn put_is_a_verb_of_json_rpc() {
    let expansion = derive(&parse_quote! { #[endpoint(put, "/a")] struct Put; }).to_string();
    assert!(
        expansion.contains(":: fmg_bindings :: fmg :: Method :: Put ;"),
        "{expansion}"
    );
}
