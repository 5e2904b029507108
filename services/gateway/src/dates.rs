//! Dates in words, as precise as they were stated.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use kernel::{Effective, Precision};

use crate::{
    lang::Lang,
    typography::{FIXED, ordinal},
};

const LONG: [(&str, &str); 12] = [
    ("janvier", "January"),
    ("février", "February"),
    ("mars", "March"),
    ("avril", "April"),
    ("mai", "May"),
    ("juin", "June"),
    ("juillet", "July"),
    ("août", "August"),
    ("septembre", "September"),
    ("octobre", "October"),
    ("novembre", "November"),
    ("décembre", "December"),
];
const SHORT: [(&str, &str); 12] = [
    ("janv.", "Jan."),
    ("févr.", "Feb."),
    ("mars", "Mar."),
    ("avr.", "Apr."),
    ("mai", "May"),
    ("juin", "June"),
    ("juil.", "July"),
    ("août", "Aug."),
    ("sept.", "Sept."),
    ("oct.", "Oct."),
    ("nov.", "Nov."),
    ("déc.", "Dec."),
];

/// `28 septembre 2019`, `septembre 2019`, `3ᵉ trimestre 2019`, `2019`; what is no date as it came.
pub(crate) fn long(text: &str, lang: Lang) -> String {
    text.parse().map_or_else(|_| other(text, lang), |effective| stated(effective, &LONG, lang))
}

/// `28 sept. 2019`, for tables.
pub(crate) fn short(text: &str, lang: Lang) -> String {
    text.parse().map_or_else(|_| other(text, lang), |effective| stated(effective, &SHORT, lang))
}

/// Indicators are reported by halves of a year too, which nothing takes effect on: `2016-S1`.
fn other(text: &str, lang: Lang) -> String {
    let half = text.split_once("-S").filter(|(year, half)| {
        let digits = year.bytes().all(|byte| byte.is_ascii_digit());
        year.len() == 4 && digits && matches!(*half, "1" | "2")
    });
    let Some((year, half)) = half else { return text.to_owned() };
    let half = ordinal(if half == "1" { 1 } else { 2 }, lang);
    format!("{half} {} {year}", lang.pick("semestre", "half of"))
}

pub(crate) fn effective(effective: Effective, lang: Lang) -> String {
    stated(effective, &LONG, lang)
}

fn stated(effective: Effective, months: &[(&str, &str); 12], lang: Lang) -> String {
    let Effective { on, precision } = effective;
    let year = on.year();
    match precision {
        Precision::Year => year.to_string(),
        Precision::Quarter => {
            let quarter = u32::from(on.month().unsigned_abs()).div_ceil(3);
            format!("{} {} {year}", ordinal(quarter, lang), lang.pick("trimestre", "quarter"))
        }
        Precision::Month => format!("{} {year}", month(on, months, lang)),
        Precision::Day => day(on, months, lang),
        Precision::UnknownYear => {
            format!("{} ({})", day(on, months, lang), lang.pick("année déduite", "year inferred"))
        }
    }
}

fn day(on: Date, months: &[(&str, &str); 12], lang: Lang) -> String {
    let first = lang == Lang::Fr && on.day() == 1;
    let day = if first { "1ᵉʳ".to_owned() } else { on.day().to_string() };
    format!("{day}{FIXED}{} {}", month(on, months, lang), on.year())
}

fn month<'a>(on: Date, months: &[(&'a str, &'a str); 12], lang: Lang) -> &'a str {
    let at = usize::from(on.month().unsigned_abs()).saturating_sub(1);
    months.get(at).map_or("", |(fr, en)| lang.pick(fr, en))
}

/// `12 novembre 2018 à 10 h 04 min 31 s (UTC)`.
pub(crate) fn instant(text: &str, lang: Lang) -> String {
    let Some(at) = moment(text) else { return text.to_owned() };
    let at = at.to_zoned(TimeZone::UTC);
    let (hour, minute, second) = (at.hour(), at.minute(), at.second());
    let date = day(at.date(), &LONG, lang);
    match lang {
        Lang::Fr => {
            let time = format!("{hour} h {minute:02} min {second:02} s").replace(' ', "\u{a0}");
            format!("{date} à {time} (UTC)")
        }
        Lang::En => format!("{date} at {hour:02}:{minute:02}:{second:02} (UTC)"),
    }
}

/// The day of an instant, for tables.
pub(crate) fn instant_day(text: &str, lang: Lang) -> String {
    let Some(at) = moment(text) else { return short(text, lang) };
    day(at.to_zoned(TimeZone::UTC).date(), &SHORT, lang)
}

pub(crate) fn moment(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

/// The first day of what is stated.
pub(crate) fn first_day(text: &str) -> Option<Date> {
    text.parse::<Effective>().ok().map(|effective| effective.on)
}

/// A date as people type it, as the contracts write it: `26/09/2019` becomes `2019-09-26`. What is
/// already so, or cannot be read, stays.
pub(crate) fn typed(text: &str) -> String {
    let text = text.trim();
    let parts: Vec<&str> = text.split(['/', '.']).collect();
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match parts.as_slice() {
        [day, month, year]
            if year.len() == 4 && [day, month, year].iter().all(|part| digits(part)) =>
        {
            format!("{year}-{month:0>2}-{day:0>2}")
        }
        [month, year] if year.len() == 4 && digits(month) && digits(year) => {
            format!("{year}-{month:0>2}")
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_said_as_precisely_as_it_is_known() {
        for (text, fr, en) in [
            ("2019-09-28", "28\u{a0}septembre 2019", "28\u{a0}September 2019"),
            ("2018-10-01", "1ᵉʳ\u{a0}octobre 2018", "1\u{a0}October 2018"),
            ("2019-09", "septembre 2019", "September 2019"),
            ("2019-Q3", "3ᵉ trimestre 2019", "3rd quarter 2019"),
            ("2019-Q1", "1ᵉʳ trimestre 2019", "1st quarter 2019"),
            ("2019", "2019", "2019"),
            ("2016-S1", "1ᵉʳ semestre 2016", "1st half of 2016"),
            ("2016-S3", "2016-S3", "2016-S3"),
            ("hier", "hier", "hier"),
            ("99999-01-01", "99999-01-01", "99999-01-01"),
        ] {
            assert_eq!(long(text, Lang::Fr), fr);
            assert_eq!(long(text, Lang::En), en);
        }
        assert_eq!(short("2019-09-28", Lang::Fr), "28\u{a0}sept. 2019");
    }

    #[test]
    fn an_instant_is_said_in_utc() {
        let at = "2018-11-12T11:04:31.5+01:00";
        assert_eq!(
            instant(at, Lang::Fr),
            "12\u{a0}novembre 2018 à 10\u{a0}h\u{a0}04\u{a0}min\u{a0}31\u{a0}s (UTC)"
        );
        assert_eq!(instant(at, Lang::En), "12\u{a0}November 2018 at 10:04:31 (UTC)");
    }

    #[test]
    fn a_date_may_be_typed_as_it_is_written() {
        for (typed_as, read) in [
            ("26/09/2019", "2019-09-26"),
            ("1.10.2018", "2018-10-01"),
            ("9/2019", "2019-09"),
            ("2019-Q3", "2019-Q3"),
            (" 2019 ", "2019"),
            ("26/09", "26/09"),
        ] {
            assert_eq!(typed(typed_as), read);
        }
    }
}
