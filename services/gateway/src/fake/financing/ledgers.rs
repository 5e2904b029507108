//! The views of the fake.

use proto::financing::v1::{self as pb, financing_views_server::FinancingViews};
use tonic::{Request, Response, Status, async_trait};

use super::data;
use crate::fake::{Fake, money, proof};

type Answer<T> = Result<Response<T>, Status>;

impl Fake {
    fn line(&self, reference: &str) -> Result<pb::AgreementLine, Status> {
        let found = data::lines(self.hostile).into_iter().find(|line| line.financing == reference);
        found.filter(|_| !self.empty).ok_or_else(|| Status::not_found("no such agreement"))
    }

    fn lines(&self) -> Vec<pb::AgreementLine> {
        if self.empty { Vec::new() } else { data::lines(self.hostile) }
    }

    fn withdrawals(&self) -> Vec<pb::WithdrawalLine> {
        let line = |number,
                    reference: &str,
                    category: &str,
                    method: pb::Method,
                    state: &str,
                    requested,
                    charged: Option<(&str, &str)>,
                    on: &str,
                    position| {
            pb::WithdrawalLine {
                financing: reference.into(),
                number,
                method: method.into(),
                state: state.into(),
                requested: money(requested, "XOF"),
                charged: charged.and_then(|(amount, currency)| money(amount, currency)),
                value_on: on.into(),
                categories: vec![category.into()],
                submitted_on: "2019-08-29".into(),
                reason: if state == "returned" {
                    "signature illisible".into()
                } else {
                    String::new()
                },
                returns: u32::from(state == "returned"),
                proof: proof(position, on, true),
                currency: "XOF".into(),
                ..Default::default()
            }
        };
        if self.empty {
            return Vec::new();
        }
        vec![
            line(
                41,
                "TF0A2384",
                "1",
                pb::Method::Reimbursement,
                "reconciled",
                "740000000",
                Some(("1240000.00", "USD")),
                "2019-09-12",
                8412,
            ),
            line(
                42,
                "D3480",
                "4",
                pb::Method::Advance,
                "paid",
                "520000000",
                Some(("645000.00", "XDR")),
                "2019-09-20",
                8466,
            ),
            line(
                43,
                "D3480",
                "2",
                pb::Method::DirectPayment,
                "submitted",
                "248000000",
                None,
                "",
                8470,
            ),
            line(
                44,
                "D3480",
                "2",
                pb::Method::DirectPayment,
                "returned",
                "18000000",
                None,
                "",
                8475,
            ),
        ]
    }
}

#[async_trait]
impl FinancingViews for Fake {
    async fn list_agreements(
        &self,
        request: Request<pb::ListAgreementsRequest>,
    ) -> Answer<pb::ListAgreementsResponse> {
        self.seen(&request);
        let totals = if self.empty { Vec::new() } else { data::totals() };
        Ok(Response::new(pb::ListAgreementsResponse { agreements: self.lines(), totals }))
    }

    async fn get_agreement(&self, request: Request<pb::AgreementRequest>) -> Answer<pb::Agreement> {
        self.seen(&request);
        let line = self.line(&request.into_inner().financing)?;
        Ok(Response::new(super::agreement::whole(line)))
    }

    async fn get_phase_timeline(
        &self,
        request: Request<pb::ProgrammeRequest>,
    ) -> Answer<pb::PhaseTimeline> {
        self.seen(&request);
        let of = |wanted: u32| pb::phase_timeline::Phase {
            phase: wanted,
            lines: self
                .lines()
                .into_iter()
                .filter(|line| line.phase == wanted)
                .map(|line| pb::phase_timeline::Line {
                    periods: data::periods(&line.financing),
                    milestones: data::milestones(&line.financing),
                    agreement: Some(line),
                })
                .collect(),
        };
        let (from, until) = ("2013-04-30".to_owned(), "2023-06-30".to_owned());
        Ok(Response::new(pb::PhaseTimeline { phases: vec![of(1), of(2)], from, until }))
    }

    async fn get_closure_board(
        &self,
        _: Request<pb::ProgrammeRequest>,
    ) -> Answer<pb::ClosureBoard> {
        let agreements = self.lines().into_iter().map(data::closure).collect();
        Ok(Response::new(pb::ClosureBoard { agreements }))
    }

    async fn get_readiness(&self, request: Request<pb::ReadinessRequest>) -> Answer<pb::Readiness> {
        let item = |item: &str, position| pb::readiness::Item {
            item: item.into(),
            state: "met".into(),
            detail: String::new(),
            proof: proof(position, "2018-11-09", false),
        };
        let items = vec![item("financing_effective", 7141), item("predecessor_closure_plan", 8400)];
        Ok(Response::new(pb::Readiness { phase: request.into_inner().phase, items }))
    }

