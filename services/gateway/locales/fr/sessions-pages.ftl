# Sessions des instances
nav-sessions = Sessions
nav-recommandations = Recommandations
nav-blocages = Blocages
nav-instances = Instances
nav-missions = Missions de contrôle
streams-session = Sessions
streams-body = Instances
streams-recommendation = Recommandations
streams-blockage = Blocages
streams-mission = Missions
streams-secretariat = Secrétariats
leave-session = Revenir à la session sans rien inscrire
leave-instance = Revenir à l’instance sans rien inscrire
leave-recommandation = Revenir à la recommandation sans rien inscrire
leave-blocage = Revenir au blocage sans rien inscrire
leave-mission = Revenir à la mission sans rien inscrire
fact-session = Session
fact-body = Instance
fact-recommendation = Recommandation
fact-blockage = Blocage
fact-mission = Mission
sessions-lead = De la convocation au compte rendu validé, et ce que chaque session a laissé à faire.
lead-recommandations = À qui, pour quand, et où elles en sont.
lead-blocages = Ce qui bloque, et la solution retenue.
lead-instances = Qui se réunit, à quel rythme, et qui ne se réunit plus.
lead-missions = Supervision, audits, inspections : ce qu’ils ont constaté et ce qui a suivi.
session-nth = { $what } session
session-nth-extraordinary = { $what } session extraordinaire
session-nth-written = { $what } procédure écrite
session-undated = date inconnue
session-chaired = présidée par { $what }
session-co-chaired = coprésidée par { $what }
session-represents = représentant { $what }
session-flagged = date signalée comme douteuse
session-year-inferred = année déduite
session-gap = numéros manquants avant celle-ci
session-gap-text = Des numéros manquent entre cette session et la précédente : elles ne sont pas inscrites.
session-day-of = jour { $day } sur { $days }
session-title = Intitulé
session-theme = Thème
session-occasion = Occasion
session-audience = Public
session-mandator = Au nom de
session-organiser = Organisée par
session-supported-by = Avec l’appui financier de
session-printed = Date telle qu’imprimée
session-ics = Calendrier .ics
sessions-coming = À venir et en cours
sessions-register = Toutes les sessions
sessions-none = Aucune session n’est inscrite à cette date.
plan-session = Prévoir une session
calendar-ics = Calendrier .ics
step-event = événement { $what }
validated-by = par { $what }
validated-later = par une session suivante
date-asserted = date affirmée : { $what }
date-differs = affirmée : { $asserted } ; proposée : { $proposed }
items-concluded = Points conclus : { $concluded } sur { $items }
item-open = en débat
item-to-come = à venir
item-withdrawn = retiré
item-decision = décision
agenda = Ordre du jour
agenda-none = L’ordre du jour est vide.
attendance = Présences
attendance-none = Aucune présence n’est inscrite.
attendance-by-institution = Par institution
attendance-history = Présences et périodicité
attendance-unknown = présences inconnues
attendance-docx = Feuille d’émargement .docx
attendance-xlsx = Formulaire de présence .xlsx
attendance-import = Importer les présences
attendance-import-lead = Le formulaire rempli hors ligne est d’abord montré ; rien n’est inscrit avant votre accord.
attendance-form-lead = Inscrivez un nombre sur la ligne de chaque siège présent ; ajoutez observateurs et invités au bas.
attendance-sheet = Feuille d’émargement
attendance-note = Le quorum compte les membres et leurs suppléants ; ni observateurs ni invités.
members-and-substitutes = Membres et suppléants
observers = Observateurs
guests = Invités
persons = Personnes
about-count = environ { $what }
quorum = Quorum
quorum-rule-unknown = Aucune règle de quorum n’est connue.
quorum-waived-said = levé par dérogation
presidium = Présidium
presidium-none = Le présidium n’est pas connu.
objectives = Objectifs
expected-outcomes = Résultats attendus
outcome-to-assess = à apprécier
proceedings = Interventions consignées
blockages-solutions = Blocages et solutions
blockages-none = Aucun blocage n’est inscrit.
blockages-none-open = Aucun blocage n’est ouvert.
blockages-all = Tous
blockages-open = Ouverts
solutions = Solutions
solutions-none = Aucune solution n’est proposée.
recommendations-made = Recommandations de cette session
recommendations-none = Aucune recommandation n’est inscrite.
recommendations-none-open = Aucune recommandation n’est ouverte.
recommendations-none-of = Aucune recommandation n’incombe à cette structure.
recommendations-none-open-of = Aucune recommandation ouverte n’incombe à cette structure.
recommendations-all = Toutes
recommendations-open = Ouvertes
recommendations-total = Recommandations
recommendations-implemented = Exécutées
recommendations-overdue = En retard
recommendations-of = Structure responsable : { $what }
recommendations-of-all = Toutes les structures
recommendation-ageing = Ancienneté par structure
register = Registre
escalated-to = portée à { $what }
due-by-cadence = selon la périodicité
follow-up = Suivi des recommandations
follow-none = Aucune recommandation antérieure à suivre.
follow-frozen = Tel que connu à l’ouverture, le { $on } ({ $at }).
follow-moving = Tel que connu aujourd’hui ; figé à l’ouverture de la session.
follow-docx = Tableau de suivi .docx
execution-rate = Taux d’exécution { $what }
minutes = Compte rendu
minutes-none = Aucun compte rendu n’est rédigé.
minutes-docx = Compte rendu .docx
minutes-by-document = Le texte n’est connu que par sa pièce : il n’y a rien à mettre en .docx.
recommendation-unassigned = sans structure responsable
minutes-version = Version { $what }
minutes-validated-by = Validé par
minutes-validated-on = Validé le
minutes-hash = Empreinte de ce qui est validé
minutes-errata = Errata
minutes-compare = Comparer deux versions
minutes-compared = De la version { $from } à la version { $to }.
minutes-difference = Ce qui a changé
minutes-same = Les deux versions disent la même chose.
paragraph-added = ajouté
paragraph-removed = retiré
versions = Versions
signatures = Signatures
signatures-none = Personne n’a signé.
signed-scan = Exemplaire signé
corrections-asked = Corrections demandées
no-minutes-reason = Pourquoi aucun compte rendu n’est à valider
convocation = Convocation
convocation-docx = Convocation .docx
convocation-text = Les membres sont convoqués à la session ci-dessous : { $what }.
convocation-dossier = Le dossier de session est figé sous le { $what } du journal.
dossier-json = Dossier figé .json
letter-illustrative = Valeurs illustratives, sans source.
signs-president = Le président de séance
signs-rapporteur = Le rapporteur
open-piece = ouvrir la pièce
named = { $name } : { $what }
turns = Suites
turns-none = Rien ne s’est encore passé.
findings = Constats
findings-none = Aucun constat n’est inscrit.
reports = Rapports
reports-none = Aucun rapport n’est inscrit.
missions-none = Aucune mission n’est inscrite.
bodies-map = Carte des instances
bodies-none = Aucune instance n’est inscrite à cette date.
body-active = active
body-dormant = en sommeil
body-dormant-since = en sommeil depuis le { $what }
body-late = en retard de session
body-missed = session attendue le { $what } et non tenue
body-reactivated = réactivée
body-never-met = jamais réunie
body-dissolved = dissoute
body-under = relève de { $what }
mandate-ended = mandat terminé
body-history = Noms, mandats et alertes
members = Membres
members-none = Aucun membre n’est connu.
organs = Organes
escalates-after = Recours à l’instance supérieure après
dormant-after = En sommeil après
progress-form = Avancement
progress-xlsx = Formulaire d’avancement .xlsx
progress-import = Importer l’avancement
progress-import-lead = Chaque structure remplit ses lignes hors ligne ; elles sont d’abord montrées, puis inscrites une à une.
progress-form-lead = Remplissez les colonnes bleues ; laissez vide ce qui n’a pas avancé.

