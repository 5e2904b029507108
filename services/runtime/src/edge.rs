//! Where commands come in: open the request, have it read, hand the command over, answer.

mod amending;
mod missing;

use std::sync::Arc;

use ed25519_dalek::VerifyingKey;
use kernel::{Aggregate, Ask, Basis, Id};
use proto::jalon::v1 as pb;
use tonic::{Request, Response, Status};

pub use self::missing::whole;
use crate::{Answer, CommandHandler, Context, Failure, Journal, Malformed};

/// The way in to one kind of aggregate. [`commands!`](crate::commands) makes a gRPC service of it.
pub struct Edge<A: Aggregate> {
    pub handler: Arc<CommandHandler<A>>,
    pub journal: Arc<dyn Journal>,
    /// Verifies the tokens that say who asks.
    pub key: VerifyingKey,
}

impl<A: Aggregate> Edge<A> {
    pub fn open<T: prost::Message + prost::Name>(
        &self,
        request: Request<T>,
        act: fn(&T) -> Option<&pb::Act>,
    ) -> Result<(Context, T), Status> {
        Context::open(request, &self.key, act)
    }

    /// What cannot be read is refused on record, like anything else, and beside what it was `to`.
    pub async fn readable<R>(
        &self,
        read: Result<R, Malformed>,
        to: Option<Id<A>>,
        context: &Context,
    ) -> Result<R, Failure> {
        match read {
            Ok(read) => Ok(read),
            Err(malformed) => Err(self.handler.unreadable(malformed, to, context).await),
        }
    }

    pub async fn record(
        &self,
        ask: Ask<A>,
        context: &Context,
    ) -> Result<Response<pb::Recorded>, Failure> {
        let Answer { revision, position, events } = self.handler.handle(ask, context).await?;
        let events = events.iter().map(ToString::to_string).collect();
        Ok(Response::new(pb::Recorded { revision, position, events }))
    }

    /// Whether nothing can follow from it any more: see [`CommandHandler::settled`].
    pub async fn settled(&self, ask: Ask<A>, context: &Context) -> Result<bool, Failure> {
        self.handler.settled(ask, context).await.map_err(Failure::Journal)
    }

    /// The last position of the journal: whoever looks from now on knows at least that.
    pub async fn known(&self) -> Result<u64, Failure> {
        Ok(self.journal.head().await.map_err(Failure::Journal)?.saturating_sub(1))
    }

    /// The aggregate as of now, for what another of them needs to know.
    pub async fn state(&self, of: Id<A>) -> Result<A, Failure> {
        self.handler.state(of).await.map_err(Failure::Journal)
    }
}

impl Context {
    /// What a person asks stands on that person's word, and on the authority they name for it.
    pub fn ask<A: Aggregate>(&self, to: Id<A>, command: A::Command) -> Ask<A> {
        self.ask_on(None, to, command)
    }

    /// The same, on a document that says what nobody could be asked.
    pub fn ask_on<A: Aggregate>(
        &self,
        document: Option<String>,
        to: Id<A>,
        command: A::Command,
    ) -> Ask<A> {
        let basis = Basis::Asserted { authority: self.authority.clone(), document };
        Ask { to, command, basis, effective: None }
    }
}

/// Whoever records what somebody else did says whose act it was.
pub fn stated<T: prost::Name>(_: &T, act: Option<&pb::Act>) -> Result<(), Malformed> {
    let whose = act.and_then(|act| act.on_behalf_of.as_ref());
    if whose.is_none() && proto::is_of_others(&T::full_name()) {
        return Err(Malformed::Missing("act.on_behalf_of.institution"));
    }
    Ok(())
}

/// A gRPC service of commands as a table: which request each method takes, and who reads it.
///
/// ```ignore
/// runtime::commands! {
///     JarService for Api, requests in pb;
///
///     jars: Jar, to |request| wire::jar(&request.jar) => {
///         put(PutRequest) => wire::put;
///         lend(LendRequest) => wire::lend, after ask_the_neighbour;
///         correct_fact(CorrectFactRequest) => wire::correct_fact, of a fact;
///     }
/// }
/// ```
///
/// `jars` is a field of `Api`, an [`Edge`] of the aggregate; there may be several. What a
/// request cannot say itself, because another stream or another service does, is looked up
/// `after`wards by a method of `Api`: `(id, what was read, Context)` to `(Ask, Context)`. A
/// correction is read as [`wire::Correction`](crate::wire::Correction) and is `of a fact`, which the
/// edge finds; the command is made `From<Amending>`.
///
/// In tests `Api::jars(method, json)` reads a request of that table by the method's name.
#[macro_export]
macro_rules! commands {
    (
        $service:ident for $api:ident, requests in $pb:ident;
        $($edge:ident: $aggregate:ty, to |$it:ident| $to:expr => {
            $($method:ident($request:ident) => $read:path $(, $($how:ident)+)?;)+
        })+
    ) => {
        #[$crate::tonic::async_trait]
        impl $service for $api {$($(
            async fn $method(
                &self,
                request: $crate::tonic::Request<$pb::$request>,
            ) -> Result<$crate::tonic::Response<$crate::proto::jalon::v1::Recorded>, $crate::tonic::Status>
            {
                let (context, request) = self.$edge.open(request, |it| it.act.as_ref())?;
                let read = $crate::whole(&request, |request: &$pb::$request| {
                    let $it = request;
                    $crate::stated(request, request.act.as_ref())?;
                    $to.and_then(|to| Ok((to, $read(request)?)))
                });
                let to = {
                    let $it = &request;
                    $to
                };
                let (to, read) = self.$edge.readable(read, to.ok(), &context).await?;
                let (ask, context) =
                    $crate::commands!(@ask self, $edge, to, read, context $(, $($how)+)?);
                Ok(self.$edge.record(ask, &context).await?)
            }
        )+)+}

        #[cfg(test)]
        impl $api {$(
            /// What a request of one of these methods says, by the name of the method.
            pub(crate) fn $edge(
                method: &str,
                json: &str,
            ) -> Result<<$aggregate as $crate::kernel::Aggregate>::Command, $crate::Malformed> {
                $(if method == stringify!($method) {
                    let request: $pb::$request = $crate::proto::read(json).expect(json);
                    let $it = &request;
                    $to?;
                    return $crate::commands!(@said $read(&request)? $(, $($how)+)?);
                })+
                panic!("{method} is not in the table");
            }
        )+}
    };

    (@ask $api:ident, $edge:ident, $to:ident, $command:ident, $context:ident) => {
        ($context.ask($to, $command.into()), $context)
    };
    (@ask $api:ident, $edge:ident, $to:ident, $read:ident, $context:ident, after $look:ident) => {
        $api.$look($to, $read, $context).await?
    };
    (@ask $api:ident, $edge:ident, $to:ident, $read:ident, $context:ident, of a fact) => {
        $api.$edge.find_the_fact($to, $read, $context).await?
    };

    (@said $read:expr, of a fact) => {
        Ok($read.of(None).into())
    };
    (@said $read:expr $(, after $look:ident)?) => {
        Ok($read.into())
    };
}
