//! The board of collaborations, and one of them in full.

use jiff::civil::Date;
use kernel::{Code, Currency, Rejection as _, Total};
use proto::partners::v1 as pb;
use runtime::view::Viewpoint;
use tonic::Status;

use super::{
    Views, possible,
    reader::{asked, code, codes, count, day, is, money, sum},
    whole::Row,
};
use crate::{
    collaboration::{
        Collaboration,
        amendment::Amendment,
        course::State,
        deliverable::{Deliverable, Status as Delivery},
        money::Instalment,
        review::Review,
    },
    wire,
};

impl Views {
    pub(super) async fn board(
        &self,
        request: &pb::ListCollaborationsRequest,
        from: Viewpoint,
    ) -> Result<pb::ListCollaborationsResponse, Status> {
        let programme = asked(&request.programme, "programme")?;
        let institution = asked(&request.institution, "institution")?;
        let financing = asked(&request.financing, "financing")?;
        let area = asked(&request.area, "area")?;
        let body = asked(&request.body, "body")?;
        let rows = self.all(&self.tables.collaborations, from).await?;
        let wanted = |row: &&Row<Collaboration>| {
            let Some(proposal) = &row.state.proposal else { return false };
            let among = |asked: &Option<Code>, all: &[Code]| {
                asked.as_ref().is_none_or(|asked| all.contains(asked))
            };
            let parties = [proposal.partner.clone(), proposal.counterpart.clone()];
            let open = row.state.state_on(from.today).is_some_and(State::is_open);
            is(programme.as_ref(), row.state.programme.as_ref())
                && among(&institution, &parties)
                && among(&financing, &proposal.financings)
                && among(&area, &proposal.areas)
                && among(&body, &proposal.bodies)
                && (open || !request.open)
        };
        let lines = rows.iter().filter(wanted).filter_map(|row| row.line(from.today));
        let mut collaborations: Vec<_> = lines.collect();
        collaborations
            .sort_by(|a, b| (&a.partner, &a.collaboration).cmp(&(&b.partner, &b.collaboration)));
        Ok(pb::ListCollaborationsResponse { collaborations })
    }

    pub(super) async fn collaboration(
        &self,
        text: &str,
        from: Viewpoint,
    ) -> Result<pb::Collaboration, Status> {
        let id = wire::collaboration(text)?;
        Ok(self.one(&self.tables.collaborations, id, from).await?.in_full(from.today))
    }
}

impl Row<Collaboration> {
    /// None before it was proposed.
    pub(super) fn line(&self, today: Date) -> Option<pb::CollaborationLine> {
        let state = &self.state;
        let proposal = state.proposal.as_ref()?;
        let standing = state.states.state_on(today)?;
        let since = state.states.changes().take_while(|(on, _)| *on <= today).last();
        let deliverables = state.deliverables.values();
        let done = deliverables.clone().filter(|it| it.status != Delivery::Planned);
        let outstanding = state.outstanding();
        Some(pb::CollaborationLine {
            collaboration: proposal.collaboration.to_string(),
            title: proposal.title.clone(),
            instrument: proposal.instrument.into(),
            partner: proposal.partner.to_string(),
            counterpart: proposal.counterpart.to_string(),
            programme: code(state.programme.as_ref()),
            state: standing.state.to_string(),
            since: day(since.map(|(on, _)| on)),
            starts_on: day(state.starts_on),
            ends_on: day(state.ends_on),
            amount: money(state.amount),
            outstanding: outstanding.and_then(|(total, currency)| sum(total, Some(currency))),
            deliverables: count(state.deliverables.len()),
            delivered: count(done.count()),
            overdue: count(deliverables.filter(|it| it.is_overdue(today)).count()),
            amendment: code(state.open_amendment()),
            financings: codes(&proposal.financings),
            areas: codes(&proposal.areas),
            bodies: codes(&proposal.bodies),
            open_anomalies: self.open_anomalies(),
            proof: self.proof("state"),
            amount_by: self.proof("amount"),
            outstanding_illustrative: self.illustrative("outstanding"),
        })
    }