# Formulaires hors ligne
upload-form = Fichier
upload-filled = Fichier .xlsx
upload-look = Voir ce qu’il contient
upload-preview = Ce qui a été lu
upload-record = Inscrire
upload-again = Les lignes restées sans réponse peuvent être envoyées de nouveau : aucune n’est inscrite deux fois.
upload-not-yet = Rien n’est encore inscrit.
upload-empty = Le formulaire ne dit rien de nouveau.
upload-too-large = Ce fichier est trop volumineux pour un formulaire.
upload-too-many = Ce formulaire prend { $what } lignes remplies au plus : regroupez-en.
upload-no-workbook = Ce fichier n’est pas un classeur .xlsx lisible.
upload-other-form = Ce classeur n’est pas ce formulaire : repartez de celui qui est proposé ici.
upload-other-subject = Ce formulaire est celui d’autre chose : { $what }.
problem-at = Ligne { $row }, colonne « { $column } » : { $what }
wrong-missing = il manque une valeur { $what }
wrong-not-a-number = « { $what } » n’est pas un nombre.
wrong-not-a-whole-number = « { $what } » n’est pas un nombre entier.
wrong-not-a-date = « { $what } » n’est pas une date.
wrong-not-a-choice = « { $what } » n’est pas dans la liste.
wrong-no-such-column = cette colonne manque { $what }
line-recorded = inscrit
line-refused = refusé
line-unanswered = sans réponse

