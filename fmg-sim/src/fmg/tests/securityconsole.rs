//! Tests of previews of installations, and of synchronizations with a FortiAnalyzer.

use super::*;

#[test]
fn a_preview_has_one_vdom_or_several() {
    let bench = Bench::new();
    let admin = bench.admin();
    let preview = |vdoms: Value| {
        let data = json!({"adom": "demo", "device": "dev_001", "vdoms": vdoms});
        admin.write("exec", "/securityconsole/install/preview", data)
    };
    for vdoms in [json!("root"), json!(["root"])] {
        let task = preview(vdoms).unwrap()["task"].as_u64().unwrap();
        assert!(bench.fmg.task(task).is_some());
    }
    assert_eq!(preview(json!(["root", "nowhere"])), Err(-3));
    assert_eq!(preview(json!("nowhere")), Err(-3));
    assert_eq!(preview(json!([{}])), Err(-10));
    // A number is read as text, and no VDOM has this name.
    assert_eq!(preview(json!(5)), Err(-3));
}

#[test]
fn a_task_synchronizes_an_adom_with_a_fortianalyzer() {
    let bench = Bench::new();
    let admin = bench.admin();
    let sync = |more: Value| {
        let mut data = json!({"adom": "demo", "device": "faz"});
        for (name, value) in more.as_object().unwrap() {
            data[name] = value.clone();
        }
        admin.write("exec", "/faz/cmd/sync/dvmdb", data)
    };
    for more in [
        json!({}),
        json!({"confirm": 1}),
        json!({"confirm": 1, "option": ["delete device"]}),
    ] {
        let task = sync(more).unwrap()["taskid"].as_u64().unwrap();
        assert!(!bench.fmg.task(task).unwrap().state.is_over());
        bench.clock.advance(std::time::Duration::from_secs(60));
        assert!(bench.fmg.task(task).unwrap().state.is_over());
    }
    assert_eq!(sync(json!({"confirm": "yes, please"})), Err(-10));
    assert_eq!(sync(json!({"option": [{}]})), Err(-10));
    assert_eq!(sync(json!({"adom": "nowhere"})), Err(-3));
}
