# Around every page
skip = Skip to the content
nav = Main
nav-overview = Overview
nav-programme = Programme
nav-programmes = Programmes
nav-control = Control
nav-journal = Journal
nav-documents = Documents
nav-feeds = Partner subscriptions
as-of = As at
known-on = as known on
look-then = Look at these dates
stale-banner = This page may be incomplete: a part of the platform no longer follows what is recorded. Nothing is lost; tell whoever operates the platform.
past-banner = You are looking at the past: nothing can be entered.
back-to-today = Back to today
recorded-under = Recorded under
recorded-already = It was so already: nothing more was recorded.
act-as = Choose who acts
act-as-lead = The offices of the register: anybody may choose one on this machine, until there are accounts of people. One person proposes a change of state and another confirms it: change offices to confirm.
act-as-closed = This installation offers no offices to choose.
act-as-nobody = Act as nobody
acting-now = acting now
choose = Choose
illustrative = illustrative
illustrative-title = Illustrative value, without a source
restricted = restricted
restricted-title = Restricted to the coordination, the secretariats and audit. The history says who recorded it.
restricted-lines = { $n ->
    [one] One line is restricted: its text is not shown.
   *[other] { $count } lines are restricted: their text is not shown.
}
illustrative-part = partly illustrative
none = none
yes = yes
no = no
total = Total
pages = Pages
page-before = Previous page
page-after = Next page
page-of = Page { $what }
show-all = Show all ({ $count })
export-xlsx = Export .xlsx
export-csv = Export .csv
export-position = position in the journal
export-provenance = provenance
export-recorded = recorded
export-as-of = As at { $effective } · as known on { $known }
unconfirmed = unconfirmed
unlisted-institution = unlisted institution ({ $what }…)
unlisted-person = unlisted person ({ $what }…)
automatic = automatic
reconstructed = reconstructed
days-left = { $n ->
     [0] today
     [one] in { $count } day
   *[other] in { $count } days
}
days-past = { $n ->
     [one] { $count } day overdue
   *[other] { $count } days overdue
}
due-of = due { $what }

# The overview
overview-lead = Every programme, its agreements, and what waits for somebody.
open-programme = Open the programme
no-fact = No amount, nothing to do and no deadline here at that date. Its own pages show the rest.
empty-title = Nothing to follow yet
empty-text = No programme has an amount, anything to do or a deadline at that date. The first agreement will appear here, with all that happens to it.
empty-hint = To see the platform with public facts and their sources:
todo = To do
todo-none = Nothing waits for a confirmation or an explanation.

# Columns
column-number = No.
column-reference = Agreement
column-agreement = Rank and instrument
column-committed = Committed
column-disbursed = Disbursed
column-undisbursed = Undisbursed
column-closing = Closing
column-state = State
column-category = Category
column-method = Method
column-requested = Requested
column-charged = Charged
column-value-date = Value date
column-tranche = Tranche
column-label = Label
column-kind = Kind
column-amount = Amount
column-used = Used
column-due = Due
column-contract = Contract
column-title = Title
column-paid = Paid
column-outstanding = Outstanding
column-ends = Ends on
column-own-reference = Reference
column-object = Object
column-requested-on = Asked on
column-answered-on = Answered on
column-answer = Answer
column-date = Date
column-deadline = Deadline
column-days = Time left
column-effective = Effective
column-movement = Movement
column-piece = Document
column-balance-after = Balance after
column-bank = Bank
column-ceiling = Ceiling
column-advanced = Advanced
column-documented = Documented
column-refunded = Refunded
column-balance = Balance
column-undocumented = Undocumented
column-bank-says = Bank statement
column-difference = Difference
column-event-number = No.
column-event = Event
column-recorded = Recorded
column-change = Change
column-amended-by = Corrected by
column-after = Running total
column-set = Value
column-act-of = Act of
column-recorded-by = Recorded by
column-authority = Authority
column-from = From
column-until = Until
column-signed-amount = Signed
column-approved-amount = Approved
column-released = Released
column-ineligible = Ineligible
column-cancelled = Cancelled
column-condition = Condition
column-changes = Other changes
column-document = Document
column-check = Check
column-milestone = Milestone
column-sequence = No.
column-subject = Subject
column-rating = Rating
column-exercise = Year
column-quarter = Quarter
column-person = Signatory
column-size = Size
column-follower = Follower
column-follower-kind = Kind
column-told = Read up to no.
column-behind = Behind

