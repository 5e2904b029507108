# Sessions of committees
nav-sessions = Sessions
nav-recommandations = Recommendations
nav-blocages = Blockages
nav-instances = Bodies
nav-missions = Oversight missions
streams-session = Sessions
streams-body = Bodies
streams-recommendation = Recommendations
streams-blockage = Blockages
streams-mission = Missions
streams-secretariat = Secretariats
leave-session = Back to the session without recording anything
leave-instance = Back to the body without recording anything
leave-recommandation = Back to the recommendation without recording anything
leave-blocage = Back to the blockage without recording anything
leave-mission = Back to the mission without recording anything
fact-session = Session
fact-body = Body
fact-recommendation = Recommendation
fact-blockage = Blockage
fact-mission = Mission
sessions-lead = From convocation to validated minutes, and what each session left to do.
lead-recommandations = For whom, by when, and how far they have come.
lead-blocages = What blocks, and the solution adopted.
lead-instances = Who meets, how often, and who no longer does.
lead-missions = Supervision, audits, inspections: what they found and what followed.
session-nth = { $what } session
session-nth-extraordinary = { $what } extraordinary session
session-nth-written = { $what } written procedure
session-undated = date unknown
session-chaired = chaired by { $what }
session-co-chaired = co-chaired by { $what }
session-represents = representing { $what }
session-flagged = date flagged as doubtful
session-year-inferred = year inferred
session-gap = numbers missing before this one
session-gap-text = Numbers are missing between this session and the one before it: they are not on record.
session-day-of = day { $day } of { $days }
session-title = Title
session-theme = Theme
session-occasion = Occasion
session-audience = Audience
session-mandator = In the name of
session-organiser = Organised by
session-supported-by = With the financial support of
session-printed = Date as printed
session-ics = Calendar .ics
sessions-coming = Coming and under way
sessions-register = All sessions
sessions-none = No session is on record at that date.
plan-session = Plan a session
calendar-ics = Calendar .ics
step-event = event { $what }
validated-by = by { $what }
validated-later = by a later session
date-asserted = date asserted: { $what }
date-differs = asserted: { $asserted }; proposed: { $proposed }
items-concluded = Items concluded: { $concluded } of { $items }
item-open = under discussion
item-to-come = to come
item-withdrawn = withdrawn
item-decision = decision
agenda = Agenda
agenda-none = The agenda is empty.
attendance = Attendance
attendance-none = Nobody’s presence is on record.
attendance-by-institution = By institution
attendance-history = Attendance and cadence
attendance-unknown = attendance unknown
attendance-docx = Attendance sheet .docx
attendance-xlsx = Attendance form .xlsx
attendance-import = Import attendance
attendance-import-lead = The form filled in offline is shown first; nothing is recorded before you agree.
attendance-form-lead = Enter a number on the line of each seat that is present; add observers and guests at the end.
attendance-sheet = Attendance sheet
attendance-note = The quorum counts members and their substitutes; neither observers nor guests.
members-and-substitutes = Members and substitutes
observers = Observers
guests = Guests
persons = Persons
about-count = about { $what }
quorum = Quorum
quorum-rule-unknown = No quorum rule is known.
quorum-waived-said = waived
presidium = Presidium
presidium-none = The presidium is not known.
objectives = Objectives
expected-outcomes = Expected outcomes
outcome-to-assess = to be assessed
proceedings = Statements on record
blockages-solutions = Blockages and solutions
blockages-none = No blockage is on record.
blockages-none-open = No blockage is open.
blockages-all = All
blockages-open = Open
solutions = Solutions
solutions-none = No solution is proposed.
recommendations-made = Recommendations of this session
recommendations-none = No recommendation is on record.
recommendations-none-open = No recommendation is open.
recommendations-none-of = This institution is responsible for no recommendation.
recommendations-none-open-of = This institution has no open recommendation.
recommendations-all = All
recommendations-open = Open
recommendations-total = Recommendations
recommendations-implemented = Carried out
recommendations-overdue = Overdue
recommendations-of = Responsible institution: { $what }
recommendations-of-all = All institutions
recommendation-ageing = Age by institution
register = Register
escalated-to = escalated to { $what }
due-by-cadence = by cadence
follow-up = Follow-up of recommendations
follow-none = No earlier recommendation to follow up.
follow-frozen = As known at the opening, on { $on } ({ $at }).
follow-moving = As known today; fixed when the session opens.
follow-docx = Follow-up table .docx
execution-rate = Execution rate { $what }
minutes = Minutes
minutes-none = No minutes are drafted.
minutes-docx = Minutes .docx
minutes-by-document = The text is known by its document only: there is nothing to put into a .docx.
recommendation-unassigned = no responsible structure
minutes-version = Version { $what }
minutes-validated-by = Validated by
minutes-validated-on = Validated on
minutes-hash = Hash of what is validated
minutes-errata = Errata
minutes-compare = Compare two versions
minutes-compared = From version { $from } to version { $to }.
minutes-difference = What has changed
minutes-same = Both versions say the same.
paragraph-added = added
paragraph-removed = removed
versions = Versions
signatures = Signatures
signatures-none = Nobody has signed.
signed-scan = Signed copy
corrections-asked = Corrections requested
no-minutes-reason = Why there are no minutes to validate
convocation = Notice of meeting
convocation-docx = Notice of meeting .docx
convocation-text = Members are convened to the session below: { $what }.
convocation-dossier = The dossier of the session is frozen under { $what } of the journal.
dossier-json = Frozen dossier .json
letter-illustrative = Illustrative values, without a source.
signs-president = The chair
signs-rapporteur = The rapporteur
open-piece = open the document
named = { $name }: { $what }
turns = Course
turns-none = Nothing has happened yet.
findings = Findings
findings-none = No finding is on record.
reports = Reports
reports-none = No report is on record.
missions-none = No mission is on record.
bodies-map = Map of bodies
bodies-none = No body is on record at that date.
body-active = active
body-dormant = dormant
body-dormant-since = dormant since { $what }
body-late = session overdue
body-missed = a session was due on { $what } and was not held
body-reactivated = reactivated
body-never-met = never met
body-dissolved = dissolved
body-under = under { $what }
mandate-ended = mandate ended
body-history = Names, mandates and alerts
members = Members
members-none = No member is known.
organs = Organs
escalates-after = Escalates after
dormant-after = Dormant after
progress-form = Progress
progress-xlsx = Progress form .xlsx
progress-import = Import progress
progress-import-lead = Each institution fills in its lines offline; they are shown first, then recorded one by one.
progress-form-lead = Fill in the blue columns; leave empty what has not moved.

