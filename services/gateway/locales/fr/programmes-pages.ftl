# Pages des programmes
nav-fiche = Fiche du programme
nav-phases = Phases
nav-ptba = PTBA et exécution
nav-resultats = Résultats
nav-zones = Zones d’intervention
nav-strategies = Stratégies
nav-diffusions = Diffusion
nav-revues = Revues sectorielles
lead-fiche = Ce qu’est le programme, et où il en est.
lead-phases = Ce que chaque phase a, et ce qui lui manque pour démarrer et pour clore.
lead-ptba = Le taux d’exécution est calculé des montants inscrits ; ce que d’autres ont publié est à côté.
lead-resultats = Chaque valeur est rapportée par une personne et validée par une autre.
lead-zones = Une décision étend les zones, une annonce reste une annonce. Chaque nom est celui de la date consultée.
lead-strategies = Politiques, stratégies et plans du pays, et ce qui est arrivé à terme.
lead-diffusions = Où chaque document a été présenté, et à combien de personnes.
lead-revues = Ce que chaque revue a lu, recommandé, et ce qui en est sorti.
none-fiche = Aucun programme n’est inscrit sous ce code à cette date.
none-phases = Aucune phase n’est inscrite à cette date.
none-components = Aucune composante n’est inscrite à cette date.
none-texts = Aucun texte n’est inscrit à cette date.
none-ptba = Aucun exercice n’est ouvert à cette date.
none-slices = Aucun montant n’est ventilé ainsi.
none-statements = Aucun état des dépenses n’est inscrit à cette date.
none-lines = Aucune ligne de PTBA à cette date.
none-difference = Aucune ligne n’a changé.
none-resultats = Aucun indicateur n’est défini à cette date.
none-zones = Aucune zone à cette date.
none-areas = Aucune zone de ce nom à cette date.
none-strategies = Aucun document stratégique n’est inscrit à cette date.
none-axes = Aucun axe n’est inscrit à cette date.
none-diffusions = Aucune rencontre n’est inscrite à cette date.
none-revues = Aucune revue n’est inscrite à cette date.
none-review-parts = Aucune inscription à cette date.
since = depuis { $what }
until = jusqu’à { $what }
programme-managed = Géré par { $what }
programme-phases = Phases
programme-components = Composantes
programme-legal = Base juridique
programme-objectives = Objectifs
programme-beyond = Aller plus loin
programme-figure-scope = Zones
programme-figure-planned = Prévu
programme-figure-executed = Exécuté
programme-figure-rate = Taux
programme-figure-state = État
phases-number = Phase { $what }
phases-readiness = Ce qu’il faut à chaque phase
phases-to-start = Pour démarrer
phases-to-close = Pour clore
phases-missing-item = pas encore le cas
phases-unknown-item = pas encore établi
phases-paid = Financements : { $what }
phases-periods = Changements d’état
phases-assessments = Évaluations de la préparation
phases-was-ready = prête
phases-was-not-ready = pas prête
item-state-met = acquis
item-state-missing = manque
item-state-unknown = inconnu
ptba-chart = Prévu et exécuté, par exercice
ptba-legend = Sable : prévu · Indigo : exécuté · Losange : taux publié que les montants inscrits contredisent
ptba-years = Exercices
ptba-published = Taux publiés par d’autres
ptba-own-amounts = ses propres montants font un autre taux
ptba-of-period = comparé au plan de la période
ptba-reckoned = Calculé des montants inscrits, jamais saisi
ptba-of = Exercice { $what }
ptba-executed-of = Taux d’exécution { $what }
ptba-until = au { $what }
ptba-awaiting = Avis de non-objection attendus : { $what }
ptba-by-component = Par composante
ptba-by-quarter = Par trimestre
ptba-by-source = Par source et catégorie
ptba-by-area = Par zone
ptba-statements = États des dépenses
ptba-revisions = Versions du PTBA
ptba-progress = Avancement physique
ptba-milestones = Adoption et avis
ptba-not-said = Non ventilé
ptba-everywhere = Tout le programme
ptba-quarter = T{ $what }
ptba-q1 = T1
ptba-q2 = T2
ptba-q3 = T3
ptba-q4 = T4
ptba-lines = Lignes du PTBA
ptba-lines-lead = Une ligne est une activité dans un lieu, payée par une source.
ptba-form-xlsx = Classeur à réimporter .xlsx
ptba-as-submitted = Version soumise
ptba-revision = Révision { $what }
ptba-difference = Ce qui a changé
ptba-why = Pourquoi
ptba-unchanged = Lignes inchangées
resultats-against = Résultats et cibles
resultats-indicators = Indicateurs
resultats-values = Valeurs rapportées
resultats-waiting = À valider
resultats-targets = Cibles
resultats-shares = Ventilations
resultats-locked = Périodes verrouillées : { $what }
resultats-no-value = aucune valeur
resultats-period-locked = période verrouillée
resultats-undocumented = validation non documentée
zones-covered = Couvertes
zones-covered-areas = Zones couvertes
zones-announced = Annoncées
zones-launched = Lancées sans décision connue
zones-withdrawn = Retirées
zones-migrations = Reports à la suite d’une réforme
zones-history = Couverture dans le temps
zones-over-time = Nombre de zones couvertes
zones-registry = Registre des zones
zones-registry-lead = { $what } : chaque zone garde son identité quel que soit son nom, et chaque code vient d’une liste datée.
zones-twice = Au { $what }, lu deux fois
zones-known-then = Tel que connu alors
zones-known-now = Tel que connu aujourd’hui
zones-as-known-on = Au { $what }, tel que connu alors
zones-search = Nom, avec ou sans accents
zones-find = Chercher
zones-level = Niveau
zones-level-0 = Tous
zones-level-1 = Premier (régions, provinces)
zones-level-2 = Deuxième (cercles, provinces, communes)
zones-level-3 = Troisième (communes)
zones-abolished = n’existe plus
zones-suspended = L’usage de ce nom est suspendu depuis le { $since } : { $text }
zones-names = Noms
zones-codes = Codes
zones-children = Ce qu’elle contient
zones-around = Situation
zones-came-from = Issue de
zones-became = Devenue
zones-established = Établi par
zones-first-list = première liste
strategies-documents = Documents
strategies-in-force = Adoptés ou en vigueur
strategies-past-count = À l’horizon dépassé
strategies-past = horizon dépassé
strategies-no-plan = sans plan d’action en cours
strategies-disputed = des sources énoncent un autre horizon
strategies-steps = Étapes
strategies-axes = Axes, mesures, activités
strategies-axis = Axe { $what }
strategies-alignments = Alignement
strategies-challenges = Défis
strategies-horizons = Horizons énoncés
strategies-amendments = Amendements
strategies-plans = Mis en œuvre par
strategies-overdue = en retard
strategies-expired = cadre échu
strategies-running = cadre en cours
strategies-about = Le document
strategies-owner = Porté par
strategies-implements = Met en œuvre
strategies-replaced-by = Remplacé par
diffusions-reach = Portée par document
diffusions-held = Rencontres
diffusions-about = La rencontre
diffusions-documents = Documents présentés
diffusions-occasion = Occasion
diffusions-chaired = Présidée par
diffusions-audience = Public
diffusions-lasted = Durée
diffusions-objectives = Objectifs
diffusions-statements = Affirmations
revues-readings = Exécution lue ce jour-là, et figée
revues-recommendations = De la recommandation à la révision
revues-weekday = le jour imprimé contredit la date
revues-target = vise { $what }
revues-about = La revue
revues-mandator = Commanditaire
revues-strategies = Documents examinés
revues-purposes = Finalités
revues-present = Présents
revues-synthesis = Synthèse
fact-one-programme = Programme
fact-exercise = Exercice
fact-framework = Cadre de résultats
fact-registry = Registre des zones
fact-strategy = Document stratégique
fact-dissemination = Diffusion
fact-review = Revue
dissemination-planned = prévue
dissemination-held = tenue
dissemination-reported = rapportée
difference-added = ajoutée
difference-removed = retirée
difference-changed = changée
area-kind-region = région
area-kind-district = district
area-kind-cercle = cercle
area-kind-province = province
area-kind-commune = commune
area-kind-department = département
phases-under-way = { $n ->
     [one] { $count } en cours
   *[other] { $count } en cours
}
phases-missing = { $n ->
     [one] { $count } élément manque
   *[other] { $count } éléments manquent
}
ptba-contradicted = { $n ->
     [one] { $count } taux publié est contredit par les montants inscrits.
   *[other] { $count } taux publiés sont contredits par les montants inscrits.
}
ptba-revised-times = { $n ->
     [one] { $count } révision
   *[other] { $count } révisions
}
zones-announced-count = { $n ->
     [one] et { $count } annoncée
   *[other] et { $count } annoncées
}
zones-count = { $n ->
     [one] { $count } zone
   *[other] { $count } zones
}
strategies-alone = { $n ->
     [one] { $count } politique ou stratégie n’a pas de plan d’action en cours.
   *[other] { $count } politiques ou stratégies n’ont pas de plan d’action en cours.
}

