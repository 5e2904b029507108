use super::{DECEMBER, JANUARY, JUNE, MARCH, MAY, Story, code, date, imported};
use crate::{
    rejection::Rejection,
    sharing::{
        Command as C, Event, Sharing,
        agreement::{Purpose, State, Terms},
        extract::Extract,
        transfer::{self, Matched, Prepared, Status},
    },
};
use kernel::{Aggregate as _, Hash};

type Told = Story<Sharing>;

const AFTER: jiff::civil::Date = date(2020, 1, 1);

fn terms() -> Terms {
    let purpose = |purpose: &str| Purpose { purpose: code(purpose), label: "Usage".into() };
    Terms {
        agreement: code("ANAM-FICHIER"),
        title: "Fichier des bénéficiaires".into(),
        holder: code("UTGFS"),
        recipient: code("ANAM-ML"),
        purposes: vec![purpose("SOINS"), purpose("IMMATRICULATION")],
        fields: vec!["nom".into(), "commune".into()],
        starts_on: Some(MARCH),
        ends_on: Some(DECEMBER),
        collaboration: None,
    }
}

fn active() -> Told {
    Story::new().does(JANUARY, C::Authorise(terms(), Vec::new()))
}

fn extract() -> Extract {
    Extract {
        extract: code("E1"),
        purpose: code("SOINS"),
        fields: vec!["commune".into()],
        households: 100,
        sha256: Hash([7; 32]),
        recipient: code("ANAM-ML"),
    }
}

fn extracts() -> C {
    C::RecordExtract(extract())
}

fn prepare() -> C {
    let (transfer, purpose) = (code("T1"), code("IMMATRICULATION"));
    C::PrepareTransfer(Prepared { transfer, purpose, prepared: 120, areas: vec![code("ML0402")] })
}

fn share(shared: u32) -> C {
    C::ShareTransfer { transfer: code("T1"), shared, sha256: None }
}

fn receive(received: u32) -> C {
    C::RecordReceived { transfer: code("T1"), received }
}

fn matching(matched: u32, unmatched: u32, rejected: u32) -> C {
    C::RecordMatched(Matched { transfer: code("T1"), matched, unmatched, rejected })
}

fn register(registered: u32) -> C {
    C::RecordRegistered { transfer: code("T1"), registered }
}

fn reconcile(difference: &str) -> C {
    C::Reconcile { transfer: code("T1"), difference: difference.to_owned() }
}

fn shared() -> Told {
    active().does(MAY, prepare()).does(MAY, share(100))
}

fn matched() -> Told {
    shared().does(JUNE, receive(100)).does(JUNE, matching(80, 15, 5))
}

fn suspended() -> Told {
    active().does(MAY, C::Suspend { reason: "Incident".into() })
}

fn revoked() -> Told {
    active().does(MAY, C::Revoke { reason: "Fin de la finalité".into() })
}

#[test]
fn nothing_leaves_outside_an_active_agreement() {
    let eve = MARCH.yesterday().unwrap();
    active().refuses(eve, extracts(), Rejection::SharingNotBegun { starts_on: MARCH });
    assert!(active().hears(MARCH, extracts()).is_ok());
    assert!(active().hears(DECEMBER, extracts()).is_ok());
    let expired = || Rejection::SharingExpired { ends_on: DECEMBER };
    for leaves in [extracts, prepare] {
        active().refuses(AFTER, leaves(), expired());
        suspended().refuses(JUNE, leaves(), Rejection::SharingSuspended);
        assert!(suspended().does(JUNE, C::Resume).hears(JUNE, leaves()).is_ok());
        revoked().refuses(JUNE, leaves(), Rejection::SharingRevoked);
    }
    active().does(MAY, prepare()).refuses(AFTER, share(100), expired());
    let prolonged = active().does(MAY, C::Prolong { ends_on: AFTER });
    assert!(prolonged.hears(AFTER, extracts()).is_ok());
    for (told, state) in
        [(active(), State::Active), (suspended(), State::Suspended), (revoked(), State::Revoked)]
    {
        assert_eq!(told.state().state_on(JUNE), Some(state));
    }
    assert_eq!(active().state().state_on(JANUARY), Some(State::Pending));
    assert_eq!(active().state().state_on(AFTER), Some(State::Expired));
    assert_eq!(suspended().state().state_on(AFTER), Some(State::Expired));
    assert_eq!(revoked().state().state_on(AFTER), Some(State::Revoked));
}

#[test]
fn revocation_stops_at_once_whatever_day_is_typed() {
    // Before it was revoked, and typed in afterwards: it would leave now.
    revoked().refuses(MARCH, extracts(), Rejection::SharingRevoked);
    // What a source says has left before it has left.
    assert!(revoked().state().decide(&imported(MARCH, extracts())).is_ok());
    assert!(revoked().state().decide(&imported(JUNE, extracts())).is_err());
    revoked().refuses(JUNE, C::Resume, Rejection::SharingRevoked);
    revoked().refuses(JUNE, C::Prolong { ends_on: AFTER }, Rejection::SharingRevoked);
}

