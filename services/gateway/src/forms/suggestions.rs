//! What a field may refer to: the categories, conditions, contracts of the agreement.

use proto::{documents::v1 as documents, financing::v1 as pb};

use crate::visit::Visit;

/// Suggestions of one kind; more would make the page heavy.
const MOST: usize = 150;

#[derive(Default)]
pub(super) struct Suggestions {
    lists: Vec<List>,
    commitment: String,
    local: &'static str,
}

pub(super) struct List {
    /// Such as `category`.
    pub(super) name: &'static str,
    pub(super) entries: Vec<(String, String)>,
}

impl Suggestions {
    pub(super) async fn of(v: &Visit, rpc: &str, agreement: Option<&pb::Agreement>) -> Self {
        let Some(agreement) = agreement else { return Self { local: "XOF", ..Self::default() } };
        let line = agreement.line.clone().unwrap_or_default();
        let country =
            v.app.register.programme(&line.programme).map(|programme| programme.country.as_str());
        let mut suggestions = Self {
            lists: Vec::new(),
            commitment: line.committed.map(|money| money.currency).unwrap_or_default(),
            local: if country == Some("BI") { "BIF" } else { "XOF" },
        };
        let mut add = |name, entries: Vec<(String, String)>| {
            if !entries.is_empty() {
                suggestions.lists.push(List { name, entries });
            }
        };
        let label = |key: &str, text: &str| (key.to_owned(), text.to_owned());
        add(
            "category",
            agreement.categories.iter().map(|of| label(&of.category, &of.label)).collect(),
        );
        add(
            "condition",
            agreement.conditions.iter().map(|of| label(&of.condition, &of.label)).collect(),
        );
        add(
            "restructuring",
            agreement.restructurings.iter().map(|of| label(&of.restructuring, "")).collect(),
        );
        let anomalies = agreement.anomalies.iter().filter(|of| !of.explained);
        let said = |of: &proto::jalon::v1::Anomaly| {
            let args = of
                .args
                .iter()
                .map(|(name, value)| (name.as_str(), crate::failure::worded(name, value, v.lang)));
            crate::failure::coded(&of.about, args.collect::<Vec<_>>(), v.lang)
        };
        add("anomaly", anomalies.map(|of| (of.event_id.clone(), said(of))).collect());
        let proposals = agreement.proposals.iter();
        add(
            "proposal",
            proposals.map(|of| (of.event_id.clone(), v.lang.label("state", &of.to))).collect(),
        );
        if let Some(closure) = &agreement.closure {
            add("task", closure.tasks.iter().map(|of| label(&of.task, &of.label)).collect());
            add(
                "finding",
                closure.findings.iter().map(|of| label(&of.finding, &of.statement)).collect(),
            );
        }
        suggestions.ledgers(v, rpc, &line.financing).await;
        suggestions.documents(v).await;
        suggestions
    }

    /// What only some forms need. Without an answer a form has no suggestions, and works.
    async fn ledgers(&mut self, v: &Visit, rpc: &str, financing: &str) {
        let ledger =
            || v.ask(pb::LedgerRequest { financing: financing.to_owned(), ..Default::default() });
        let about = |word: &str| rpc.contains(word);
        if (about("Withdrawal") || about("Payment"))
            && let Ok(answer) = v.views().list_withdrawals(ledger()).await
        {
            let numbers = answer.get_ref().withdrawals.iter().rev().take(MOST);
            let number = |line: &pb::WithdrawalLine| {
                (line.number.to_string(), v.lang.label("withdrawal", &line.state))
            };
            self.add("number", numbers.map(number).collect());
        }
        if (about("Tranche") || about("Withdrawal"))
            && let Ok(answer) = v.views().list_tranches(ledger()).await
        {
            let tranches = answer.get_ref().tranches.iter().filter(|line| !line.remainder);
            self.add(
                "tranche",
                tranches.map(|line| (line.tranche.clone(), line.label.clone())).collect(),
            );
        }
        if (about("Contract") || about("Withdrawal"))
            && let Ok(answer) = v.views().list_contracts(ledger()).await
        {
            let contracts = answer.get_ref().contracts.iter().rev().take(MOST);
            self.add(
                "contract",
                contracts.map(|line| (line.contract.clone(), line.title.clone())).collect(),
            );
        }
        if about("NoObjectionAnswer")
            && let Ok(answer) = v.views().list_no_objections(ledger()).await
        {
            let asked =
                answer.get_ref().no_objections.iter().filter(|line| line.answered_on.is_empty());
            self.add(
                "no-objection",
                asked.map(|line| (line.reference.clone(), line.title.clone())).collect(),
            );
        }
    }

    async fn documents(&mut self, v: &Visit) {
        if let Ok(answer) = v.documents().list(v.ask(documents::ListRequest {})).await {
            let documents = answer.get_ref().documents.iter().rev().take(MOST);
            self.add(
                "document",
                documents.map(|one| (one.sha256.clone(), one.title.clone())).collect(),
            );
        }
    }

    fn add(&mut self, name: &'static str, entries: Vec<(String, String)>) {
        if !entries.is_empty() {
            self.lists.push(List { name, entries });
        }
    }

    /// The list that a field draws from, or nothing.
    pub(super) fn list_for(&self, field: &str, message: &str) -> String {
        let wanted = match (field, message) {
            ("from" | "to", "Move") => "category",
            // What is being named for the first time has no name to choose from.
            ("condition", "AddConditionRequest")
            | ("tranche", "DefineTrancheRequest")
            | ("contract", "SignContractRequest")
            | ("restructuring", "RequestRestructuringRequest")
            | ("number", "PrepareWithdrawalRequest")
            | ("category", "Category")
            | ("finding", "RecordAuditFindingRequest") => return String::new(),
            ("conditions", _) => "condition",
            ("reference", "RecordNoObjectionAnswerRequest") => "no-objection",
            (other, _) => other,
        };
        let known = self.lists.iter().any(|list| list.name == wanted);
        if known { format!("list-{wanted}") } else { String::new() }
    }

    /// The currency that an amount is most often in.
    pub(super) fn currency(&self, rpc: &str, name: &str) -> &str {
        let last = name.rsplit('.').next().unwrap_or(name);
        let local =
            matches!(last, "paid" | "bank_statement" | "from_account" | "ceiling" | "balance")
                || matches!(
                    rpc,
                    "PrepareWithdrawal"
                        | "RecordAccountPayment"
                        | "SignContract"
                        | "AmendContract"
                        | "RecordContractPayment"
                        | "RecordCounterpart"
                )
                || rpc == "DocumentAdvance" && name == "money";
        if local { self.local } else { &self.commitment }
    }

    pub(super) fn lists(self) -> Vec<List> {
        self.lists
    }
}
