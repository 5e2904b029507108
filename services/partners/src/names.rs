//! Which institutions a command names. Whether they are on the register is asked at the edge and
//! travels with the command.

use kernel::Code;

use crate::{collaboration, collection, counts, forum, referral, sharing, sponsorship};

pub(crate) trait Names {
    fn names(&self) -> Vec<Code>;
    /// Those of them that are not on the register.
    fn unregistered(&mut self, unknown: Vec<Code>);
}

/// The commands of an aggregate that name institutions, and which.
macro_rules! names {
    ($($command:ty { $($variant:ident($said:ident) => $names:expr,)+ })+) => {$(
        impl Names for $command {
            fn names(&self) -> Vec<Code> {
                $(if let Self::$variant($said, _) = self {
                    return $names;
                })+
                Vec::new()
            }

            fn unregistered(&mut self, unknown: Vec<Code>) {
                $(if let Self::$variant(_, unregistered) = self {
                    *unregistered = unknown;
                    return;
                })+
            }
        }
    )+};
}

names! {
    collaboration::Command {
        Propose(it) => vec![it.partner.clone(), it.counterpart.clone()],
    }
    sponsorship::Command {
        Request(it) => vec![it.sponsor.clone(), it.beneficiary.clone()],
    }
    sharing::Command {
        Authorise(it) => vec![it.holder.clone(), it.recipient.clone()],
    }
    counts::Command {
        Report(it) => vec![it.reporter.clone()],
    }
    referral::Command {
        Open(it) => vec![it.referrer.clone()],
        Send(it) => vec![it.destination.clone()],
    }
    collection::Command {
        Report(it) => {
            let lines = it.lines.iter().map(|line| line.institution.clone());
            lines.chain([it.reporter.clone()]).collect()
        },
    }
    forum::Command {
        Establish(it) => vec![it.lead.clone()],
        Join(it) => vec![it.institution.clone()],
        RecordMeeting(it) => it.present.clone(),
    }
}
