//! The programs of the README. Lines between theirs connect them to the simulator.

use std::sync::Arc;
use std::time::{Duration, Instant};

use fmg_bindings::fmg::gui::{Date, EventSearch};
use fmg_bindings::fmg::scope::Objects;
use fmg_bindings::fmg::{self, Filter as Condition, Method, ObjectName, Order, Place, Query, address};
use fmg_bindings::fortios::{self, Filter, Table};
use fmg_bindings::transport::http::Request;
use fmg_bindings::transport::{Body, Limits, Sending, Transport};
use fmg_bindings::{Error, WrittenRow, adom, device, mkey, name, package, url, vdom};
use serde::{Deserialize, Serialize};

use crate::Appliances;

pub(crate) async fn calls(fmg: fmg::Client) -> Result<(), Error> {
    use Condition as Filter;

    // The same call, by its method and by its request struct.
    let rows = fmg.address().list(adom!("demo")).await?;
    assert!(!rows.is_empty());
    let rows = fmg.send(&address::List::new(Objects::new(adom!("demo")))).await?;
    assert!(!rows.is_empty());

    // Fields, rows, order and timeout of a read.
    let hosts = fmg
        .address()
        .list(adom!("demo"))
        .fields(["name", "subnet"])
        .filter(Filter::eq("type", "ipmask"))
        .sort("name", Order::Ascending)
        .range(0, 100)
        .timeout(Duration::from_secs(10))
        .await?;
    assert!(!hosts.is_empty());

    // An update keeps the fields that it does not mention. `Set` changes a field, `Unset` restores its default.
    use fmg_bindings::Field::{Set, Unset};
    let change = address::Address {
        comment: Set("edge".into()),
        associated_interface: Unset,
        ..Default::default()
    };
    fmg.address().update(adom!("demo"), name!("host_001"), change).await?;

    fields();
    open_enums();
    fmg.close().await
}

pub(crate) async fn workflow(author: fmg::Client, approver: fmg::Client, depot: address::Address) -> Result<(), Error> {
    use fmg_bindings::fmg::workflow_session::AnySession;

    let lock = author.adom(adom!("demo")).lock().workflow("CHG-17", "The new depot");
    let (done, saved) = lock.run_saved(async |adom| adom.objects().ensure(depot).await).await?;
    assert!(done.is_change());
    let Some(submitted) = saved.submitted else {
        return Ok(());
    }; // nothing has changed

    // Usually another user does this, in a program that has received `submitted.id()`. `workflow_sessions()` lists all sessions.
    let session = approver.adom(adom!("demo")).workflow_session(submitted.id()).await?;
    if let Some(AnySession::Submitted(session)) = session {
        session.approve("Looks good.").await?; // or `reject`
    }
    author.close().await?;
    approver.close().await
}

pub(crate) async fn audit(fmg: &fmg::Client, csv: &mut csv::Writer<impl std::io::Write>) -> Result<(), Error> {
    use fmg_bindings::fmg::{AdomName, Filter, address::Address, dvmdb, policy::Policy};
    use futures_util::TryStreamExt;

    // Only the ADOMs for FortiOS: there are predefined ADOMs for other products, such as FortiMail.
    let adoms = fmg.adoms().filter(Filter::eq(dvmdb::Adom::RESTRICTED_PRDS, "fos"));
    for adom in adoms.await? {
        let adom = fmg.adom(AdomName::new(adom.name.unwrap_or_default())?);
        for path in adom.package_paths().await? {
            let mut policies = adom.package(&path).list::<Policy>().pages(500).rows();
            while let Some(policy) = policies.try_next().await? {
                let key = policy.key_text().unwrap_or_default();
                let name = policy.name.as_deref().unwrap_or_default();
                let sources = policy.srcaddr.get().map(|names| names.join(" ")).unwrap_or_default();
                csv.write_record([adom.name().as_str(), path.as_str(), &key, name, &sources])
                    .map_err(Error::other)?;
            }
        }
        let mut unused = adom
            .objects()
            .list::<Address>()
            .filter(Filter::unused())
            .pages(500)
            .rows();
        while let Some(address) = unused.try_next().await? {
            let name = address.name.as_deref().unwrap_or_default();
            csv.write_record([adom.name().as_str(), "", "", name, "unused"])
                .map_err(Error::other)?;
        }
    }
    Ok(())
}

