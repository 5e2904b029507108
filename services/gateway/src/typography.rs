//! How numbers, amounts and sentences are set in French and in English.

use kernel::{Currency, Money};
use proto::jalon::v1 as jalon;

use crate::lang::Lang;

/// Narrow no-break space: before « ; : ! ? % » and between thousands.
pub(crate) const NARROW: char = '\u{202f}';
/// No-break space: between a number and what it counts.
pub(crate) const FIXED: char = '\u{a0}';

pub(crate) fn integer(n: u64, lang: Lang) -> String {
    group(&n.to_string(), lang)
}

/// `nº 8 412`, `no. 8,412`.
pub(crate) fn number_of(position: u64, lang: Lang) -> String {
    format!("{}{FIXED}{}", lang.pick("nº", "no."), integer(position, lang))
}

/// `256 Kio`, `32 MiB`.
pub(crate) fn size(bytes: usize, lang: Lang) -> String {
    let (kib, mib) = (bytes / 1024, bytes / (1024 * 1024));
    if mib > 0 {
        lang.say_of("size-mib", mib.to_string())
    } else {
        lang.say_of("size-kib", kib.to_string())
    }
}

/// The words of a name that fit, and a sign that there are more.
pub(crate) fn shortened(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    let mut short = String::new();
    for word in name.split_whitespace() {
        if short.chars().count() + word.chars().count() >= most {
            break;
        }
        short.push_str(word);
        short.push(' ');
    }
    format!("{}{FIXED}…", short.trim_end())
}

/// `69 %`, `69%`.
pub(crate) fn percent(n: u32, lang: Lang) -> String {
    match lang {
        Lang::Fr => format!("{n}{NARROW}%"),
        Lang::En => format!("{n}%"),
    }
}

/// `23,47 %`, `23.47%`, of a decimal of the contracts; nothing where there is none.
pub(crate) fn rate(decimals: &str, lang: Lang) -> String {
    let said = decimal(decimals, lang);
    match lang {
        _ if decimals.is_empty() => String::new(),
        Lang::Fr => format!("{said}{NARROW}%"),
        Lang::En => format!("{said}%"),
    }
}

/// `18ᵉ`, `1ᵉʳ`; `18th`, `1st`.
pub(crate) fn ordinal(n: u32, lang: Lang) -> String {
    match (lang, n % 10, n % 100) {
        (Lang::Fr, ..) if n == 1 => "1ᵉʳ".to_owned(),
        (Lang::Fr, ..) => format!("{n}ᵉ"),
        (Lang::En, _, 11..=13) => format!("{n}th"),
        (Lang::En, 1, _) => format!("{n}st"),
        (Lang::En, 2, _) => format!("{n}nd"),
        (Lang::En, 3, _) => format!("{n}rd"),
        (Lang::En, ..) => format!("{n}th"),
    }
}

/// Of what is feminine in French: `18ᵉ`, `1ʳᵉ`; `18th`, `1st`.
pub(crate) fn feminine(n: u32, lang: Lang) -> String {
    if n == 1 && lang == Lang::Fr { "1ʳᵉ".to_owned() } else { ordinal(n, lang) }
}

/// A passage of somebody's words.
pub(crate) fn quoted(text: &str, lang: Lang) -> String {
    match lang {
        Lang::Fr => format!("«{NARROW}{text}{NARROW}»"),
        Lang::En => format!("“{text}”"),
    }
}

/// Between a name and what is said of it.
pub(crate) fn colon(lang: Lang) -> &'static str {
    match lang {
        Lang::Fr => "\u{202f}: ",
        Lang::En => ": ",
    }
}

/// Between things that are told one after the other.
pub(crate) fn semicolon(lang: Lang) -> &'static str {
    match lang {
        Lang::Fr => "\u{202f}; ",
        Lang::En => "; ",
    }
}