# Colonnes
column-programme-component = Composante
column-programme-budget = Budget
column-programme-wording = Texte
column-programme-phase = Phase
column-programme-item = Ce qu’il faut
column-programme-detail = Détail
column-programme-validation = Validation
column-programme-missing = Manquait
column-programme-planned = Prévu
column-programme-executed = Exécuté
column-programme-rate = Taux
column-programme-executed-until = Arrêté au
column-programme-publication = Publication
column-programme-rate-published = Taux publié
column-programme-rate-recomputed = Taux calculé
column-programme-printed-planned = Prévu imprimé
column-programme-printed-executed = Exécuté imprimé
column-programme-verdict = Comparaison
column-programme-split = Ventilation
column-programme-statement = État des dépenses
column-programme-sum = Total
column-programme-lines = Lignes
column-programme-layout = Correspondance
column-programme-version = Version
column-programme-cause = Motif
column-programme-chain = Enchaînement
column-programme-activity = Activité
column-programme-source = Source
column-programme-before = Avant
column-programme-after = Après
column-programme-change = Changement
column-programme-indicator = Indicateur
column-programme-period = Période
column-programme-reached = Réalisation
column-programme-of-target = De la cible
column-programme-baseline = Référence
column-programme-target = Cible
column-programme-by = Échéance
column-programme-group = Groupe
column-programme-area = Zone
column-programme-areas = Zones
column-programme-within = Dans
column-programme-since = Depuis
column-programme-decision = Décision
column-programme-becomes = Devient
column-programme-legal-text = Texte légal
column-programme-scope = Fait
column-programme-covered = Couvertes
column-programme-name = Nom
column-programme-scheme = Nomenclature
column-programme-list-date = Date de la liste
column-programme-code = Code
column-programme-horizon = Horizon
column-programme-done = Activités réalisées
column-programme-cost = Coût
column-programme-organ = Organe
column-programme-axis = Code
column-programme-in-charge = Structure responsable
column-programme-framework = Cadre
column-programme-meetings = Rencontres
column-programme-participants = Participants
column-programme-sponsor = Appui financier
column-programme-organiser = Organisateur
column-programme-cadence = Périodicité
column-programme-addressee = Destinataire
column-programme-revised = Ce qui a été révisé
column-programme-read-at = Lu au nº

