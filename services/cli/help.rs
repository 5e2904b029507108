//! What `--help` says, and what is said of a line that makes no sense: in English as the command line
//! is declared, in French from a table that has a sentence for each of these.

mod french;
mod refused;

use std::{env, process::ExitCode};

use clap::{Arg, Command, CommandFactory as _, Error, FromArgMatches as _, builder::PossibleValue};

use super::{Args, lang, serve, wire};
use crate::ROLES;

/// What was typed, or how the process ends that can do nothing with it.
pub(super) fn read() -> Result<Args, ExitCode> {
    let mut command = Args::command();
    if lang::french() {
        command = in_french(command);
    }
    let typed = command.try_get_matches_from_mut(env::args_os());
    typed.and_then(|mut typed| Args::from_arg_matches_mut(&mut typed)).map_err(|error| {
        tell(&error);
        // As programs end that were called in a wrong way, if what is shown is no help asked for.
        u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
    })
}

fn tell(error: &Error) {
    let refused = if lang::french() { refused::told(error) } else { None };
    match refused {
        Some(told) => lang::warn(&told),
        // Whoever read us may be gone.
        None => _ = error.print(),
    }
}

/// Below the options: what a process can be, what else it heeds, and where to begin. `word` has the words for a sentence.
pub(super) fn ending(mut word: impl FnMut(&str) -> String) -> String {
    let others = [
        (wire::JOURNAL, "keeps the journal for the others, and for any KurrentDB client"),
        (serve::GATEWAY, "shows it all to people, in French and in English"),
    ];
    let mut told = word("Roles:");
    for (name, about) in ROLES.iter().map(|role| (role.name, role.about)).chain(others) {
        told.extend([format!("\n  {name:<12}{}", word(about))]);
    }
    told.extend(["\n\n", &word("Read from the environment only:")]);
    for (name, about) in [
        ("JALON_NATS_URL", "a NATS server of yours; one is started beside the platform without it"),
        ("JALON_<ROLE>_URL", "where a role answers that another process runs"),
        ("JALON_LOG", "what is logged, such as `info`"),
    ] {
        told.extend([format!("\n  {name:<18}{}", word(about))]);
    }
    told.extend(["\n\n", &word("Start here: jalon demo, then open http://127.0.0.1:8080")]);
    told
}

fn in_french(mut command: Command) -> Command {
    // Before that, neither `--help` nor the command `help` is there.
    command.build();
    translated(command).after_help(ending(word))
}

/// A command, and whatever is below it.
fn translated(command: Command) -> Command {
    let usage = *command.get_styles().get_usage();
    let about = command.get_about().map(|about| word(&about.to_string())).unwrap_or_default();
    command
        .about(about)
        .help_template(format!(
            "{{about-with-newline}}\n{usage}Utilisation :{usage:#} {{usage}}\n\n{{all-args}}{{after-help}}"
        ))
        .subcommand_help_heading("Commandes ")
        .subcommand_value_name("COMMANDE")
        .mut_args(argument)
        .mut_subcommands(translated)
}

/// Clap has words of its own for the rest of what it knows of an argument, so ours take their place.
fn argument(argument: Arg) -> Arg {
    let heading = if argument.is_positional() { "Arguments " } else { "Options " };
    let told = told(&argument);
    argument
        .help(told)
        .help_heading(heading)
        .hide_env(true)
        .hide_default_value(true)
        .hide_possible_values(true)
}

/// What an argument is for, where else it is read, and what it is where nobody says it.
fn told(argument: &Arg) -> String {
    let mut told: Vec<_> =
        argument.get_help().map(|help| word(&help.to_string())).into_iter().collect();
    if let Some(name) = argument.get_env() {
        let value = env::var(name).ok().filter(|_| !argument.is_hide_env_values_set());
        let set = value.map(|value| format!("={value}")).unwrap_or_default();
        told.push(format!("[environnement : {}{set}]", name.to_string_lossy()));
    }
    if argument.get_action().takes_values() {
        let usual: Vec<_> =
            argument.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
        if !usual.is_empty() {
            told.push(format!("[par défaut : {}]", usual.join(" ")));
        }
        let possible = argument.get_possible_values();
        let possible: Vec<_> = possible.iter().map(PossibleValue::get_name).collect();
        if !possible.is_empty() {
            told.push(format!("[valeurs possibles : {}]", possible.join(", ")));
        }
    }
    told.join(" ")
}

/// The French for an English sentence. A test sees to it that there is one for each.
fn word(english: &str) -> String {
    let known = french::SENTENCES.iter().find(|[said, _]| *said == english);
    known.map_or(english, |[_, french]| french).to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// A command, and whatever is below it.
    fn all(command: &Command) -> Vec<&Command> {
        let below = command.get_subcommands().flat_map(all);
        std::iter::once(command).chain(below).collect()
    }

    #[test]
    fn every_sentence_of_help_has_a_french_one_and_no_other_is_kept() {
        let mut command = Args::command();
        command.build();
        let mut said = BTreeSet::new();
        for command in all(&command) {
            let about = command.get_about();
            assert!(about.is_some(), "{} does not say what it does", command.get_name());
            said.extend(about.map(ToString::to_string));
            assert!(command.get_long_about().is_none(), "{} says too much", command.get_name());
            for argument in command.get_arguments() {
                said.extend(argument.get_help().map(ToString::to_string));
                assert!(argument.get_long_help().is_none(), "{} says too much", argument.get_id());
            }
        }
        ending(|sentence| {
            said.insert(sentence.to_owned());
            String::new()
        });
        let known: Vec<&str> = french::SENTENCES.iter().map(|[english, _]| *english).collect();
        let missing: Vec<_> = said.iter().filter(|it| !known.contains(&it.as_str())).collect();
        assert!(missing.is_empty(), "not said in French: {missing:#?}");
        let gone: Vec<_> = known.iter().filter(|it| !said.contains(**it)).collect();
        assert!(gone.is_empty(), "said by nothing any more: {gone:#?}");
        assert_eq!(known.len(), said.len(), "a sentence is there twice");
    }

    #[test]
    fn french_help_has_no_english_word_of_claps() {
        let command = in_french(Args::command());
        for command in all(&command) {
            let help = command.clone().render_long_help().to_string();
            assert!(help.contains("Utilisation : jalon"), "{help}");
            for english in
                ["Usage", "COMMAND>", "Commands", "Print ", "[default", "[env:", "possible v"]
            {
                assert!(!help.contains(english), "{english}: {help}");
            }
        }
        let run = command.find_subcommand("run").unwrap().clone().render_help().to_string();
        for said in [
            "Lance certains rôles",
            "\nArguments :\n  <ROLES>...",
            "[valeurs possibles : financing, ",
            "[par défaut : jalon-data]",
            "[environnement : JALON_LISTEN",
            "\n  -h, --help",
        ] {
            assert!(run.contains(said), "{said}: {run}");
        }
        let whole = command.clone().render_help().to_string();
        for said in
            ["\nCommandes :\n", "\nOptions :\n", "\nRôles :\n  financing   ", "Pour commencer"]
        {
            assert!(whole.contains(said), "{said}: {whole}");
        }
    }
}
