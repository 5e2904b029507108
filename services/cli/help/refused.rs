//! Why a line makes no sense, in French. Clap has the sentence in English only, and gives away what
//! it makes it of.

use std::{error::Error as _, net::AddrParseError, num::ParseIntError};

use clap::{
    Error,
    error::{ContextKind, ContextValue, ErrorKind},
};

/// What clap guesses was meant.
const NEAR: [ContextKind; 3] =
    [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];

/// Nothing where clap has help to show, which was translated before.
pub(super) fn told(error: &Error) -> Option<String> {
    let mut told = format!("erreur : {}", sentence(error)?);
    for near in NEAR {
        let near = quoted(error, near);
        if !near.is_empty() {
            told.extend(["\n\n  vouliez-vous dire ", &near, " ?"]);
        }
    }
    if let Some(usage) = error.get(ContextKind::Usage) {
        let usage = usage.to_string();
        told.extend(["\n\nUtilisation : ", usage.strip_prefix("Usage: ").unwrap_or(&usage)]);
    }
    told.push_str("\n\nPour en savoir plus : --help");
    Some(told)
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a foreign, open enum")]
fn sentence(error: &Error) -> Option<String> {
    let argument = quoted(error, ContextKind::InvalidArg);
    let value = quoted(error, ContextKind::InvalidValue);
    Some(match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        | ErrorKind::DisplayVersion => return None,
        ErrorKind::InvalidSubcommand => {
            let command = quoted(error, ContextKind::InvalidSubcommand);
            format!("la commande {command} n'existe pas")
        }
        ErrorKind::UnknownArgument => format!("{argument} n'a pas de sens ici"),
        ErrorKind::MissingRequiredArgument => format!("il manque {argument}"),
        ErrorKind::InvalidValue if value == EMPTY => format!("il manque une valeur à {argument}"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("{value} n'est pas une valeur de {argument}{}", because(error))
        }
        ErrorKind::TooManyValues => format!("{argument} ne prend pas de valeur, donc pas {value}"),
        ErrorKind::ArgumentConflict => {
            let other = quoted(error, ContextKind::PriorArg);
            if other == argument {
                format!("{argument} ne se donne qu'une fois")
            } else {
                format!("{argument} et {other} ne se donnent pas ensemble")
            }
        }
        ErrorKind::InvalidUtf8 => "un mot n'est pas écrit en UTF-8".to_owned(),
        _ => "cette ligne ne se comprend pas".to_owned(),
    })
}

/// What the value would have to be.
fn because(error: &Error) -> String {
    let possible = quoted(error, ContextKind::ValidValue);
    if !possible.is_empty() {
        return format!(" ; valeurs possibles : {possible}");
    }
    let wanted = match error.source() {
        Some(why) if why.is::<AddrParseError>() => "une adresse et un port, comme 127.0.0.1:8080",
        Some(why) if why.is::<ParseIntError>() => "un nombre entier",
        Some(_) | None => return String::new(),
    };
    format!(" : il faut {wanted}")
}

/// A value that is not there.
const EMPTY: &str = "«  »";

fn quoted(error: &Error, kind: ContextKind) -> String {
    let words = match error.get(kind) {
        Some(ContextValue::Strings(words)) => words.clone(),
        Some(word) => vec![word.to_string()],
        None => Vec::new(),
    };
    let words: Vec<_> = words.iter().map(|word| format!("« {word} »")).collect();
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::{
        super::{super::Args, in_french},
        *,
    };

    fn typed(line: &str) -> Error {
        let words = line.split(' ');
        in_french(Args::command()).try_get_matches_from(words).unwrap_err()
    }

    #[test]
    fn what_is_wrong_with_a_line_is_said_in_french() {
        for (line, said) in [
            (
                "jalon journl",
                "la commande « journl » n'existe pas\n\n  vouliez-vous dire « journal » ?",
            ),
            (
                "jalon up --dta x",
                "« --dta » n'a pas de sens ici\n\n  vouliez-vous dire « --data » ?",
            ),
            ("jalon run", "il manque « <ROLES>... »\n\nUtilisation : jalon run "),
            (
                "jalon run finance",
                "« finance » n'est pas une valeur de « <ROLES>... » ; valeurs possibles : « financing », ",
            ),
            ("jalon up --data", "il manque une valeur à « --data <DATA> »"),
            (
                "jalon up --http ici",
                "« ici » n'est pas une valeur de « --http <HTTP> » : il faut une adresse et un port",
            ),
            (
                "jalon feed tail --count peu",
                "« peu » n'est pas une valeur de « --count <COUNT> » : il faut un nombre entier",
            ),
            ("jalon demo --check=oui", "« --check » ne prend pas de valeur, donc pas « oui »"),
            (
                "jalon demo --check --data x",
                "« --check » et « --data <DATA> » ne se donnent pas ensemble",
            ),
            ("jalon up --data a --data b", "« --data <DATA> » ne se donne qu'une fois"),
            ("jalon up --journal-cert c", "il manque « --journal-key <JOURNAL_KEY> »"),
        ] {
            let told = told(&typed(line)).unwrap();
            assert!(told.starts_with(&format!("erreur : {said}")), "{line}: {told}");
            assert!(told.ends_with("\n\nPour en savoir plus : --help"), "{line}: {told}");
            for english in ["Usage", "error", "tip:", "similar"] {
                assert!(!told.contains(english), "{line}: {told}");
            }
        }
    }

    #[test]
    fn help_is_no_refusal() {
        for line in ["jalon --help", "jalon -V", "jalon", "jalon help run", "jalon journal"] {
            let error = typed(line);
            assert_eq!(told(&error), None, "{line}");
            let shown = error.to_string();
            assert!(shown.contains("Utilisation : ") || line == "jalon -V", "{line}: {shown}");
        }
    }
}
