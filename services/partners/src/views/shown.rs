//! Of each aggregate: which part of it a fact stands behind. Names are those of histories too.

use kernel::{Aggregate, correction};

use crate::{
    collaboration::{self, Collaboration, amendment, course, deliverable, money, review},
    collection::{self, Collection, form},
    counts::{self, Counts, report},
    forum::{self, Forum, life},
    institution::{self, Institution, contact, naming},
    referral::{self, Referral},
    sharing::{self, Sharing, agreement, extract, transfer},
    sponsorship::{self, Sponsorship},
};

pub(crate) trait Shown: Aggregate {
    /// Of its table. Changing the shape of the aggregate means a new name, `…-v2`.
    const TABLE: &'static str;

    /// What the event is about.
    fn about(event: &Self::Event) -> Vec<String>;
    fn correction(event: &Self::Event) -> Option<&correction::Event>;
}

fn one(name: &str) -> Vec<String> {
    vec![name.to_owned()]
}

fn of(kind: &str, name: &kernel::Code) -> Vec<String> {
    vec![format!("{kind}/{name}")]
}

impl Shown for Institution {
    const TABLE: &'static str = "institutions";

    fn about(event: &institution::Event) -> Vec<String> {
        match event {
            institution::Event::Naming(event) => match event {
                naming::Event::Registered(registered) => {
                    let mut about = one("name");
                    about.push("registered".to_owned());
                    let acronym = registered.acronym.iter();
                    about.extend(acronym.map(|acronym| format!("acronym/{acronym}")));
                    about
                }
                naming::Event::Renamed(_) => one("name"),
                naming::Event::AcronymGiven(given) => vec![format!("acronym/{}", given.acronym)],
                naming::Event::Dissolved(_) => one("dissolved"),
            },
            institution::Event::Contact(event) => match event {
                contact::Event::Recorded(it) => of("contact", &it.contact),
                contact::Event::Erased(it) => of("contact", &it.contact),
                contact::Event::HoldPlaced(it) => of("contact", &it.contact),
                contact::Event::HoldLifted(it) => of("contact", &it.contact),
            },
            institution::Event::Correction(_) => Vec::new(),
        }
    }

    fn correction(event: &institution::Event) -> Option<&correction::Event> {
        if let institution::Event::Correction(event) = event { Some(event) } else { None }
    }
}

impl Shown for Collaboration {
    const TABLE: &'static str = "collaborations-v2";

    fn about(event: &collaboration::Event) -> Vec<String> {
        match event {
            collaboration::Event::Course(event) => {
                let mut about = one("state");
                let amount = match event {
                    course::Event::Proposed(proposal) => proposal.amount,
                    course::Event::Signed(signature) => signature.amount,
                    course::Event::Negotiated(_)
                    | course::Event::Activated(_)
                    | course::Event::Suspended(_)
                    | course::Event::Resumed(_)
                    | course::Event::Ended(_)
                    | course::Event::Closed(_)
                    | course::Event::Cancelled(_)
                    | course::Event::Terminated(_)
                    | course::Event::Expired(_) => None,
                };
                about.extend(amount.map(|_| "amount".to_owned()));
                about
            }
            collaboration::Event::Amendment(event) => match event {
                amendment::Event::Requested(it) => of("amendment", &it.amendment),
                amendment::Event::Approved(it) => {
                    vec![format!("amendment/{}/{}", it.amendment, it.step)]
                }
                amendment::Event::Rejected(it) => of("amendment", &it.amendment),
                amendment::Event::Signed(it) => {
                    let mut about = of("amendment", &it.amendment);
                    about.extend(it.amount.map(|_| "amount".to_owned()));
                    about
                }
            },
            collaboration::Event::Deliverable(event) => match event {
                deliverable::Event::Planned(it) => of("deliverable", &it.deliverable),
                deliverable::Event::Delivered(it) => of("deliverable", &it.deliverable),
                deliverable::Event::Accepted(it) => of("deliverable", &it.deliverable),
            },
            collaboration::Event::Money(event) => match event {
                money::Event::Recorded(it) => of("outstanding", &it.instalment),
                money::Event::Justified(it) => {
                    vec![format!("outstanding/{}/justified", it.instalment)]
                }
                money::Event::Repaid(it) => vec![format!("outstanding/{}/repaid", it.instalment)],
            },
            collaboration::Event::Review(event) => match event {
                review::Event::Recorded(it) => of("review", &it.review),
                review::Event::Approved(it) => of("review", &it.review),
            },
            collaboration::Event::Correction(_) => Vec::new(),
        }
    }

    fn correction(event: &collaboration::Event) -> Option<&correction::Event> {
        if let collaboration::Event::Correction(event) = event { Some(event) } else { None }
    }
}

impl Shown for Sponsorship {
    const TABLE: &'static str = "sponsorships-v2";

