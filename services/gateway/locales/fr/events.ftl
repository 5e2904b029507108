# Ce qui s’est passé, par type inscrit
event-calendar-day-reached = Jour atteint
event-documents-document-registered = Pièce inscrite
event-command-refused = Demande refusée
