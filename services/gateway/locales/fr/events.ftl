# Ce qui s’est passé, par type inscrit
event-calendar-day-reached = Jour atteint
event-policy-position-passed = Conséquences tirées
event-documents-document-registered = Pièce inscrite
event-command-refused = Demande refusée
