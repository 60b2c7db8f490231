//! Makes calls of the directory of the Monitor API of FortiOS.

mod parameter;
mod response;

use serde_json::{Map, Value};

pub(super) use self::response::Responses;
use super::Lowering;
use super::configuration::said;
use super::markdown::paragraph;
use super::module::Module;
use super::names;
use super::notes::NoteKind;
use super::overlay::CallEntry;
use super::pattern::Kind;
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::check::is_segment;
use crate::ir::{BadEndpoint, Endpoint, HttpMethod, Response, Type, Verb};
use crate::name::{MethodName, ModuleName, TypeName};

/// The first segments of the urls of calls, before the name of the API.
const ROOT: &str = "/api/v2";

/// The name of a call whose url has only placeholders.
const READ: &str = "read";

/// The action that a url does not name.
const SELECT: &str = "select";

/// A call, for reports, patterns and overlays: `firewall/acl/clear_counters`.
pub(super) fn id(entry: &Map<String, Value>) -> Option<String> {
    let text = |name: &str| entry.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let (path, name) = (text("path")?, text("name")?);
    Some(match text("action") {
        None | Some(SELECT) => format!("{path}/{name}"),
        Some(action) => format!("{path}/{name}/{action}"),
    })
}

/// The API of a call.
pub(super) fn kind(entry: &Map<String, Value>) -> Kind {
    if entry.get(said::API).is_some_and(|api| api == said::LOG) {
        Kind::Log
    } else {
        Kind::Monitor
    }
}

/// Whether a device could have the entry in its directory: its calls are Monitor calls without placeholders.
pub(super) fn is_of_directory(entry: &Map<String, Value>) -> bool {
    kind(entry) == Kind::Monitor && !id(entry).is_some_and(|id| id.contains('<'))
}

/// The words of an url without placeholders, from which the name of its call is made.
fn words(path: &str) -> String {
    let words: Vec<_> = path.split('/').filter(|word| !is_placeholder(word)).collect();
    if words.is_empty() {
        READ.to_owned()
    } else {
        words.join("/")
    }
}

fn is_placeholder(segment: &str) -> bool {
    segment.starts_with('<') && segment.ends_with('>')
}

/// Whether a segment is a placeholder that the entry states as one.
fn is_stated(segment: &str, entry: &Map<String, Value>) -> bool {
    let name = segment.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    let parameters = entry.get("request").and_then(|request| request.get("parameters"));
    let parameters = parameters.and_then(Value::as_array);
    let is_path = |own: &Value| own.get(said::PLACE).is_some_and(|place| place == said::PATH);
    let mut paths = parameters.into_iter().flatten().filter(|own| is_path(own));
    name.is_some_and(|name| paths.any(|own| own.get("name").is_some_and(|own| *own == *name)))
}