/// Thousands apart. The digits are those that came: nothing is rounded.
fn group(digits: &str, lang: Lang) -> String {
    let separator = match lang {
        Lang::Fr => NARROW,
        Lang::En => ',',
    };
    let mut grouped = String::with_capacity(digits.len() * 2);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

/// A decimal of the contracts, `1240000.50`, as the language writes it. Anything else as it came.
pub(crate) fn decimal(text: &str, lang: Lang) -> String {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("−", digits),
        None => ("", text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let numeric = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !numeric(whole) || !numeric(fraction) {
        return text.to_owned();
    }
    let point = if fraction.is_empty() { "" } else { lang.pick(",", ".") };
    format!("{sign}{}{point}{fraction}", group(whole, lang))
}

/// What people call a currency: FCFA, DTS.
pub(crate) fn currency(code: &str, lang: Lang) -> &str {
    match code {
        "XOF" => "FCFA",
        "XDR" => lang.pick("DTS", "SDR"),
        other => other,
    }
}

/// `1 240 000,00 USD`.
pub(crate) fn money(money: &jalon::Money, lang: Lang) -> String {
    format!("{}{FIXED}{}", decimal(&money.amount, lang), currency(&money.currency, lang))
}

/// `82,5 M DTS`, in a number and its unit: for headlines, beside the exact amount. To the nearest
/// hundredth of a million, or of a billion; a half is rounded up.
pub(crate) fn headline(money: &jalon::Money, lang: Lang) -> (String, String) {
    let unit = currency(&money.currency, lang);
    let exactly = || (decimal(&money.amount, lang), unit.to_owned());
    let whole = money.amount.split('.').next().unwrap_or_default();
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let Some(whole) = digits.parse::<u128>().ok().filter(|_| digits.len() >= 7) else {
        return exactly();
    };
    // What is after the point never reaches the half of a hundredth of a million by itself.
    let nearest = |hundredth: u128| whole.saturating_add(hundredth / 2) / hundredth;
    let (hundredths, scale) = match nearest(10_000) {
        0..100_000 => (nearest(10_000), "M"),
        _ => (nearest(10_000_000), lang.pick("Md", "bn")),
    };
    let rest = format!("{:02}", hundredths % 100);
    let rest = rest.trim_end_matches('0');
    let point = if rest.is_empty() { "" } else { "." };
    let number = format!("{sign}{}{point}{rest}", hundredths / 100);
    (decimal(&number, lang), format!("{scale}{FIXED}{unit}"))
}

/// Whether an amount of the contracts is zero, or is not there.
pub(crate) fn is_zero(money: Option<&jalon::Money>) -> bool {
    money.is_none_or(|money| money.amount.bytes().all(|byte| matches!(byte, b'0' | b'.' | b'-')))
}

/// An amount as people type it, as the contracts write it: exactly, or as it came, to be refused.
///
/// Spaces of any kind separate thousands in both languages; a comma is the decimal sign in French,
/// and in English separates thousands. What can be read in two ways is not guessed.
pub(crate) fn typed_amount(text: &str, lang: Lang) -> String {
    let compact: String = text.chars().filter(|character| !apart(*character)).collect();
    let compact = compact.replace('−', "-");
    let (commas, points) = (compact.matches(',').count(), compact.matches('.').count());
    let last = compact.rfind([',', '.']);
    let read = match (commas, points) {
        (0, 0 | 1) => Some(compact.clone()),
        // `1 240 000,50`
        (1, 0) if lang == Lang::Fr => Some(compact.replace(',', ".")),
        // `1,240,000`, `1.240.000`
        (_, 0) => ungroup(&compact, ','),
        (0, _) => ungroup(&compact, '.'),
        // `1,240,000.50`, `1.240.000,50`
        _ => last.and_then(|at| {
            let (whole, fraction) = (compact.get(..at)?, compact.get(at + 1..)?);
            let (grouping, decimal) =
                if compact.get(at..)?.starts_with('.') { (',', '.') } else { ('.', ',') };
            let alone = compact.matches(decimal).count() == 1;
            alone
                .then(|| ungroup(whole, grouping))
                .flatten()
                .map(|whole| format!("{whole}.{fraction}"))
        }),
    };
    read.unwrap_or_else(|| text.trim().to_owned())
}

fn apart(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\'' | '’' | '\u{2060}')
}

/// The digits of `1,240,000`, if every group but the first has three.
fn ungroup(text: &str, separator: char) -> Option<String> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let mut groups = digits.split(separator);
    let first = groups.next()?;
    let three = |group: &str| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit());
    ((1..=3).contains(&first.len()) && groups.all(three)).then(|| text.replace(separator, ""))
}

/// The currencies an amount can be in, as the contracts write them.
pub(crate) fn currencies() -> impl Iterator<Item = String> {
    <Currency as strum::VariantArray>::VARIANTS.iter().map(ToString::to_string)
}

