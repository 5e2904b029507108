//! Who may come in, and as whom.

use std::{collections::HashMap, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};
use tonic::{Request, Status};

/// In `$acl` of a stream: everybody, and whoever may do everything.
const EVERYBODY: &str = "$all";
const ADMINISTRATORS: &str = "$admins";
const ADMINISTRATOR: &str = "admin";

/// Names and their secrets. A client shows the secret as the password of the name (`Basic`), or
/// alone (`Bearer`).
#[derive(Clone, Default)]
pub struct Accounts {
    /// Only what the secrets hash to, so that a comparison tells nothing about them.
    secrets: Arc<HashMap<Box<str>, [u8; 32]>>,
}

impl std::fmt::Debug for Accounts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.secrets.keys()).finish()
    }
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    /// Somebody who says no name where none is asked for.
    Trusted,
    Named(Box<str>),
}

impl Accounts {
    /// One `name:secret` a line; empty lines and those that begin with `#` say nothing.
    pub fn read(text: &str) -> anyhow::Result<Self> {
        let mut secrets = HashMap::new();
        for (line, number) in text.lines().map(str::trim).zip(1..) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (name, secret) = line
                .split_once(':')
                .filter(|(name, secret)| !name.is_empty() && !secret.is_empty())
                .ok_or_else(|| anyhow::anyhow!("line {number} is not `name:secret`"))?;
            secrets.insert(name.into(), Sha256::digest(secret).into());
        }
        Ok(Self { secrets: Arc::new(secrets) })
    }

    pub fn is_empty(&self) -> bool {
        self.secrets.is_empty()
    }

    /// Notes who asks, or refuses whoever is not known.
    pub(crate) fn open(&self, mut request: Request<()>) -> Result<Request<()>, Status> {
        let shown = request.metadata().get("authorization").map(|value| value.to_str());
        let caller = match shown {
            None => self.is_empty().then_some(Caller::Trusted),
            Some(Ok(shown)) => self.known(shown).map(Caller::Named),
            Some(Err(_)) => None,
        };
        let caller = caller.ok_or_else(|| Status::unauthenticated("Not Authenticated"))?;
        request.extensions_mut().insert(caller);
        Ok(request)
    }

    fn known(&self, shown: &str) -> Option<Box<str>> {
        let (scheme, shown) = shown.split_once(' ')?;
        let digest = |secret: &str| -> [u8; 32] { Sha256::digest(secret).into() };
        if scheme.eq_ignore_ascii_case("basic") {
            let decoded = String::from_utf8(STANDARD.decode(shown.trim()).ok()?).ok()?;
            let (name, secret) = decoded.split_once(':')?;
            let right = self.secrets.get(name).is_some_and(|known| *known == digest(secret));
            // Without accounts a name is taken at its word.
            (right || self.is_empty()).then(|| name.into())
        } else if scheme.eq_ignore_ascii_case("bearer") {
            let shown = digest(shown.trim());
            let name = self.secrets.iter().find(|(_, known)| **known == shown);
            if self.is_empty() {
                return Some("bearer".into());
            }
            name.map(|(name, _)| name.clone())
        } else {
            None
        }
    }
}

impl Caller {
    /// Who was noted when the request came in.
    pub(crate) fn of<T>(request: &Request<T>) -> Self {
        let caller = request.extensions().get::<Self>();
        caller.cloned().unwrap_or_else(|| Self::Named("".into()))
    }

    /// Whether one of `roles` is the caller's; whoever is asked for nobody is asked for anybody.
    pub(crate) fn is_among(&self, roles: Option<&[String]>) -> bool {
        let (Self::Named(name), Some(roles)) = (self, roles) else { return true };
        &**name == ADMINISTRATOR
            || roles.iter().any(|role| {
                role == EVERYBODY
                    || **role == **name
                    || (role == ADMINISTRATORS && &**name == ADMINISTRATOR)
            })
    }
}
