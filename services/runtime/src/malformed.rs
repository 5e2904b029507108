use kernel::{Kind, NotMoney, Rejection};

/// A field of a request that cannot be read, or a request that may not be made. A refusal like any
/// other, with a code and a sentence.
#[derive(
    Clone, Debug, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames,
)]
#[strum(prefix = "malformed-", serialize_all = "kebab-case")]
#[error("{}: {}", self.field(), self.code())]
pub enum Malformed {
    /// Larger than any agreement.
    Amount(&'static str),
    AmountNotANumber(&'static str),
    /// More decimals than the currency has.
    AmountTooPrecise(&'static str),
    /// That nobody sees, or that turns round what stands beside it.
    Characters(&'static str),
    /// Not letters, digits and hyphens.
    Code(&'static str),
    /// The same command id came before, with something else in it.
    CommandReused(&'static str),
    Currency(&'static str),
    Date(&'static str),
    DateInFuture(&'static str),
    /// A value of an enumeration that nobody chose, or nobody knows.
    Enum(&'static str),
    /// Whoever asks is of another country than what it is for.
    Foreign(&'static str),
    Id(&'static str),
    /// Only an import says when something was known, and never later than now.
    Known(&'static str),
    Missing(&'static str),
    /// And so are others.
    #[strum(serialize = "missing")]
    MissingToo(&'static str, Vec<&'static str>),
    Number(&'static str),
    /// Whoever asks may look and not act.
    ReadOnly(&'static str),
    /// It is shown only to whoever is cleared for it.
    Restricted(&'static str),
    /// Something happened since whoever asks has looked.
    Stale(&'static str),
    /// Larger than the platform takes.
    TooLarge(&'static str),
    Weekday(&'static str),
}

impl Malformed {
    /// Why `field` is not money.
    pub fn money(why: NotMoney, field: &'static str) -> Self {
        match why {
            NotMoney::NotANumber => Self::AmountNotANumber(field),
            NotMoney::TooPrecise => Self::AmountTooPrecise(field),
            NotMoney::TooLarge => Self::Amount(field),
        }
    }

    fn field(&self) -> &'static str {
        match self {
            Self::Amount(field)
            | Self::AmountNotANumber(field)
            | Self::AmountTooPrecise(field)
            | Self::Characters(field)
            | Self::Code(field)
            | Self::CommandReused(field)
            | Self::Currency(field)
            | Self::Date(field)
            | Self::DateInFuture(field)
            | Self::Enum(field)
            | Self::Foreign(field)
            | Self::Id(field)
            | Self::Known(field)
            | Self::Missing(field)
            | Self::MissingToo(field, _)
            | Self::Number(field)
            | Self::ReadOnly(field)
            | Self::Restricted(field)
            | Self::Stale(field)
            | Self::TooLarge(field)
            | Self::Weekday(field) => field,
        }
    }
}

impl Rejection for Malformed {
    fn kind(&self) -> Kind {
        match self {
            Self::CommandReused(_) => Kind::Conflict,
            Self::Stale(_) => Kind::Precondition,
            Self::Foreign(_) | Self::ReadOnly(_) | Self::Restricted(_) => Kind::Forbidden,
            Self::Amount(_)
            | Self::AmountNotANumber(_)
            | Self::AmountTooPrecise(_)
            | Self::Characters(_)
            | Self::Code(_)
            | Self::Currency(_)
            | Self::Date(_)
            | Self::DateInFuture(_)
            | Self::Enum(_)
            | Self::Id(_)
            | Self::Known(_)
            | Self::Missing(_)
            | Self::MissingToo(..)
            | Self::Number(_)
            | Self::TooLarge(_)
            | Self::Weekday(_) => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        self.into()
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        let field = ("field", self.field().to_owned());
        let also =
            if let Self::MissingToo(_, also) = self { also.join(",") } else { String::new() };
        [field, ("also", also)].into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }
}