    async fn list_tranches(
        &self,
        _: Request<pb::LedgerRequest>,
    ) -> Answer<pb::ListTranchesResponse> {
        let line = |tranche: &str, label: &str, state: &str, remainder| pb::TrancheLine {
            financing: "D3480".into(),
            tranche: tranche.into(),
            label: label.into(),
            kind: pb::TrancheKind::Category.into(),
            category: "1".into(),
            money: money("5000000.00", "XDR"),
            state: state.into(),
            used: money("1200000.00", "XDR"),
            due_on: "2019-12-31".into(),
            proof: proof(7200, "2018-11-25", true),
            remainder,
        };
        let tranches = vec![
            line("1-a", "Première vague de transferts", "partly_used", false),
            line("1", "Transferts monétaires", "planned", true),
        ];
        let planned = |quarter, amount: &str| pb::PlannedDisbursement {
            financing: "D3480".into(),
            exercise: "2019".into(),
            revision: 1,
            quarter,
            starts_on: "2019-01-01".into(),
            ends_on: "2019-03-31".into(),
            money: money(amount, "XOF"),
            proof: proof(7210, "2018-11-30", true),
        };
        let planned = vec![planned(1, "350000000"), planned(0, "40000000")];
        Ok(Response::new(if self.empty {
            pb::ListTranchesResponse::default()
        } else {
            pb::ListTranchesResponse { tranches, planned }
        }))
    }

    async fn list_withdrawals(
        &self,
        request: Request<pb::LedgerRequest>,
    ) -> Answer<pb::ListWithdrawalsResponse> {
        let only = request.into_inner().financing;
        let withdrawals =
            self.withdrawals().into_iter().filter(|line| only.is_empty() || line.financing == only);
        Ok(Response::new(pb::ListWithdrawalsResponse { withdrawals: withdrawals.collect() }))
    }

    async fn get_account(&self, request: Request<pb::AgreementRequest>) -> Answer<pb::Account> {
        let financing = request.into_inner().financing;
        if financing != "TF0A2384" {
            return Ok(Response::new(pb::Account { financing, ..Default::default() }));
        }
        let movement =
            |kind: &str, reference: &str, amount, balance, position| pb::account::Movement {
                kind: kind.into(),
                reference: reference.into(),
                money: money(amount, "XOF"),
                balance: money(balance, "XOF"),
                proof: proof(position, "2019-07-04", true),
            };
        Ok(Response::new(pb::Account {
            financing,
            open: true,
            bank: "Banque de développement du Mali".into(),
            ceiling: money("1000000000", "XOF"),
            advanced: money("800000000", "XOF"),
            paid_out: money("799999999", "XOF"),
            documented: money("787550000", "XOF"),
            refunded: money("0", "XOF"),
            balance: money("1", "XOF"),
            undocumented: money("12450000", "XOF"),
            statement: money("1", "XOF"),
            difference: money("0", "XOF"),
            statement_on: "2019-09-25".into(),
            settled: false,
            movements: vec![
                movement("advance", "DRF 12", "800000000", "800000000", 8001),
                movement("payment", "OV 231", "-799999999", "1", 8002),
            ],
            illustrative: true,
        }))
    }

    async fn get_balances(&self, request: Request<pb::AgreementRequest>) -> Answer<pb::Balances> {
        let financing = request.into_inner().financing;
        let line = |category: &str, label: &str, signed, disbursed, undisbursed| pb::BalanceLine {
            category: category.into(),
            label: label.into(),
            approved: money(signed, "XDR"),
            signed: money(signed, "XDR"),
            released: money(disbursed, "XDR"),
            disbursed: money(disbursed, "XDR"),
            documented: money("1000000.00", "XDR"),
            ineligible: money("0.00", "XDR"),
            refunded: money("0.00", "XDR"),
            cancelled: money("0.00", "XDR"),
            undisbursed: money(undisbursed, "XDR"),
            requested: money("768000000", "XOF").into_iter().collect(),
            illustrative: category == "4",
            proof: proof(7098, "2018-07-16", false),
        };
        Ok(Response::new(pb::Balances {
            financing,
            currency: "XDR".into(),
            categories: vec![
                line("1", "Transferts monétaires", "20000000.00", "3000000.00", "17000000.00"),
                line("2", "Système de filets sociaux", "10000000.00", "1505000.00", "8495000.00"),
                line("4", "Travaux HIMO", "6200000.00", "645000.00", "5555000.00"),
            ],
            total: Some(line("", "", "36200000.00", "5150000.00", "31050000.00")),
        }))
    }

