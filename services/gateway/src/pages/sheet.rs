//! One page for one thing, whatever it is: a head, its steps, figures, and cards in a grid.
//!
//! A service makes the parts; this sets them.

use askama::Template;

use super::{cards::Check, overview::Figure};
use crate::{
    html::{Html, escape},
    table::{Pager, Table},
    visit::Visit,
};

#[derive(Template)]
#[template(path = "sheet.html")]
pub(crate) struct Sheet<'a> {
    pub(crate) v: &'a Visit,
    /// Over the title: what it belongs to.
    pub(crate) over: Html,
    pub(crate) title: String,
    /// Under it: when, where, who.
    pub(crate) lead: Html,
    pub(crate) buttons: Vec<Button>,
    /// What whoever looks must see first.
    pub(crate) notices: Vec<Html>,
    pub(crate) steps: Vec<Step>,
    pub(crate) figures: Vec<Figure>,
    pub(crate) parts: Vec<Part>,
    /// What may be entered next, by group.
    pub(crate) possible: Vec<(String, Vec<(String, String)>)>,
    /// All forms.
    pub(crate) forms: Option<String>,
}

pub(crate) struct Button {
    pub(crate) label: String,
    pub(crate) to: String,
    /// The one thing to do here. At most one a page.
    pub(crate) primary: bool,
}

/// One step of something that goes on step by step.
pub(crate) struct Step {
    pub(crate) label: String,
    pub(crate) note: Html,
    pub(crate) at: At,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    Done,
    Now,
    Next,
}

/// A card.
pub(crate) struct Part {
    /// Anchor; none where it is empty.
    pub(crate) id: &'static str,
    pub(crate) title: String,
    pub(crate) tag: Html,
    /// At the right of the title.
    pub(crate) aside: String,
    pub(crate) body: Html,
    /// Columns of twelve.
    pub(crate) columns: u8,
    /// Under it: what to open or enter.
    pub(crate) links: Vec<(String, String)>,
}

impl<'a> Sheet<'a> {
    pub(crate) fn new(v: &'a Visit, title: impl Into<String>) -> Self {
        Self {
            v,
            over: Html::default(),
            title: title.into(),
            lead: Html::default(),
            buttons: Vec::new(),
            notices: Vec::new(),
            steps: Vec::new(),
            figures: Vec::new(),
            parts: Vec::new(),
            possible: Vec::new(),
            forms: None,
        }
    }
}

impl Button {
    pub(crate) fn new(label: impl Into<String>, to: impl Into<String>) -> Self {
        Self { label: label.into(), to: to.into(), primary: false }
    }

    pub(crate) fn primary(mut self) -> Self {
        self.primary = true;
        self
    }
}

/// Downloads of what the page shows.
pub(crate) fn exports(v: &Visit) -> impl Iterator<Item = Button> + '_ {
    [("export-xlsx", "xlsx"), ("export-csv", "csv")]
        .into_iter()
        .map(|(key, format)| Button::new(v.say(key), v.here(&[("format", format), ("page", "")])))
}

/// A register's table, one page of it, in a card under what chooses its lines.
pub(crate) fn paged(v: &Visit, mut above: Html, table: Table, none: &str) -> Part {
    let count = v.say_n("lines-count", table.len());
    let mut part = Part::paged(v, "registre", v.say("register"), table, none).aside(count);
    above.push(&part.body);
    part.body = above;
    part
}

impl Step {
    /// Steps in order, as far as they have come: the first that is not done is where things are.
    pub(crate) fn in_order(steps: impl IntoIterator<Item = (String, Html, bool)>) -> Vec<Self> {
        let mut now = At::Now;
        let step = |(label, note, done)| {
            let at = if done { At::Done } else { std::mem::replace(&mut now, At::Next) };
            Self { label, note, at }
        };
        steps.into_iter().map(step).collect()
    }

    fn class(&self) -> &'static str {
        match self.at {
            At::Done => "done",
            At::Now => "now",
            At::Next => "",
        }
    }
}

impl Part {
    pub(crate) fn new(id: &'static str, title: impl Into<String>, body: Html) -> Self {
        Self {
            id,
            title: title.into(),
            tag: Html::default(),
            aside: String::new(),
            body,
            columns: 12,
            links: Vec::new(),
        }
    }

    /// A table, or why there is none.
    pub(crate) fn table(
        v: &Visit,
        id: &'static str,
        title: impl Into<String>,
        table: &Table,
        none: &str,
    ) -> Self {
        let body = if table.is_empty() { empty(v, none) } else { table.html(v) };
        Self::new(id, title, body)
    }

    /// One page of a long table, and the way to the next.
    pub(crate) fn paged(
        v: &Visit,
        id: &'static str,
        title: impl Into<String>,
        table: Table,
        none: &str,
    ) -> Self {
        let pager = Pager::asked(v, &table);
        let body = pager.html(table, v).unwrap_or_else(|| empty(v, none));
        let mut part = Self::new(id, title, body);
        part.links.extend(pager.before(v).map(|to| (v.say("page-before"), to)));
        part.links.extend(pager.after(v).map(|to| (v.say("page-after"), to)));
        part
    }