fn fields() {
    use fmg_bindings::fmg::policy::Policy;

    let policy = Policy {
        srcaddr: ["a", "b"].into(),
        ..Policy::default()
    };
    let name = policy.name.as_deref().unwrap_or("without a name");
    assert_eq!(name, "without a name");
    assert_eq!(policy.srcaddr.unwrap_or_default().join(", "), "a, b");
}

fn open_enums() {
    use fmg_bindings::fmg::address::{Address, AddressType};
    let mut host = Address {
        name: "depot".into(),
        type_: AddressType::Ipmask.into(),
        ..Default::default()
    };
    assert!(host.type_ == AddressType::Ipmask);
    host.type_ = "some-new-type".into();
    assert!(host.type_ != AddressType::Ipmask);
}

pub(crate) async fn tables(fmg: fmg::Client) -> Result<(), Error> {
    use Condition as Filter;
    use fmg_bindings::fmg::PolicyId;
    use fmg_bindings::fmg::address::{Address, AddressMapping};
    use fmg_bindings::fmg::policy::Policy;
    use futures_util::TryStreamExt;

    let demo = fmg.adom(adom!("demo")); // or fmg.global(), fmg.device(…).vdom(…), fmg.cli()
    let objects = demo.objects();

    // The names of attributes are constants, so a misspelt one does not compile.
    let hosts = objects
        .list::<Address>()
        .fields([Address::NAME, Address::SUBNET])
        .await?;
    assert!(!hosts.is_empty());
    objects
        .add_rows(["a", "b"].map(|name| Address {
            name: name.into(),
            ..Address::default()
        }))
        .await?;
    objects
        .delete_where::<Address>(Filter::like(Address::NAME, "old_%"))
        .await?;

    // Any number of rows, one by one. Pages are prefetched; at most two are in memory.
    let mut all = objects.list::<Address>().pages(500).rows();
    while let Some(host) = all.try_next().await? {
        println!("{:?}", host.name);
    }

    // The tables of a package, and the child tables of a row.
    let policies = demo.package(package!("ppkg_001"));
    policies
        .move_before::<Policy>(PolicyId::new(2), PolicyId::new(1))
        .await?;
    let mappings = objects
        .row::<Address>(name!("host_001"))
        .list::<AddressMapping>()
        .await?;
    println!("{}", mappings.len());

    use fmg_bindings::fmg::Ensured;
    let policy = Policy {
        name: "new".into(),
        srcintf: "any".into(),
        dstintf: "any".into(),
        srcaddr: "all".into(),
        dstaddr: "all".into(),
        service: "ALL".into(),
        schedule: "always".into(),
        ..Policy::default()
    };
    let policies = fmg.adom(adom!("demo")).package(package!("ppkg_001"));
    if let Ensured::Created(Some(id)) = policies.ensure_by(Policy::NAME, policy).await? {
        policies.move_before::<Policy>(id, PolicyId::new(1)).await?;
    }
    let names = policies.list::<Policy>().fields([Policy::NAME]).await?;
    let position = |name: &str| names.iter().position(|policy| policy.name.as_deref() == Some(name));
    assert!(position("new") < position("Policy_001"), "{names:?}");
    // Its requests borrow the client.
    drop(all);
    fmg.close().await
}

pub(crate) async fn batches(fmg: fmg::Client, hosts: Vec<address::Address>) -> Result<(), Error> {
    let addresses = fmg.address().list(adom!("demo")).into_request();
    let groups = fmg.address_group().list(adom!("demo")).into_request();
    let (addresses, groups) = fmg.batch((addresses, groups)).await?;
    println!("{} addresses, {} groups", addresses?.len(), groups?.len());

    // Many rows in few HTTP requests. A refused row does not stop the others.
    for added in fmg.adom(adom!("demo")).objects().add_rows(hosts).each().await? {
        if let Err(error) = added {
            eprintln!("{error}");
        }
    }
    fmg.close().await
}

pub(crate) async fn members(fmg: fmg::Client) -> Result<(), Error> {
    let used = fmg.address().list(adom!("demo")).member("get used", 1).await?;
    assert!(!used.is_empty());
    let change = address::Address {
        comment: "edge".into(),
        ..Default::default()
    };
    let change = change.attribute("fabric-object", "enable");
    fmg.address().update(adom!("demo"), name!("host_001"), change).await?;
    let update = fmg
        .address()
        .update(adom!("demo"), name!("host_001"), address::Address::default());
    update.member_in(Place::Data, "fabric-object", "enable").await?;
    fmg.close().await
}