# Offline forms
upload-form = File
upload-filled = File .xlsx
upload-look = See what it says
upload-preview = What was read
upload-record = Record
upload-again = Lines without an answer may be sent again: none is recorded twice.
upload-not-yet = Nothing is recorded yet.
upload-empty = The form says nothing new.
upload-too-large = This file is too large for a form.
upload-too-many = This form takes { $what } filled lines at most: group some of them.
upload-no-workbook = This file is no readable .xlsx workbook.
upload-other-form = This workbook is not that form: start from the one offered here.
upload-other-subject = This form is about something else: { $what }.
problem-at = Row { $row }, column “{ $column }”: { $what }
wrong-missing = a value is missing { $what }
wrong-not-a-number = “{ $what }” is not a number.
wrong-not-a-whole-number = “{ $what }” is not a whole number.
wrong-not-a-date = “{ $what }” is not a date.
wrong-not-a-choice = “{ $what }” is not in the list.
wrong-no-such-column = this column is missing { $what }
line-recorded = recorded
line-refused = refused
line-unanswered = no answer

# Columns
column-session = Session
column-body = Body
column-dates = Dates
column-place = Place
column-concluded = Items concluded
column-minutes = Minutes
column-item = #
column-point = Item
column-presented-by = Presented by
column-conclusion = Conclusion
column-blockage = No.
column-text = Blockage
column-about = About
column-solution = Solution
column-responsible = Responsible institution
column-recommendation = Recommendation
column-origin = Origin
column-progress = Progress
column-new-progress = What has been done
column-so-far = Progress so far, %
column-new-percent = Progress, %
column-claimed = Carried out?
column-what = What will be recorded
column-total = Total
column-open = Open
column-to-90 = ≤ 90 d
column-to-180 = ≤ 180 d
column-to-365 = ≤ 365 d
column-beyond = Beyond
column-overdue = Overdue
column-oldest = Oldest
column-rate = Execution rate
column-mission = No.
column-by = Carried out by
column-findings = Open findings
column-finding = Finding
column-severity = Severity
column-response = Response
column-blocks = Blocks
column-resolution = Resolved by
column-adopted-by = Adopted by
column-age = Age
column-sessions-open = Sessions that found it open
column-escalated = Escalated to
column-acceptance = Acceptance
column-turn = Turn
column-role = Role
column-office = Office
column-outcome = Expected outcome
column-assessment = Assessment
column-said = Statement
column-speaker = Speaker
column-version = Version
column-hash = Hash
column-passage = Passage
column-correction = Correct text
column-reason = Reason
column-acronym = Acronym
column-parent = Body above
column-cadence = Cadence
column-members = Members
column-last-session = Last session
column-next-session = Next
column-open-recommendations = Open recommendations
column-mandate = Mandate
column-legal-basis = Legal basis
column-area = Area covered
column-seat = Seat
column-institution = Institution
column-standing = As
column-count = Number
column-other = Other institution or detail
column-signature = Signature
column-seats = Seats present
column-observers = Observers
column-guests = Guests
column-interval = Since the one before
sessions-count = { $n ->
     [one] { $count } session
   *[other] { $count } sessions
}
bodies-count = { $n ->
     [one] { $count } body
   *[other] { $count } bodies
}
lines-count = { $n ->
     [one] { $count } line
   *[other] { $count } lines
}
days-count = { $n ->
     [one] { $count } day
   *[other] { $count } days
}
days-without = { $n ->
     [one] without a session for { $count } day
   *[other] without a session for { $count } days
}
attendance-days = { $n ->
     [one] Attendance on record for { $count } day
   *[other] Attendance on record for { $count } days
}
quorum-required = { $n ->
     [one] Quorum: { $count } member
   *[other] Quorum: { $count } members
}
minutes-versions = { $n ->
     [one] Read the minutes ({ $count } version)
   *[other] Read the minutes ({ $count } versions)
}
recommendation-overdue = { $n ->
     [one] overdue · { $count } d
   *[other] overdue · { $count } d
}
sessions-open = { $n ->
     [one] found open by { $count } session
   *[other] found open by { $count } sessions
}
follow-implemented = { $n ->
     [one] { $count } carried out
   *[other] { $count } carried out
}
follow-in-progress = { $n ->
     [one] { $count } under way
   *[other] { $count } under way
}
follow-overdue = { $n ->
     [one] { $count } overdue
   *[other] { $count } overdue
}
follow-dropped = { $n ->
     [one] { $count } dropped
   *[other] { $count } dropped
}
todo-overdue = { $n ->
     [one] { $count } overdue recommendation
   *[other] { $count } overdue recommendations
}
together = Collaborations
together-on = as of { $what }
together-none = No collaboration is reported to this body on that date.
together-unknown = Collaborations are not known: the service of partners does not answer.
