//! The words of the domain as the contracts number them.

use proto::partners::v1 as pb;

use crate::{
    collaboration::{amendment, course, review},
    counts::report::{Level, Service},
    institution::naming,
    sponsorship,
};

/// Variant by variant: what is added to the domain does not compile until the contract has it.
macro_rules! numbers {
    ($($domain:ty => $contract:ty { $($variant:ident,)+ })+) => {$(
        impl From<$domain> for i32 {
            fn from(said: $domain) -> Self {
                type Domain = $domain;
                type Contract = $contract;
                match said {
                    $(Domain::$variant => Contract::$variant,)+
                }
                .into()
            }
        }
    )+};
}

numbers! {
    naming::Kind => pb::InstitutionKind {
        Ministry, Agency, Financier, UnAgency, Ngo, LocalAssociation, Union, Region,
        SocialSecurity, PrivateFirm,
    }
    course::Instrument => pb::CollaborationInstrument {
        Memorandum, Convention, ProgrammeDocument, AnnualWorkplan, LetterOfAgreement,
        FieldLevelAgreement, NotStated,
    }
    amendment::Kind => pb::AmendmentKind {
        AdministrativeCorrection, BudgetMinor, BudgetMajor, ChangedResults, NoCostExtension, Other,
    }
    amendment::Step => pb::ApprovalStep {
        Coordination, LegalReview, TechnicalCommittee, Partner, SteeringCommittee, Financier,
    }
    review::Kind => pb::ReviewKind { Periodic, Midterm, Final, }
    sponsorship::course::Kind => pb::SponsoredKind {
        Session, Workshop, SectorReview, Study, Training,
    }
    Service => pb::ServiceKind {
        CivilRegistration, Health, Education, Justice, CashTransfer, PublicWorks, HealthCover,
        Nutrition,
    }
    Level => pb::ServiceLevel { Base, Specialised, }
}