/// Whether a text is an amount of that currency: to pick it out of a record's bytes.
pub(crate) fn stored_amount(units: i64, currency: &str) -> Option<jalon::Money> {
    let currency: Currency = currency.parse().ok()?;
    let units = kernel::Units::try_from(units).ok()?;
    let money: Money = units.of(currency);
    Some(jalon::Money { amount: money.amount(), currency: currency.to_string() })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(amount: &str, currency: &str) -> jalon::Money {
        jalon::Money { amount: amount.into(), currency: currency.into() }
    }

    #[test]
    fn amounts_are_set_as_each_language_sets_them() {
        let usd = of("1240000.00", "USD");
        assert_eq!(money(&usd, Lang::Fr), "1\u{202f}240\u{202f}000,00\u{a0}USD");
        assert_eq!(money(&usd, Lang::En), "1,240,000.00\u{a0}USD");
        assert_eq!(
            money(&of("-740000000", "XOF"), Lang::Fr),
            "−740\u{202f}000\u{202f}000\u{a0}FCFA"
        );
        assert_eq!(money(&of("0.50", "XDR"), Lang::Fr), "0,50\u{a0}DTS");
        assert_eq!(money(&of("0.50", "XDR"), Lang::En), "0.50\u{a0}SDR");
        assert_eq!(money(&of("<b>", "USD"), Lang::Fr), "<b>\u{a0}USD");
    }

    #[test]
    fn headlines_are_rounded_half_up() {
        let said = |amount: &str, code: &str| {
            let (number, unit) = headline(&of(amount, code), Lang::Fr);
            format!("{number} {unit}")
        };
        assert_eq!(said("82500000.00", "XDR"), "82,5 M\u{a0}DTS");
        assert_eq!(said("12000000.00", "USD"), "12 M\u{a0}USD");
        assert_eq!(said("8847117.64", "USD"), "8,85 M\u{a0}USD");
        assert_eq!(said("5000000.50", "USD"), "5 M\u{a0}USD");
        assert_eq!(said("8845000", "USD"), "8,85 M\u{a0}USD");
        assert_eq!(said("999999999", "XOF"), "1 Md\u{a0}FCFA");
        assert_eq!(said("-8844999.99", "USD"), "−8,84 M\u{a0}USD");
        assert_eq!(said("18064000000", "XOF"), "18,06 Md\u{a0}FCFA");
        assert_eq!(said("999999", "XOF"), "999\u{202f}999 FCFA");
        assert_eq!(said("", "XOF"), " FCFA");
    }

    #[test]
    fn a_long_name_ends_with_a_word() {
        assert_eq!(shortened("Comité technique national", 25), "Comité technique national");
        assert_eq!(shortened("Comité technique national", 24), "Comité technique\u{a0}…");
        assert_eq!(shortened("Interministériellement", 5), "\u{a0}…");
    }

    #[test]
    fn ordinals() {
        assert_eq!(ordinal(1, Lang::Fr), "1ᵉʳ");
        assert_eq!(ordinal(18, Lang::Fr), "18ᵉ");
        assert_eq!((feminine(1, Lang::Fr), feminine(1, Lang::En)), ("1ʳᵉ".into(), "1st".into()));
        assert_eq!(feminine(2, Lang::Fr), "2ᵉ");
    }

    #[test]
    fn each_language_quotes_in_its_own_way() {
        assert_eq!(quoted("a", Lang::Fr), "«\u{202f}a\u{202f}»");
        assert_eq!(quoted("a", Lang::En), "“a”");
        for (n, said) in
            [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (21, "21st"), (112, "112th")]
        {
            assert_eq!(ordinal(n, Lang::En), said);
        }
    }

    #[test]
    fn typed_amounts_are_exact_or_left_alone() {
        for (typed, read) in [
            ("1 240 000,50", "1240000.50"),
            ("1\u{202f}240\u{202f}000,50", "1240000.50"),
            ("1\u{a0}240\u{a0}000", "1240000"),
            ("1.240.000,50", "1240000.50"),
            ("1,240,000.50", "1240000.50"),
            ("1.240.000", "1240000"),
            ("−12,5", "-12.5"),
            ("1240000.50", "1240000.50"),
            ("12 francs", "12francs"),
            ("1,2,3", "1,2,3"),
            ("1.2.3,4,5", "1.2.3,4,5"),
        ] {
            assert_eq!(typed_amount(typed, Lang::Fr), read, "{typed}");
        }
        assert_eq!(typed_amount("1,240", Lang::En), "1240");
        assert_eq!(typed_amount("1,24", Lang::En), "1,24");
        assert_eq!(typed_amount("1,240", Lang::Fr), "1.240");
    }

    proptest! {
        #[test]
        fn what_is_shown_can_be_typed_back(units in -1_000_000_000_000_000_i64..1_000_000_000_000_000, french: bool) {
            let lang = if french { Lang::Fr } else { Lang::En };
            for code in ["XOF", "XDR"] {
                let exact = stored_amount(units, code).unwrap();
                let shown = decimal(&exact.amount, lang);
                let read = typed_amount(&shown, lang);
                // A lone group of three after a comma reads as decimals in French only.
                prop_assert_eq!(read, exact.amount);
            }
        }

        #[test]
        fn nothing_typed_brings_it_down(text in "\\PC*") {
            typed_amount(&text, Lang::Fr);
            typed_amount(&text, Lang::En);
            headline(&of(&text, &text), Lang::Fr);
        }
    }
}