    fn in_full(&self, today: Date) -> pb::Collaboration {
        let state = &self.state;
        let standing = state.state_on(today);
        let signatory = |it: &crate::collaboration::course::Signatory| pb::CollaborationSignatory {
            institution: it.institution.to_string(),
            capacity: it.capacity.clone(),
        };
        let reason = |reason: crate::rejection::Rejection| pb::ClosureReason {
            code: reason.code().to_owned(),
            args: reason.args().into_iter().map(|(name, it)| (name.to_owned(), it)).collect(),
        };
        let settled = standing.is_none_or(|it| !it.is_open() && it != State::Ended);
        let reasons = if settled { Vec::new() } else { state.closure_reasons(today) };
        pb::Collaboration {
            line: self.line(today),
            object: state.proposal.as_ref().map(|it| it.object.clone()).unwrap_or_default(),
            periods: self.periods(today),
            amendments: state.amendments.iter().map(|(key, it)| self.amendment(key, it)).collect(),
            deliverables: state
                .deliverables
                .iter()
                .map(|(key, it)| self.deliverable(key, it, today))
                .collect(),
            instalments: state
                .instalments
                .iter()
                .map(|(key, it)| self.instalment(key, it))
                .collect(),
            reviews: state.reviews.iter().map(|(key, it)| self.review(key, it)).collect(),
            signatories: state
                .signature
                .iter()
                .flat_map(|signature| signature.signatories.iter().map(signatory))
                .collect(),
            anomalies: self.anomalies(),
            reasons: reasons.into_iter().map(reason).collect(),
            possible: standing.map_or_else(Vec::new, |standing| {
                possible::collaboration(standing, state.open_amendment().is_some())
            }),
        }
    }

    fn periods(&self, today: Date) -> Vec<pb::CollaborationPeriod> {
        let changes = self.state.states.changes().take_while(|(on, _)| *on <= today);
        let changes: Vec<_> = changes.collect();
        let until = changes.iter().skip(1).map(|(next, _)| Some(*next)).chain([None]);
        let period =
            |((on, standing), until): (&(Date, &crate::collaboration::course::Standing), _)| {
                pb::CollaborationPeriod {
                    state: standing.state.to_string(),
                    from: on.to_string(),
                    until: day(until),
                    reason: standing.said.clone().unwrap_or_default(),
                    proof: self.proof(&format!("state/{on}")),
                }
            };
        changes.iter().zip(until).map(period).collect()
    }

    fn amendment(&self, key: &Code, amendment: &Amendment) -> pb::AmendmentLine {
        let request = &amendment.request;
        let steps = request.kind.path().iter().enumerate().map(|(nth, step)| pb::ApprovalLine {
            step: (*step).into(),
            proof: (nth < amendment.approved)
                .then(|| self.proof(&format!("amendment/{key}/{step}")))
                .flatten(),
        });
        pb::AmendmentLine {
            amendment: key.to_string(),
            amendment_kind: request.kind.into(),
            state: amendment.state().to_owned(),
            reason: request.reason.clone(),
            amount: money(request.amount),
            ends_on: day(request.ends_on),
            other_changes: request.other.clone(),
            steps: steps.collect(),
            proof: self.proof(&format!("amendment/{key}")),
        }
    }

    fn deliverable(&self, key: &Code, it: &Deliverable, today: Date) -> pb::DeliverableLine {
        pb::DeliverableLine {
            deliverable: key.to_string(),
            label: it.planned.label.clone(),
            state: <&str>::from(it.status).to_owned(),
            due_on: day(it.planned.due_on),
            overdue: it.is_overdue(today),
            note: it.note.clone().unwrap_or_default(),
            proof: self.proof(&format!("deliverable/{key}")),
        }
    }

    fn instalment(&self, key: &Code, it: &Instalment) -> pb::InstalmentLine {
        let currency: Option<Currency> = Some(it.money.currency);
        let said = |total: Total| sum(total, currency);
        pb::InstalmentLine {
            instalment: key.to_string(),
            money: money(Some(it.money)),
            justified: said(it.justified),
            repaid: said(it.repaid),
            outstanding: said(it.outstanding()),
            proof: self.proof(&format!("outstanding/{key}")),
        }
    }

    fn review(&self, key: &Code, it: &Review) -> pb::ReviewLine {
        pb::ReviewLine {
            review: key.to_string(),
            review_kind: it.recorded.kind.into(),
            conclusion: it.recorded.conclusion.clone(),
            approved: it.approved,
            proof: self.proof(&format!("review/{key}")),
        }
    }
}