impl Lowering<'_> {
    /// Adds a call to its module. `at` is the place of its entry in the directory, and `url` the rest of the url behind
    /// the API.
    pub(super) fn call(&mut self, at: Location, kind: Kind, url: &str, entry: &Map<String, Value>) {
        let id = &*kind.id(url);
        if entry.get("supported").is_some_and(|supported| *supported == false) {
            return self.notes.add(NoteKind::Unsupported, id);
        }
        let judged = self.overlay.call(id);
        if judged.is_some_and(CallEntry::skip) {
            return;
        }
        let (path, rest) = url.split_once('/').unwrap_or((url, ""));
        let method = entry.get("request").and_then(|request| request.get("http_method"));
        let method = method.and_then(Value::as_str).unwrap_or_default();
        let Some(method) = HttpMethod::ALL.iter().copied().find(|own| own.as_str() == method) else {
            let fault = format!("the call `{id}` has no HTTP method");
            let fault = Diagnostic::new(Code::Description, at, fault);
            return self.broken(
                id,
                fault.help("`request.http_method` is `GET`, `POST`, `PUT` or `DELETE`"),
            );
        };
        let module = match ModuleName::from_wire(path) {
            // The handle of the folder has a method for each module beside its constructor.
            Ok(module) if module.as_str() == "new" => {
                let fault =
                    format!("the call `{id}` cannot be in a module of Rust: `new` is the constructor of handles");
                return self.broken(id, Diagnostic::new(Code::Name, at, fault).help(SKIP));
            }
            Ok(module) => module,
            Err(bad) => {
                let fault = format!("the call `{id}` cannot be in a module of Rust: {bad}");
                return self.broken(id, Diagnostic::new(Code::Name, at, fault).help(SKIP));
            }
        };
        let whole = format!("{ROOT}/{}/{}", kind.as_str(), names::url(url));
        let endpoint = match Endpoint::new(Verb::Http(method), &whole, &words(rest)) {
            Ok(endpoint) if names::placeholders(&endpoint.template).is_none() => {
                let fault = format!("the placeholders of the call `{id}` cannot have names in Rust");
                return self.broken(id, Diagnostic::new(Code::Name, at, fault).help(SKIP));
            }
            Ok(endpoint) if url.split('/').all(|own| is_segment(own) || is_stated(own, entry)) => endpoint,
            Ok(_) => {
                let fault = format!(
                    "`{id}` is not the path of a call of FortiOS: paths are made of letters, digits, `-`, `_`, `.` and `+`"
                );
                return self.broken(id, Diagnostic::new(Code::Description, at, fault).help(SKIP));
            }
            Err(bad) => {
                let code = match bad {
                    BadEndpoint::Name(_) => Code::Name,
                    BadEndpoint::Url(_) => Code::Template,
                };
                let fault = format!("the call `{id}` cannot be imported: {bad}");
                return self.broken(id, Diagnostic::new(code, at, fault).help(SKIP));
            }
        };
        let mut module = self.module(kind, module);
        let judged = judged.and_then(|judged| judged.rename(&endpoint.type_name));
        if let Some(endpoint) = self.named_call(&mut module, endpoint, judged, method.as_str(), id) {
            let mut endpoint = self.endpoint(&mut module, endpoint, method, id, entry);
            self.placeholders_of(&mut endpoint, kind, id, entry);
            module.add_call(endpoint);
        }
        self.put_back(module);
    }

    /// Gives a call names of its own in its module: the usual ones, those with its method behind, or with a number.
    pub(super) fn named_call(
        &mut self,
        module: &mut Module,
        mut endpoint: Endpoint,
        judged: Option<TypeName>,
        method: &str,
        id: &str,
    ) -> Option<Endpoint> {
        let is_judged = judged.is_some();
        if let Some(judged) = judged {
            endpoint.method_name = MethodName::from_wire(&snake(judged.as_str())).ok()?;
            endpoint.type_name = judged;
        }
        // A method of this name would be the constructor of the handle.
        let is_free = |endpoint: &Endpoint, module: &Module| {
            endpoint.method_name.as_str() != "new"
                && module.types.is_free(&endpoint.type_name)
                && !module.has_method(&endpoint.method_name)
        };
        let usual = endpoint.method_name.as_str().trim_matches('_').to_owned();
        let mut further = std::iter::once(method.to_ascii_lowercase()).chain((2..).map(|number| number.to_string()));
        // An entry is about all methods of a url, of which the others have the name of the first with their method.
        let is_first = !module.has_url(&endpoint.template.to_string());
        match self.overlay.call(id).filter(|_| is_judged) {
            Some(entry) if is_first => {
                let taken = self.overlay.taken_call(entry, &endpoint.type_name);
                if is_free(&endpoint, module) {
                    module.types.judge(&endpoint.type_name, taken);
                } else {
                    self.misjudged.push(taken);
                }
            }
            Some(_) => {}
            None => module.types.wanted(&endpoint.type_name),
        }
        while !is_free(&endpoint, module) {
            let name = format!("{usual}_{}", further.next()?);
            endpoint.type_name = TypeName::from_wire(&name).ok()?;
            endpoint.method_name = MethodName::from_wire(&name).ok()?;
            if is_free(&endpoint, module) {
                self.notes.add(NoteKind::RenamedType, id);
            }
        }
        module.types.claim(&endpoint.type_name);
        Some(endpoint)
    }

    fn endpoint(
        &mut self,
        module: &mut Module,
        mut endpoint: Endpoint,
        method: HttpMethod,
        id: &str,
        entry: &Map<String, Value>,
    ) -> Endpoint {
        let text = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default();
        let doc = paragraph(text("summary"));
        endpoint.doc = match self.overlay.call(id).and_then(|judged| judged.doc(&doc)) {
            Some(judged) => judged,
            None if doc.is_empty() => format!("Sends `{} {}`.", method.as_str(), endpoint.template),
            None => doc,
        };
        endpoint.access_group = self.access_group(id, entry);
        let flag = |value: Option<&Value>, name: &str| value.and_then(|own| own.get(name)) == Some(&Value::Bool(true));
        let (request, response) = (entry.get("request"), entry.get("response"));
        endpoint.etag = entry.get("etag") == Some(&Value::Bool(true)) && method == HttpMethod::Get;
        endpoint.download = flag(response, "file_download");
        if endpoint.download {
            // The directory does not say what the files are. An error has an HTTP status, so a text is one of them.
            endpoint.file_may_be = vec!["text".to_owned()];
        }
        let versions = self.versions.and_then(|items| items.call(id, entry));
        self.versions_of_call(versions, id, &mut endpoint);
        self.parameters(&mut endpoint, id, request, flag(request, "file_upload"), versions);
        if let (false, Some(Value::Object(schema))) = (endpoint.download, response) {
            let ty = Responses::new(self, module, schema).whole(id, &endpoint.type_name, versions);
            endpoint.response = match ty {
                // Without data, an object is empty.
                Some(ty) if method == HttpMethod::Get || ty == Type::Object => Response::Required(ty),
                Some(ty) => Response::Optional(ty),
                None => Response::None,
            };
        }
        endpoint
    }
}

/// The help about a call that cannot be imported.
pub(super) const SKIP: &str = "leave it out by an overlay: `[[call]]` with its `path` and `skip = true`";

/// `session-clear` for `SessionClear`.
fn snake(name: &str) -> String {
    let mut text = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !text.is_empty() {
            text.push('-');
        }
        text.push(c.to_ascii_lowercase());
    }
    text
}
