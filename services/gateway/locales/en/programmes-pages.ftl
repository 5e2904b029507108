# Pages of programmes
nav-fiche = Programme sheet
nav-phases = Phases
nav-ptba = AWPB and execution
nav-resultats = Results
nav-zones = Areas of intervention
nav-strategies = Strategies
nav-diffusions = Dissemination
nav-revues = Sector reviews
lead-fiche = What the programme is, and how it stands.
lead-phases = What each phase has, and what it lacks to start and to close.
lead-ptba = The rate of execution is reckoned from recorded amounts; what others published stands beside it.
lead-resultats = Each value is reported by one person and validated by another.
lead-zones = A decision extends the areas, an announcement stays one. Each name is that of the day looked at.
lead-strategies = Policies, strategies and plans of the country, and what has run out.
lead-diffusions = Where each document was made known, and to how many.
lead-revues = What each review read, recommended, and what came of it.
none-fiche = No programme is registered under this code on that date.
none-phases = No phase is recorded on that date.
none-components = No component is recorded on that date.
none-texts = No text is recorded on that date.
none-ptba = No budget year is open on that date.
none-slices = No amount is split that way.
none-statements = No expenditure statement is recorded on that date.
none-lines = No line of a plan on that date.
none-difference = No line has changed.
none-resultats = No indicator is defined on that date.
none-zones = No area on that date.
none-areas = No area of that name on that date.
none-strategies = No strategy document is recorded on that date.
none-axes = No axis is recorded on that date.
none-diffusions = No meeting is recorded on that date.
none-revues = No review is recorded on that date.
none-review-parts = Nothing is recorded on that date.
since = since { $what }
until = until { $what }
programme-managed = Managed by { $what }
programme-phases = Phases
programme-components = Components
programme-legal = Legal basis
programme-objectives = Objectives
programme-beyond = Go further
programme-figure-scope = Areas
programme-figure-planned = Planned
programme-figure-executed = Executed
programme-figure-rate = Rate
programme-figure-state = State
phases-number = Phase { $what }
phases-readiness = What each phase needs
phases-to-start = To start
phases-to-close = To close
phases-missing-item = not so yet
phases-unknown-item = not established yet
phases-paid = Financings: { $what }
phases-periods = Changes of state
phases-assessments = Assessments of readiness
phases-was-ready = ready
phases-was-not-ready = not ready
item-state-met = met
item-state-missing = missing
item-state-unknown = unknown
ptba-chart = Planned and executed, by budget year
ptba-legend = Sand: planned · Indigo: executed · Diamond: a published rate that recorded amounts contradict
ptba-years = Budget years
ptba-published = Rates published by others
ptba-own-amounts = its own amounts make another rate
ptba-of-period = compared with the plan of the period
ptba-reckoned = Reckoned from recorded amounts, never entered
ptba-of = Budget year { $what }
ptba-executed-of = Execution rate { $what }
ptba-until = until { $what }
ptba-awaiting = No-objections awaited: { $what }
ptba-by-component = By component
ptba-by-quarter = By quarter
ptba-by-source = By source and category
ptba-by-area = By area
ptba-statements = Expenditure statements
ptba-revisions = Versions of the plan
ptba-progress = Physical progress
ptba-milestones = Adoption and no-objections
ptba-not-said = Not split
ptba-everywhere = The whole programme
ptba-quarter = Q{ $what }
ptba-q1 = Q1
ptba-q2 = Q2
ptba-q3 = Q3
ptba-q4 = Q4
ptba-lines = Lines of the plan
ptba-lines-lead = A line is an activity in one place, paid by one source.
ptba-form-xlsx = Workbook to import again .xlsx
ptba-as-submitted = As submitted
ptba-revision = Revision { $what }
ptba-difference = What changed
ptba-why = Why
ptba-unchanged = Unchanged lines
resultats-against = Results against targets
resultats-indicators = Indicators
resultats-values = Reported values
resultats-waiting = To validate
resultats-targets = Targets
resultats-shares = Disaggregation
resultats-locked = Locked periods: { $what }
resultats-no-value = no value
resultats-period-locked = period locked
resultats-undocumented = validation not documented
zones-covered = Covered
zones-covered-areas = Areas covered
zones-announced = Announced
zones-launched = Launched without a known decision
zones-withdrawn = Withdrawn
zones-migrations = Migrations after a reform
zones-history = Coverage over time
zones-over-time = Number of areas covered
zones-registry = Registry of areas
zones-registry-lead = { $what }: an area keeps its identity whatever it is called, and each code is of a dated list.
zones-twice = On { $what }, read twice
zones-known-then = As known then
zones-known-now = As known today
zones-as-known-on = On { $what }, as known then
zones-search = Name, with or without accents
zones-find = Search
zones-level = Level
zones-level-0 = All
zones-level-1 = First (regions, provinces)
zones-level-2 = Second (cercles, provinces, communes)
zones-level-3 = Third (communes)
zones-abolished = is no more
zones-suspended = The use of this name has been suspended since { $since }: { $text }
zones-names = Names
zones-codes = Codes
zones-children = What lies in it
zones-around = Where it is
zones-came-from = Came from
zones-became = Became
zones-established = Established by
zones-first-list = first list
strategies-documents = Documents
strategies-in-force = Adopted or in force
strategies-past-count = Past their horizon
strategies-past = past its horizon
strategies-no-plan = without a live action plan
strategies-disputed = sources state another horizon
strategies-steps = Steps
strategies-axes = Axes, measures, activities
strategies-axis = Axis { $what }
strategies-alignments = Alignment
strategies-challenges = Challenges
strategies-horizons = Horizons stated
strategies-amendments = Amendments
strategies-plans = Carried out by
strategies-overdue = overdue
strategies-expired = framework expired
strategies-running = framework running
strategies-about = The document
strategies-owner = Owned by
strategies-implements = Carries out
strategies-replaced-by = Replaced by
diffusions-reach = Reach by document
diffusions-held = Meetings
diffusions-about = The meeting
diffusions-documents = Documents presented
diffusions-occasion = Occasion
diffusions-chaired = Chaired by
diffusions-audience = Audience
diffusions-lasted = Duration
diffusions-objectives = Objectives
diffusions-statements = Statements
revues-readings = Execution read that day, and frozen
revues-recommendations = From recommendation to revision
revues-weekday = the printed weekday contradicts the date
revues-target = aims at { $what }
revues-about = The review
revues-mandator = Ordered by
revues-strategies = Documents examined
revues-purposes = Purposes
revues-present = Present
revues-synthesis = Synthesis
fact-one-programme = Programme
fact-exercise = Budget year
fact-framework = Results framework
fact-registry = Registry of areas
fact-strategy = Strategy document
fact-dissemination = Dissemination
fact-review = Review
dissemination-planned = planned
dissemination-held = held
dissemination-reported = reported
difference-added = added
difference-removed = removed
difference-changed = changed
area-kind-region = region
area-kind-district = district
area-kind-cercle = cercle
area-kind-province = province
area-kind-commune = commune
area-kind-department = department
phases-under-way = { $n ->
     [one] { $count } under way
   *[other] { $count } under way
}
phases-missing = { $n ->
     [one] { $count } item missing
   *[other] { $count } items missing
}
ptba-contradicted = { $n ->
     [one] { $count } published rate is contradicted by recorded amounts.
   *[other] { $count } published rates are contradicted by recorded amounts.
}
ptba-revised-times = { $n ->
     [one] { $count } revision
   *[other] { $count } revisions
}
zones-announced-count = { $n ->
     [one] and { $count } announced
   *[other] and { $count } announced
}
zones-count = { $n ->
     [one] { $count } area
   *[other] { $count } areas
}
strategies-alone = { $n ->
     [one] { $count } policy or strategy has no live action plan.
   *[other] { $count } policies or strategies have no live action plan.
}

