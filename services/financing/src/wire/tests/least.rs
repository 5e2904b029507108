use serde_json::{Value, json};

/// The least that each method takes: whatever is missing from one of these is missed.
#[expect(clippy::too_many_lines, reason = "a table, a line or two per method")]
pub(super) fn least() -> Vec<(&'static str, Value)> {
    let xdr = || json!({"amount": "46300000.00", "currency": "XDR"});
    let xof = || json!({"amount": "655957", "currency": "XOF"});
    let charge = || json!([{"category": "1", "money": xdr()}]);
    let event = "6d69ec32-6554-5410-99b1-396ab28cc134";
    vec![
        (
            "register",
            json!({
                "act": {"programme": "P127328"},
                "title": "Filets sociaux",
                "instrument": "INSTRUMENT_IDA_GRANT",
                "financier": "IDA",
            }),
        ),
        ("record_approval", json!({"money": xdr(), "approved_by": "Conseil"})),
        (
            "sign",
            json!({
                "money": xdr(),
                "categories": [{"category": "1", "label": "Transferts", "money": xdr()}],
                "signatories": [{"institution": "IDA", "capacity": "Directeur des opérations"}],
            }),
        ),
        ("record_ratification", json!({"text": "Loi nº 2011-048"})),
        ("extend_effectiveness_deadline", json!({"until": "2011-12-31"})),
        ("record_effectiveness", json!({})),
        ("lapse", json!({})),
        ("record_disbursement_letter", json!({"reference": "DL-1"})),
        (
            "record_reporting_terms",
            json!({
                "first_ends_on": "2019-06-30",
                "months": 6,
                "days": 45,
                "exercise": "2020",
                "due_on": "2019-11-30",
            }),
        ),
        ("register_signatory", json!({"person": "raf", "capacity": "RAF"})),
        ("revoke_signatory", json!({"person": "raf"})),
        ("open_disbursement", json!({})),
        ("record_suspension", json!({})),
        ("record_suspension_lifted", json!({})),
        ("reach_closing_date", json!({})),
        ("reach_disbursement_deadline", json!({})),
        ("extend_disbursement_deadline", json!({"until": "2019-10-31"})),
        ("record_financier_account_closed", json!({})),
        ("close_financially", json!({})),
        ("record_completion", json!({"report": "ICR00004312"})),
        ("drop", json!({})),
        ("record_cancellation", json!({})),
        ("record_termination", json!({})),
        ("confirm_transition", json!({"proposal": event})),
        ("reject_transition", json!({"proposal": event})),
        (
            "add_condition",
            json!({
                "condition": "avis-juridique",
                "kind": "CONDITION_KIND_EFFECTIVENESS",
                "label": "Avis juridique",
            }),
        ),
        ("submit_condition_evidence", json!({"condition": "avis-juridique"})),
        ("accept_condition", json!({"condition": "avis-juridique"})),
        ("reject_condition_evidence", json!({"condition": "avis-juridique"})),
        ("waive_condition", json!({"condition": "avis-juridique"})),
        ("record_condition_breach", json!({"condition": "avis-juridique"})),
        (
            "define_tranche",
            json!({
                "tranche": "T1",
                "label": "Première tranche",
                "kind": "TRANCHE_KIND_CATEGORY",
                "category": "1",
                "money": xdr(),
                "conditions": ["audit-2016"],
            }),
        ),
        ("release_tranche", json!({"tranche": "T1"})),
        ("close_tranche", json!({"tranche": "T1"})),
        ("cancel_tranche", json!({"tranche": "T1"})),
        (
            "prepare_withdrawal",
            json!({
                "number": 1,
                "method": "METHOD_DIRECT_PAYMENT",
                "lines": [{"reference": "F-001", "category": "1", "money": xof()}],
            }),
        ),
        ("submit_withdrawal", json!({"number": 1, "signatories": ["raf"]})),
        ("record_withdrawal_review", json!({"number": 1})),
        ("record_withdrawal_returned", json!({"number": 1})),
        ("record_withdrawal_approved", json!({"number": 1})),
        ("record_withdrawal_rejected", json!({"number": 1})),
        (
            "record_payment",
            json!({
                "number": 1,
                "paid": xof(),
                "charges": charge(),
                "value_on": "2017-03-01",
            }),
        ),
        (
            "reconcile_withdrawal",
            json!({
                "number": 1,
                "financier_statement": xdr(),
                "bank_statement": xof(),
                "unmatched": [{"item": "Frais", "owner": "UTGFS"}],
            }),
        ),
        ("abandon_withdrawal", json!({"number": 1})),
        ("open_designated_account", json!({"bank": "BDM", "ceiling": xof()})),
        ("record_account_payment", json!({"reference": "V-1", "money": xof(), "payee": "ONG"})),
        ("record_account_statement", json!({"reference": "R-1", "balance": xof()})),
        ("document_advance", json!({"reference": "D-1", "money": xof(), "charges": charge()})),
        ("declare_ineligible", json!({"reference": "I-1", "category": "1", "money": xdr()})),
        ("record_refund", json!({"reference": "B-1", "category": "1", "money": xdr()})),
        ("settle_designated_account", json!({})),
        (
            "request_restructuring",
            json!({
                "restructuring": "RES40479",
                "level": "LEVEL_BOARD",
                "cancellations": charge(),
                "reallocations": [{"from": "1", "to": "2", "money": xdr()}],
            }),
        ),
        ("clear_restructuring", json!({"restructuring": "RES40479"})),
        ("approve_restructuring", json!({"restructuring": "RES40479"})),
        ("put_restructuring_into_effect", json!({"restructuring": "RES40479"})),
        ("withdraw_restructuring", json!({"restructuring": "RES40479"})),
        ("extend_closing_date", json!({"closing_on": "2020-12-31"})),
        ("cancel_amount", json!({"category": "1", "money": xdr()})),
        ("reallocate", json!({"moves": [{"from": "1", "to": "2", "money": xdr()}]})),
        (
            "sign_contract",
            json!({
                "contract": "M-12",
                "title": "Audit",
                "contractor": "Cabinet",
                "money": xof(),
            }),
        ),
        ("amend_contract", json!({"contract": "M-12"})),
        (
            "record_contract_payment",
            json!({"contract": "M-12", "reference": "P-1", "money": xof()}),
        ),
        ("close_contract", json!({"contract": "M-12"})),
        (
            "request_no_objection",
            json!({
                "reference": "L-1",
                "object": "OBJECT_WORKPLAN",
                "title": "PTBA 2018",
            }),
        ),
        (
            "record_no_objection_answer",
            json!({
                "reference": "L-1",
                "outcome": "OUTCOME_GRANTED",
                "answer": "R-1",
            }),
        ),
        ("open_closure_plan", json!({"tasks": [{"task": "archives", "label": "Archives"}]})),
        ("add_closure_task", json!({"task": {"task": "archives", "label": "Archives"}})),
        ("hold_closure_task", json!({"task": "archives"})),
        ("complete_closure_task", json!({"task": "archives"})),
        ("record_activities_completed", json!({})),
        ("present_closure_status", json!({"presented_to": "CNOS", "summary": "Clôture en cours"})),
        ("record_audit_report", json!({"exercise": "2017", "opinion": "OPINION_QUALIFIED"})),
        ("record_audit_finding", json!({"finding": "C1", "statement": "Pièces manquantes"})),
        ("resolve_audit_finding", json!({"finding": "C1", "response": "Pièces jointes"})),
        ("submit_financial_report", json!({"period_ends_on": "2019-06-30"})),
        ("record_rating", json!({"subject": "SUBJECT_PDO", "rating": "RATING_SATISFACTORY"})),
        (
            "record_counterpart",
            json!({
                "exercise": "2017",
                "stage": "STAGE_BUDGETED",
                "money": xof(),
            }),
        ),
        ("record_financier_statement", json!({"reference": "RES43418"})),
        (
            "correct_fact",
            json!({
                "event_id": event,
                "field": "/title",
                "from": "\"Filets\"",
                "to": "\"Filets sociaux\"",
                "reason": "Titre abrégé",
            }),
        ),
        ("void_entry", json!({"event_id": event, "reason": "Saisi deux fois"})),
        ("explain_anomaly", json!({"anomaly": event, "explanation": "Arrondi"})),
    ]
}
