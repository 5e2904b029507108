//! What services tell one another of what is restricted: as much as whoever it is for may read.

use super::*;

const WITHHELD: &str = "[réservé · restricted]";
const TITLE: &str = "Filets et résilience";

/// A collaboration with the PAM whose proposal is restricted, under H8350 and reported to the CTN.
async fn proposed(platform: &Platform) {
    committee(platform).await;
    financing(platform).await;
    institutions(platform).await;
    let method = "partners.v1.PartnersService/ProposeCollaboration";
    let mut proposal = proposal("PAM-2019", "ML-CTN");
    proposal["financings"] = json!(["H8350"]);
    platform.ask("awa", method, with(secret("2019-01-07"), proposal)).await.unwrap();
    platform.settle().await;
}

fn secret(on: &str) -> Value {
    let mut act = act(on);
    act["confidentiality"] = "CONFIDENTIALITY_RESTRICTED".into();
    act
}

#[tokio::test]
async fn a_board_says_what_others_told_as_its_reader_may_read_it() {
    let (data, roles) = (folder(), ["financing", "sessions", "partners", "documents"]);
    let platform = Platform::start(data.path(), &roles).await;
    proposed(&platform).await;
    let board = json!({ "programme": "P127328" });
    let method = "financing.v1.FinancingViews/GetClosureBoard";
    for (role, title) in [("auditor", TITLE), ("coordinator", TITLE), ("donor", WITHHELD)] {
        let told = platform.ask_as("lecteur", role, method, board.clone()).await.unwrap();
        let shown = &told["agreements"][0]["collaborations"][0];
        let seen = (&shown["collaboration"], &shown["title"]);
        assert_eq!(seen, (&json!("PAM-2019"), &json!(title)), "{role}: {told}");
    }
}

/// Whoever may read the dossier may read what is in it, so what is in it is no more than that.
#[tokio::test]
async fn a_dossier_keeps_the_words_of_others_only_where_it_is_as_restricted() {
    let (data, roles) = (folder(), ["financing", "sessions", "partners", "documents"]);
    let platform = Platform::start(data.path(), &roles).await;
    proposed(&platform).await;
    convened(&platform, 18, DAY, &["a", "b"]).await;
    let about = item("3", "COLLABORATIONS");
    platform.done("AmendAgenda", "2019-09-20", of(18, json!({ "add": [about] }))).await;
    let freeze = service("FreezeDossier");
    for (act, readers) in [
        (act("2019-09-20"), [("auditor", WITHHELD), ("donor", WITHHELD)]),
        (secret("2019-09-21"), [("auditor", TITLE), ("donor", WITHHELD)]),
    ] {
        platform.ask("awa", &freeze, with(act, called(18))).await.unwrap();
        platform.settle().await;
        for (role, title) in readers {
            let method = "sessions.v1.SessionsViews/GetDossier";
            let told = platform.ask_as("lecteur", role, method, called(18)).await.unwrap();
            let content: Value = serde_json::from_str(told["json"].as_str().unwrap()).unwrap();
            assert_eq!(content["collaborations"][0]["title"], title, "{role}");
            assert_eq!(told["matches"], true, "{role}");
        }
    }
}
