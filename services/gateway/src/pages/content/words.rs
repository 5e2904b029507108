//! Values of a contract's enums in words, whether the journal holds them as `direct_payment` or a
//! public event as `METHOD_DIRECT_PAYMENT`.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use prost_reflect::{EnumDescriptor, Kind, MessageDescriptor};

use crate::lang::Lang;

/// Service and field to the values that the field may have, and under no field, all of the service.
static VALUES: LazyLock<BTreeMap<(String, String), BTreeSet<String>>> = LazyLock::new(|| {
    let mut values: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    let mut add = |service: &str, field: &str, described: &EnumDescriptor| {
        let names = described.values().filter(|value| value.number() != 0);
        let names: Vec<_> = names.map(|value| value.name().to_owned()).collect();
        for field in [field, ""] {
            let known = values.entry((service.to_owned(), field.to_owned())).or_default();
            known.extend(names.iter().cloned());
        }
    };
    for message in proto::pool().all_messages() {
        let service = service(&message);
        for field in message.fields() {
            if let Kind::Enum(described) = field.kind() {
                add(&service, field.name(), &described);
            }
        }
    }
    values
});

fn service(message: &MessageDescriptor) -> String {
    message.package_name().split('.').next().unwrap_or_default().to_owned()
}

/// The word for a value of that field, if it is one of an enum.
pub(super) fn valued(service: &str, field: &str, text: &str, lang: Lang) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if text.is_empty() || !text.bytes().all(plain) || text.bytes().all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    // `kinds` holds values of `kind`; and a name that the contracts do not have may hold any.
    let singular = field.strip_suffix('s').unwrap_or(field);
    let fields = [field, singular, ""];
    let services = [service, "jalon"];
    let found = services
        .iter()
        .flat_map(|service| fields.map(|field| (*service, field)))
        .find_map(|(service, field)| {
            let known = VALUES.get(&(service.to_owned(), field.to_owned()))?;
            Some(meant(known, text)).filter(|meant| !meant.is_empty())
        })?;
    let word = |found: &String| {
        let own = lang.find_label(&format!("value-{service}"), found);
        own.or_else(|| lang.find_label("value", found))
    };
    // Where two are meant, they have to be called the same.
    let mut words = found.into_iter().map(word);
    let first = words.next()??;
    words.all(|other| other.as_ref() == Some(&first)).then_some(first)
}

/// The value that is meant, or those that are as likely.
fn meant<'a>(known: &'a BTreeSet<String>, text: &str) -> Vec<&'a String> {
    if let Some(named) = known.get(text) {
        return vec![named];
    }
    if !text.bytes().any(|byte| byte.is_ascii_lowercase()) {
        return Vec::new();
    }
    let ending = format!("_{}", text.to_ascii_uppercase());
    let mut meant: Vec<_> = known.iter().filter(|name| name.ends_with(&ending)).collect();
    // `refused` is no `OUTCOME_NOT_REFUSED`: the shortest is the whole of it.
    let shortest = meant.iter().map(|name| name.len()).min();
    meant.retain(|name| Some(name.len()) == shortest);
    meant
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_worded_as_its_field_means_it() {
        let said = |field, text| valued("financing", field, text, Lang::Fr);
        assert_eq!(said("method", "direct_payment").as_deref(), Some("Paiement direct"));
        assert_eq!(said("methods", "METHOD_ADVANCE").as_deref(), Some("Avance"));
        assert_eq!(said("nature", "fiduciary").as_deref(), Some("Fiduciaire"));
        assert_eq!(said("kind", "covenant").as_deref(), Some("Engagement"));
        assert_eq!(said("confidentiality", "restricted").as_deref(), Some("Restreint"));
        for text in ["", "12", "not_a_value", "Direct payment", "T"] {
            assert_eq!(said("method", text), None, "{text}");
        }
    }
}