# One agreement
enter-fact = Enter a fact
all-forms = All forms
possible-next = Possible next steps
forms-lead = An act of the unit is refused unless every rule holds. The act of another has happened: it is recorded, and what it contradicts is noted.
proposal-to = Proposed: { $what }
proposal-waits = to confirm
proposal-effective = Effective { $what }
proposal-by = proposed by { $what }
proposal-own = You proposed this change: another person has to confirm it.
confirm = Confirm
reject = Reject
anomalies = Anomalies
anomalies-lead = What an act of another contradicted, until it is explained.
anomaly-open = To be explained
anomaly-explained = Explained: { $what }
explain = Explain
section-facts = Key facts
section-events = Event history
section-none = Nothing recorded on that date.
until-now = to this day

# History of a figure
history = History
history-lead = Every event, what it changed, and what that made.
history-all = The whole history
history-none = No event touched this figure by that date.
history-none-of-all = No event is on record on that date.
evidence-count = { $n ->
     [one] { $count } document
   *[other] { $count } documents
}

# One event
event-number = Event { $what } of the journal
event-recorded = recorded
raw-json = Raw data (.json)
what-is-established = What is recorded
fact-change = Change of state
fact-effective = Effective
fact-recorded = Recorded
fact-known = Known
fact-act-of = Act of
fact-recorded-by = Recorded by
fact-interim = Acting
fact-cause = Follows from
fact-validation = Double validation
fact-authority = Authority
fact-evidence = Evidence
fact-basis = Answer of another service
fact-provenance = Provenance
provenance-source = from a source
provenance-derived = derived from other facts
fact-anomalies = Anomalies
fact-unverified = Rules not verified
fact-amended = Amended by
date-imprecise = · as precise as the source
weekday-contradicts = the printed weekday contradicts the date
weekday-contradicts-short = contradictory weekday
amended = amended since
this-event = this event
validation-automatic = automatic: the date was reached
validation-undocumented = not documented
validation-proposed = proposed by { $what }
validation-confirmed = confirmed by { $what }
validation-two = two different persons
cause-see = see that event
validation-see = see the proposal
authority-decision = decision { $what }
authority-delegation = delegation by { $what }
evidence-none = no document cited
evidence-not-held = document not attached
evidence-page = p. { $what }
evidence-source = source
basis-verified = confirmed by the service “{ $what }”
basis-asserted = asserted on the document { $what }
establishes = What this establishes
establishes-text = Who recorded this event, when, in which order among the others, and the hash of its content.
establishes-not = What this does not establish:
establishes-not-text = that the document cited tells the truth. No outside witness has countersigned this journal.
data-hash = SHA-256 of the data
meta-hash = SHA-256 of the metadata
event-id = Id
stream = Stream
revision = revision { $what }
stored-type = Stored type
journal-id = Journal
content = Content
chain = Chain of events · { $what }
newest-first = newest first

