//! Agreements as people call them.

use proto::financing::v1 as pb;

use crate::{
    lang::Lang,
    names::{decapitalised, value},
};

/// `Initial`, `FA1`; `Initial`, `AF1`.
pub(crate) fn rank(rank: u32, lang: Lang) -> String {
    if rank == 0 { lang.say("rank-initial") } else { format!("{}{rank}", lang.pick("FA", "AF")) }
}

pub(crate) fn instrument(lang: Lang, instrument: i32) -> String {
    value(lang, pb::Instrument::try_from(instrument).unwrap_or_default().as_str_name())
}

pub(crate) fn method(lang: Lang, method: i32) -> String {
    value(lang, pb::Method::try_from(method).unwrap_or_default().as_str_name())
}

/// `FA2 · fonds TF0A7655`, where there is little room.
pub(crate) fn short_agreement(line: &pb::AgreementLine, lang: Lang) -> String {
    let name = pb::Instrument::try_from(line.instrument).unwrap_or_default().as_str_name();
    let instrument = lang.find(&format!("short-{name}")).unwrap_or_default();
    let words = [instrument, line.financing.clone()].into_iter().filter(|word| !word.is_empty());
    format!("{} · {}", rank(line.rank, lang), words.collect::<Vec<_>>().join(" "))
}

/// `FA2 · don IDA D3480`.
pub(crate) fn agreement(line: &pb::AgreementLine, lang: Lang) -> String {
    let instrument = instrument(lang, line.instrument);
    let instrument = if lang == Lang::Fr { decapitalised(&instrument) } else { instrument };
    let words = [instrument, line.financing.clone()].into_iter().filter(|word| !word.is_empty());
    format!("{} · {}", rank(line.rank, lang), words.collect::<Vec<_>>().join(" "))
}

/// `FA1 (TF0A2384)`.
pub(crate) fn brief_agreement(line: &pb::AgreementLine, lang: Lang) -> String {
    format!("{} ({})", rank(line.rank, lang), line.financing)
}