# Columns
column-programme-component = Component
column-programme-budget = Budget
column-programme-wording = Text
column-programme-phase = Phase
column-programme-item = What it needs
column-programme-detail = Detail
column-programme-validation = Validation
column-programme-missing = Was missing
column-programme-planned = Planned
column-programme-executed = Executed
column-programme-rate = Rate
column-programme-executed-until = Until
column-programme-publication = Publication
column-programme-rate-published = Published rate
column-programme-rate-recomputed = Reckoned rate
column-programme-printed-planned = Planned, as printed
column-programme-printed-executed = Executed, as printed
column-programme-verdict = Comparison
column-programme-split = Split
column-programme-statement = Expenditure statement
column-programme-sum = Total
column-programme-lines = Lines
column-programme-layout = Mapping
column-programme-version = Version
column-programme-cause = Reason
column-programme-chain = Chain
column-programme-activity = Activity
column-programme-source = Source
column-programme-before = Before
column-programme-after = After
column-programme-change = Change
column-programme-indicator = Indicator
column-programme-period = Period
column-programme-reached = Achievement
column-programme-of-target = Of target
column-programme-baseline = Baseline
column-programme-target = Target
column-programme-by = By
column-programme-group = Group
column-programme-area = Area
column-programme-areas = Areas
column-programme-within = Within
column-programme-since = Since
column-programme-decision = Decision
column-programme-becomes = Becomes
column-programme-legal-text = Legal text
column-programme-scope = Fact
column-programme-covered = Covered
column-programme-name = Name
column-programme-scheme = Scheme
column-programme-list-date = Date of the list
column-programme-code = Code
column-programme-horizon = Horizon
column-programme-done = Activities done
column-programme-cost = Cost
column-programme-organ = Body
column-programme-axis = Code
column-programme-in-charge = Responsible
column-programme-framework = Framework
column-programme-meetings = Meetings
column-programme-participants = Participants
column-programme-sponsor = Financial support
column-programme-organiser = Organiser
column-programme-cadence = Cadence
column-programme-addressee = Addressee
column-programme-revised = What was revised
column-programme-read-at = Read at no.

# Sheets that are imported
sheets-ptba-title = Import a plan
sheets-ptba-lead = The sheet is first shown with every row to correct; nothing is recorded before the act that follows.
sheets-ptba-blank = Model of a plan .xlsx
sheets-ptba-fill = One line for each activity, place and source. Leave empty what is not planned.
sheets-depenses-title = Import expenditure
sheets-depenses-lead = The export of the accounts, or the model filled in. Jalon keeps no accounts: it takes note of what was spent.
sheets-depenses-blank = Model of expenditure .xlsx
sheets-depenses-fill = One line for each entry; a negative amount takes an earlier entry back.
sheets-file = File, .xlsx or .csv
sheets-ways = Columns of the file
sheets-own-form = Those of Jalon’s model
sheets-layout = Mapping { $what }
sheets-entry = Entry
sheets-incurred = Date of the expenditure
sheets-unit = Unit
sheets-row = Row { $row }: { $what }.
sheets-row-value = Row { $row }: { $what }, “{ $value }”.
sheets-no-column = No sheet has a column “{ $what }”.
sheets-unreadable = This file is neither a workbook nor a table in readable text.
sheets-empty = The table has no line.
sheets-more-wrong = { $n ->
     [one] And { $count } more row to correct.
   *[other] And { $count } more rows to correct.
}
sheets-stage = { $n ->
     [one] Prepare this line
   *[other] Prepare these { $count } lines
}
