//! Who may come in, as whom, and for what.

use std::{collections::HashMap, sync::Arc};

use anyhow::{Context as _, bail, ensure};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};
use tonic::Request;

use crate::refusal::Refusal;

/// In `$acl` of a stream: everybody, and whoever may do everything.
const EVERYBODY: &str = "$all";
const ADMINISTRATORS: &str = "$admins";
const ADMINISTRATOR: &str = "admin";

/// What an account is for. Each may do what those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Reads and subscribes.
    Reader,
    /// Appends to streams of its own, too, and says things of them.
    Writer,
    /// Is a part of Jalon: it writes the records.
    Service,
}

/// Names, their secrets, and what each is for. A client shows the secret as the password of the name
/// (`Basic`), or alone (`Bearer`).
#[derive(Clone, Default)]
pub struct Accounts {
    /// Only what the secrets hash to, so that a comparison tells nothing about them.
    known: Arc<HashMap<Box<str>, Account>>,
}

#[derive(Clone, Copy)]
struct Account {
    secret: [u8; 32],
    kind: Kind,
}

impl std::fmt::Debug for Accounts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.known.iter().map(|(name, it)| (name, it.kind))).finish()
    }
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    /// Somebody who says no name where none is asked for.
    Trusted,
    /// Somebody who is taken at their word there.
    Believed(Box<str>),
    Known(Box<str>, Kind),
}

impl Accounts {
    /// One `name:secret` a line, behind `reader`, `writer` or `service` and a space: a writer without.
    /// Empty lines and those that begin with `#` say nothing.
    pub fn read(text: &str) -> anyhow::Result<Self> {
        let mut known = HashMap::new();
        for (line, number) in text.lines().map(str::trim).zip(1..) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (kind, rest) = match line.split_once(' ') {
                Some(("reader", rest)) => (Kind::Reader, rest.trim_start()),
                Some(("writer", rest)) => (Kind::Writer, rest.trim_start()),
                Some(("service", rest)) => (Kind::Service, rest.trim_start()),
                // A word that is misspelt would make a writer of another name.
                Some((word, _)) if !word.contains(':') => {
                    bail!(
                        "line {number} begins with `{word}`, which is no reader, writer or service"
                    )
                }
                Some(_) | None => (Kind::Writer, line),
            };
            let (name, secret) = rest
                .split_once(':')
                .filter(|(name, secret)| !name.is_empty() && !secret.is_empty())
                .with_context(|| format!("line {number} is not `name:secret`"))?;
            let account = Account { secret: Sha256::digest(secret).into(), kind };
            let before = known.insert(name.into(), account);
            ensure!(before.is_none(), "line {number} says `{name}` again");
        }
        ensure!(!known.is_empty(), "no line says who may come in");
        Ok(Self { known: Arc::new(known) })
    }

    /// Nobody is asked who they are.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Whether a part of Jalon in another process could write its records.
    pub fn has_service(&self) -> bool {
        self.is_empty() || self.known.values().any(|account| account.kind == Kind::Service)
    }

    /// Notes who asks, or refuses whoever says nothing where they are asked, or what is not known.
    pub(crate) fn open(&self, mut request: Request<()>) -> Result<Request<()>, Refusal> {
        let shown = request.metadata().get("authorization").map(|value| value.to_str());
        let caller = match shown {
            None if self.is_empty() => Caller::Trusted,
            None => return Err(Refusal::Denied),
            Some(shown) => {
                let caller = shown.ok().and_then(|shown| self.caller(shown));
                caller.ok_or(Refusal::Unknown)?
            }
        };
        request.extensions_mut().insert(caller);
        Ok(request)
    }

    fn caller(&self, shown: &str) -> Option<Caller> {
        let (scheme, shown) = shown.split_once(' ')?;
        let digest = |secret: &str| -> [u8; 32] { Sha256::digest(secret).into() };
        if scheme.eq_ignore_ascii_case("basic") {
            let decoded = String::from_utf8(STANDARD.decode(shown.trim()).ok()?).ok()?;
            let (name, secret) = decoded.split_once(':')?;
            if self.is_empty() {
                return Some(Caller::Believed(name.into()));
            }
            let account = self.known.get(name).filter(|known| known.secret == digest(secret))?;
            Some(Caller::Known(name.into(), account.kind))
        } else if scheme.eq_ignore_ascii_case("bearer") {
            if self.is_empty() {
                return Some(Caller::Believed("bearer".into()));
            }
            let shown = digest(shown.trim());
            let (name, account) = self.known.iter().find(|(_, known)| known.secret == shown)?;
            Some(Caller::Known(name.clone(), account.kind))
        } else {
            None
        }
    }
}

impl Caller {
    /// Who was noted when the request came in. Nobody else has any right.
    pub(crate) fn of<T>(request: &Request<T>) -> Self {
        let caller = request.extensions().get::<Self>();
        caller.cloned().unwrap_or_else(|| Self::Known("".into(), Kind::Reader))
    }

    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::Trusted | Self::Believed(_) => Kind::Service,
            Self::Known(_, kind) => *kind,
        }
    }

    /// Whether there are accounts, and this is one of them.
    pub(crate) fn has_account(&self) -> bool {
        matches!(self, Self::Known(..))
    }

    fn name(&self) -> Option<&str> {
        match self {
            Self::Trusted => None,
            Self::Believed(name) | Self::Known(name, _) => Some(name),
        }
    }

    /// Whether no stream's own list keeps them out.
    pub(crate) fn administers(&self) -> bool {
        self.name().is_none_or(|name| name == ADMINISTRATOR)
    }

    /// Whether one of `roles` is the caller's; whoever is asked for nobody is asked for anybody.
    pub(crate) fn is_among(&self, roles: Option<&[String]>) -> bool {
        let (Some(name), Some(roles)) = (self.name(), roles) else { return true };
        self.administers()
            || roles.iter().any(|role| {
                role == EVERYBODY || role == name || (role == ADMINISTRATORS && self.administers())
            })
    }
}
