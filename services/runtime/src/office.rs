//! What the role in a token lets whoever shows it do. The one table of roles.
//!
//! A role that is not in it neither acts nor is cleared: whoever shows one sees what anybody sees.

/// Whose office somebody acts from, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Office {
    /// Reads everything and changes nothing.
    Auditor,
    /// Of the unit that coordinates a programme, or of the administration that follows it.
    Coordinator,
    /// Pays for some of it. Is shown what is public, like everybody.
    Donor,
    /// Of the unit too, for its money.
    Finance,
    /// Enters records older than the platform.
    Import,
    /// Of a committee's secretariat.
    Secretary,
    /// A service that asks another: for itself, or for somebody who is cleared.
    Service,
    /// A partner, or whoever else has come to look.
    Viewer,
}

impl Office {
    /// Those that people hold. The others are of the platform itself, and no register gives them away.
    pub const HELD: [Self; 6] = [
        Self::Coordinator,
        Self::Finance,
        Self::Secretary,
        Self::Auditor,
        Self::Donor,
        Self::Viewer,
    ];

    /// Enters facts. Every other one looks.
    pub fn acts(self) -> bool {
        match self {
            Self::Coordinator | Self::Finance | Self::Import | Self::Secretary => true,
            Self::Auditor | Self::Donor | Self::Service | Self::Viewer => false,
        }
    }

    /// Reads the words of restricted facts: those who keep the records of a programme and those who
    /// check them. Who pays or takes part is told what is restricted by those who are cleared.
    pub fn is_cleared(self) -> bool {
        match self {
            Self::Auditor
            | Self::Coordinator
            | Self::Finance
            | Self::Import
            | Self::Secretary
            | Self::Service => true,
            Self::Donor | Self::Viewer => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_acts_and_who_is_cleared_is_said_of_every_role() {
        for (role, acts, cleared) in [
            ("coordinator", true, true),
            ("finance", true, true),
            ("secretary", true, true),
            ("import", true, true),
            ("auditor", false, true),
            ("service", false, true),
            ("donor", false, false),
            ("viewer", false, false),
        ] {
            let office: Office = role.parse().unwrap();
            assert_eq!((office.acts(), office.is_cleared()), (acts, cleared), "{role}");
        }
        for unknown in ["", "Auditor", "treasurer", "auditor ", "administrator"] {
            assert!(unknown.parse::<Office>().is_err(), "{unknown}");
        }
    }
}
