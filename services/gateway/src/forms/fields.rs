//! The fields of a form, from the description of a message.

use askama::Template;
use prost_reflect::{EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor};

use super::{posted::Posted, suggestions::Suggestions, widgets};
use crate::{
    html::{Html, escape},
    lang::Lang,
    names,
    service::Subject,
    visit::Visit,
};

const MONEY: &str = "jalon.v1.Money";

/// Everything that a field may depend on.
pub(super) struct Form<'a> {
    pub(super) v: &'a Visit,
    pub(super) subject: &'static Subject,
    pub(super) rpc: &'a str,
    /// It records what somebody else did.
    pub(super) of_others: bool,
    /// Fields that the form's address has told already.
    pub(super) named_by: &'a [(&'static str, String)],
    pub(super) suggestions: &'a Suggestions,
    pub(super) posted: &'a Posted,
    /// Fields that were refused, as the contracts call them.
    pub(super) refused: &'a [String],
}

#[derive(Template)]
#[template(path = "field.html")]
pub(super) struct Field {
    /// Such as `lines.0.money`.
    pub(super) name: String,
    pub(super) label: String,
    /// What it is called where nothing is written beside it.
    pub(super) unlabelled: String,
    pub(super) hint: String,
    /// It was refused.
    pub(super) wrong: bool,
    /// Nothing is sent without it.
    pub(super) required: bool,
    pub(super) wide: bool,
    pub(super) widget: Widget,
}

pub(super) enum Widget {
    /// With the id of a list of suggestions, or none.
    Text {
        value: String,
        list: String,
    },
    Long {
        value: String,
    },
    /// Known to the day.
    Date {
        value: String,
    },
    /// As precise as it is known.
    Stated {
        value: String,
    },
    Money {
        amount: String,
        currencies: Vec<Choice>,
        word: String,
    },
    Select {
        choices: Vec<Choice>,
    },
    Boxes {
        choices: Vec<Choice>,
    },
    Check {
        value: &'static str,
        checked: bool,
    },
    Group {
        fields: Vec<Html>,
    },
    Rows {
        rows: Vec<Vec<Html>>,
        count: usize,
        add: String,
    },
}

pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) chosen: bool,
}

