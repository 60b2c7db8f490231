//! Collects everything that a call sends beside its path.
#![cfg_attr(
    not(any(feature = "fortios", feature = "web")),
    allow(unreachable_pub, reason = "only calls of these features have such members")
)]

use std::borrow::Cow;
use std::fmt;

use http::HeaderValue;
use serde::Serialize;
use serde_json::{Error, Result, Value};
use zeroize::Zeroizing;

use super::file::File;
use super::place::Place;
use super::query;
use crate::error::{EncodeError, EncodeErrorKind, MemberFault, TableFault};
use crate::extra_members::{AddMember, ExtraValue};
use crate::secret::WipedBytes;
use crate::to_json::{ToJson, json_text};

/// Collects the members of a request, each at its place. A value that serialises to `null` is left out.
///
/// In a query and in a form, a scalar is sent as its text (`true`, `-3`), and an object as its JSON text. A list of
/// scalars repeats the parameter. The body of a request is of one kind: members of a JSON object, one JSON value, a
/// form, a file with optional members, or only a file.
#[derive(Default)]
pub struct Members {
    /// The parameters, percent-encoded.
    pub(crate) query: String,
    /// The form, percent-encoded.
    pub(crate) form: Zeroizing<String>,
    /// The members of the body, each as JSON text.
    pub(super) body: Vec<BodyMember>,
    /// The whole body, as JSON text.
    pub(super) whole: Option<WipedBytes>,
    /// The name of the member that contains the file, and the file.
    pub(super) file: Option<(Cow<'static, str>, File)>,
    /// The file that is the whole body.
    pub(super) content: Option<File>,
    /// The name of the part with the file in a form, if it is not the name of the member.
    pub(crate) part: Option<&'static str>,
    /// The `ETag` of the known state, for the header `If-None-Match`.
    pub(crate) known: Option<HeaderValue>,
    /// The names of all members, and whether each is in the query.
    given: Vec<(Cow<'static, str>, bool)>,
    fault: Option<Error>,
    /// The fault of the object that is written.
    refused: Option<TableFault>,
}

/// A [`File`], or an optional one (`Option<File>`).
#[diagnostic::on_unimplemented(message = "`{Self}` is not a file", note = "use a `File` or an `Option<File>`")]
pub trait Attachment {
    /// The file, if there is one.
    fn attached(&self) -> Option<&File>;
}

impl Attachment for File {
    fn attached(&self) -> Option<&File> {
        Some(self)
    }
}

impl<A: Attachment> Attachment for Option<A> {
    fn attached(&self) -> Option<&File> {
        self.as_ref()?.attached()
    }
}

impl<A: Attachment + ?Sized> Attachment for &A {
    fn attached(&self) -> Option<&File> {
        (**self).attached()
    }
}

/// A member of the body.
#[derive(Clone)]
pub(crate) struct BodyMember {
    name: Cow<'static, str>,
    json: Zeroizing<String>,
}

impl Members {
    /// Adds members, all of them at one place.
    #[doc(hidden)]
    pub fn write<const N: usize>(&mut self, place: Place, names: [&'static str; N], values: [&dyn ToJson; N]) {
        for (name, value) in names.into_iter().zip(values) {
            self.add(place, name.into(), value);
        }
    }

    fn add(&mut self, place: Place, name: Cow<'static, str>, value: &dyn ToJson) -> &mut Self {
        let result = match place {
            Place::Query => query::push(&mut self.query, &name, value),
            Place::Form => query::push(&mut self.form, &name, value),
            Place::Body => json_text(value).map(|json| {
                let any = json != "null";
                if any {
                    self.body.push(BodyMember {
                        name: name.clone(),
                        json: json.into(),
                    });
                }
                any
            }),
        };
        self.note(name, place == Place::Query, result)
    }

    /// Adds a parameter to the query.
    pub fn query<T: Serialize + ?Sized>(&mut self, name: impl Into<Cow<'static, str>>, value: &T) -> &mut Self {
        self.add(Place::Query, name.into(), &value)
    }

    /// Adds a member to the JSON object of the body.
    pub fn body_member<T: Serialize + ?Sized>(&mut self, name: impl Into<Cow<'static, str>>, value: &T) -> &mut Self {
        self.add(Place::Body, name.into(), &value)
    }

    /// Sets the whole JSON body.
    pub fn body<T: Serialize + ?Sized>(&mut self, value: &T) -> &mut Self {
        self.body_as(&value)
    }

    /// Sets the whole JSON body, as the value writes itself.
    pub(crate) fn body_as(&mut self, value: &dyn ToJson) -> &mut Self {
        let mut json = WipedBytes::default();
        match value.write_json(&mut json) {
            Ok(()) if *json == b"null" => {}
            Ok(()) => self.whole = Some(json),
            Err(fault) => {
                self.fault.get_or_insert(fault);
            }
        }
        self
    }

    /// Adds a parameter to the form of the body.
    pub fn form<T: Serialize + ?Sized>(&mut self, name: impl Into<Cow<'static, str>>, value: &T) -> &mut Self {
        self.add(Place::Form, name.into(), &value)
    }

    /// Sends a file in the body, if there is one. Members of the body are sent beside it.
    pub fn file<A: Attachment + ?Sized>(&mut self, name: impl Into<Cow<'static, str>>, file: &A) -> &mut Self {
        let name = name.into();
        let file = file.attached();
        if let Some(file) = file {
            self.file = Some((name.clone(), file.clone()));
        }
        self.note(name, false, Ok(file.is_some()))
    }

    /// Sends a file as the whole body, without a form.
    pub fn content<A: Attachment + ?Sized>(&mut self, file: &A) -> &mut Self {
        if let Some(file) = file.attached() {
            self.content = Some(file.clone());
        }
        self
    }

    /// Adds every member of a value that serialises as an object to the JSON object of the body.
    pub fn splice<T: Serialize + ?Sized>(&mut self, value: &T) -> &mut Self {
        match serde_json::to_value(value) {
            Ok(Value::Object(members)) => {
                for (name, value) in members {
                    self.body_member(name, &value);
                }
            }
            Ok(Value::Null) => {}
            Ok(_) => {
                let fault = serde::ser::Error::custom("only the members of an object can be added to a request");
                self.fault.get_or_insert(fault);
            }
            Err(fault) => {
                self.fault.get_or_insert(fault);
            }
        }
        self
    }

    fn note(&mut self, name: Cow<'static, str>, in_query: bool, result: Result<bool>) -> &mut Self {
        match result {
            Ok(true) => self.given.push((name, in_query)),
            Ok(false) => {}
            Err(fault) => {
                self.fault.get_or_insert(fault);
            }
        }
        self
    }

    /// Whether there is a member with this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.given.iter().any(|(given, _)| given == name)
    }

    /// Whether the query has a parameter with this name.
    pub(crate) fn has_parameter(&self, name: &str) -> bool {
        self.given.iter().any(|(given, in_query)| *in_query && given == name)
    }

    /// Reports an error if the call sets its VDOM itself.
    #[cfg(feature = "fortios")]
    pub(crate) fn name_no_vdom(&mut self) {
        if self.has_parameter("vdom") || self.has_parameter("global") {
            let fault = "the call sets its VDOM itself, so it cannot be sent to several VDOMs";
            self.fault.get_or_insert(serde::ser::Error::custom(fault));
        }
    }

    /// The JSON of the body, as one value or as an object of members; `None` for an empty body.
    pub(crate) fn json(&self) -> Result<Option<Value>> {
        match &self.whole {
            Some(json) => serde_json::from_slice(json).map(Some),
            None if self.body.is_empty() => Ok(None),
            None => serde_json::from_slice(&self.object()).map(Some),
        }
    }

    /// The members of the body as a JSON object.
    pub(super) fn object(&self) -> WipedBytes {
        let mut object = WipedBytes::from(vec![b'{']);
        for member in &self.body {
            if object.len() > 1 {
                object.push(b',');
            }
            object.extend_from_slice(Value::from(member.name()).to_string().as_bytes());
            object.push(b':');
            object.extend_from_slice(member.json.as_bytes());
        }
        object.push(b'}');
        object
    }

    /// Refuses the call, because the object that it writes cannot be sent.
    #[cfg(feature = "fortios")]
    pub(crate) fn refuse(&mut self, fault: TableFault) {
        self.refused.get_or_insert(fault);
    }

    /// The same members once more; `None` if they contain a stream. A fault is not copied, because no call is sent with
    /// one.
    pub(crate) fn repeat(&self) -> Option<Self> {
        let named = self.file.as_ref().map(|(_, file)| file);
        if named.into_iter().chain(&self.content).any(File::is_read_once) {
            return None;
        }
        Some(Self {
            query: self.query.clone(),
            form: self.form.clone(),
            body: self.body.clone(),
            whole: self.whole.clone(),
            file: self.file.clone(),
            content: self.content.clone(),
            part: self.part,
            known: self.known.clone(),
            given: self.given.clone(),
            fault: None,
            refused: None,
        })
    }

    /// The error of a refused object, or of the first value that could not be encoded.
    pub(crate) fn fault(&mut self) -> Option<EncodeError> {
        let refused = self.refused.take().map(|fault| EncodeErrorKind::Table(fault).into());
        refused.or_else(|| self.fault.take().map(EncodeError::from))
    }
}

impl AddMember<Place> for Members {
    fn add_member(
        &mut self,
        place: Place,
        name: Cow<'static, str>,
        value: &ExtraValue,
    ) -> std::result::Result<(), MemberFault> {
        let to_query = place == Place::Query;
        if self
            .given
            .iter()
            .any(|(given, in_query)| *given == name && *in_query == to_query)
        {
            return Err(MemberFault::Given);
        }
        let fault = match place {
            Place::Body | Place::Form if self.whole.is_some() || self.content.is_some() => Some(MemberFault::WholeBody),
            Place::Body if !self.form.is_empty() => Some(MemberFault::OtherBody),
            Place::Form if !self.body.is_empty() || self.file.is_some() => Some(MemberFault::OtherBody),
            Place::Query | Place::Body | Place::Form => None,
        };
        if let Some(fault) = fault {
            return Err(fault);
        }
        self.add(place, name, value);
        Ok(())
    }
}

impl BodyMember {
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The value as JSON.
    pub(crate) fn json(&self) -> &str {
        &self.json
    }

    /// The value as text in a multi-part body: a string without quotes, and any other value as JSON.
    pub(crate) fn text(&self) -> Result<Cow<'_, str>> {
        if self.json.starts_with('"') {
            Ok(query::text_of(&self.json)?.unwrap_or_default().into())
        } else {
            Ok(self.json.as_str().into())
        }
    }
}

/// Shows the names; the values may be secrets.
impl fmt::Debug for Members {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Members")
            .field("given", &self.given.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

/// Shows the name; the value may be a secret.
impl fmt::Debug for BodyMember {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyMember")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;
    use crate::Secret;

    #[test]
    fn null_values_are_left_out() {
        let mut members = Members::default();
        members
            .query("a", &None::<u8>)
            .body_member("b", &())
            .form("c", &[0_u8; 0])
            .body(&Value::Null);
        assert!(members.query.is_empty() && members.form.is_empty());
        assert!(members.body.is_empty() && members.whole.is_none());
        assert!(!members.has("a") && !members.has("b") && !members.has("c"));
    }

    #[test]
    fn members_are_written_at_their_places() {
        let mut members = Members::default();
        members
            .query("a", &1)
            .query(String::from("b"), &["x", "y"])
            .body_member("c", &json!({"d": [1]}))
            .body_member("e", "a \"b\"")
            .form("f", "g h");
        assert_eq!(
            (members.query.as_str(), members.form.as_str()),
            ("a=1&b=x&b=y", "f=g%20h")
        );
        let body: Vec<_> = members
            .body
            .iter()
            .map(|member| (member.name(), member.json()))
            .collect();
        assert_eq!(body, [("c", r#"{"d":[1]}"#), ("e", r#""a \"b\"""#)]);
        let texts: Vec<_> = members.body.iter().map(|member| member.text().unwrap()).collect();
        assert_eq!(texts, [r#"{"d":[1]}"#, r#"a "b""#]);
        assert!(["a", "b", "c", "e", "f"].iter().all(|name| members.has(name)));
    }

    #[test]
    fn a_file_may_be_missing() {
        let file = File::from_bytes("a.conf", "x");
        let mut members = Members::default();
        members.file("file_content", &None::<File>);
        assert!(members.file.is_none() && !members.has("file_content"));
        members.file("file_content", &Some(&file));
        assert!(members.has("file_content"));
        assert_eq!(
            members.file.as_ref().map(|(name, file)| (&**name, file.name())),
            Some(("file_content", "a.conf"))
        );
        assert_eq!(
            Members::default().file("f", &file).file.as_ref().unwrap().1.name(),
            "a.conf"
        );
    }

    #[test]
    fn the_first_fault_is_kept() {
        let bad = BTreeMap::from([(vec![1], 2)]);
        for write in [
            &(|members: &mut Members| {
                members.query("a", &bad);
            }) as &dyn Fn(&mut Members),
            &|members| {
                members.body_member("a", &bad);
            },
            &|members| {
                members.body(&bad);
            },
            &|members| {
                members.form("a", &bad);
            },
        ] {
            let mut members = Members::default();
            write(&mut members);
            assert!(members.fault().is_some() && !members.has("a"));
        }
    }

    #[test]
    fn values_are_sent_but_not_shown() {
        let secret = Secret::from("s3cr3t");
        let mut members = Members::default();
        members
            .query("a", &secret)
            .form("b", &secret)
            .body_member("c", &secret)
            .body(&secret);
        assert_eq!(
            (members.query.as_str(), members.form.as_str()),
            ("a=s3cr3t", "b=s3cr3t")
        );
        let shown = format!("{members:?} {:?}", members.body);
        assert!(shown.contains("\"c\"") && !shown.contains("s3cr3t"), "{shown}");
    }
}
