//! What others state.

use proto::financing::v1 as pb;
use runtime::wire::{Parsed, choices, chosen, key, optional_money, text};

use crate::financing::{
    Command,
    statement::{Counterpart, FinancierStatement, Rated, Rating, Stage, Subject},
};

choices! {
    pb::record_rating_request::Subject => Subject { Pdo, Ip, Outcome, }
    pb::Rating => Rating {
        HighlySatisfactory,
        Satisfactory,
        ModeratelySatisfactory,
        ModeratelyUnsatisfactory,
        Unsatisfactory,
        HighlyUnsatisfactory,
    }
    pb::record_counterpart_request::Stage => Stage { Budgeted, Notified, Ordered, Paid, Lapsed, }
}

pub(crate) fn record_rating(request: &pb::RecordRatingRequest) -> Parsed<Command> {
    Ok(Command::RecordRating(Rated {
        subject: chosen(request.subject, "subject")?,
        rating: chosen(request.rating, "rating")?,
        sequence: request.sequence,
    }))
}

pub(crate) fn record_counterpart(request: &pb::RecordCounterpartRequest) -> Parsed<Command> {
    Ok(Command::RecordCounterpart(Counterpart {
        exercise: key(&request.exercise, "exercise")?,
        stage: chosen(request.stage, "stage")?,
        money: runtime::money(request.money.as_ref(), "money")?,
        lapses_on: None,
    }))
}

pub(crate) fn record_financier_statement(
    request: &pb::RecordFinancierStatementRequest,
) -> Parsed<Command> {
    Ok(Command::RecordFinancierStatement(FinancierStatement {
        reference: text(&request.reference, "reference")?,
        committed: optional_money(request.committed.as_ref(), "committed")?,
        disbursed: optional_money(request.disbursed.as_ref(), "disbursed")?,
        undisbursed: optional_money(request.undisbursed.as_ref(), "undisbursed")?,
    }))
}