impl Form<'_> {
    /// The fields of a request, without the act and what it is for.
    pub(super) fn of(&self, message: &MessageDescriptor) -> Vec<Field> {
        let own = message.fields().filter(|field| {
            field.name() != "act" && self.named_by.iter().all(|(name, _)| *name != field.name())
        });
        own.map(|field| self.field(&field, "")).collect()
    }

    pub(super) fn field(&self, field: &FieldDescriptor, prefix: &str) -> Field {
        let name = format!("{prefix}{}", field.name());
        let widget = self.widget(field, &name);
        let long = matches!(
            widget,
            Widget::Long { .. } | Widget::Rows { .. } | Widget::Group { .. } | Widget::Boxes { .. }
        );
        let wide = long
            || matches!(field.name(), "title" | "label" | "url" | "text")
            || self.subject.fields.wide.contains(&field.name());
        let hint = hint(self.v.lang, field).unwrap_or_default();
        let label = label(self.v.lang, field);
        let wrong = self.wrong(&name);
        let (unlabelled, required) = (String::new(), false);
        Field { name, label, unlabelled, hint, wrong, required, wide, widget }
    }

    /// A refusal names a field of a list without saying in which row it is.
    fn wrong(&self, name: &str) -> bool {
        let parts = name.split('.').filter(|part| part.parse::<usize>().is_err());
        let named = parts.collect::<Vec<_>>().join(".");
        self.refused.iter().any(|refused| *refused == name || *refused == named)
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "of the kinds of protobuf, a form knows a few"
    )]
    fn widget(&self, field: &FieldDescriptor, name: &str) -> Widget {
        let value = self.posted.text(name).to_owned();
        match field.kind() {
            Kind::Message(message) if field.is_list() => {
                let row = |at: usize| self.group(&message, &format!("{name}.{at}."));
                let count = self.posted.rows(name, self.least_rows(field));
                let rows = (0..count).map(row).collect();
                Widget::Rows { rows, count, add: self.v.say("add-row") }
            }
            Kind::Message(message) if message.full_name() == MONEY => self.money(name),
            Kind::Message(message) => {
                Widget::Group { fields: self.group(&message, &format!("{name}.")) }
            }
            Kind::Enum(described) => {
                let chosen = |value: &str| self.posted.all(name).any(|posted| posted == value);
                let choices = choices(self.v.lang, &described, chosen, !field.is_list());
                if field.is_list() { Widget::Boxes { choices } } else { Widget::Select { choices } }
            }
            Kind::Bool => Widget::Check { value: "true", checked: value == "true" },
            Kind::String if field.is_list() => {
                let count = self.posted.rows(name, self.least_rows(field));
                let row = |at: usize| {
                    let name = format!("{name}.{at}");
                    let value = self.posted.text(&name).to_owned();
                    let field = Field {
                        widget: self.text(field, value),
                        label: String::new(),
                        unlabelled: format!("{} · {}", label(self.v.lang, field), at + 1),
                        hint: String::new(),
                        wrong: self.wrong(&name),
                        required: false,
                        wide: true,
                        name,
                    };
                    vec![rendered(&field)]
                };
                let rows = (0..count).map(row).collect();
                Widget::Rows { rows, count, add: self.v.say("add-row") }
            }
            _ => self.text(field, value),
        }
    }

    fn text(&self, field: &FieldDescriptor, value: String) -> Widget {
        let message = field.parent_message();
        match widgets::of(&self.subject.fields, field.name(), message.name()) {
            widgets::Shape::Date => Widget::Date { value },
            widgets::Shape::Stated => Widget::Stated { value },
            widgets::Shape::Long => Widget::Long { value },
            widgets::Shape::Institution => {
                let register = &self.v.app.register;
                let known = register.institutions.iter().map(|known| {
                    (known.code.clone(), format!("{} · {}", known.short, known.name(self.v.lang)))
                });
                let partners = self.suggestions.institutions.iter().cloned();
                let partners = partners.filter(|(code, _)| register.institution(code).is_none());
                Widget::Select { choices: offered(known.chain(partners).collect(), &value) }
            }
            widgets::Shape::Person => {
                let people = self.v.app.register.people.iter();
                let people = people.map(|person| {
                    let institution = names::institution(self.v, &person.institution);
                    (
                        person.id().to_string(),
                        format!("{} · {institution}", person.capacity(self.v.lang)),
                    )
                });
                Widget::Select { choices: offered(people.collect(), &value) }
            }
            widgets::Shape::Programme => {
                let programmes = self.v.app.register.programmes.iter();
                let programmes = programmes
                    .map(|known| (known.code.clone(), known.name(self.v.lang).to_owned()));
                Widget::Select { choices: offered(programmes.collect(), &value) }
            }
            widgets::Shape::Weekday => {
                let days = widgets::WEEKDAYS
                    .iter()
                    .map(|day| ((*day).to_owned(), self.v.lang.label("weekday", day)));
                Widget::Select { choices: offered(days.collect(), &value) }
            }
            widgets::Shape::Text => {
                let list = self.suggestions.list_for(self.subject, field.name(), message.name());
                Widget::Text { value, list }
            }
        }
    }

    pub(super) fn group(&self, message: &MessageDescriptor, prefix: &str) -> Vec<Html> {
        message.fields().map(|field| rendered(&self.field(&field, prefix))).collect()
    }

    /// Rows of an empty table: as many as the fewest people need.
    fn least_rows(&self, field: &FieldDescriptor) -> usize {
        (self.subject.fields.rows)(field.name()).unwrap_or(1)
    }

    /// The currency that an amount is most often in.
    fn usual_currency(&self, name: &str) -> &str {
        let commitment = self.suggestions.commitment.as_str();
        if !(self.subject.fields.local)(self.rpc, name) {
            return commitment;
        }
        let programme = Some(self.posted.text("act.programme")).filter(|code| !code.is_empty());
        let programme = programme.or(self.v.programme.as_deref());
        let programme = programme.and_then(|code| self.v.app.register.programme(code));
        if programme.is_some_and(|known| known.country == "BI") { "BIF" } else { "XOF" }
    }

    fn money(&self, name: &str) -> Widget {
        let currency_name = format!("{name}.currency");
        let posted = self.posted.text(&currency_name);
        let usual = self.usual_currency(name);
        let chosen = if posted.is_empty() { usual } else { posted };
        let known = crate::typography::currencies().map(|code| {
            let said = crate::typography::currency(&code, self.v.lang).to_owned();
            (code, said)
        });
        Widget::Money {
            amount: self.posted.text(&format!("{name}.amount")).to_owned(),
            currencies: offered(known.collect(), chosen),
            word: self.v.say("field-currency"),
        }
    }
}