    async fn list_contracts(
        &self,
        _: Request<pb::LedgerRequest>,
    ) -> Answer<pb::ListContractsResponse> {
        let line = |contract: &str, title: &str, ends: &str, ends_late, closed| pb::ContractLine {
            financing: "TF0A2384".into(),
            contract: contract.into(),
            title: title.into(),
            contractor: "Opérateur de paiement".into(),
            category: "1".into(),
            money: money("310000000", "XOF"),
            paid: money("250000000", "XOF"),
            outstanding: money("60000000", "XOF"),
            signed_on: "2018-02-12".into(),
            ends_on: ends.into(),
            closed,
            ends_late,
            proof: proof(7600, "2018-02-12", true),
        };
        let contracts = vec![
            line("012-2018", "Paiement des transferts", "2019-07-31", true, false),
            line("007-2017", "Audit technique", "2018-12-31", false, true),
        ];
        Ok(Response::new(pb::ListContractsResponse {
            contracts: if self.empty { Vec::new() } else { contracts },
        }))
    }

    async fn list_no_objections(
        &self,
        _: Request<pb::LedgerRequest>,
    ) -> Answer<pb::ListNoObjectionsResponse> {
        let line = pb::NoObjectionLine {
            financing: "D3480".into(),
            reference: "ANO-2019-07".into(),
            object: pb::Object::Workplan.into(),
            title: "PTBA 2019".into(),
            requested_on: "2019-02-04".into(),
            answered_on: "2019-02-19".into(),
            outcome: pb::record_no_objection_answer_request::Outcome::GrantedWithComments.into(),
            answer: "Courriel du 19 février".into(),
            comments: "Revoir la composante 1C".into(),
            proof: proof(7800, "2019-02-19", true),
        };
        let no_objections = if self.empty { Vec::new() } else { vec![line] };
        Ok(Response::new(pb::ListNoObjectionsResponse { no_objections }))
    }

    async fn list_deadlines(
        &self,
        _: Request<pb::LedgerRequest>,
    ) -> Answer<pb::ListDeadlinesResponse> {
        let line = |reference: &str, kind: &str, on: &str, days, state: &str| pb::DeadlineLine {
            financing: reference.into(),
            kind: kind.into(),
            subject: String::new(),
            on: on.into(),
            days,
            state: state.into(),
            proof: proof(7098, on, false),
        };
        let deadlines = vec![
            line("TF0A2384", "disbursement_deadline", "2019-10-31", 33, "open"),
            line("H8350", "closing", "2019-12-31", 94, "open"),
            line("TF0A2384", "closing", "2019-06-30", -90, "reached"),
            line("TF0A7655", "effectiveness", "2018-10-14", -349, "missed"),
            pb::DeadlineLine {
                subject: "2019-09-30".into(),
                ..line("D3480", "report_due", "2019-11-14", 47, "open")
            },
        ];
        Ok(Response::new(pb::ListDeadlinesResponse {
            deadlines: if self.empty { Vec::new() } else { deadlines },
        }))
    }

    async fn get_history(&self, request: Request<pb::HistoryRequest>) -> Answer<pb::History> {
        let pb::HistoryRequest { financing, figure, .. } = request.into_inner();
        self.line(&financing)?;
        let by = kernel::Id::<kernel::Person>::derived(&["person", "raf"]).to_string();
        let institution =
            kernel::Id::<kernel::Institution>::derived(&["institution", "UTGFS"]).to_string();
        let bank = kernel::Id::<kernel::Institution>::derived(&["institution", "IDA"]).to_string();
        let entry = |kind: &str, on: &str, change, after, value: &str, position, origin: &str| {
            proto::jalon::v1::Entry {
                proof: proof(position, on, position > 8000),
                r#type: format!("financing.{kind}.v1"),
                recorded: format!("2019-{:02}-12T10:04:31Z", position % 12 + 1),
                known: String::new(),
                by: by.clone(),
                capacity: "RAF".into(),
                institution: institution.clone(),
                on_behalf_of: if origin == "import" { bank.clone() } else { String::new() },
                change,
                after,
                value: value.into(),
                authority: "Notification".into(),
                weekday_contradicts: position == 7141,
                origin: origin.into(),
                evidence: 1,
                amended_by: if position == 7098 { vec![7145] } else { Vec::new() },
            }
        };
        let entries = vec![
            entry("agreement.signed", "2018-07-16", None, None, "signed", 7098, "import"),
            entry("agreement.ratified", "2018-10-01", None, None, "Ordonnance", 7112, "import"),
            entry("agreement.effective", "2018-11-09", None, None, "effective", 7141, "import"),
            entry(
                "withdrawal.paid",
                "2019-09-20",
                money("645000.00", "XDR"),
                money("5150000.00", "XDR"),
                "",
                8466,
                "person",
            ),
        ];
        Ok(Response::new(pb::History { financing, figure, entries }))
    }
}
