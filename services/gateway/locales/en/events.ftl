# What has happened, by stored type
event-calendar-day-reached = Day reached
event-policy-position-passed = Consequences drawn
event-documents-document-registered = Document registered
event-command-refused = Request refused