pub(super) fn rendered(field: &Field) -> Html {
    // A field that cannot be written leaves a page without it, and the service asks for it.
    Html::made(field.render().unwrap_or_default())
}

/// The name of a field, as its message calls it, as its service does, or as all do.
pub(crate) fn label(lang: Lang, field: &FieldDescriptor) -> String {
    let message = field.parent_message();
    // Corrections of every kind of thing are asked for alike.
    let correction =
        message.name().starts_with("Correct") && message.name().ends_with("FactRequest");
    let own = if correction { "CorrectFactRequest" } else { message.name() };
    let own = format!("field-{own}");
    let service = service(message.package_name());
    let own = lang.find_label(&own, field.name());
    own.unwrap_or_else(|| lang.label_in(service, "field", field.name()))
}

fn hint(lang: Lang, field: &FieldDescriptor) -> Option<String> {
    let message = field.parent_message();
    let own = format!("hint-{}", service(message.package_name()));
    lang.find_label(&own, field.name()).or_else(|| lang.find_label("hint", field.name()))
}

/// Of `sessions.v1`, `sessions`.
fn service(package: &str) -> &str {
    package.split('.').next().unwrap_or(package)
}

fn choices(
    lang: Lang,
    described: &EnumDescriptor,
    chosen: impl Fn(&str) -> bool,
    none: bool,
) -> Vec<Choice> {
    let values = described.values().filter(|value| value.number() != 0).map(|value| Choice {
        value: value.name().to_owned(),
        label: lang.label_in(service(described.package_name()), "value", value.name()),
        chosen: chosen(value.name()),
    });
    let blank =
        none.then(|| Choice { value: String::new(), label: "—".to_owned(), chosen: false });
    blank.into_iter().chain(values).collect()
}

/// What is known, and what was typed even if it is not among it.
fn offered(known: Vec<(String, String)>, value: &str) -> Vec<Choice> {
    let foreign = !value.is_empty() && !known.iter().any(|(code, _)| code == value);
    let blank = Choice { value: String::new(), label: "—".to_owned(), chosen: value.is_empty() };
    let known =
        known.into_iter().map(|(code, label)| Choice { chosen: code == value, value: code, label });
    let foreign =
        foreign.then(|| Choice { value: value.to_owned(), label: value.to_owned(), chosen: true });
    std::iter::once(blank).chain(known).chain(foreign).collect()
}

impl Field {
    /// What a browser tells of it beyond what is written, and by what it is found.
    fn told(&self) -> Html {
        let mut told = format!(" id=\"{}\"", escape(&self.name));
        if !self.unlabelled.is_empty() {
            told.extend([" aria-label=\"", &escape(&self.unlabelled), "\""]);
        }
        if self.required {
            told.push_str(" required");
        }
        if self.wrong {
            told.push_str(" aria-invalid=\"true\"");
        }
        if !self.hint.is_empty() {
            told.extend([" aria-describedby=\"hint-", &escape(&self.name), "\""]);
        }
        Html::made(told)
    }

    /// What there is to know before it is filled in.
    fn hinted(&self) -> Html {
        if self.hint.is_empty() {
            return Html::default();
        }
        let (name, hint) = (escape(&self.name), escape(&self.hint));
        Html::made(format!("<span class=\"hint\" id=\"hint-{name}\">{hint}</span>"))
    }

    /// For a browser's date field, which knows nothing but whole days and would lose the rest.
    fn whole_day(value: &str) -> bool {
        value.is_empty() || value.parse::<jiff::civil::Date>().is_ok() && value.len() == 10
    }
}