# Tableaux importés
sheets-ptba-title = Importer un PTBA
sheets-ptba-lead = Le tableau est d’abord montré avec chaque ligne à corriger ; rien n’est inscrit avant l’acte qui suit.
sheets-ptba-blank = Modèle de PTBA .xlsx
sheets-ptba-fill = Une ligne par activité, lieu et source. Laissez vide ce qui n’est pas prévu.
sheets-depenses-title = Importer des dépenses
sheets-depenses-lead = L’export de la comptabilité, ou le modèle rempli. Jalon ne tient pas de comptes : il relève ce qui a été dépensé.
sheets-depenses-blank = Modèle de dépenses .xlsx
sheets-depenses-fill = Une ligne par écriture ; un montant négatif annule une écriture antérieure.
sheets-file = Fichier .xlsx ou .csv
sheets-ways = Colonnes du fichier
sheets-own-form = Celles du modèle Jalon
sheets-layout = Correspondance { $what }
sheets-entry = Pièce
sheets-incurred = Date de la dépense
sheets-unit = Unité
sheets-row = Ligne { $row } : { $what }.
sheets-row-value = Ligne { $row } : { $what }, « { $value } ».
sheets-no-column = Aucune feuille n’a de colonne « { $what } ».
sheets-unreadable = Ce fichier n’est ni un classeur ni un tableau en texte lisible.
sheets-empty = Le tableau n’a aucune ligne.
sheets-more-wrong = { $n ->
     [one] Et { $count } autre ligne à corriger.
   *[other] Et { $count } autres lignes à corriger.
}
sheets-stage = { $n ->
     [one] Préparer cette ligne
   *[other] Préparer ces { $count } lignes
}