pub(crate) async fn misfits(fmg: fmg::Client) -> Result<(), Error> {
    let reply = fmg.policy().list(adom!("demo"), package!("ppkg_001")).reply().await?;
    for misfit in reply.misfits() {
        eprintln!("{misfit}"); // `result[0].data[7].nat`: expected a boolean, 0 or 1, …, found a string
    }
    // Or as an error; `.strict()` on the builder makes it one for every call.
    let policies = fmg.policy().list(adom!("demo"), package!("ppkg_001")).strict().await?;
    assert!(!policies.is_empty());
    fmg.close().await
}

pub(crate) async fn refused(fmg: fmg::Client, depot: address::Address) -> Result<usize, Error> {
    let mut misfits = 0;
    if let Err(error) = fmg.adom(adom!("demo")).objects().add(depot).await {
        eprintln!("{error}"); // …; `cache-ttl` is 0 to 86400, not 90000; `fabric-object` came with 6.4.4; this is 6.2.3
        for misfit in error.misfits() {
            eprintln!("{}: {}", misfit.path(), misfit.reason());
        }
        misfits = error.misfits().len();
    }
    fmg.close().await?;
    Ok(misfits)
}

pub(crate) async fn single_call(fmg: fmg::Client) -> Result<(), Error> {
    let (adom, name) = (adom!("demo"), name!("web"));
    let address = fmg
        .call(
            Method::Get,
            url!("/pm/config/adom/<adom>/obj/firewall/proxy-address/<name>"),
        )
        .await?;
    println!("{}", address["host-regex"]);
    fmg.close().await
}

pub(crate) async fn managed(fmg: fmg::Client) -> Result<(), Error> {
    use fmg_bindings::fortigate_proxy::ProxyTarget;
    use fmg_bindings::fortios::monitor::system::Status;
    let fgt = fmg.fortigate(adom!("demo"), device!("dev_001"));
    for (name, interface) in fgt.monitor().system().interface().await? {
        println!("{}: {:?}", name.unwrap_or_default(), interface.link);
    }

    let all = fmg.fortigates([ProxyTarget::all(adom!("demo"))]);
    for each in all.send(Status::new()).await? {
        match each.outcome {
            Ok(status) => println!("{} is {}", each.device, status.hostname.unwrap_or_default()),
            Err(error) => eprintln!("{}: {error}", each.device),
        }
    }
    fmg.close().await
}

#[derive(Serialize, Deserialize, Table)]
#[table("firewall/ldb-monitor", scopes(Objects), key(name: ObjectName), cloneable)]
struct Monitor {
    name: String,
    interval: u32,
}

pub(crate) async fn monitors(fmg: &fmg::Client) -> Result<(), Error> {
    let demo = fmg.adom(adom!("demo"));
    let objects = demo.objects();
    objects
        .add(Monitor {
            name: "every_10_s".into(),
            interval: 10,
        })
        .await?;
    objects.clone_to::<Monitor>(name!("every_10_s"), name!("web")).await?;
    println!("{} monitors", objects.list::<Monitor>().await?.len());
    objects.delete::<Monitor>(name!("every_10_s")).await
}

#[derive(Deserialize, Serialize, Table)]
#[table("application/list", key(name), access_group = "utmgrp.application-control")]
struct ApplicationList {
    name: String,
    comment: String,
}

pub(crate) async fn application_lists(fgt: &fortios::Client) -> Result<(), Error> {
    let cmdb = fgt.cmdb();
    cmdb.create(&ApplicationList {
        name: "depot".into(),
        comment: "Depot".into(),
    })
    .await?;
    cmdb.clone_as::<ApplicationList>(mkey!("depot"), mkey!("depot-2"))
        .await?;
    println!("{} lists", cmdb.list::<ApplicationList>().await?.len());
    cmdb.delete::<ApplicationList>(mkey!("depot-2")).await?;
    cmdb.delete::<ApplicationList>(mkey!("depot")).await?;
    Ok(())
}

