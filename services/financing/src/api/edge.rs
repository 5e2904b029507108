//! What a command needs to know that its request cannot say: how another agreement stands, and on
//! which document it all rests.

use kernel::{Ask, Basis, Id};
use runtime::{Context, Failure};

use super::Api;
use crate::financing::{
    Command, Financing,
    transition::{Approval, ParentState},
};

impl Api {
    /// How the agreement stands that an additional financing adds to.
    pub(super) async fn ask_the_parent(
        &self,
        to: Id<Financing>,
        approval: Approval,
        context: Context,
    ) -> Result<(Ask<Financing>, Context), Failure> {
        let registration = self.financings.state(to).await?.agreement.registration;
        let Some(reference) = registration.and_then(|registration| registration.parent) else {
            return Ok((context.ask(to, Command::RecordApproval(approval)), context));
        };
        // What is asked afterwards knows at least this much.
        let position = self.financings.known().await?;
        let parent = self.financings.state(Financing::id(&reference)).await?;
        let standing = parent.state_on(context.effective.on);
        let service = crate::role::ROLE.name.to_owned();
        let basis = Basis::Verified { service, decision: None, position };
        let parent = Some(ParentState { reference, standing, basis });
        let command = Command::RecordApproval(Approval { parent, ..approval });
        Ok((context.ask(to, command), context))
    }

    /// Nobody else is asked what holds back closure: whoever acts answers for it, on a document.
    #[expect(clippy::unused_async, reason = "the table awaits whatever it looks up")]
    pub(super) async fn name_the_document(
        &self,
        to: Id<Financing>,
        command: Command,
        context: Context,
    ) -> Result<(Ask<Financing>, Context), Failure> {
        let document = if let Command::CloseFinancially { blockages } = &command {
            blockages.document.clone()
        } else {
            None
        };
        Ok((context.ask_on(document, to, command), context))
    }
}