# Journal, documents, subscriptions
journal-lead = { $n ->
    [one] { $count } event, in the order in which everything is recorded. None is ever changed.
   *[other] { $count } events, in the order in which they were recorded. None is ever changed.
}
journal-empty = No event.
streams = Streams
streams-all = All
streams-public = Public announcements
streams-documents = Documents
streams-calendar = Calendars
streams-refusals = Refusals
filter = Filter
newest = Newest
older = Older
documents-lead = Every document is kept under the hash of its content.
documents-known = The list is the one that is known today, whatever date the data is known on.
documents-held = Registered documents
documents-count = { $n ->
     [one] { $count } document
   *[other] { $count } documents
}
documents-none = No document is registered.
document-held = held
document-missing = file not held here
document-also = also: { $what }
document-kind-KIND_AGREEMENT = Agreement
document-kind-KIND_LETTER = Letter
document-kind-KIND_NOTICE = Notice
document-kind-KIND_MINUTES = Minutes
document-kind-KIND_REPORT = Report
document-kind-KIND_STATEMENT = Statement
document-kind-KIND_LAW = Law
document-kind-KIND_FACTS = List of facts
document-kind-KIND_OTHER = Other
document-kind-KIND_UNSPECIFIED = Document
upload = Register a document
upload-file = File (32 MiB at most)
upload-no-file = Choose a file.
upload-send = Register the document
feeds-lead = What is announced to partners, and how far each follower has read.
feeds-relay = Relay to NATS
feeds-no-relay = No relay is running here.
feeds-how = Subscribe
feeds-how-tail = Follow the announcements from the beginning, then live:
feeds-how-nats = Or with any NATS client:
feeds-truth = NATS notifies and is never the truth: whoever missed a message reads it again from the journal, by its position.
feeds-subjects = Subjects
feeds-subjects-text = A subject reads:
feeds-object = object
feeds-event = event
feeds-services = Internal followers of the journal
feeds-services-text = Tables, policies and announcements
nats-absent = NATS is absent: no announcement is sent live.
nats-absent-text = Everything else works; the announcements stay recorded and will be sent as soon as it is there.
follower-current = up to date
follower-catching-up = catching up
follower-stopped = stopped
follower-table = table
follower-policy = policy
follower-announcement = announcement
follower-relay = relay

# Forms
form-fact = What happened
form-act = The act
form-more = Acting, capacity, confidentiality
form-send = Record
add-row = Add a row
nobody-acts = Nobody acts here: choose an office, in the tab that opens, then send this form again. What was typed is still in it.
refused = Nothing was recorded.
illustrative-box = Illustrative value

# When a page cannot be shown
to-overview = Back to the overview
failure-not-found = There is no such page
failure-not-found-text = The address leads to nothing that is recorded.
failure-not-then = Nothing at this address on that date
failure-not-then-text = The address leads to nothing that was recorded, or in effect, on the date looked at.
failure-not-then-today = See this page as of today
failure-not-a-day = That date cannot be looked at
failure-not-a-day-text = “{ $what }” is not a past or present day, written like 2019-09-28.
failure-refused = The platform refused
failure-unavailable = The platform cannot answer
failure-unavailable-text = A service does not answer. Nothing is lost; please try again in a moment.
failure-absent = This part is not run here
failure-absent-text = No service that knows of it runs on this platform, and none was named.
failure-full = The disk is full
failure-full-text = Nothing was recorded: there is no space for it until somebody frees some.
failure-foreign = This form came from elsewhere
failure-foreign-text = It was not sent by a page of this platform: nothing was recorded.
failure-elsewhere = This is not the address of the platform
failure-elsewhere-text = It was asked for by a name that is not this machine’s: nothing is shown.
failure-not-yours = You cannot enter anything here
failure-not-yours-text = Choose an office that enters facts, and go back to today.
failure-reserved = This is not open to everybody
failure-reserved-text = Choose an office that may read it.
failure-too-large = That is too large
failure-too-large-text = What is sent here is { $what } at most.
failure-too-slow = The upload broke off
failure-too-slow-text = It came too slowly, at less than 2 KiB a second or in more than an hour: nothing was recorded. Try again once the connection is better, or with a smaller file.
failure-silent = The upload broke off
failure-silent-text = Nothing came any more for a minute: nothing was recorded. Choose the file again, and send it.
failure-busy = Too many uploads at once
failure-busy-text = Other documents are being sent: nothing was recorded. Please try again in a moment.
size-kib = { $what } KiB
size-mib = { $what } MiB
failure-other = The request cannot be taken
failure-other-text = The address or the form is not of the expected shape.
failure-broken = This page could not be made
failure-damaged = This document is damaged
failure-broken-text = The error is ours and was noted.

acting-as = You now act as: { $what }.
acting-as-nobody = You no longer act: you are reading.
form-leave = Go back without recording anything
provenance-unsourced = entered, no source cited
column-next = Next
refused-act = Act refused
refused-because = Reason for the refusal
refused-code = Code of the refusal
amend-correct = Correct
amend-void = Void this entry
pick-field = Choose the field to correct
group-beside = Related entries
