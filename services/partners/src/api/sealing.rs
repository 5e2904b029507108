//! Where what identifies a person is encrypted, before anything is decided or recorded.
//!
//! A command is recorded beside the hash of its request. Of a request about a person that hash would
//! confirm a guess, so it is made again under the key of whom the request is about: once the key is
//! destroyed nobody can tell. What is refused makes no key, and leaves the hash of its id alone. The
//! subject of a key follows from that id, so that the same command again finds the same key.

use std::ops::Deref;

use kernel::{Aggregate, Ask, Hash, Id};
use proto::jalon::v1::Act;
use runtime::{Context, Edge, Failure, Refusal};
use sha2::{Digest as _, Sha256};
use tonic::{Request, Status};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::Api;
use crate::{
    institution::{self, Institution, contact::Recorded},
    referral::{
        self, Referral,
        course::{Case, Opened},
    },
    rejection::Rejection,
    wire,
};

/// An edge that keeps nothing of what it is told, not even a hash, until that is sealed.
pub(crate) struct Discreet<A: Aggregate>(pub(crate) Edge<A>);

impl<A: Aggregate> Discreet<A> {
    pub(crate) fn open<T: prost::Message + prost::Name>(
        &self,
        request: Request<T>,
        act: fn(&T) -> Option<&Act>,
    ) -> Result<(Context, T), Status> {
        let (mut context, request) = self.0.open(request, act)?;
        context.command_hash = Hash(Sha256::digest(context.command_id.as_bytes()).into());
        Ok((context, request))
    }
}

impl<A: Aggregate> Deref for Discreet<A> {
    type Target = Edge<A>;

    fn deref(&self) -> &Edge<A> {
        &self.0
    }
}

impl Api {
    pub(super) async fn seal_the_contact(
        &self,
        to: Id<Institution>,
        read: wire::institution::Unsealed,
        mut context: Context,
    ) -> Result<(Ask<Institution>, Context), Failure> {
        let wire::institution::Unsealed { said, typed } = read;
        let typed = self.contacts.readable(typed, Some(to), &context).await?;
        let subject = subject_of(&context);
        let ask = |sealed: &str, context: &Context| {
            let (contact, office) = (typed.contact.clone(), typed.office.clone());
            let recorded = Recorded { contact, office, subject, sealed: sealed.to_owned() };
            context.ask(to, institution::Command::RecordContact(recorded))
        };
        let trial = ask(if typed.plain.is_empty() { "" } else { "trial" }, &context);
        if self.comes_to_nothing(&self.contacts, subject, trial, &context).await? {
            return Ok((ask("", &context), context));
        }
        context.command_hash = self.keyed(subject, hash_of(&context, &said))?;
        let sealed = self.vault.seal(subject, &typed.plain).map_err(failed)?;
        Ok((ask(&sealed, &context), context))
    }

    pub(super) async fn seal_the_case(
        &self,
        to: Id<Referral>,
        read: wire::referral::Unsealed,
        mut context: Context,
    ) -> Result<(Ask<Referral>, Context), Failure> {
        let wire::referral::Unsealed { said, typed } = read;
        let typed = self.cases.readable(typed, Some(to), &context).await?;
        let subject = subject_of(&context);
        let unknown = self.not_on_the_register(vec![typed.referrer.clone()]).await?;
        let ask = |case: Option<Case>, context: &Context| {
            let opened = Opened {
                referral: typed.referral.clone(),
                service: typed.service,
                level: typed.level,
                area: typed.area.clone(),
                referrer: typed.referrer.clone(),
                case,
            };
            context.ask(to, referral::Command::Open(opened, unknown.clone()))
        };
        let trial = ask(None, &context);
        if self.comes_to_nothing(&self.cases, subject, trial, &context).await? {
            return Ok((ask(None, &context), context));
        }
        // Without a case file it is about nobody, and its hash is its own.
        let Some(number) = &typed.case_number else {
            context.command_hash = hash_of(&context, &said);
            return Ok((ask(None, &context), context));
        };
        context.command_hash = self.keyed(subject, hash_of(&context, &said))?;
        let case = self.case(subject, number)?;
        Ok((ask(Some(case), &context), context))
    }

    /// Whether a key would be made for nothing. One that is there, or was, belongs to this command.
    async fn comes_to_nothing<A: Aggregate>(
        &self,
        edge: &Edge<A>,
        subject: Uuid,
        trial: Ask<A>,
        context: &Context,
    ) -> Result<bool, Failure> {
        Ok(!self.vault.knows(subject).map_err(failed)? && edge.settled(trial, context).await?)
    }

    /// A salt of its own: two referrals of one case file have nothing in common.
    fn case(&self, subject: Uuid, number: &Zeroizing<String>) -> Result<Case, Failure> {
        let salt = self.vault.hash(subject, b"salt").map_err(failed)?;
        let sealed = self.vault.seal(subject, &salt).map_err(failed)?;
        Ok(Case { hash: case_hash(&salt, number), sealed, subject })
    }

    fn keyed(&self, subject: Uuid, hash: Hash) -> Result<Hash, Failure> {
        Ok(Hash(self.vault.hash(subject, &hash.0).map_err(failed)?))
    }
}

/// Names the key of whom a command is about, and nobody.
fn subject_of(context: &Context) -> Uuid {
    Uuid::new_v5(&context.command_id, b"subject")
}

/// Of who says it, and all that is said.
fn hash_of(context: &Context, said: &[u8]) -> Hash {
    let who = Sha256::new().chain_update(context.who.person.to_string());
    Hash(who.chain_update(said).finalize().into())
}

/// What is recorded of a case file's number.
pub(crate) fn case_hash(salt: &[u8], number: &str) -> Hash {
    Hash(Sha256::new().chain_update(salt).chain_update(number).finalize().into())
}

/// A command that comes again after its key was destroyed has nothing left to record.
fn failed(failure: vault::Failure) -> Failure {
    match failure {
        vault::Failure::Destroyed(_) => Failure::Rejected(Refusal::from(&Rejection::ContactErased)),
        vault::Failure::Io(_)
        | vault::Failure::Damaged(_)
        | vault::Failure::Unreadable(_)
        | vault::Failure::Random => Failure::Journal(failure.into()),
    }
}
