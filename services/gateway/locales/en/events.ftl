# What has happened, by stored type
event-calendar-day-reached = Day reached
event-documents-document-registered = Document registered
event-command-refused = Request refused
