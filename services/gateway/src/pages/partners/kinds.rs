//! The kinds of things of partners: what each is called in streams, contracts and addresses.

use kernel::Id;
use proto::partners::v1::Subject;

use crate::html::encode;

/// Whose id a stream carries.
enum Anything {}

pub(super) struct Kind {
    /// What its streams begin with, and so what it is called where a fact of it is corrected.
    pub(super) word: &'static str,
    pub(super) subject: Subject,
    /// What its ids are derived from first.
    derived: &'static str,
    /// First segment of its page.
    pub(super) segment: &'static str,
    /// Its name, as an event's page says whose it is.
    pub(super) label: &'static str,
    /// What of it has a history that can be asked for alone.
    pub(super) figures: &'static [&'static str],
    /// Its reference is made of a programme and two more names: `P127328:ML040302:2019-Q4`.
    parted: bool,
}

pub(super) const KINDS: [Kind; 8] = [
    Kind {
        word: "institution",
        subject: Subject::Institution,
        derived: "institution",
        segment: "partenaire",
        label: "fact-institution-of-register",
        figures: &["name", "acronym", "contact"],
        parted: false,
    },
    Kind {
        word: "collaboration",
        subject: Subject::Collaboration,
        derived: "collaboration",
        segment: "collaboration",
        label: "fact-collaboration",
        figures: &["state", "amount", "outstanding", "deliverable", "amendment", "review"],
        parted: false,
    },
    Kind {
        word: "sponsorship",
        subject: Subject::Sponsorship,
        derived: "sponsorship",
        segment: "appui",
        label: "fact-sponsorship",
        figures: &["state", "unjustified", "output"],
        parted: false,
    },
    Kind {
        word: "sharing",
        subject: Subject::DataSharing,
        derived: "data-sharing",
        segment: "accord-de-partage",
        label: "fact-sharing",
        figures: &["state", "extract", "transfer"],
        parted: false,
    },
    Kind {
        word: "referral",
        subject: Subject::Referral,
        derived: "referral",
        segment: "referencement",
        label: "fact-referral",
        figures: &["state"],
        parted: false,
    },
    Kind {
        word: "counts",
        subject: Subject::ReferralCounts,
        derived: "referral-counts",
        segment: "trimestre",
        label: "fact-counts",
        figures: &[],
        parted: true,
    },
    Kind {
        word: "collection",
        subject: Subject::Interventions,
        derived: "interventions",
        segment: "collecte",
        label: "fact-collection",
        figures: &[],
        parted: true,
    },
    Kind {
        word: "forum",
        subject: Subject::Forum,
        derived: "forum",
        segment: "concertation",
        label: "fact-forum",
        figures: &["state", "member", "meeting"],
        parted: false,
    },
];

/// One thing, by its kind and the reference that addresses have.
pub(super) struct Thing {
    pub(super) kind: &'static Kind,
    pub(super) reference: String,
}

impl Kind {
    pub(super) fn of(word: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.word == word)
    }

    /// As the contract and public corrections have it: `data_sharing`.
    pub(super) fn named(subject: &str) -> Option<&'static Self> {
        let same = |kind: &&Self| {
            let name = kind.subject.as_str_name().strip_prefix("SUBJECT_");
            name.is_some_and(|name| name.eq_ignore_ascii_case(subject))
        };
        KINDS.iter().find(same)
    }

    pub(super) fn thing(&'static self, reference: &str) -> Thing {
        Thing { kind: self, reference: reference.to_owned() }
    }
}

impl Thing {
    /// `collaboration:PAM-2019`, as the address of a correction has it.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (word, reference) = text.split_once(':')?;
        Some(Kind::of(word)?.thing(reference))
    }

    /// Its programme, where the reference has it, and what the contracts call it.
    pub(super) fn asked(&self) -> (String, String) {
        match self.parts() {
            Some((programme, name, period)) => (programme.to_owned(), format!("{name}/{period}")),
            None => (String::new(), self.reference.clone()),
        }
    }

    /// A programme, who or where, and when.
    pub(super) fn parts(&self) -> Option<(&str, &str, &str)> {
        let mut parts = self.reference.splitn(3, ':').filter(|_| self.kind.parted);
        Some((parts.next()?, parts.next()?, parts.next()?))
    }

    pub(super) fn path(&self) -> String {
        format!("/{}/{}", self.kind.segment, encode(&self.reference))
    }

    /// Where the forms are that correct a fact of it.
    pub(super) fn amends(&self) -> String {
        format!("/rectification/{}:{}", self.kind.word, encode(&self.reference))
    }

    /// What its stream is called after its kind.
    pub(super) fn id(&self) -> String {
        let derived = self.kind.derived;
        let id = match self.parts() {
            Some((programme, name, period)) => {
                Id::<Anything>::derived(&[derived, programme, name, period])
            }
            None => Id::derived(&[derived, &self.reference]),
        };
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_read_back_from_every_address() {
        for text in ["collaboration:PAM-2019", "counts:P127328:ML040302:2019-Q4"] {
            let thing = Thing::read(text).unwrap();
            assert_eq!(format!("{}:{}", thing.kind.word, thing.reference), text);
        }
        let thing = Thing::read("counts:P127328:ML040302:2019-Q4").unwrap();
        assert_eq!(thing.asked(), ("P127328".into(), "ML040302/2019-Q4".into()));
        assert_eq!(thing.path(), "/trimestre/P127328%3AML040302%3A2019-Q4");
        let plain = Thing::read("institution:UNICEF").unwrap();
        assert_eq!(plain.asked(), (String::new(), "UNICEF".into()));
        assert_eq!(Kind::named("data_sharing").unwrap().word, "sharing");
        assert!(Thing::read("nothing:UNICEF").is_none() && Thing::read("UNICEF").is_none());
    }
}
