//! The command line in the language of whoever types.

use std::process::Command;

use crate::platform::folder;

#[test]
fn help_and_what_is_wrong_with_a_line_are_in_the_readers_language() {
    for (language, help, refused) in [
        ("fr_FR.UTF-8", "Utilisation : jalon <COMMANDE>", "la commande « rien » n'existe pas"),
        ("C", "Usage: jalon <COMMAND>", "unrecognized subcommand 'rien'"),
    ] {
        let told = |word| {
            let mut jalon = Command::new(env!("CARGO_BIN_EXE_jalon"));
            jalon.env("LC_ALL", language).arg(word).output().unwrap()
        };
        let shown = told("--help");
        assert_eq!(shown.status.code(), Some(0));
        let shown = String::from_utf8(shown.stdout).unwrap();
        assert!(shown.contains(help), "{shown}");
        let wrong = told("rien");
        assert_eq!(wrong.status.code(), Some(2));
        let wrong = String::from_utf8(wrong.stderr).unwrap();
        assert!(wrong.contains(refused), "{wrong}");
    }
}

/// A NATS server that somebody named to the platform has to be named here too.
#[test]
fn whoever_listens_in_vain_hears_what_may_be_missing() {
    let place = folder();
    for (language, told) in
        [("fr_FR.UTF-8", "aussi : JALON_NATS_URL"), ("C", "too: JALON_NATS_URL")]
    {
        let mut jalon = Command::new(env!("CARGO_BIN_EXE_jalon"));
        jalon.env("LC_ALL", language).env_remove("JALON_NATS_URL").current_dir(place.path());
        let ended = jalon.args(["feed", "tail", "--data", "data"]).output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        assert!(said.contains(told), "{said}");
    }
}
