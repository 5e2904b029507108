//! The contracts between services, generated from the `.proto` files next to this one, and their
//! descriptions, from which forms, JSON and reflection are made.
//!
//! Generated code only: conversions live with the service that owns the domain type.

use std::sync::LazyLock;

use prost_reflect::{
    DescriptorPool, DeserializeOptions, DynamicMessage, MessageDescriptor, SerializeOptions,
};

pub mod dynamic;

pub mod documents {
    pub mod v1 {
        tonic::include_proto!("documents.v1");
    }
}

pub mod financing {
    pub mod v1 {
        tonic::include_proto!("financing.v1");
    }
}

pub mod jalon {
    pub mod v1 {
        tonic::include_proto!("jalon.v1");
    }
}

pub mod partners {
    pub mod v1 {
        tonic::include_proto!("partners.v1");
    }
}

pub mod programmes {
    pub mod v1 {
        tonic::include_proto!("programmes.v1");
    }
}

pub mod sessions {
    pub mod v1 {
        tonic::include_proto!("sessions.v1");
    }
}

/// Every contract, described: what gRPC reflection serves.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/contracts.bin"));

/// The same, to look messages and methods up in.
pub fn pool() -> &'static DescriptorPool {
    static POOL: LazyLock<DescriptorPool> = LazyLock::new(|| {
        DescriptorPool::decode(DESCRIPTORS).expect("the build wrote it from valid contracts")
    });
    &POOL
}

/// Requests to record what somebody else did: whoever sends one says whose act it was.
pub const OF_OTHERS: [&str; 13] = [
    "financing.v1.ApproveRestructuringRequest",
    "financing.v1.ExtendClosingDateRequest",
    "financing.v1.ExtendDisbursementDeadlineRequest",
    "financing.v1.ExtendEffectivenessDeadlineRequest",
    "financing.v1.RecordApprovalRequest",
    "financing.v1.RecordAuditReportRequest",
    "financing.v1.RecordCompletionRequest",
    "financing.v1.RecordEffectivenessRequest",
    "financing.v1.RecordFinancierAccountClosedRequest",
    "financing.v1.RecordPaymentRequest",
    "financing.v1.RecordRatificationRequest",
    "financing.v1.RecordSuspensionLiftedRequest",
    "financing.v1.RecordSuspensionRequest",
];

/// Whether a request, by the full name of its message, is one of those.
pub fn is_of_others(message: &str) -> bool {
    OF_OTHERS.contains(&message)
}

/// A message as proto3 JSON, the way donors and subscribers read it.
pub fn json<M: prost::Message + prost::Name>(message: &M) -> serde_json::Result<Vec<u8>> {
    let described = pool().get_message_by_name(&M::full_name());
    let dynamic = described
        .and_then(|described| {
            DynamicMessage::decode(described, message.encode_to_vec().as_slice()).ok()
        })
        .ok_or_else(|| serde::de::Error::custom("a message outside the contracts"))?;
    let mut writer = serde_json::Serializer::new(Vec::new());
    let options = SerializeOptions::new().skip_default_fields(true);
    dynamic.serialize_with_options(&mut writer, &options)?;
    Ok(writer.into_inner())
}

/// Reads proto3 JSON. A field the contract does not know is refused by name.
pub fn from_json(described: MessageDescriptor, json: &str) -> serde_json::Result<DynamicMessage> {
    let mut reader = serde_json::Deserializer::from_str(json);
    let options = DeserializeOptions::new().deny_unknown_fields(true);
    let message = DynamicMessage::deserialize_with_options(described, &mut reader, &options)?;
    reader.end()?;
    Ok(message)
}

/// The same, where it is known which message it is.
pub fn read<M: prost::Message + prost::Name + Default>(json: &str) -> serde_json::Result<M> {
    let unknown = || serde::de::Error::custom("a message outside the contracts");
    let described = pool().get_message_by_name(&M::full_name()).ok_or_else(unknown)?;
    from_json(described, json)?.transcode_to().map_err(serde::de::Error::custom)
}