# Colonnes
column-session = Session
column-body = Instance
column-dates = Dates
column-place = Lieu
column-concluded = Points conclus
column-minutes = Compte rendu
column-item = #
column-point = Point
column-presented-by = Présenté par
column-conclusion = Conclusion
column-blockage = Nº
column-text = Blocage
column-about = Porte sur
column-solution = Solution retenue
column-responsible = Structure responsable
column-recommendation = Recommandation
column-origin = Origine
column-progress = Niveau d’exécution
column-new-progress = Ce qui a été fait
column-so-far = Avancement connu, %
column-new-percent = Avancement, %
column-claimed = Exécutée ?
column-what = Ce qui sera inscrit
column-total = Total
column-open = Ouvertes
column-to-90 = ≤ 90 j
column-to-180 = ≤ 180 j
column-to-365 = ≤ 365 j
column-beyond = Au-delà
column-overdue = En retard
column-oldest = La plus ancienne
column-rate = Taux d’exécution
column-mission = Nº
column-by = Conduite par
column-findings = Constats ouverts
column-finding = Constat
column-severity = Gravité
column-response = Réponse
column-blocks = Bloque
column-resolution = Levé par
column-adopted-by = Retenue par
column-age = Ancienneté
column-sessions-open = Sessions qui l’ont trouvée ouverte
column-escalated = Porté à
column-acceptance = Acceptation
column-turn = Suite
column-role = Rôle
column-office = Fonction
column-outcome = Résultat attendu
column-assessment = Appréciation
column-said = Intervention
column-speaker = Auteur
column-version = Version
column-hash = Empreinte
column-passage = Passage
column-correction = Texte exact
column-reason = Motif
column-acronym = Sigle
column-parent = Instance supérieure
column-cadence = Périodicité
column-members = Membres
column-last-session = Dernière session
column-next-session = Prochaine
column-open-recommendations = Recommandations ouvertes
column-mandate = Mandat
column-legal-basis = Texte fondateur
column-area = Zone couverte
column-seat = Siège
column-institution = Institution
column-standing = À titre de
column-count = Nombre
column-other = Autre institution ou précision
column-signature = Signature
column-seats = Sièges présents
column-observers = Observateurs
column-guests = Invités
column-interval = Depuis la précédente
sessions-count = { $n ->
     [one] { $count } session
   *[other] { $count } sessions
}
bodies-count = { $n ->
     [one] { $count } instance
   *[other] { $count } instances
}
lines-count = { $n ->
     [one] { $count } ligne
   *[other] { $count } lignes
}
days-count = { $n ->
     [one] { $count } jour
   *[other] { $count } jours
}
days-without = { $n ->
     [one] sans session depuis { $count } jour
   *[other] sans session depuis { $count } jours
}
attendance-days = { $n ->
     [one] Présences inscrites pour { $count } jour
   *[other] Présences inscrites pour { $count } jours
}
quorum-required = { $n ->
     [one] Quorum requis : { $count } membre
   *[other] Quorum requis : { $count } membres
}
minutes-versions = { $n ->
     [one] Lire le compte rendu ({ $count } version)
   *[other] Lire le compte rendu ({ $count } versions)
}
recommendation-overdue = { $n ->
     [one] en retard · { $count } j
   *[other] en retard · { $count } j
}
sessions-open = { $n ->
     [one] trouvée ouverte par { $count } session
   *[other] trouvée ouverte par { $count } sessions
}
follow-implemented = { $n ->
     [one] { $count } exécutée
   *[other] { $count } exécutées
}
follow-in-progress = { $n ->
     [one] { $count } en cours
   *[other] { $count } en cours
}
follow-overdue = { $n ->
     [one] { $count } en retard
   *[other] { $count } en retard
}
follow-dropped = { $n ->
     [one] { $count } sans suite
   *[other] { $count } sans suite
}
todo-overdue = { $n ->
     [one] { $count } recommandation en retard
   *[other] { $count } recommandations en retard
}
together = Collaborations
together-on = situation au { $what }
together-none = Aucune collaboration n’est rapportée à cette instance à cette date.
together-unknown = Les collaborations ne sont pas connues : le service des partenaires ne répond pas.
