//! A call in a Swagger file of FortiManager.

use crate::import::swagger::document::{Document, Operation, PathItem, Schema};

/// The methods of JSON-RPC.
const METHODS: [&str; 9] = [
    "add", "clone", "delete", "exec", "get", "move", "replace", "set", "update",
];

/// The first segments of urls about logs, events and reports.
const ANALYZER: [&str; 8] = [
    "eventmgmt",
    "fazsys",
    "fortiview",
    "incidentmgmt",
    "ioc",
    "logview",
    "report",
    "soar",
];

/// A segment of a url.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Segment<'d> {
    Literal(&'d str),
    Placeholder(&'d str),
}

/// A call: a path of the file.
pub(super) struct Call<'d> {
    /// As the file has it.
    pub(super) key: &'d str,
    pub(super) method: &'d str,
    pub(super) segments: Vec<Segment<'d>>,
    pub(super) operation: &'d Operation,
    /// The members beside the url, `data` among them.
    pub(super) params: Option<&'d Schema>,
    /// The `data` of the reply.
    pub(super) reply: Option<&'d Schema>,
}

impl<'d> Call<'d> {
    /// The call of a path; `None` if the path is not a call.
    pub(super) fn of(document: &'d Document, key: &'d str, item: &'d PathItem) -> Option<Self> {
        let (_, operation) = item.operations().next()?;
        let mut parameters = operation.parameters.items.iter().map(|own| document.parameter(own));
        let body = parameters.find_map(|own| own.schema.as_deref());
        let body = body.map(|schema| resolved(document, schema));
        let params = body
            .and_then(|body| body.properties.0.get("params"))
            .map(|params| element(document, params));
        let example = |schema: Option<&'d Schema>, name: &str| schema?.properties.0.get(name)?.example.get();
        // The url in the path has a section behind it that the one in the body may lack.
        let (url, method) = match key
            .rsplit_once(" (")
            .and_then(|(url, rest)| Some((url, rest.strip_suffix(')')?)))
        {
            Some((url, method)) => (url, Some(method)),
            None => (example(params, "url").unwrap_or(key), None),
        };
        let method = method.or_else(|| example(body, "method"))?;
        let method = METHODS.into_iter().find(|own| *own == method)?;
        let segments = url.split('/').filter(|word| !word.is_empty()).map(|word| {
            let inside = word.strip_prefix('{').and_then(|word| word.strip_suffix('}'));
            inside.map_or(Segment::Literal(word), Segment::Placeholder)
        });
        let reply = operation.reply().map(|schema| resolved(document, schema));
        let result = reply
            .and_then(|reply| reply.properties.0.get("result"))
            .map(|result| element(document, result));
        Some(Self {
            key,
            method,
            segments: segments.collect(),
            operation,
            params,
            reply: result.and_then(|result| result.properties.0.get("data")),
        })
    }

    /// Whether the url is about logs and reports, which a FortiAnalyzer has, and a FortiManager with its features on.
    pub(super) fn is_of_analyzer(&self) -> bool {
        matches!(self.segments.first(), Some(Segment::Literal(word)) if ANALYZER.contains(word))
    }

    /// The `data` of the request.
    pub(super) fn data(&self) -> Option<&'d Schema> {
        self.params?.properties.0.get("data")
    }

    /// The options of a read, such as `count`.
    pub(super) fn options(&self, document: &'d Document) -> Vec<&'d str> {
        let option = self.params.and_then(|params| params.properties.0.get("option"));
        option.map_or_else(Vec::new, |option| element(document, option).values.texts())
    }
}

/// The definition that a schema refers to, or the schema itself.
pub(super) fn resolved<'d>(document: &'d Document, schema: &'d Schema) -> &'d Schema {
    document.definition(schema).and_then(|(_, own)| own).unwrap_or(schema)
}

/// The elements of a list, or the value itself.
pub(super) fn element<'d>(document: &'d Document, schema: &'d Schema) -> &'d Schema {
    let own = resolved(document, schema);
    own.items.as_deref().map_or(own, |items| resolved(document, items))
}
