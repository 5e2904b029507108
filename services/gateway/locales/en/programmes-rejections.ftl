# What a person is told when a programme refuses
programmes-achievement-forbids = The state of that value ({ $state }) does not permit it.
programmes-activity-dropped = That activity was dropped.
programmes-already-adopted = A plan of this budget year is already adopted: revise it.
programmes-already-covered = The programme already works in all of these areas.
programmes-already-planned = That phase is already planned.
programmes-already-proposed = A correction of that fact is already proposed and waits for a second person.
programmes-already-recorded = It is already recorded so.
programmes-already-registered = It is already registered under that reference.
programmes-amount-too-large = That sum is larger than any that can be stated.
programmes-area-abolished = The area { $area } is no more.
programmes-areas-missing = Name at least one area; two to split or merge.
programmes-chunk-too-large = Too many lines at once: stage a few hundred at a time.
programmes-currency-differs = Money is in { $expected } here.
programmes-decision-elsewhere = The decision { $decision } is not about this act: { $transition }, { $about }.
programmes-decision-missing = The decision that it rests on is not named.
programmes-decision-of-another = Another body than the one that is named took the decision { $decision }.
programmes-decision-unknown = No body adopted the decision { $decision }.
programmes-documents-missing = No document that is presented is named.
programmes-ends-before-it-starts = It ends before it starts.
programmes-exercise-not-open = That budget year is not open.
programmes-first-person-unknown = A first person is missing: somebody asks for the start, or records the final report; another then decides.
programmes-hash-differs = The staged lines are not those expected; they hash to { $hash }.
programmes-horizon-not-passed = Its horizon runs until { $ends-on }.
programmes-horizon-unknown = Its horizon is not known.
programmes-legal-act-missing = The law or decree is not named.
programmes-lines-differ = { $staged ->
    [one] { $staged } line is staged without a gap, not { $expected }: nothing was taken.
   *[other] { $staged } lines are staged without a gap, not { $expected }: nothing was taken.
}
programmes-lines-missing = There is no line.
programmes-mapping-incomplete = The mapping must name at least the columns of the reference and of the amount.
programmes-migration-unknown = No migration of { $area } is proposed.
programmes-name-taken = The name { $name } is taken.
programmes-no-objection-missing = No-objection is missing for: { $financings }.
programmes-not-a-quarter = That day is not the end of a quarter of the budget year.
programmes-not-adopted = No plan of this budget year is adopted.
programmes-not-covered = The programme does not work in { $area } on that date.
programmes-not-held = It was not held yet.
programmes-not-in-force = The plan was never in force.
programmes-not-proposed = { $area } is not among the areas proposed.
programmes-not-ready = Still missing: { $missing }
programmes-not-registered = Nothing is registered under that reference.
programmes-not-validated = Values are still to be validated: { $indicators }.
programmes-nothing-to-change = There is nothing to change.
programmes-of-itself = A document neither replaces nor carries out itself.
programmes-out-of-order = Something later, of { $latest }, is already recorded: correct that fact.
programmes-outside-year = Those dates are outside the budget year.
programmes-period-locked = Period { $period } is locked: correct it by a fact, or reopen it.
programmes-period-not-locked = The period is not locked.
programmes-period-not-over = The period ends on { $ends-on }: it is not over.
programmes-phase-forbids = The state of the phase on { $on } ({ $state }) does not permit it.
programmes-phase-gap = The next phase is phase { $next }.
programmes-plan-forbids = The state of the plan on { $on } ({ $state }) does not permit it.
programmes-reach-exceeds-participants = More participants are counted by area than in all.
programmes-reason-missing = The reason is missing.
programmes-recommendation-settled = That recommendation is settled already.
programmes-rows-wrong = { $count ->
    [one] { $count } row is wrong, and nothing was taken: { $rows }
   *[other] { $count } rows are wrong, and nothing was taken: { $rows }
}
programmes-same-person = Another person has to do it.
programmes-shares-do-not-sum = The parts by { $disaggregation } do not sum to the value.
programmes-stagings-full = { $days ->
    [one] Too many imports wait here to be recorded: they make room once they are, or after { $days } day in which nobody goes on with them.
   *[other] Too many imports wait here to be recorded: they make room once they are, or after { $days } days in which nobody goes on with them.
}
programmes-statement-forbids = The state of that statement ({ $state }) does not permit it.
programmes-statements-missing = The report says nothing.
programmes-statements-not-locked = Expenditure statements are not locked: { $statements }.
programmes-strategy-forbids = The state of the document on { $on } ({ $state }) does not permit it.
programmes-strategy-not-validated = No body validated it.
programmes-total-differs = The lines sum to { $sum }, not to the printed total.
programmes-unknown-area = No registry has the area { $area }.
programmes-unknown-name = Nothing is called { $name }.
programmes-unknown-phase = There is no phase { $phase }.
programmes-unknown-proposal = No correction is proposed by that id, or it was dealt with already.
programmes-value-negative = That value cannot be negative.
programmes-year-not-over = The budget year ends on { $ends-on }.

# What is wrong with a row of a sheet
row-activity-missing = activity missing
row-activity-unknown = activity unknown to the plan
row-label-missing = label missing
row-component-missing = component missing
row-component-unknown = component unknown
row-area-unknown = area unknown
row-area-taken = area already registered
row-parent-unknown = parent area unknown
row-name-missing = name missing
row-level-missing = level missing
row-reference-missing = reference missing
row-reference-taken = reference taken
row-reference-too-long = reference too long
row-source-missing = source missing
row-amount-missing = amount missing
row-amount-unreadable = amount unreadable
row-amount-negative = amount negative
row-date-unreadable = date unreadable
row-outside-period = date outside the period
row-number-unreadable = number unreadable
row-code-unreadable = code unreadable
row-line-twice = line twice

# What a phase needs
item-financing_effective = A financing of the phase is effective
item-first_workplan_adopted = The plan of the first year is adopted
item-scope_decided = The areas of intervention are decided
item-predecessor_closure_plan = The phase before has its closure plan
item-first_activity = A first activity is recorded
item-body_informed = A body was informed in session
item-financings_settled = Financings are closed or transferred
item-blockages_settled = Blockages are resolved or carried over by decision
item-final_report = The final report is recorded
