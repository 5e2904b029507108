//! The stories of real programmes, loaded through the public API as an import.

use std::{fs, path::Path, pin::pin};

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};
use story::Loaded;

use super::{
    Up,
    lang::{Said, say},
    register,
    serve::{self, Platform, Wanted},
    stories::STORIES,
    wait,
};

/// Says, in a data directory, which story its journal holds.
const LOADED: &str = "story";

pub(super) async fn demo(up: &Up) -> anyhow::Result<()> {
    if let Some(own) = register::own(&up.data, up.register.as_deref()) {
        let own = own.display();
        return Err(Said::new(
            format!(
                "la démonstration a ses propres programmes : elle ne se mêle pas à ceux de {own}."
            ),
            format!("the demo has programmes of its own: it is not mixed with those of {own}."),
        )
        .into());
    }
    up.wire.sensible(false)?;
    let mut asked = pin!(serve::asked_to_stop());
    let platform = serve::start(Wanted::all(up)).await?;
    wait::ready(&platform).await?;
    let journal = wait::status(&platform).await?.journal;
    let place = platform.data.dir.join(LOADED);
    if holds(&place, &journal) {
        say("L'histoire est déjà chargée.", "The story is loaded already.");
    } else {
        if !is_in(&up.data) && wait::status(&platform).await?.head > 0 {
            let dir = up.data.display();
            platform.stop_as(1).await?;
            return Err(Said::new(
                format!(
                    "le journal de {dir} n'est pas celui de la démonstration : choisissez un autre dossier (--data)."
                ),
                format!("the journal of {dir} is not the demo's: choose another directory (--data)."),
            )
            .into());
        }
        fs::write(&place, "begun\n")?;
        let loaded = tokio::select! {
            loaded = load(&platform) => loaded,
            () = &mut asked => {
                say(
                    "L'histoire n'est pas entièrement chargée ; la suite le sera au prochain démarrage.",
                    "The story is not loaded to its end; the next start goes on with it.",
                );
                return platform.stop().await;
            }
        };
        let Loaded { recorded, otherwise, days, .. } = match loaded {
            Ok(loaded) => loaded,
            Err(error) => {
                platform.stop_as(1).await?;
                return Err(error);
            }
        };
        fs::write(&place, mark(&journal))?;
        say(
            format!("Histoire chargée : {recorded} actes, {days} jours."),
            format!("Story loaded: {recorded} acts, {days} days."),
        );
        if otherwise > 0 {
            say(
                format!(
                    "{otherwise} actes y étaient déjà, tels qu'une version antérieure les racontait, et le \
                     restent : pour l'histoire d'aujourd'hui, choisissez un autre dossier (--data)."
                ),
                format!(
                    "{otherwise} acts were there as an earlier version told them, and stay so: for the \
                     story of today choose another directory (--data)."
                ),
            );
        }
    }
    platform.tell();
    if let Some(http) = platform.http {
        say(
            format!(
                "À voir d'abord :\n  http://{http}/p/P127328/financement\n  \
                 http://{http}/p/P127328/financement?effet=2019-09-28&connu=2019-09-28 (ce qu'on en savait alors)\n  \
                 http://{http}/moi (choisir une fonction)"
            ),
            format!(
                "Look first at:\n  http://{http}/p/P127328/financement?lang=en\n  \
                 http://{http}/p/P127328/financement?effet=2019-09-28&connu=2019-09-28&lang=en (as known then)\n  \
                 http://{http}/moi?lang=en (choose an office to act as)"
            ),
        );
    }
    platform.until(asked).await
}

/// Sends every act of the story, with a progress bar. Those already recorded are told the same.
pub(super) async fn load(platform: &Platform) -> anyhow::Result<Loaded> {
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len}")?;
    let bar = ProgressBar::new(0).with_style(style);
    let (key, register) = (&platform.data.key, register::of_demo()?);
    let token = |by: &str| {
        let who = register.who(by).context("an office that is not on the register")?;
        serve::token_of(key, who, "import")
    };
    let loaded = story::load(platform.channel.clone(), token, STORIES, |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    })
    .await?;
    bar.finish_and_clear();
    Ok(loaded)
}

/// Whether a story was loaded into the data directory `dir`.
pub(super) fn is_in(dir: &Path) -> bool {
    dir.join(LOADED).exists()
}

fn holds(place: &Path, journal: &str) -> bool {
    fs::read_to_string(place).is_ok_and(|found| found == mark(journal))
}

/// Another journal, or another story, is loaded again.
fn mark(journal: &str) -> String {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    for story in STORIES {
        story.text.hash(&mut hasher);
    }
    format!("{journal} {:016x}\n", hasher.finish())
}