pub(crate) async fn tour(token: String, appliances: &Appliances) -> Result<(), Error> {
    use fmg_bindings::fortios::cmdb::firewall::{Address, Policy, PolicyAction};
    use fmg_bindings::fortios::cmdb::router::Bgp;

    // With user and password, run the program by `fgt.with_session(…)`, which always logs out. A token has no session.
    let fgt = fortios::Client::builder("https://fgt.example").token(token).build()?;
    drop(fgt);
    let fgt = appliances.fgt();

    let interfaces = fgt.monitor().system().interface().await?;
    println!("port1 is up: {:?}", interfaces.get("port1").and_then(|port| port.link));
    assert!(interfaces.get("port1").is_some());

    let sessions = fgt
        .monitor()
        .firewall()
        .session(100)
        .with(|request| request.ip_version("ipv6"))
        .await?;
    println!("{} sessions", sessions.details.unwrap_or_default().len());

    let cmdb = fgt.cmdb();
    let filter = Filter::eq(Address::TYPE, "ipmask");
    let networks = cmdb
        .list::<Address>()
        .fields([Address::NAME, Address::SUBNET])
        .filter(filter)
        .vdom(vdom!("edge"))
        .await?;
    println!("{} networks", networks.len());

    // A field that is `None` is not sent: a new row gets the default of FortiOS, and an update keeps the value.
    let depot = Address {
        name: Some("depot".into()),
        subnet: Some("10.1.0.0 255.255.0.0".into()),
        ..Default::default()
    };
    cmdb.create(&depot).await?;
    let policy = Policy {
        name: Some("depot-out".into()),
        srcintf: Some(["port2"].into()),
        dstintf: Some(["port1"].into()),
        srcaddr: Some(["depot"].into()),
        dstaddr: Some(["all"].into()),
        service: Some(["HTTPS", "DNS"].into()),
        schedule: Some("always".into()),
        action: Some(PolicyAction::Accept.into()),
        nat: Some(true),
        ..Default::default()
    };
    let number = cmdb
        .create(&policy)
        .await?
        .mkey
        .ok_or_else(|| Error::other("no number"))?;
    cmdb.move_before::<Policy>(&number, 1).await?;
    cmdb.update::<Policy>(
        &number,
        &Policy {
            comments: Some("checked".into()),
            ..Default::default()
        },
    )
    .await?;
    cmdb.delete::<Policy>(&number).await?;
    cmdb.delete::<Address>(mkey!("depot")).await?;
    cmdb.edit::<Bgp>(&Bgp {
        router_id: Some("10.0.0.1".into()),
        ..Default::default()
    })
    .await?;

    application_lists(&fgt).await?;
    fgt.close().await
}

pub(crate) async fn other_protocols(
    fmg: fmg::Client,
    password: String,
    key: String,
    appliances: &Appliances,
) -> Result<(), Box<dyn std::error::Error>> {
    // REST transfers files. Any client with credentials has it.
    let backup = fmg.rest().backup().with(|backup| backup.passwd(key));
    let saved = backup
        .on_progress(|at| println!("{} bytes", at.done))
        .save_as("fmg.dat")
        .await?;
    assert!(saved.len > 0);

    // The API of the GUI is unofficial, and has calls that no other API has.
    let gui = fmg::gui::Client::builder("https://fmg.example")
        .credentials("automation", password)
        .build()?;
    drop(gui);
    let gui = appliances.gui();
    let uptime = gui.sys().uptime().await?;
    drop(uptime);

    let day = Date::new(2026, 11, 26)?;
    let search = EventSearch::new().dates(day, day)?;
    let mut pages = gui.log().events().with(|request| request.search(search)).pages(1000);
    while let Some(events) = pages.next().await? {
        println!("{} events", events.len());
    }

    // Typed JSON-RPC requests in the session of the GUI.
    let status = gui.json_rpc().sys().status().await?;
    assert!(status.hostname.is_some());
    gui.close().await?;
    Ok(())
}

/// Prints how long the appliance takes to answer.
#[derive(Debug)]
struct Timed(Arc<dyn Transport>);

impl Transport for Timed {
    fn send(&self, request: Request<Body>, limits: Limits) -> Sending<'_> {
        Box::pin(async move {
            let (path, begun) = (request.uri().path().to_owned(), Instant::now());
            let answer = self.0.send(request, limits).await?;
            println!("{path}: {} after {:?}", answer.status(), begun.elapsed());
            Ok(answer)
        })
    }
}

pub(crate) async fn layers(password: String, appliances: &Appliances) -> Result<(), Error> {
    let fmg = fmg::Client::builder("https://fmg.example")
        .credentials("automation", password)
        .layer(Timed)
        .build()?;
    drop(fmg);
    let fmg = appliances.fmg_builder().layer(Timed).build()?;
    fmg.sys().status().await?;
    fmg.close().await
}

pub(crate) async fn errors(fmg: fmg::Client) -> Result<(), Error> {
    match fmg.address().get(adom!("demo"), name!("host_001")).await {
        Ok(address) => println!("{:?}", address.subnet),
        Err(error) if error.is_not_found() => println!("not found"),
        Err(error) if error.is_locked() => println!("locked by another session: {error}"),
        Err(error) => return Err(error),
    }
    fmg.close().await
}