#[test]
fn only_what_was_agreed_leaves_and_only_to_whom() {
    let asks = |extract| C::RecordExtract(extract);
    let purpose = Extract { purpose: code("MARKETING"), ..extract() };
    let not_agreed = Rejection::PurposeNotAgreed { purpose: code("MARKETING") };
    active().refuses(MAY, asks(purpose), not_agreed);
    let fields = vec!["commune".into(), "téléphone".into(), "revenu".into()];
    let foreign = Rejection::FieldsNotAgreed { fields: "téléphone, revenu".into() };
    active().refuses(MAY, asks(Extract { fields, ..extract() }), foreign);
    let nothing = Extract { fields: Vec::new(), ..extract() };
    active().refuses(MAY, asks(nothing), Rejection::FieldsMissing);
    let nobody = Extract { households: 0, ..extract() };
    active().refuses(MAY, asks(nobody), Rejection::CountMissing);
    let other = Extract { recipient: code("PAM"), ..extract() };
    let differs = Rejection::RecipientDiffers { expected: code("ANAM-ML") };
    active().refuses(MAY, asks(other), differs);
    let told = active().does(MAY, extracts());
    told.refuses(MAY, extracts(), Rejection::NameTaken { name: code("E1") });
}

#[test]
fn counts_add_up_at_every_step() {
    let prepared = active().does(MAY, prepare());
    prepared.refuses(MAY, share(121), Rejection::CountExceeds { part: 121, whole: 120 });
    assert!(prepared.hears(MAY, share(120)).is_ok());
    let differs = |sum| Rejection::CountsDoNotAddUp { sum, expected: 100 };
    // What the recipient counted is theirs to say: it is on record, and odd.
    assert_eq!(shared().notes(JUNE, receive(99)), ["partners-counts-do-not-add-up"]);
    let received = shared().does(JUNE, receive(100));
    received.refuses(JUNE, matching(80, 15, 4), differs(99));
    received.refuses(JUNE, matching(80, 15, 6), differs(101));
    received.refuses(JUNE, matching(u32::MAX, u32::MAX, 5), differs(8_589_934_595));
    assert!(received.hears(JUNE, matching(0, 0, 100)).is_ok());
    matched().refuses(JUNE, register(81), Rejection::CountExceeds { part: 81, whole: 80 });
    let told = matched().does(JUNE, register(78));
    let unexplained = Rejection::DifferenceUnexplained { registered: 78, matched: 80 };
    told.refuses(JUNE, reconcile(" "), unexplained);
    let told = told.does(JUNE, reconcile("Deux dossiers incomplets"));
    let transfer = told.state().transfers[&code("T1")].clone();
    assert_eq!(transfer.status, Status::Reconciled);
    assert!(transfer.is_balanced());
    assert!(matched().does(JUNE, register(80)).hears(JUNE, reconcile("")).is_ok());
}

#[test]
fn each_step_of_a_transfer_is_made_once_and_in_order() {
    let steps = [share(100), receive(100), matching(80, 15, 5), register(80), reconcile("")];
    let mut told = active().does(MAY, prepare());
    let states = ["prepared", "shared", "received", "matched", "registered", "reconciled"];
    for (nth, step) in steps.iter().enumerate() {
        for (other, command) in steps.iter().enumerate().filter(|(other, _)| *other != nth) {
            let heard = told.hears(JUNE, command.clone()).map(|_| ());
            let state = states[nth];
            assert_eq!(heard, Err(Rejection::TransferForbids { state }), "{other} at {nth}");
        }
        told = told.does(JUNE, step.clone());
    }
    let unknown = C::RecordReceived { transfer: code("T2"), received: 1 };
    told.refuses(JUNE, unknown, Rejection::UnknownName { name: code("T2") });
}

#[test]
fn what_the_recipient_answers_is_recorded_though_the_agreement_has_ended() {
    let told = shared().does(JUNE, C::Revoke { reason: "Incident".into() });
    assert_eq!(told.notes(JUNE, receive(100)), ["partners-sharing-revoked"]);
    assert_eq!(shared().notes(JUNE, receive(100)), [""; 0]);
    assert_eq!(shared().notes(AFTER, receive(100)), ["partners-sharing-expired"]);
}

#[test]
fn an_agreement_has_purposes_fields_and_an_end() {
    let asks = |terms| C::Authorise(terms, Vec::new());
    let none = Terms { purposes: Vec::new(), ..terms() };
    Told::new().refuses(JANUARY, asks(none), Rejection::PurposesMissing);
    let none = Terms { fields: Vec::new(), ..terms() };
    Told::new().refuses(JANUARY, asks(none), Rejection::FieldsMissing);
    let endless = Terms { ends_on: None, ..terms() };
    Told::new().refuses(JANUARY, asks(endless.clone()), Rejection::EndDateUnknown);
    let unverified = Told::new().unverified(JANUARY, asks(endless));
    assert_eq!(unverified, ["partners-end-date-unknown"]);
    let backwards = Terms { starts_on: Some(AFTER), ..terms() };
    Told::new().refuses(JANUARY, asks(backwards), Rejection::PeriodReversed);
}

#[test]
fn what_is_recorded_of_an_extract_is_counts_and_a_hash() {
    let told = active().does(MAY, extracts());
    assert!(matches!(told.last(), Event::Extract(_)));
    let data = kernel::Stored::data(told.last()).unwrap();
    let data: serde_json::Value = serde_json::from_slice(&data).unwrap();
    let keys: Vec<_> = data.as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["extract", "fields", "households", "purpose", "recipient", "sha256"]);
    let answered = matched();
    assert!(matches!(answered.last(), Event::Transfer(transfer::Event::Matched(_))));
}

#[test]
fn what_is_over_is_said_to_be_over_and_not_a_day_earlier() {
    let agreement = active();
    let early = Rejection::EndDateNotReached { ends_on: DECEMBER };
    agreement.refuses(DECEMBER, C::Expire, early);
    let over = agreement.does(AFTER, C::Expire);
    assert_eq!(over.state().state_on(AFTER), Some(State::Expired));
    let revoked = active().does(JUNE, C::Revoke { reason: "Abus".into() });
    revoked.refuses(AFTER, C::Expire, Rejection::SharingRevoked);
}
