//! Drawings of programmes, made here: what was planned and spent, and how coverage grew.

use jiff::civil::Date;
use proto::{jalon::v1::Money, programmes::v1 as pb};

use super::words;
use crate::{
    dates,
    html::{Html, escape},
    typography,
    visit::Visit,
};

/// Where bars begin, after the name of the year.
const LEFT: i64 = 90;
const WIDTH: i64 = 1000;
const ROW: i64 = 38;
const TOP: i64 = 8;
/// Room for the figures at the end of a bar.
const RIGHT: i64 = 240;

/// Whole major units: a drawing needs no more.
fn units(money: Option<&Money>) -> i64 {
    let whole = money.and_then(|money| money.amount.split('.').next());
    whole.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

/// As long as its share of the largest; never longer than the room.
fn length(part: i64, whole: i64, room: i64) -> i64 {
    let whole = i128::from(whole.max(1));
    let part = i128::from(part).clamp(0, whole);
    i64::try_from(part * i128::from(room) / whole).unwrap_or(0)
}

/// One pair of bars a year, of all years in the currency of the latest; nothing without a plan.
pub(super) fn execution(v: &Visit, years: &[pb::ExerciseLine]) -> Html {
    let currency = |year: &pb::ExerciseLine| year.planned.as_ref().map(|it| it.currency.clone());
    let Some(latest) = years.iter().rev().find_map(currency) else { return Html::default() };
    let ours: Vec<_> =
        years.iter().filter(|year| currency(year).as_ref() == Some(&latest)).collect();
    let of =
        |year: &&pb::ExerciseLine| units(year.planned.as_ref()).max(units(year.executed.as_ref()));
    let most = ours.iter().map(of).max().unwrap_or(0);
    if most == 0 {
        return Html::default();
    }
    let height = TOP * 2 + i64::try_from(ours.len()).unwrap_or(0) * ROW;
    let mut drawing = opened(height, &v.say("ptba-chart"));
    for (year, at) in ours.into_iter().zip(0..) {
        drawing.push_str(&bars(v, year, most, TOP + at * ROW));
    }
    drawing.push_str("</svg></div>");
    Html::made(drawing)
}

fn opened(height: i64, title: &str) -> String {
    format!(
        "<div class=\"scroll\"><svg class=\"line\" viewBox=\"0 0 {WIDTH} {height}\" role=\"group\" \
         aria-label=\"{}\">",
        escape(title)
    )
}

/// The plan, what was spent of it, and where others say that it was.
fn bars(v: &Visit, year: &pb::ExerciseLine, most: i64, y: i64) -> String {
    let room = WIDTH - LEFT - RIGHT;
    let (planned, executed) = (units(year.planned.as_ref()), units(year.executed.as_ref()));
    let (all, done) = (length(planned, most, room), length(executed, most, room));
    let (number, unit) =
        year.planned.as_ref().map(|money| typography::headline(money, v.lang)).unwrap_or_default();
    let amount = format!("{number}{}{unit}", typography::FIXED);
    let rate = typography::rate(&year.rate, v.lang);
    let label = if rate.is_empty() { amount } else { format!("{rate} · {amount}") };
    let told = format!(
        "{}{}{} / {}",
        year.exercise,
        typography::colon(v.lang),
        v.money(year.executed.as_ref()),
        v.money(year.planned.as_ref())
    );
    let to = escape(&v.link(&words::to_exercise(year)));
    let text = y + 18;
    let mut drawn = format!(
        "<a href=\"{to}\"><title>{}</title><text class=\"row\" x=\"0\" y=\"{text}\">{}</text>\
         <rect class=\"b-sand\" x=\"{LEFT}\" y=\"{y}\" width=\"{all}\" height=\"26\" rx=\"4\"/>\
         <rect class=\"b-indigo\" x=\"{LEFT}\" y=\"{y}\" width=\"{done}\" height=\"26\" rx=\"4\"/>\
         <text class=\"row\" x=\"{}\" y=\"{text}\">{}</text></a>",
        escape(&told),
        escape(&year.exercise),
        LEFT + all.max(done) + 10,
        escape(&label),
    );
    for published in year.published.iter().filter(|it| it.verdict == "contradicts") {
        drawn.push_str(&stone(v, published, LEFT + all, y, planned));
    }
    drawn
}

/// Where a published rate would have the bar end.
fn stone(v: &Visit, published: &pb::PublishedRate, end: i64, y: i64, planned: i64) -> String {
    let Ok(hundredths) = published.rate.replace('.', "").parse::<i64>() else {
        return String::new();
    };
    let decimals = published.rate.split_once('.').map_or(0, |(_, rest)| rest.len());
    let whole = 100 * 10_i64.pow(u32::try_from(decimals.min(4)).unwrap_or(0));
    if planned == 0 {
        return String::new();
    }
    let x = LEFT + length(hundredths, whole, end - LEFT);
    let rate = typography::rate(&published.rate, v.lang);
    let told = [published.publication.as_str(), typography::colon(v.lang), &rate].concat();
    let told = escape(&told);
    let to = published.proof.as_ref().map_or(0, |proof| proof.position);
    format!(
        "<a href=\"{}\" aria-label=\"{told}\">\
         <path class=\"stone\" d=\"M{x} {}l6 7-6 7-6-7z\"><title>{told}</title></path></a>",
        escape(&v.link(&format!("/evenement/{to}"))),
        y + 6,
    )
}

/// One step at each day on which coverage changed, as high as the number of areas.
pub(super) fn coverage(v: &Visit, entries: &[pb::ScopeEntry], today: Date) -> Html {
    let dated = entries.iter().filter_map(|entry| {
        let stated = &entry.proof.as_ref()?.effective;
        Some((dates::first_day(stated)?, entry))
    });
    let mut dated: Vec<_> = dated.filter(|(on, _)| *on <= today).collect();
    dated.sort_by_key(|(on, _)| *on);
    let most = i64::from(dated.iter().map(|(_, entry)| entry.covered).max().unwrap_or(0));
    let Some((first, _)) = dated.first().copied().filter(|_| most > 0) else {
        return Html::default();
    };
    let days = |to: Date| first.until(to).map_or(0, |span| i64::from(span.get_days()));
    let span = days(today).max(1);
    let (base, tall) = (150, 110);
    let x = |on: Date| 10 + length(days(on), span, WIDTH - 60);
    let mut drawing = opened(base + 30, &v.say("zones-history"));
    for (at, (on, entry)) in dated.iter().enumerate() {
        let next = dated.get(at + 1).map_or(today, |(next, _)| *next);
        let (left, right) = (x(*on), x(next));
        let high = length(entry.covered.into(), most, tall);
        let stated = entry.proof.as_ref().map(|it| it.effective.clone()).unwrap_or_default();
        let title = format!(
            "{} · {} · {}{}{}",
            v.day_short(&stated),
            v.lang.label("scope", &entry.what),
            v.say("zones-covered"),
            typography::colon(v.lang),
            entry.covered
        );
        let title = escape(&title);
        let to = entry.proof.as_ref().map_or(0, |proof| proof.position);
        drawing.extend([format!(
            "<a href=\"{}\" aria-label=\"{title}\">\
             <rect class=\"b-green\" x=\"{left}\" y=\"{}\" width=\"{}\" height=\"{high}\">\
             <title>{title}</title></rect></a>",
            escape(&v.link(&format!("/evenement/{to}"))),
            base - high,
            (right - left).max(1),
        )]);
        let changed = at == 0
            || dated
                .get(at.wrapping_sub(1))
                .is_none_or(|(_, before)| before.covered != entry.covered);
        if changed {
            drawing.extend([format!(
                "<text class=\"row\" x=\"{left}\" y=\"{}\">{}</text>",
                base - high - 6,
                entry.covered
            )]);
        }
    }
    for year in first.year()..=today.year() {
        let Ok(on) = Date::new(year, 1, 1) else { continue };
        if on >= first {
            drawing.extend([format!(
                "<path class=\"axis\" d=\"M{0} {base}V{1}\"/><text class=\"year\" x=\"{2}\" y=\"{3}\">{year}</text>",
                x(on),
                base + 8,
                x(on) + 3,
                base + 16,
            )]);
        }
    }
    drawing.push_str("</svg></div>");
    Html::made(drawing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_share_and_never_longer_than_its_room() {
        assert_eq!(length(10, 10, 700), 700);
        assert_eq!(length(5, 10, 700), 350);
        assert_eq!(length(-5, 10, 700), 0);
        assert_eq!(length(20, 10, 700), 700);
        assert_eq!(length(i64::MAX, i64::MAX, 700), 700);
        assert_eq!(length(0, 0, 700), 0);
    }

    #[test]
    fn a_drawing_needs_whole_units_only() {
        let francs = Money { amount: "4239000000".into(), currency: "XOF".into() };
        let dollars = Money { amount: "12.99".into(), currency: "USD".into() };
        assert_eq!(units(Some(&francs)), 4_239_000_000);
        assert_eq!(units(Some(&dollars)), 12);
        assert_eq!(units(None), 0);
    }
}
