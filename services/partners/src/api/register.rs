//! Whether the institutions that a command names are on the register.

use kernel::{Aggregate, Ask, Code, Id};
use runtime::{Context, Failure};

use super::Api;
use crate::{institution::Institution, names::Names};

impl Api {
    pub(super) async fn look_them_up<A>(
        &self,
        to: Id<A>,
        mut command: A::Command,
        context: Context,
    ) -> Result<(Ask<A>, Context), Failure>
    where
        A: Aggregate,
        A::Command: Names,
    {
        let unknown = self.not_on_the_register(command.names()).await?;
        command.unregistered(unknown);
        Ok((context.ask(to, command), context))
    }

    pub(super) async fn not_on_the_register(
        &self,
        mut named: Vec<Code>,
    ) -> Result<Vec<Code>, Failure> {
        named.sort_unstable();
        named.dedup();
        let mut unknown = Vec::new();
        for code in named {
            let institution = self.institutions.state(Institution::id(&code)).await?;
            if institution.registration.is_none() {
                unknown.push(code);
            }
        }
        Ok(unknown)
    }
}
