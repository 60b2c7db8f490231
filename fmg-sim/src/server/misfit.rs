//! Puts values of the wrong type into the rows of a response.

use serde_json::{Value, json};

/// Gives each row of a response a value that does not fit: in the member `field`, or in every member. `None`: the
/// response has no rows.
pub(super) fn misfitting(body: &[u8], field: Option<&str>) -> Option<Vec<u8>> {
    let mut answer: Value = serde_json::from_slice(body).ok()?;
    let hit = each_data(&mut answer, &mut |data| each_row(data, field));
    hit.then(|| answer.to_string().into_bytes())
}

/// Finds the data of a response, which may contain several: batch entries, VDOMs, or a JSON-RPC response in one of the
/// GUI.
fn each_data(answer: &mut Value, hit: &mut impl FnMut(&mut Value) -> bool) -> bool {
    match answer {
        Value::Array(answers) => answers
            .iter_mut()
            .fold(false, |any, answer| each_data(answer, hit) | any),
        Value::Object(members) => {
            if let Some(result) = members.get_mut("result") {
                return each_data(result, hit);
            }
            if let Some(results) = members.get_mut("results") {
                return hit(results);
            }
            match members.get_mut("data") {
                Some(data) if data.get("result").is_some() => each_data(data, hit),
                Some(data) => hit(data),
                None => false,
            }
        }
        _ => false,
    }
}

/// Rows are a list, a lone object, or an object of objects.
fn each_row(data: &mut Value, field: Option<&str>) -> bool {
    match data {
        Value::Array(rows) => rows.iter_mut().fold(false, |any, row| replace_in(row, field) | any),
        Value::Object(members) => {
            let is_row = field.is_some_and(|field| members.contains_key(field));
            if !is_row && !members.is_empty() && members.values().all(Value::is_object) {
                members
                    .values_mut()
                    .fold(false, |any, row| replace_in(row, field) | any)
            } else {
                replace_in(data, field)
            }
        }
        _ => false,
    }
}

fn replace_in(row: &mut Value, field: Option<&str>) -> bool {
    let Value::Object(members) = row else { return false };
    if let Some(field) = field {
        let value = members.entry(field).or_insert(Value::Null);
        *value = misfit(value);
        return true;
    }
    for value in members.values_mut() {
        *value = misfit(value);
    }
    !members.is_empty()
}

/// A value that does not fit where this one does.
fn misfit(value: &Value) -> Value {
    match value {
        Value::Object(_) => json!("misfit"),
        // A single value is read as a list of one, so the element has to be the one that does not fit.
        Value::Array(elements) => Value::Array(vec![misfit(elements.first().unwrap_or(&Value::Null))]),
        _ => json!({ "misfit": true }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoilt(answer: &Value, field: Option<&str>) -> Option<Value> {
        let answer = misfitting(answer.to_string().as_bytes(), field)?;
        Some(serde_json::from_slice(&answer).unwrap())
    }

    #[test]
    fn rows_are_found_in_the_responses_of_every_protocol() {
        let (row, wrong) = (json!({"a": 1, "b": 2}), json!({"a": {"misfit": true}, "b": 2}));
        for shape in [
            |row: &Value| json!({"id": 1, "result": [{"status": {"code": 0}, "data": [row, row], "url": "/x"}]}),
            |row: &Value| json!({"id": 1, "result": [{"data": row}, {"data": [row]}, {"status": {"code": -3}}]}),
            |row: &Value| json!({"result": {"data": row}}),
            |row: &Value| json!({"code": 0, "data": {"id": 1, "result": [{"data": [row]}]}}),
            |row: &Value| json!({"status": "success", "results": [row]}),
            |row: &Value| json!({"results": {"wan1": row, "wan2": row}}),
            |row: &Value| json!([{"results": [row], "vdom": "a"}, {"results": [row], "vdom": "b"}]),
        ] {
            assert_eq!(spoilt(&shape(&row), Some("a")), Some(shape(&wrong)));
        }
    }

    #[test]
    fn every_type_of_value_is_replaced_by_a_misfit() {
        let answer = json!({"results": [{"text": "a", "list": [1], "rows": [{"x": 1}], "none": [], "object": {"x": 1}, "null": null}]});
        let object = json!({"misfit": true});
        let wrong = json!({"results": [{
            "text": object, "list": [object], "rows": ["misfit"], "none": [object], "object": "misfit", "null": object,
        }]});
        assert_eq!(spoilt(&answer, None), Some(wrong));
        let added = spoilt(&json!({"results": {"text": "a"}}), Some("new")).unwrap();
        assert_eq!(added, json!({"results": {"text": "a", "new": object}}));
    }

    #[test]
    fn a_response_without_rows_is_not_changed() {
        for answer in [
            json!({"id": 1, "result": [{"status": {"code": -3}}]}),
            json!({"results": 3}),
            json!({"results": []}),
            json!({"status": "success"}),
            json!("text"),
            json!(7),
        ] {
            assert_eq!(spoilt(&answer, Some("a")), None, "{answer}");
        }
        assert_eq!(misfitting(b"\x1f\x8b", None), None);
    }
}
