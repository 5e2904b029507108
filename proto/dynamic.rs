//! Calls by description: for whoever sends any command without knowing it, such as a form or a
//! story.

use prost_reflect::{DynamicMessage, Kind, MethodDescriptor, ReflectMessage as _, Value};
use tonic::{
    Request, Response, Status, client::Grpc, codegen::http::uri::PathAndQuery, transport::Channel,
};
use tonic_prost::ProstCodec;

/// A method by its full name, `financing.v1.FinancingService/Sign`.
pub fn method(name: &str) -> Option<MethodDescriptor> {
    let (service, method) = name.split_once('/')?;
    crate::pool().get_service_by_name(service)?.methods().find(|it| it.name() == method)
}

/// The message with something in a field that is empty, in each row of a table where it is: `text`
/// where a text goes, and one of whatever else. None where there is no such field to fill.
pub fn filled<M>(message: &M, field: &str, text: &str) -> Option<M>
where
    M: prost::Message + prost::Name + Default,
{
    let described = crate::pool().get_message_by_name(&M::full_name())?;
    let mut message = DynamicMessage::decode(described, message.encode_to_vec().as_slice()).ok()?;
    fill(&mut message, field, text).then(|| message.transcode_to().ok()).flatten()
}

fn fill(message: &mut DynamicMessage, path: &str, text: &str) -> bool {
    let (name, inside) =
        path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let Some(field) = message.descriptor().get_field_by_name(name) else { return false };
    let Some(inside) = inside else {
        let one = one(&field.kind(), text).filter(|_| !message.has_field(&field));
        let Some(one) = one else { return false };
        let value = if field.is_list() { Value::List(vec![one]) } else { one };
        message.set_field(&field, value);
        return true;
    };
    let value = message.get_field_mut(&field);
    if let Some(inner) = value.as_message_mut() {
        return fill(inner, inside, text);
    }
    let rows = value.as_list_mut().into_iter().flatten().filter_map(Value::as_message_mut);
    let mut any = false;
    for row in rows {
        any |= fill(row, inside, text);
    }
    any
}

/// Money is the only message that commands have a field of and that can be guessed.
fn one(kind: &Kind, text: &str) -> Option<Value> {
    Some(match kind {
        Kind::String => Value::String(text.to_owned()),
        Kind::Uint32 => Value::U32(1),
        Kind::Enum(choices) => {
            Value::EnumNumber(choices.values().find(|it| it.number() != 0)?.number())
        }
        Kind::Message(described) if described.full_name() == "jalon.v1.Money" => {
            let mut money = DynamicMessage::new(described.clone());
            money.set_field_by_name("amount", Value::String("1".to_owned()));
            money.set_field_by_name("currency", Value::String("XOF".to_owned()));
            Value::Message(money)
        }
        _ => return None,
    })
}

/// Where it is called.
pub fn path(method: &MethodDescriptor) -> Result<PathAndQuery, Status> {
    let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
    path.parse().map_err(|_| Status::internal("a method without a path"))
}

/// Calls it. Whoever asks knows what kind of answer it gives.
pub async fn ask<A: prost::Message + Default + 'static>(
    channel: Channel,
    method: &MethodDescriptor,
    request: Request<DynamicMessage>,
) -> Result<Response<A>, Status> {
    let mut client = Grpc::new(channel);
    client.ready().await.map_err(|error| Status::unavailable(error.to_string()))?;
    client.unary(request, path(method)?, ProstCodec::<DynamicMessage, A>::default()).await
}
