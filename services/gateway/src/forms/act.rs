//! What accompanies every command: when, whose act, by what authority, and what shows it.

use super::fields::{Choice, Field, Form, Widget, label, rendered};
use prost_reflect::{FieldDescriptor, MessageDescriptor};

fn act() -> Option<MessageDescriptor> {
    proto::pool().get_message_by_name("jalon.v1.Act")
}

/// A field of the act by its path, such as `on_behalf_of.institution`.
fn described(path: &str) -> Option<FieldDescriptor> {
    let (parents, name) = path.rsplit_once('.').unwrap_or(("", path));
    let parents = parents.split('.').filter(|parent| !parent.is_empty());
    let message = parents.fold(act(), |message, parent| {
        message?.get_field_by_name(parent)?.kind().as_message().cloned()
    });
    message?.get_field_by_name(name)
}

fn plain(form: &Form, path: &str) -> Option<Field> {
    let prefix = path
        .rsplit_once('.')
        .map_or_else(|| "act.".to_owned(), |(parents, _)| format!("act.{parents}."));
    Some(form.field(&described(path)?, &prefix))
}

/// Whose act it is: whoever records what somebody else did says so.
fn act_of(form: &Form) -> Option<Field> {
    let field = plain(form, "on_behalf_of.institution")?;
    if !form.of_others {
        return Some(field);
    }
    Some(Field { required: true, hint: form.v.say("hint-of-others"), ..field })
}

/// Evidence without what the document store knows better.
fn evidence(form: &Form) -> Option<Field> {
    let field = described("evidence")?;
    let message = field.kind().as_message().cloned()?;
    let count = form.posted.rows("act.evidence", 1);
    let rows = (0..count).map(|at| {
        let prefix = format!("act.evidence.{at}.");
        let shown = message.fields().filter(|field| field.name() != "language");
        shown.map(|field| rendered(&form.field(&field, &prefix))).collect()
    });
    let widget = Widget::Rows { rows: rows.collect(), count, add: form.v.say("add-row") };
    let hint = form.v.lang.find("hint-evidence").unwrap_or_default();
    Some(Field {
        name: "act.evidence".to_owned(),
        label: label(form.v.lang, &field),
        unlabelled: String::new(),
        hint,
        wrong: false,
        required: false,
        wide: true,
        widget,
    })
}

/// One box: the value is made up for a demonstration.
fn illustrative(form: &Form) -> Field {
    let value = "KIND_ILLUSTRATIVE";
    let checked = form.posted.text("act.provenance.kind") == value;
    Field {
        name: "act.provenance.kind".to_owned(),
        label: form.v.say("illustrative-box"),
        unlabelled: String::new(),
        hint: form.v.say("hint-illustrative"),
        wrong: false,
        required: false,
        wide: false,
        widget: Widget::Check { value, checked },
    }
}

pub(super) fn fields(form: &Form, with_programme: bool) -> Vec<Field> {
    let programme = if with_programme { plain(form, "programme") } else { None };
    let plain = |path| plain(form, path);
    [
        programme,
        plain("effective"),
        plain("weekday"),
        act_of(form),
        plain("authority.notice"),
        evidence(form),
        Some(illustrative(form)),
        plain("provenance.method"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// For an act of somebody who stands in for another, or that not everybody may read.
pub(super) fn seldom(form: &Form) -> Vec<Field> {
    let paths = [
        "on_behalf_of.capacity",
        "confidentiality",
        "interim.note",
        "interim.powers",
        "interim.from",
        "interim.until",
    ];
    paths.into_iter().filter_map(|path| plain(form, path)).collect()
}

impl Choice {
    pub(super) fn is_blank(&self) -> bool {
        self.value.is_empty()
    }
}
