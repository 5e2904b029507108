# Around every page
nav-financement = Financing
nav-retraits = Withdrawal applications
nav-tranches = Tranches
nav-comptes = Designated accounts
nav-contrats = Contracts
nav-non-objections = No-objections
nav-echeances = Deadlines
nav-cloture = Closure
nav-preparation = Phase readiness
rank-initial = Initial
also-written = also written { $what }
agreements = { $n ->
     [one] { $count } agreement
   *[other] { $count } agreements
}

# The overview
register-agreement = Register an agreement
no-agreement = No agreement is recorded on that date
no-agreement-text = Go back to a later date, or register the first agreement of this programme.
todo-proposals = { $n ->
     [one] one change of state to confirm
   *[other] { $count } changes of state to confirm
}
todo-anomalies = { $n ->
     [one] one anomaly to explain
   *[other] { $count } anomalies to explain
}
disbursed-of = disbursed { $what }
next-deadlines = Next deadlines
no-deadline = No deadline is known.

# Financing
financing-lead = From one phase to the next. Every figure leads to the event that established it.
agreements-register = Register of agreements
plural-INSTRUMENT_IDA_CREDIT = IDA credits
plural-INSTRUMENT_IDA_GRANT = IDA grants
plural-INSTRUMENT_TRUST_FUND_GRANT = Trust funds
plural-INSTRUMENT_BILATERAL_CONVENTION = Bilateral conventions
plural-INSTRUMENT_STATE_COUNTERPART = State counterpart
plural-INSTRUMENT_UNSPECIFIED = Agreements
plural-any = Agreements
last-deadline = Last known deadline
closing-of = closing of { $what }
blocking-points = Blocking points
open-conditions = { $n ->
     [one] { $count } open condition
   *[other] { $count } open conditions
}
of-conditions = of { $count }
held-tasks = { $n ->
     [one] · { $count } task held
   *[other] · { $count } tasks held
}
timeline = Phases and agreements
timeline-alt = { $n ->
     [one] Timeline of one financing agreement
   *[other] Timeline of { $count } financing agreements
}
timeline-legend = Sand: approved, not effective · Indigo: disbursement · Ochre: completion, closure and grace period · Green: second phase · Pale: expected until closing
timeline-completion = completion
timeline-phase = { $n ->
     [2] second phase
     [3] third phase
   *[other] phase { $count }
}
timeline-until = expected until { $what }
closure-card = Closure · { $what }
closure-presented-tag = status presented
closure-plan-open = plan open
closure-plan-not-open = plan not open
closure-presented-to = Closure status presented
closure-would-be-refused = Financial closure would be refused:
closing-on = closing on { $what }
deadline-on = DDD { $what }
undisbursed-of = undisbursed { $what }
undocumented-of = undocumented advances { $what }
owner-of = responsible: { $what }
held-for = Held: { $what }
effectiveness-card = Effectiveness · { $what }
in-force = effective
step-signed = Agreement signed
step-effective = Effectiveness notified
readiness-card = { $n ->
     [2] Readiness of the second phase
     [3] Readiness of the third phase
   *[other] Readiness of phase { $count }
}
readiness-ready = ready
readiness-waiting = in preparation

# Registers
lead-retraits = Applications to the financiers, from preparation to reconciliation.
lead-tranches = Each category’s amount, as it was split.
lead-comptes = Advances received, documented and refunded, and what the bank says.
lead-contrats = Contracts signed, paid, and what is outstanding.
lead-non-objections = No-objections asked of financiers, and their answers.
lead-echeances = What approaches, what is past.
lead-cloture = What stands between each agreement and its financial closure.
lead-preparation = What the next phase waits for to start; once all have started, what the last waits for to close.
none-retraits = No withdrawal application on that date.
none-tranches = No tranche on that date.
none-comptes = No designated account open on that date.
none-contrats = No contract on that date.
none-non-objections = No no-objection asked for on that date.
none-echeances = No deadline known on that date.
none-cloture = No agreement is recorded on that date.
none-preparation = No phase is known on that date.
tranche-remainder = what is not split of the category
planned-quarter = quarter { $what }
planned-year = whole year, not split
planned-revision = revision { $what }
returned-times = { $n ->
     [one] returned once
   *[other] returned { $count } times
}
of-category = category { $what }
signed-then = signed { $what }
contract-open = running
contract-closed = closed
contract-late = ends after closing
account-open = open
account-settled = settled

# One agreement
section-periods = Successive states
section-balances = Balances by category
section-progress = Progress by category
section-conditions = Conditions
section-tranches = Tranches
section-planned = Forecast disbursements
planned-lead = What the adopted work plans ask of each financing, in the currency of the plan.
section-withdrawals = Withdrawal applications
section-account = Designated account
section-contracts = Contracts
section-no-objections = No-objections
section-restructurings = Restructurings
section-statements = Figures the financier published
section-deadlines = Deadlines
section-milestones = Milestones
section-audits = Audits and findings
section-ratings = Ratings
section-counterparts = State counterpart
section-signatories = Registered signatories
balances-identity = Signed = disbursed − refunded + undisbursed + cancelled, in the currency of the agreement.
statements-lead = As the documents print them, even where they do not add up.
adds-up = adds up
does-not-add-up = does not add up
not-to-be-checked = one of the three is not stated
approved-on = Approved on
signed-on = Signed on
effective-on = Effective on
disbursement-deadline = Disbursement deadline
parent = Adds to
letter = Disbursement letter
letter-minimum = minimum { $what }
financial-reports = Interim financial reports
financial-reports-terms = { $months ->
     [one] one for each month
   *[other] one for each period of { $months } months
}, due within { $days ->
     [one] { $days } day
   *[other] { $days } days
}; the first period ends on { $first }
workplans = AWPB to submit
workplans-terms = each year; that of { $exercise } by { $on }
period-ending = period ending { $what }
iati-status = IATI status
signatory-registered = registered
signatory-revoked = revoked
audit-report = Audit report
audit-final = final audit
finding-open = open
finding-open-qualified = open, qualifies the opinion
finding-resolved = resolved
account-ceiling = ceiling { $what }
account-advanced = advanced { $what }
account-documented = documented { $what }
account-balance = balance { $what }
account-undocumented = undocumented { $what }
account-statement = bank statement { $what } on { $on }
account-agrees = bank and ledger agree
account-differs = { $what } apart from the bank

# One event
fact-agreement = Agreement

# Journal, documents, subscriptions
streams-financing = Agreements
streams-watch = Deadlines

# Forms
leave-accord = Back to the agreement without recording anything
closure-open-collaboration = Collaboration still open: { $what }
closure-collaborations-unknown = Open collaborations are not known: the service of partners does not answer.
