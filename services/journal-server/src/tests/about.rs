//! What a client asks first, and who may ask for more.

use protocol::event_store::client::{
    gossip::{gossip_client::GossipClient, member_info::VNodeState},
    server_features::server_features_client::ServerFeaturesClient,
};
use tokio::net::TcpStream;
use tonic::{Code, Request};

use super::{silence::get, *};

#[tokio::test]
async fn the_server_says_what_it_can() {
    let served = Served::start().await;
    let mut features = ServerFeaturesClient::new(served.channel.clone());
    let told = features.get_supported_methods(()).await.unwrap().into_inner();
    let numbers: Vec<u32> =
        told.event_store_server_version.split('.').map(|it| it.parse().unwrap()).collect();
    assert!(numbers.len() == 3 && numbers > vec![26, 0, 0], "clients compare it");
    let supports = |service: &str, method: &str| {
        told.methods.iter().any(|it| it.service_name == service && it.method_name == method)
    };
    assert!(supports("event_store.client.streams.streams", "batchappend"));
    assert!(supports("kurrentdb.protocol.v2.streams.streamsservice", "appendsession"));
    assert!(!supports("event_store.client.projections.projections", "create"));
}

#[tokio::test]
async fn a_cluster_of_one_leads_and_is_where_it_was_reached() {
    let served = Served::start().await;
    let told = GossipClient::new(served.channel.clone()).read(()).await.unwrap().into_inner();
    let [us] = &told.members[..] else { panic!("{told:?}") };
    assert_eq!(us.state(), VNodeState::Leader);
    assert!(us.is_alive);
    assert_eq!(crate::wire::id(us.instance_id.clone()).unwrap(), served.journal.id());
    let place = us.http_end_point.clone().unwrap();
    assert_eq!((&*place.address, place.port), ("127.0.0.1", u32::from(served.address.port())));
}

#[tokio::test]
async fn a_cluster_of_one_is_where_the_client_says_that_it_is() {
    let served = Served::start().await;
    for (called, told) in [
        ("http://journal.ugp.example:2113", Some(("journal.ugp.example", 2113))),
        ("http://[2001:db8::1]:7", Some(("2001:db8::1", 7))),
        // Without a port it says too little.
        ("http://journal.ugp.example", None),
    ] {
        let url = format!("http://{}", served.address);
        let channel = Channel::from_shared(url).unwrap().origin(called.parse().unwrap());
        let answer = GossipClient::new(channel.connect_lazy()).read(()).await.unwrap();
        let place = answer.into_inner().members[0].http_end_point.clone().unwrap();
        let told = told.unwrap_or(("127.0.0.1", served.address.port()));
        assert_eq!((&*place.address, place.port), (told.0, u32::from(told.1)), "{called}");
    }
}

#[tokio::test]
async fn whoever_has_no_account_hears_only_what_the_server_is() {
    let accounts = Accounts::read("# who may\nawa:s3cret\n\nmachine:t0ken\n").unwrap();
    let served = Served::with(accounts, Limits::default()).await;
    let mut features = ServerFeaturesClient::new(served.channel.clone());
    features.get_supported_methods(()).await.unwrap();
    let read = async |shown: Option<&str>| {
        let options = Some(of("s", RevisionOption::Start(()), Forwards, 1));
        let mut request = Request::new(ReadReq { options });
        if let Some(shown) = shown {
            request.metadata_mut().insert("authorization", shown.parse().unwrap());
        }
        served.streams().read(request).await.map(drop)
    };
    // awa:s3cret, awa:t0ken, nobody:s3cret
    read(Some("Basic YXdhOnMzY3JldA==")).await.unwrap();
    read(Some("Bearer t0ken")).await.unwrap();
    for shown in [
        "Basic YXdhOnQwa2Vu",
        "Basic bm9ib2R5OnMzY3JldA==",
        "Bearer wrong",
        "Basic ?",
        "t0ken",
        "Basic é",
    ] {
        let told = read(Some(shown)).await.unwrap_err();
        assert_eq!(told.code(), Code::Unauthenticated, "{shown}");
    }
    // Who shows nothing is somebody else than who shows what is wrong.
    let told = read(None).await.unwrap_err();
    assert_eq!(told.code(), Code::PermissionDenied);
    assert_eq!(trailer(&told, "exception"), "access-denied");
    for wrong in [
        "a line without a secret",
        "servise a:x",
        "# nobody\n",
        "",
        "a:1\na:2",
        "reader :x",
        "service x:",
    ] {
        assert!(Accounts::read(wrong).is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn the_server_is_healthy_and_describes_itself() {
    use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};
    /// The services that reflection names, in either of its versions.
    macro_rules! named {
        ($version:ident, $channel:expr) => {{
            use pb::{server_reflection_request as ask, server_reflection_response as told};
            use tonic_reflection::pb::$version as pb;
            let list = ask::MessageRequest::ListServices(String::new());
            let asked =
                pb::ServerReflectionRequest { host: String::new(), message_request: Some(list) };
            let asked = futures::stream::iter([asked]);
            let mut client =
                pb::server_reflection_client::ServerReflectionClient::new($channel.clone());
            let mut answers = client.server_reflection_info(asked).await.unwrap().into_inner();
            let answer = answers.message().await.unwrap().unwrap().message_response;
            let Some(told::MessageResponse::ListServicesResponse(list)) = answer else {
                panic!("{answer:?}")
            };
            list.service.into_iter().map(|service| service.name).collect::<Vec<_>>()
        }};
    }
    let served = Served::start().await;
    let mut health = HealthClient::new(served.channel.clone());
    for service in ["", "event_store.client.streams.Streams"] {
        let asked = HealthCheckRequest { service: service.to_owned() };
        let told = health.check(asked).await.unwrap().into_inner();
        assert_eq!(told.status, tonic_health::ServingStatus::Serving as i32, "{service}");
    }
    for names in [named!(v1, served.channel), named!(v1alpha, served.channel)] {
        assert!(names.iter().any(|name| name == "event_store.client.streams.Streams"), "{names:?}");
    }
}

#[tokio::test]
async fn of_a_service_that_is_not_there_a_client_hears_in_its_own_words() {
    let served = Served::start().await;
    let mut any = tonic::client::Grpc::new(served.channel.clone());
    any.ready().await.unwrap();
    let path = "/event_store.client.projections.Projections/Create";
    let path = tonic::codegen::http::uri::PathAndQuery::from_static(path);
    let codec = tonic_prost::ProstCodec::<(), ()>::default();
    let told = any.unary(Request::new(()), path, codec).await.unwrap_err();
    let words = "this server has no such service";
    assert_eq!((told.code(), told.message()), (Code::Unimplemented, words));
    let mut connection = TcpStream::connect(served.address).await.unwrap();
    assert!(get(&mut connection, "/nothing").await.starts_with("HTTP/1.1 404"));
}
