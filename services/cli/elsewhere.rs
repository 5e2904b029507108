//! Roles that other processes run, and the gateway by itself.

use runtime::Role;
use tokio::sync::watch;

use super::{Run, Up, browsers, data::Data, lang::say, register, serve};
use crate::ROLES;

/// Where roles answer that other processes run: `JALON_FINANCING_URL=http://127.0.0.1:7001`.
pub(super) fn roles() -> Vec<(&'static str, String)> {
    let url = |role: &Role| std::env::var(format!("JALON_{}_URL", role.name.to_uppercase())).ok();
    ROLES.iter().filter_map(|role| Some((role.name, url(role)?))).collect()
}

/// Screens for roles that other processes run. Needs no journal; its tokens are taken by whoever
/// has the same key.
pub(super) async fn gateway(run: &Run, elsewhere: &[(&'static str, String)]) -> anyhow::Result<()> {
    let Run { up: Up { http, data, register, .. }, key, .. } = run;
    serve::loopback(*http)?;
    let register = register::of(data, register.as_deref())?;
    let data = Data::open(data)?.sharing(key.as_deref())?;
    let roles = elsewhere.iter().map(|(role, url)| (*role, url.as_str()));
    let (channel, carried) = runtime::elsewhere(roles)?;
    let listener = serve::bind(*http).await?;
    let http = listener.local_addr()?;
    let (_running, stopping) = watch::channel(false);
    let browsers = browsers::serve(listener, serve::pages(&data, register, &channel), stopping);
    say(
        format!("Jalon répond : http://{http} (écrans). Ctrl-C pour arrêter."),
        format!("Jalon answers: http://{http} (screens). Ctrl-C to stop."),
    );
    tokio::select! {
        ended = carried => ended,
        ended = browsers => Ok(ended?),
        () = serve::asked_to_stop() => Ok(()),
    }
}
