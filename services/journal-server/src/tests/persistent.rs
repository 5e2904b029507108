//! Subscriptions that the server keeps, of which there are none.

use protocol::event_store::client::persistent_subscriptions::{
    DeleteReq, GetInfoReq, ListReq, ReadReq as FollowReq, ReplayParkedReq, UpdateReq, delete_req,
    get_info_req, list_req, persistent_subscriptions_client::PersistentSubscriptionsClient,
    read_req as follow_req, replay_parked_req, update_req,
};
use tonic::{Code, Request};

use super::*;

#[tokio::test]
async fn there_are_none_and_whoever_names_one_is_told_so() {
    let served = Served::start().await;
    let mut persistent = PersistentSubscriptionsClient::new(served.channel.clone());
    persistent.list(ListReq::default()).await.unwrap();
    persistent.restart_subsystem(()).await.unwrap();
    let group_name = || "group".to_owned();
    let stream_identifier = || Some(identifier("stream"));
    let updating = update_req::Options {
        group_name: group_name(),
        stream: Some(update_req::StreamOptions { stream_identifier: stream_identifier() }),
        ..Default::default()
    };
    let follow =
        follow_req::Options { group_name: group_name(), stream_identifier: stream_identifier() };
    let follow = FollowReq { options: Some(follow) };
    for told in [
        persistent.update(UpdateReq { options: Some(updating) }).await.map(drop),
        persistent
            .delete(DeleteReq {
                options: Some(delete_req::Options {
                    group_name: group_name(),
                    stream_identifier: stream_identifier(),
                }),
            })
            .await
            .map(drop),
        persistent
            .get_info(GetInfoReq {
                options: Some(get_info_req::Options {
                    group_name: group_name(),
                    stream_identifier: stream_identifier(),
                }),
            })
            .await
            .map(drop),
        persistent
            .replay_parked(ReplayParkedReq {
                options: Some(replay_parked_req::Options {
                    group_name: group_name(),
                    stream_identifier: stream_identifier(),
                }),
            })
            .await
            .map(drop),
        persistent.read(futures::stream::iter([follow])).await.map(drop),
    ] {
        let told = told.unwrap_err();
        assert_eq!(told.code(), Code::NotFound);
        assert_eq!(told.message(), "Subscription group group on stream stream does not exist.");
        for (name, value) in [
            ("exception", "persistent-subscription-does-not-exist"),
            ("stream-name", "stream"),
            ("group-name", "group"),
        ] {
            assert_eq!(trailer(&told, name), value);
        }
    }
}

#[tokio::test]
async fn a_list_of_those_of_one_stream_or_of_all_streams_says_so_too() {
    let served = Served::start().await;
    let mut persistent = PersistentSubscriptionsClient::new(served.channel.clone());
    for (stream, named) in [(Some(identifier("stream")), "stream"), (None, "$all")] {
        let of = list_req::StreamOption { stream };
        let options = Some(list_req::Options { list_for_stream: Some(of) });
        let told = persistent.list(ListReq { options }).await.unwrap_err();
        assert_eq!(told.code(), Code::NotFound);
        assert_eq!(trailer(&told, "stream-name"), named);
    }
}

#[tokio::test]
async fn names_have_an_end_here_too() {
    let served = Served::start().await;
    let mut persistent = PersistentSubscriptionsClient::new(served.channel.clone());
    for (length, code) in
        [(runtime::MOST_NAME, Code::NotFound), (runtime::MOST_NAME + 1, Code::InvalidArgument)]
    {
        let long = "x".repeat(length);
        for (stream, group) in [(&*long, "group"), ("stream", &*long)] {
            let options = get_info_req::Options {
                group_name: group.to_owned(),
                stream_identifier: Some(identifier(stream)),
            };
            let told = persistent.get_info(GetInfoReq { options: Some(options) }).await;
            assert_eq!(told.unwrap_err().code(), code, "{length}");
        }
    }
}

#[tokio::test]
async fn none_is_created() {
    let served = Served::start().await;
    let mut any = tonic::client::Grpc::new(served.channel.clone());
    any.ready().await.unwrap();
    let path = "/event_store.client.persistent_subscriptions.PersistentSubscriptions/Create";
    let codec = tonic_prost::ProstCodec::<(), ()>::default();
    let path = tonic::codegen::http::uri::PathAndQuery::from_static(path);
    let told = any.unary(Request::new(()), path, codec).await.unwrap_err();
    assert_eq!(told.code(), Code::Unimplemented);
}

#[tokio::test]
async fn whoever_has_no_account_does_not_even_hear_that_there_are_none() {
    let accounts = Accounts::read("awa:s3cret").unwrap();
    let served = Served::with(accounts, Limits::default()).await;
    let mut persistent = PersistentSubscriptionsClient::new(served.channel.clone());
    let mut list = async |shown: Option<&str>| {
        let mut request = Request::new(ListReq::default());
        if let Some(shown) = shown {
            request.metadata_mut().insert("authorization", shown.parse().unwrap());
        }
        persistent.list(request).await.map(drop).map_err(|told| told.code())
    };
    assert_eq!(list(None).await, Err(Code::PermissionDenied));
    // awa:s3cret
    assert_eq!(list(Some("Basic YXdhOnMzY3JldA==")).await, Ok(()));
}