    pub(crate) fn columns(mut self, columns: u8) -> Self {
        self.columns = columns;
        self
    }

    pub(crate) fn tag(mut self, tag: Html) -> Self {
        self.tag = tag;
        self
    }

    pub(crate) fn aside(mut self, aside: impl Into<String>) -> Self {
        self.aside = aside.into();
        self
    }

    pub(crate) fn link(mut self, label: impl Into<String>, to: impl Into<String>) -> Self {
        self.links.push((label.into(), to.into()));
        self
    }
}

/// Where there is nothing to show.
pub(crate) fn empty(v: &Visit, key: &str) -> Html {
    Html::made(format!("<p class=\"empty\">{}</p>", escape(&v.say(key))))
}

/// Names and what they are.
pub(crate) fn facts(facts: &[(String, Html)]) -> Html {
    let lines = facts.iter().filter(|(_, told)| !told.is_empty());
    let lines = lines.map(|(name, told)| format!("<dt>{}</dt><dd>{told}</dd>", escape(name)));
    Html::made(format!("<dl class=\"facts\">{}</dl>", lines.collect::<String>()))
}

/// A checklist.
pub(crate) fn checks(checks: &[Check]) -> Html {
    let mut markup = String::from("<ul class=\"check\">");
    for Check { dot, text, note, proof } in checks {
        let note = if note.is_empty() {
            String::new()
        } else {
            format!("<br><span class=\"small muted\">{}</span>", escape(note))
        };
        markup.extend([format!(
            "<li><span class=\"dot {dot}\"></span><span>{}{note}</span><span class=\"mark\">{proof}</span></li>",
            escape(text),
        )]);
    }
    markup.push_str("</ul>");
    Html::made(markup)
}

/// Steps inside a card, as far as they have come.
pub(crate) fn steps(steps: &[Step]) -> Html {
    let mut markup = String::from("<ol class=\"steps\">");
    for step in steps {
        let now = if step.at == At::Now { " aria-current=\"step\"" } else { "" };
        let (class, label) = (step.class(), escape(&step.label));
        markup.extend([format!(
            "<li class=\"{class}\"{now}>{label}<br><span class=\"muted\">{}</span></li>",
            step.note
        )]);
    }
    markup.push_str("</ol>");
    Html::made(markup)
}

/// Counts, one a line: how many were there.
pub(crate) fn tally(lines: &[(String, String)]) -> Html {
    let lines = lines.iter().map(|(name, count)| {
        format!("<tr><td>{}</td><td class=\"num\">{}</td></tr>", escape(name), escape(count))
    });
    Html::made(format!("<table><tbody>{}</tbody></table>", lines.collect::<String>()))
}

/// Texts under one another, each a point.
pub(crate) fn points(items: impl IntoIterator<Item = Html>) -> Html {
    let mut markup = String::new();
    for item in items {
        markup.extend(["<li>", &item.to_string(), "</li>"]);
    }
    if markup.is_empty() { Html::default() } else { Html::made(format!("<ul>{markup}</ul>")) }
}

/// A paragraph of small grey words.
pub(crate) fn remark(text: &str) -> Html {
    if text.is_empty() {
        return Html::default();
    }
    Html::made(format!("<p class=\"small muted\">{}</p>", escape(text)))
}

/// Something for whoever looks to see first.
pub(crate) fn callout(alert: bool, told: &Html) -> Html {
    let class = if alert { "callout alert" } else { "callout" };
    Html::made(format!("<div class=\"{class}\"><p>{told}</p></div>"))
}

/// Views of the same thing, one of them here.
pub(crate) fn tabs(tabs: &[(String, String, bool)]) -> Html {
    let tab = |(label, to, here): &(String, String, bool)| {
        let here = if *here { " aria-current=\"true\"" } else { "" };
        format!("<li><a href=\"{}\"{here}>{}</a></li>", escape(to), escape(label))
    };
    let tabs: String = tabs.iter().map(tab).collect();
    Html::made(format!("<ul class=\"toc\">{tabs}</ul>"))
}

/// Dated things, under the month or year that they fall in.
pub(crate) fn calendar(entries: &[(String, Html)]) -> Html {
    let mut markup = String::new();
    let mut under = None;
    for (heading, told) in entries {
        if under != Some(heading) {
            if under.is_some() {
                markup.push_str("</ul>");
            }
            markup.extend(["<h3>", &escape(heading), "</h3><ul class=\"check\">"]);
            under = Some(heading);
        }
        markup.extend([told.to_string()]);
    }
    if under.is_some() {
        markup.push_str("</ul>");
    }
    Html::made(markup)
}
