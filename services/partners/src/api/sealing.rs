//! Where what identifies a person is encrypted, before anything is decided or recorded.
//!
//! A command is recorded beside the hash of its request. Here that hash is made again under the key
//! of whom the request is about: once the key is destroyed nobody can confirm a guess by it. The
//! subject of a key follows from the command's id, so that the same command again finds the same key.

use kernel::{Ask, Hash, Id};
use runtime::{Context, Failure, Refusal};
use sha2::{Digest as _, Sha256};
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

impl Api {
    pub(super) async fn seal_the_contact(
        &self,
        to: Id<Institution>,
        read: wire::institution::Unsealed,
        context: Context,
    ) -> Result<(Ask<Institution>, Context), Failure> {
        let (subject, context) = self.about_a_person(context)?;
        let typed = self.institutions.readable(read, &context).await?;
        if typed.plain.is_empty() {
            return Err(Failure::Rejected(Refusal::from(&Rejection::ContactEmpty)));
        }
        let sealed = self.vault.seal(subject, &typed.plain).map_err(failed)?;
        let recorded = Recorded { contact: typed.contact, office: typed.office, subject, sealed };
        Ok((context.ask(to, institution::Command::RecordContact(recorded)), context))
    }

    pub(super) async fn seal_the_case(
        &self,
        to: Id<Referral>,
        read: wire::referral::Unsealed,
        context: Context,
    ) -> Result<(Ask<Referral>, Context), Failure> {
        let (subject, context) = self.about_a_person(context)?;
        let typed = self.referrals.readable(read, &context).await?;
        let case = typed.case_number.map(|number| self.case(subject, &number)).transpose()?;
        let unknown = self.not_on_the_register(vec![typed.referrer.clone()]).await?;
        let opened = Opened {
            referral: typed.referral,
            service: typed.service,
            level: typed.level,
            area: typed.area,
            referrer: typed.referrer,
            case,
        };
        Ok((context.ask(to, referral::Command::Open(opened, unknown)), context))
    }

    /// A salt of its own: two referrals of one case file have nothing in common.
    fn case(&self, subject: Uuid, number: &Zeroizing<String>) -> Result<Case, Failure> {
        let salt = self.vault.hash(subject, b"salt").map_err(failed)?;
        let sealed = self.vault.seal(subject, &salt).map_err(failed)?;
        Ok(Case { hash: case_hash(&salt, number), sealed, subject })
    }

    fn about_a_person(&self, mut context: Context) -> Result<(Uuid, Context), Failure> {
        let subject = Uuid::new_v5(&context.command_id, b"subject");
        let hash = self.vault.hash(subject, &context.command_hash.0).map_err(failed)?;
        context.command_hash = Hash(hash);
        Ok((subject, context))
    }
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