    fn about(event: &sponsorship::Event) -> Vec<String> {
        use sponsorship::course::Event;
        match event {
            sponsorship::Event::Course(event) => match event {
                Event::Requested(_)
                | Event::Authorised(_)
                | Event::Closed(_)
                | Event::Withdrawn(_) => one("state"),
                Event::CashReceived(it) => {
                    vec!["state".to_owned(), format!("unjustified/{}", it.reference)]
                }
                Event::Justified(it) => {
                    vec!["state".to_owned(), format!("unjustified/{}", it.reference)]
                }
                Event::Repaid(it) => {
                    vec!["state".to_owned(), format!("unjustified/{}", it.reference)]
                }
                Event::OutputRecorded(it) => of("output", &it.output),
            },
            sponsorship::Event::Correction(_) => Vec::new(),
        }
    }

    fn correction(event: &sponsorship::Event) -> Option<&correction::Event> {
        if let sponsorship::Event::Correction(event) = event { Some(event) } else { None }
    }
}

impl Shown for Sharing {
    const TABLE: &'static str = "agreements";

    fn about(event: &sharing::Event) -> Vec<String> {
        match event {
            sharing::Event::Agreement(event) => match event {
                agreement::Event::Authorised(_)
                | agreement::Event::Suspended(_)
                | agreement::Event::Resumed(_)
                | agreement::Event::Revoked(_)
                | agreement::Event::Prolonged(_)
                | agreement::Event::Expired(_) => one("state"),
            },
            sharing::Event::Extract(extract::Event::Recorded(it)) => of("extract", &it.extract),
            sharing::Event::Transfer(event) => match event {
                transfer::Event::Prepared(it) => of("transfer", &it.transfer),
                transfer::Event::Shared(it) => of("transfer", &it.transfer),
                transfer::Event::Received(it) => of("transfer", &it.transfer),
                transfer::Event::Matched(it) => of("transfer", &it.transfer),
                transfer::Event::Registered(it) => of("transfer", &it.transfer),
                transfer::Event::Reconciled(it) => of("transfer", &it.transfer),
            },
            sharing::Event::Correction(_) => Vec::new(),
        }
    }

    fn correction(event: &sharing::Event) -> Option<&correction::Event> {
        if let sharing::Event::Correction(event) = event { Some(event) } else { None }
    }
}

impl Shown for Counts {
    const TABLE: &'static str = "counts";

    fn about(event: &counts::Event) -> Vec<String> {
        match event {
            counts::Event::Report(report::Event::Reported(report)) => {
                report.lines.iter().map(report::Line::key).collect()
            }
            counts::Event::Correction(_) => Vec::new(),
        }
    }

    fn correction(event: &counts::Event) -> Option<&correction::Event> {
        if let counts::Event::Correction(event) = event { Some(event) } else { None }
    }
}

impl Shown for Referral {
    const TABLE: &'static str = "referrals";

    fn about(event: &referral::Event) -> Vec<String> {
        use referral::course::Event;
        match event {
            referral::Event::Course(event) => match event {
                Event::Opened(_)
                | Event::Sent(_)
                | Event::Accepted(_)
                | Event::Declined(_)
                | Event::Delivered(_)
                | Event::FeedbackReceived(_)
                | Event::Closed(_)
                | Event::Expired(_) => one("state"),
                Event::Erased(_) => one("erased"),
            },
            referral::Event::Correction(_) => Vec::new(),
        }
    }

    fn correction(event: &referral::Event) -> Option<&correction::Event> {
        if let referral::Event::Correction(event) = event { Some(event) } else { None }
    }
}

impl Shown for Collection {
    const TABLE: &'static str = "collections";

    fn about(event: &collection::Event) -> Vec<String> {
        match event {
            collection::Event::Form(form::Event::Reported(form)) => {
                form.lines.iter().map(form::Line::key).collect()
            }
            collection::Event::Correction(_) => Vec::new(),
        }
    }

    fn correction(event: &collection::Event) -> Option<&correction::Event> {
        if let collection::Event::Correction(event) = event { Some(event) } else { None }
    }
}

impl Shown for Forum {
    const TABLE: &'static str = "forums";

    fn about(event: &forum::Event) -> Vec<String> {
        match event {
            forum::Event::Life(event) => match event {
                life::Event::Established(_) | life::Event::Dissolved(_) => one("state"),
                life::Event::Joined(it) => of("member", &it.institution),
                life::Event::Left(it) => of("member", &it.institution),
                life::Event::Met(it) => of("meeting", &it.meeting),
            },
            forum::Event::Correction(_) => Vec::new(),
        }
    }

    fn correction(event: &forum::Event) -> Option<&correction::Event> {
        if let forum::Event::Correction(event) = event { Some(event) } else { None }
    }
}
