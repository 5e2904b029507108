use jiff::civil::{Date, date};
use kernel::{
    Aggregate as _, Asked, Code, Fact, Origin, replay,
    testing::{asked, fact, given, who},
};

use super::{
    Blockage, Command, Event, Status, course,
    course::{Proposed, Raised, Reopened, Resolved, SolutionAdopted},
};
use crate::{
    rejection::Rejection,
    session::{Kind, Sitting},
    value::{Subject, SubjectKind},
};

const DAY: Date = date(2019, 9, 27);

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

fn raised() -> Raised {
    Raised {
        reference: code("ML-CTN-18-B1"),
        text: "Pièces non parvenues".to_owned(),
        session: Some(code("ML-CTN-18")),
        body: Some(code("ML-CTN")),
        subjects: vec![Subject { kind: SubjectKind::Financing, reference: "TF0A2384".to_owned() }],
    }
}

fn proposed() -> Proposed {
    Proposed {
        solution: "s1".parse().unwrap(),
        text: "Mission de collecte".to_owned(),
        owner: Some(code("UTGFS")),
        due_on: Some(date(2019, 10, 15)),
    }
}

fn history(more: impl IntoIterator<Item = course::Event>) -> Vec<Fact<Event>> {
    let all = [course::Event::Raised(raised())].into_iter().chain(more);
    all.map(|event| fact(&who("awa"), DAY, event.into())).collect()
}

fn ask(command: Command) -> Asked<Command> {
    asked(&who("awa"), DAY, command)
}

fn sitting(open: bool, quorate: bool) -> Sitting {
    let (session, body) = (code("ML-CTN-18"), code("ML-CTN"));
    Sitting { session, body, kind: Kind::Ordinary, open, quorate, position: 44 }
}

#[test]
fn it_names_what_it_blocks() {
    let raise = |raised, known| ask(Command::Raise { raised, known });
    given::<Blockage>([])
        .when(&raise(raised(), true))
        .then([course::Event::Raised(raised()).into()]);
    let nothing = Raised { subjects: Vec::new(), ..raised() };
    given::<Blockage>([]).when(&raise(nothing, true)).refused(Rejection::SubjectMissing);
    given::<Blockage>([]).when(&raise(raised(), false)).refused(Rejection::SessionUnknown);
    given::<Blockage>(history([]))
        .when(&raise(raised(), true))
        .refused(Rejection::AlreadyRegistered);
}

#[test]
fn a_solution_is_adopted_by_a_session_that_is_open_and_quorate() {
    let proposed = || course::Event::SolutionProposed(proposed());
    let adopt = |sitting| ask(Command::Adopt { solution: "s1".parse().unwrap(), sitting });
    let session = || code("ML-CTN-18");
    let adopted =
        SolutionAdopted { solution: "s1".parse().unwrap(), session: session(), position: 44 };
    given::<Blockage>(history([proposed()]))
        .when(&adopt(Some(sitting(true, true))))
        .then([course::Event::SolutionAdopted(adopted).into()]);
    for (sitting, refused) in [
        (Some(sitting(false, true)), Rejection::SessionNotOpen { session: session() }),
        (Some(sitting(true, false)), Rejection::SessionNotQuorate { session: session() }),
        (None, Rejection::SessionUnknown),
    ] {
        given::<Blockage>(history([proposed()])).when(&adopt(sitting)).refused(refused);
    }
    given::<Blockage>(history([]))
        .when(&adopt(Some(sitting(true, true))))
        .refused(Rejection::BlockageForbids { status: Status::Raised });
}

#[test]
fn it_is_open_until_somebody_says_how_it_was_resolved_and_may_come_back() {
    let resolve = |text: &str| ask(Command::Resolve(Resolved { text: text.to_owned() }));
    let resolved = course::Event::Resolved(Resolved { text: "Reçues".to_owned() });
    let adopted = || {
        let (solution, session) = ("s1".parse().unwrap(), code("ML-CTN-18"));
        let adopted = SolutionAdopted { solution, session, position: 44 };
        [course::Event::SolutionProposed(proposed()), course::Event::SolutionAdopted(adopted)]
    };
    given::<Blockage>(history(adopted())).when(&resolve("")).refused(Rejection::ReasonMissing);
    given::<Blockage>(history(adopted())).when(&resolve("Reçues")).then([resolved.clone().into()]);
    let over = history([resolved]);
    given::<Blockage>(over.clone())
        .when(&resolve("Reçues"))
        .refused(Rejection::BlockageForbids { status: Status::Resolved });
    let reopened = Reopened { reason: "Pièces fausses".to_owned() };
    given::<Blockage>(over)
        .when(&ask(Command::Reopen(reopened.clone())))
        .then([course::Event::Reopened(reopened).into()]);
}

#[test]
fn nobody_resolves_alone_what_no_session_decided_on() {
    let resolve = || Command::Resolve(Resolved { text: "Reçues".to_owned() });
    let proposed = || course::Event::SolutionProposed(proposed());
    for (so_far, status) in [(vec![], Status::Raised), (vec![proposed()], Status::SolutionProposed)]
    {
        let refused = Rejection::BlockageForbids { status };
        given::<Blockage>(history(so_far)).when(&ask(resolve())).refused(refused);
    }
    let to = course::Event::Escalated(course::Escalated {
        to: code("ML-CNP"),
        reason: "Deux sessions".to_owned(),
    });
    let blockage: Blockage = replay(&history([to]));
    assert!(blockage.decide(&ask(resolve())).is_ok());
    // The source of an import may not show who decided.
    let raised: Blockage = replay(&history([]));
    let imported = Asked { origin: Origin::Import, ..ask(resolve()) };
    let decided = raised.decide(&imported).unwrap();
    assert_eq!(decided.unverified, ["sessions-blockage-forbids"]);
}

#[test]
fn solutions_have_names_of_their_own() {
    let again = ask(Command::Propose(proposed()));
    given::<Blockage>(history([course::Event::SolutionProposed(proposed())]))
        .when(&again)
        .refused(Rejection::NameTaken { name: "s1".to_owned() });
}
